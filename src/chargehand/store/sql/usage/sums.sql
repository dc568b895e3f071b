-- name: used
-- All of a driver's sessions that a filter lets through, with what their energy and cost are made of; none that came to nothing.
select row_to_json(x)::text as session from (
    select s.id, s.station, s.number, s.connector, s.token, s.driver, s.transaction, s.requested_at, s.started_at, s.ended_at,
           s.end_basis, s.end_signal, s.bill, s.flags, s.tariff, s.tariff_from, s.tariff_own, s.idle, s.base_wh, s.register_wh,
           s.register_at, s.banked_wh, s.read_at, s.received_at
    from session s
    where s.driver = $1
      and s.transaction <> 'pending' and coalesce(s.end_basis, '') not in ('never_started', 'continued')
      and ($2 = 'all' or ($2 = 'active') = (s.transaction <> 'ended'))
      and ($3::timestamptz is null or coalesce(s.started_at, s.requested_at, s.made_at) >= $3)
      and ($4::timestamptz is null or coalesce(s.started_at, s.requested_at, s.made_at) < $4)
      and ($5::text is null or s.token = (select k.uid from token k where k.card_id = $5 and k.driver = $1))
      and ($6::text is null or s.station = (select t.identity from station t where t.public_id = $6))
) x

-- name: tariffs
-- The tariffs in force at the instant $1: the one for all first, then chargers' own by name, the one of the charger $2 alone if given.
select p.prices::text as tariff, p.valid_from, t.public_id as charger, coalesce(t.name, '') as name
from (
    select distinct on (f.station) f.station, f.prices, f.valid_from
    from tariff f
    where f.valid_from <= $1
    order by f.station, f.valid_from desc, f.id desc
) p
left join station t on t.identity = p.station
where p.prices is not null and ($2::text is null or p.station is null or t.public_id = $2)
order by p.station is not null, t.name, t.public_id
limit 50
