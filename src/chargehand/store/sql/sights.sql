-- name: session_sights
-- Sessions with what their page shows, for pairs of session and driver; a pair that does not belong together gives no row.
select want.place,
       row_to_json(s)::text as session,
       (select row_to_json(x) from (
           select t.identity, t.public_id, t.name, t.boot_policy, t.protocol, t.vendor, t.model, t.firmware, t.serial,
                  t.booted_at, t.connected, t.epoch, t.gateway, t.heard_at, t.connected_at, t.disconnected_at, t.status, t.next_number,
                  t.configured, t.latitude, t.longitude, t.address, t.picture, t.has_reader
       ) x)::text as station,
       (select row_to_json(c) from connector c where c.station = s.station and c.number = s.connector)::text as connector,
       (select row_to_json(x) from (
           select k.card_id as id, case when k.driver = s.driver then k.name else '' end as name, k.status,
                  right(k.uid, least(4, length(k.uid) / 2)) as tail, k.expires_at, k.uid
           from token k where k.uid = s.token
       ) x)::text as card,
       (select row_to_json(x) from (
           select * from command c where c.session = s.id and c.kind = 'start' order by c.requested_at desc limit 1
       ) x)::text as start,
       (select row_to_json(x) from (
           select * from command c where c.session = s.id and c.kind = 'stop' order by c.requested_at desc limit 1
       ) x)::text as stop,
       (select json_agg(e order by e.id) from (
           select * from evidence e where e.session = s.id order by e.id desc limit 60
       ) e)::text as evidence,
       t.version
from unnest($1::text[], $2::text[]) with ordinality as want (session, driver, place)
join session s on s.id = want.session and s.driver = want.driver
join station t on t.identity = s.station
order by want.place

-- name: station_sights
-- Stations as one driver each may see them, for pairs of station and driver; sessions are named only.
select want.place,
       (select row_to_json(x) from (
           select t.identity, t.public_id, t.name, t.boot_policy, t.protocol, t.vendor, t.model, t.firmware, t.serial,
                  t.booted_at, t.connected, t.epoch, t.gateway, t.heard_at, t.connected_at, t.disconnected_at, t.status, t.next_number,
                  t.configured, t.latitude, t.longitude, t.address, t.picture, t.has_reader
       ) x)::text as station,
       (select json_agg(c order by c.number) from connector c where c.station = t.identity)::text as connectors,
       array(
           select s.id from session s
           where s.station = t.identity and s.transaction <> 'ended' and s.driver = want.driver order by s.made_at, s.id
       ) as mine,
       array(
           select distinct s.connector from session s
           where s.station = t.identity and s.transaction <> 'ended' and s.driver is distinct from want.driver
             and s.connector is not null
             -- A car that was plugged in before anybody asked is nobody's yet, and may be this driver's own.
             and (s.token is not null or s.driver is not null or s.ref = s.number::text)
           order by s.connector
       ) as busy,
       (select row_to_json(x) from (
           select * from command c
           where c.station = t.identity and c.kind = 'refresh' and c.driver = want.driver
           order by c.requested_at desc limit 1
       ) x)::text as refresh,
       (select s.id from session s
        where s.driver = want.driver and s.station = t.identity and s.transaction = 'ended'
        order by s.ended_at desc, s.id desc limit 1) as last,
       t.version
from unnest($1::text[], $2::text[]) with ordinality as want (station, driver, place)
join station t on t.identity = want.station
order by want.place

-- name: station_of
-- The identity of the charger that drivers know by this public id.
select identity from station where public_id = $1

-- name: stations_of
-- The chargers that a driver may use: all of them, by name.
select identity from station order by name, public_id

-- name: sessions_page
-- One page of a driver's sessions, newest first: their ids and where they stand in the order.
select s.id, coalesce(s.started_at, s.requested_at, s.made_at) as began_at
from session s
where s.driver = $1
  and ($2 = 'all' or ($2 = 'active') = (s.transaction <> 'ended'))
  and ($3::timestamptz is null or coalesce(s.started_at, s.requested_at, s.made_at) >= $3)
  and ($4::timestamptz is null or coalesce(s.started_at, s.requested_at, s.made_at) < $4)
  and ($5::text is null or s.token = (select k.uid from token k where k.card_id = $5 and k.driver = $1))
  and ($6::text is null or s.station = (select t.identity from station t where t.public_id = $6))
  and ($7::timestamptz is null or (coalesce(s.started_at, s.requested_at, s.made_at), s.id) < ($7, $8))
order by began_at desc, s.id desc
limit $9

-- name: session_totals
-- A driver's figures up to the instant $2; a start that came to nothing, and what another session goes on with, are in none.
select count(*) filter (where began_at >= $2::timestamptz - interval '24 hours') as sessions_24h,
       coalesce(round(sum(energy_wh) filter (where began_at >= $2::timestamptz - interval '7 days')), 0)::bigint as energy_wh_7d,
       count(*) filter (where transaction <> 'ended') as active,
       count(*) filter (where began_at >= $2::timestamptz - interval '7 days') as sessions_7d
from (
    select s.transaction, s.energy_wh, coalesce(s.started_at, s.requested_at, s.made_at) as began_at
    from session s where s.driver = $1 and coalesce(s.end_basis, '') not in ('never_started', 'continued')
) as mine

-- name: live_sessions
-- The sessions of the drivers $1 that have not ended, oldest first.
select s.id, s.driver from session s
where s.driver = any($1::text[]) and s.transaction <> 'ended' order by s.made_at, s.id

-- name: owners
-- Whose the sessions $1 are, as far as they belong to one of the drivers $2.
select s.id, s.driver from session s where s.id = any($1::text[]) and s.driver = any($2::text[])

-- name: timeline
-- The kept readings of a driver's own session, oldest first; null when there are none yet.
select (
    select json_agg(r order by r.at, r.received_at) from reading r where r.session = s.id
)::text as readings
from session s
where s.id = $1 and s.driver = $2

-- name: evidence
-- All evidence that was kept of a driver's own session, in the order in which it came; null when there is none.
select (select json_agg(e order by e.id) from evidence e where e.session = s.id)::text as evidence
from session s
where s.id = $1 and s.driver = $2

-- name: latest_readings
-- Of each of the sessions $1 the latest readings, as many as $2 says, oldest first, and how many there are in all.
select n.total, (
    select json_agg(r order by r.at, r.received_at) from (
        select * from reading r where r.session = want.session order by r.at desc, r.received_at desc limit want.most
    ) r
)::text as readings
from unnest($1::text[], $2::int[]) with ordinality as want (session, most, place)
cross join lateral (select count(*) as total from reading a where a.session = want.session) n
order by want.place

-- name: used_chargers
-- The chargers where a driver had sessions, by name.
select t.public_id, t.name from station t
where exists (select from session s where s.station = t.identity and s.driver = $1)
order by t.name, t.public_id

-- name: command
-- A command that this driver gave, or that was given about the driver's own session.
select row_to_json(c)::text from command c
where c.id = $1 and (c.driver = $2 or exists (select from session s where s.id = c.session and s.driver = $2))

-- name: cards
-- A driver's cards, the one last used first.
select k.card_id as id, k.name, k.status, right(k.uid, least(4, length(k.uid) / 2)) as tail, k.expires_at, k.uid
from token k
where k.driver = $1
order by (select max(s.made_at) from session s where s.token = k.uid and s.driver = $1) desc nulls last, k.issued_at, k.uid
