-- What those who run the house do: stations, and tidying up.

-- name: credentials
-- What the passwords of these stations are checked against.
select identity, secret_salt, secret_hash, open_door from station where identity = any($1::text[])

-- name: put_station
-- The station exists; of one that existed, what is given (not null) is changed. A password ends an open door, and the reverse.
-- With a count of connectors $8 it has those from 1 to the count; higher ones at which nothing happened are gone.
with put as (
    insert into station as s (identity, public_id, name, secret_salt, secret_hash, open_door, next_number)
    values ($1, $2, coalesce($3::text, ''), $4::bytea, $5::bytea, coalesce($6::boolean, false), $7)
    on conflict (identity) do update set
        name = coalesce($3::text, s.name),
        secret_salt = case when $6::boolean is null then s.secret_salt else excluded.secret_salt end,
        secret_hash = case when $6::boolean is null then s.secret_hash else excluded.secret_hash end,
        open_door = coalesce($6::boolean, s.open_door),
        version = s.version + 1
    returning public_id, name, open_door, xmax = 0 as made
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
select public_id, name, open_door, made from put

-- name: station_made
-- Whether there is such a station.
select true from station where identity = $1

-- name: stations
-- All stations, by identity.
select s.identity, s.public_id, s.name, s.protocol, s.vendor, s.model, s.connected, s.heard_at, s.halted,
       s.open_door, (select count(*) from connector c where c.station = s.identity) as connectors
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
