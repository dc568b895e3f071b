-- What those who run the house do: stations, and tidying up.

-- name: credentials
-- What these stations must show, and what their passwords are checked against.
select s.identity, s.security_profile, s.secret_salt, s.secret_hash, n.salts, n.hashes
  from station s
  left join lateral (
       select array_agg(k.salt order by k.made_at, k.hash) as salts, array_agg(k.hash order by k.made_at, k.hash) as hashes
         from next_key k where k.station = s.identity) n on true
 where s.identity = any($1::text[])

-- name: put_station
-- The station exists; of one that existed, what is given (not null) is changed. A password ends an open door, and the reverse;
-- a password that is given is the only one from now on.
-- With a count of connectors $8 it has those from 1 to the count; higher ones at which nothing happened are gone.
with put as (
    insert into station as s (identity, public_id, name, secret_salt, secret_hash, security_profile, next_number,
                              latitude, longitude, address)
    values ($1, $2, coalesce($3::text, ''), case when $6::smallint = 0 then null else $4::bytea end,
            case when $6::smallint = 0 then null else $5::bytea end, coalesce($6::smallint, 1), $7,
            $11::double precision, $12::double precision, coalesce($13::text, ''))
    on conflict (identity) do update set
        name = coalesce($3::text, s.name),
        secret_salt = case when $6::smallint = 0 then null else coalesce($4::bytea, s.secret_salt) end,
        secret_hash = case when $6::smallint = 0 then null else coalesce($5::bytea, s.secret_hash) end,
        security_profile = coalesce($6::smallint, case when $5::bytea is null then s.security_profile
                                                       else greatest(s.security_profile, 1) end),
        latitude = coalesce($11::double precision, s.latitude),
        longitude = coalesce($12::double precision, s.longitude),
        address = coalesce($13::text, s.address),
        version = s.version + 1
    returning public_id, name, security_profile, xmax = 0 as made
), replaced as (
    delete from next_key k where k.station = $1 and ($5::bytea is not null or $6::smallint = 0)
), declared as (
    insert into connector as c (station, number, type, power_w_max)
    select $1, n, coalesce($9::text, ''), $10::integer from generate_series(1, coalesce($8::integer, 0)) as n
    on conflict (station, number) do update set
        declared = true, type = coalesce($9::text, c.type), power_w_max = coalesce($10::integer, c.power_w_max)
), withdrawn as (
    delete from connector c
    where c.station = $1 and c.number > $8::integer
      and not exists (select from session x where x.station = $1 and x.connector = c.number)
)
select public_id, name, security_profile, made from put

-- name: station_made
-- Whether there is such a station.
select true from station where identity = $1

-- name: stations
-- All stations, by identity.
select s.identity, s.public_id, s.name, s.protocol, s.vendor, s.model, s.connected, s.heard_at, s.halted,
       s.security_profile, s.address, s.latitude, s.longitude, (select count(*) from connector c where c.station = s.identity) as connectors
from station s order by s.identity

-- name: resume
-- The lane runs again; returns the law that had been broken, empty if it ran.
with was as (select identity, halted from station where identity = $1 for update)
update station s set halted = '', version = s.version + 1 from was where s.identity = was.identity
returning was.halted

-- name: held_by
-- The stations whose socket the gateway $1 is said to hold.
select identity, epoch from station where connected and gateway = $1 order by identity

-- name: held_elsewhere
-- Those of the stations $2 whose socket another gateway than $1 holds.
select identity, epoch from station where connected and gateway <> $1 and identity = any($2::text[])

-- name: sweep_outbox
-- Calls that no gateway will make any more: their commands ended by their own deadlines.
delete from outbox where until < $1::timestamptz - interval '1 hour'

-- name: partitions
-- The names of all partitions of the tables $1.
select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent = any($1::text[]::regclass[])

-- name: schema_version
-- The newest migration; fails where nothing was ever migrated.
select max(version) from migration

-- name: raise_profile
-- The station must show this much from now on; what it had to show before is never lowered here.
update station set security_profile = $2 where identity = $1 and security_profile < $2

-- name: add_next_key
-- One more key that the station may come in with; no row if as many as may be are under way.
insert into next_key (station, slot, salt, hash)
select s.identity, n, $2, $3 from station s, generate_series(1, 3) as n
 where s.identity = $1 and not exists (select from next_key k where k.station = s.identity and k.slot = n)
 order by n limit 1
on conflict do nothing
returning true

-- name: promote_key
-- The new key that the station came in with is its only one; nothing happens if that was settled before.
with used as (
    select salt, hash from next_key where station = $1 and hash = $2
), settled as (
    update station s set secret_salt = used.salt, secret_hash = used.hash from used where s.identity = $1 returning true
)
delete from next_key where station = $1 and exists (select from settled)

-- name: drop_next_key
-- The station did not take this key.
delete from next_key where station = $1 and hash = $2

-- name: keep_one_next_key
-- The station took this key: those that were sent before it are in no use.
delete from next_key k using next_key taken
 where k.station = $1 and taken.station = $1 and taken.hash = $2 and k.hash <> $2 and k.made_at <= taken.made_at
