-- Stations' certificates, and the gateway's own security events.

-- name: keep_notices
-- What the gateway noticed of stations that exist.
insert into security_event (station, kind, at, received_at, info)
select u.station, u.kind, u.at, u.at, u.info
  from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[]) as u (station, kind, at, info)
  join station s on s.identity = u.station
on conflict do nothing

-- name: sweep_events
-- Security events that came before $1 are gone, at most $2 at a time.
delete from security_event where id in (select id from security_event where received_at < $1 order by received_at limit $2)

-- name: history
-- What is known of a station's requests: whether it has a certificate of ours that is good at $2, and how many it made since $3.
select exists (select from station_certificate c where c.station = $1 and c.revoked_at is null and c.not_after > $2) as certified,
       (select count(*) from certificate_request r where r.station = $1 and r.asked_at > $3)::integer as requests

-- name: add_request
-- One more request; unless it is refused, those of the station that still waited are superseded.
with older as (
    update certificate_request set state = 'refused', reason = 'superseded', decided_at = $6
     where station = $2 and state in ('waiting', 'approved', 'signed') and $5 <> 'refused'
)
insert into certificate_request (id, station, csr, number, state, reason, asked_at, decided_at)
values ($1, $2, $3, $4, $5, $7, $6, case when $5 = 'waiting' then null else $6 end)

-- name: decide_request
-- A request that waited is approved or refused; no row if there is none such.
update certificate_request set state = $3, reason = $4, decided_at = $5
 where id = $1 and station = $2 and state = 'waiting' returning true

-- name: open_requests
-- What is to be signed or sent, for stations that are here; oldest first.
select r.id, r.station, r.csr, r.number, s.protocol, r.state, r.reason, r.asked_at, r.decided_at, r.chain
  from certificate_request r join station s on s.identity = r.station
 where r.state = 'approved' or (r.state = 'signed' and s.connected and s.boot_policy = 'accepted')
 order by r.asked_at limit 100

-- name: signed
-- The request has its certificate, which is known from now on; no row if somebody else signed it meanwhile.
with done as (
    update certificate_request set state = 'signed', chain = $2 where id = $1 and state = 'approved' returning station
)
insert into station_certificate (fingerprint, station, serial, not_before, not_after)
select $3, station, $4, $5, $6 from done on conflict do nothing returning true

-- name: sent
update certificate_request set state = 'sent' where id = $1 and state = 'signed'

-- name: requests_of
-- A station's requests, newest first.
select r.id, r.station, r.csr, r.number, s.protocol, r.state, r.reason, r.asked_at, r.decided_at, r.chain
  from certificate_request r join station s on s.identity = r.station
 where r.station = $1 order by r.asked_at desc, r.id limit 100

-- name: certificates_of
-- A station's certificates, newest first.
select fingerprint, station, serial, not_before, not_after, revoked_at from station_certificate
 where station = $1 order by not_before desc, fingerprint limit 100

-- name: revoke
-- The certificate is not to be believed any more; no row if there is none such.
update station_certificate set revoked_at = coalesce(revoked_at, $3) where station = $1 and fingerprint = $2 returning true

-- name: revoked
-- All that are not to be believed any more and have not ended by themselves.
select fingerprint, station from station_certificate where revoked_at is not null and not_after > $1

-- name: installed
-- What a station holds, as it was told last.
select kind, algorithm, issuer_name_hash, issuer_key_hash, serial, under, pem, told_at from installed_certificate
 where station = $1 order by kind, under, serial, issuer_name_hash limit 1000
