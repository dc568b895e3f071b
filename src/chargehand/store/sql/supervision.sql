-- name: chosen
-- Sessions, newest first: of the station $1; doubted or not $2; in review or not $3; whose latest stop came to nothing while they
-- are open, or not $4; each as far as it is given.
select s.id from session s
cross join lateral (
    select s.transaction <> 'ended' and s.doubted_at is not null as doubted,
           s.transaction <> 'ended' and coalesce((
               select c.ended_at is not null and c.state in ('rejected', 'unanswered', 'unconfirmed')
               from command c where c.session = s.id and c.kind = 'stop' order by c.requested_at desc limit 1
           ), false) as stop_in_vain
) f
where ($1::text is null or s.station = $1)
  and ($2::boolean is null or f.doubted = $2)
  and ($3::boolean is null or (s.bill = 'in_review') = $3)
  and ($4::boolean is null or f.stop_in_vain = $4)
order by s.made_at desc, s.id desc
limit $5

-- name: sheets
-- The sessions $1, in their order, with all that their pages show, all of their evidence, and their commands, oldest first.
select row_to_json(s)::text as session,
       (select row_to_json(x) from (
           select t.identity, t.public_id, t.name, t.boot_policy, t.protocol, t.vendor, t.model, t.firmware, t.serial,
                  t.booted_at, t.connected, t.epoch, t.gateway, t.heard_at, t.connected_at, t.disconnected_at, t.status, t.next_number,
                  t.configured, t.latitude, t.longitude, t.address, t.picture, t.has_reader
       ) x)::text as station,
       (select row_to_json(c) from connector c where c.station = s.station and c.number = s.connector)::text as connector,
       (select row_to_json(x) from (
           select k.card_id as id, k.name, k.status, right(k.uid, least(4, length(k.uid) / 2)) as tail, k.expires_at, k.uid
           from token k where k.uid = s.token
       ) x)::text as card,
       (select row_to_json(x) from (
           select * from command c where c.session = s.id and c.kind = 'start' order by c.requested_at desc limit 1
       ) x)::text as start,
       (select row_to_json(x) from (
           select * from command c where c.session = s.id and c.kind = 'stop' order by c.requested_at desc limit 1
       ) x)::text as stop,
       (select json_agg(e order by e.id) from evidence e where e.session = s.id)::text as evidence,
       (select json_agg(c order by c.requested_at, c.id) from command c where c.session = s.id)::text as commands,
       s.driver, t.version
from unnest($1::text[]) with ordinality as want (id, place)
join session s on s.id = want.id
join station t on t.identity = s.station
order by want.place
