-- name: station_sheets
-- Stations by identity: the one named $1, or all of them.
select (select row_to_json(x) from (
           select t.identity, t.public_id, t.name, t.boot_policy, t.protocol, t.vendor, t.model, t.firmware, t.serial,
                  t.booted_at, t.connected, t.epoch, t.gateway, t.heard_at, t.connected_at, t.disconnected_at, t.status, t.next_number,
                  t.configured, t.latitude, t.longitude, t.address, t.picture, t.has_reader, t.learned
       ) x)::text as station,
       (select json_agg(c order by c.number) from connector c where c.station = t.identity)::text as connectors,
       t.halted, t.secret_hash is not null as has_password, t.security_profile
from station t where $1::text is null or t.identity = $1 order by t.identity

-- name: put_policy
-- The station exists with this boot policy; null leaves it as it is, or accepts a new one. A new one has no door yet.
insert into station as s (identity, public_id, boot_policy, next_number)
values ($1, $2, coalesce($3::text, 'accepted'), $4)
on conflict (identity) do update set boot_policy = coalesce($3::text, s.boot_policy), version = s.version + 1
returning xmax = 0 as made

-- name: driver_named
-- The driver with this id or address.
select id from driver where id = $1 or email = lower($1)

-- name: put_token
-- The token exists as told; its holder stays if none is given.
insert into token as k (uid, card_id, status, group_id, expires_at, driver) values ($1, $2, $3, $4, $5, $6)
on conflict (uid) do update set
    status = excluded.status, group_id = excluded.group_id, expires_at = excluded.expires_at,
    driver = coalesce(excluded.driver, k.driver),
    -- What its holder called it is theirs; whoever accepts it again takes it as found.
    name = case when coalesce(excluded.driver, k.driver) is distinct from k.driver then '' else k.name end,
    colour = case when coalesce(excluded.driver, k.driver) is distinct from k.driver then 'slate' else k.colour end,
    issued_at = case when coalesce(excluded.driver, k.driver) is distinct from k.driver then now() else k.issued_at end,
    lost_at = case when excluded.status = 'accepted' then null else k.lost_at end,
    lost_reason = case when excluded.status = 'accepted' then '' else k.lost_reason end
returning card_id, right(uid, least(4, length(uid) / 2)) as tail, status, group_id, expires_at, driver

-- name: transactions
-- Transactions, newest first: of the station $1, with the token $2, open or ended $3, as far as those are given.
select coalesce(s.ref, s.number::text) as id, s.id as session_id, s.station, s.connector,
       right(s.token, least(4, length(s.token) / 2)) as token_tail, s.started_at, s.ended_at, s.end_basis,
       s.end_reason as reason, s.meter_start_wh,
       case when s.transaction = 'ended' then s.register_wh end as meter_stop_wh
from session s
where s.started_at is not null
  and ($1::text is null or s.station = $1)
  and ($2::text is null or s.token = upper($2))
  and ($3::boolean is null or $3 = (s.transaction <> 'ended'))
order by s.made_at desc, s.id desc
limit $4

-- name: set_tariff
-- From the instant $2 on the tariff of the station $1, of the house if null, is $3; null: none. The lanes that it is for read
-- themselves anew before they decide again. No row: there is no such station.
with made as (
    insert into tariff (station, valid_from, prices)
    select $1, $2, $3::jsonb where $1::text is null or exists (select from station where identity = $1)
    returning true as made
), touched as (
    update station set version = version + 1 where $1::text is null or identity = $1
)
select made from made

-- name: tariff
-- The latest tariff of the station $1, of the house if null.
select valid_from, prices::text from tariff
 where station is not distinct from $1 order by valid_from desc, id desc limit 1
