-- The message log, with what the journal, sessions and commands know of its rows.

-- name: of_station
-- Exchanges of the station $1 from $2 on, before $3 and older than the row ($4, $5), newest first; of the action $6, the message id $7,
-- the direction $8 and the session $9 as far as those are given. A frame that was decided about is in the journal. A row's session is
-- the one that its transaction's id names at this station now, or the one that its command is for.
with noted as (
    select m.* from message m
     where m.station = $1 and m.at >= $2 and m.at < $3 and (m.at, m.number) < ($4, $5)
       and ($6::text is null or m.action = $6)
       and ($7::text is null or m.message_id = $7)
       and ($8::text is null or m.direction = $8)
       and ($9::text is null
            or m.ref in (select x.ref from session x where x.id = $9 and x.station = $1)
            or m.direction = 'out' and exists (
                select from command c
                 where c.session = $9 and c.station = $1 and left(m.message_id, length(c.id)) = c.id))
     order by m.at desc, m.number desc
     limit $10
)
select m.at, m.number, m.direction, m.action, m.message_id, m.request, j.frame, m.answer, j.event,
       j.answer as decision, m.error, m.took_us, m.repeats, coalesce(m.ref, '') as ref, k.id as command,
       coalesce(x.id, k.session) as session
  from noted m
  left join lateral (
      select j.frame, j.event, j.answer from journal j
       where m.request is null and m.direction = 'in' and j.station = m.station and j.at = m.at
         and strpos(left(j.frame, 200), m.message_id) > 0
       limit 1
  ) j on true
  left join session x on x.station = m.station and x.ref = m.ref
  left join lateral (
      select c.id, c.session from command c
       where m.direction = 'out' and c.station = m.station
         and c.requested_at between m.at - interval '1 day' and m.at + interval '1 minute'
         and left(m.message_id, length(c.id)) = c.id
       limit 1
  ) k on true
 order by m.at desc, m.number desc

-- name: deviated
-- These deviations were seen: once more if they were known. Of a station that makes up ever new ones no more than 500 are kept.
insert into deviation as d (station, action, path, kind, count, first_at, last_at)
select u.station, u.action, u.path, u.kind, count(*), min(u.at), max(u.at)
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) as u (station, action, path, kind, at)
 where (select count(*) from deviation k where k.station = u.station) < 500
    or exists (select from deviation k where (k.station, k.action, k.path, k.kind) = (u.station, u.action, u.path, u.kind))
 group by u.station, u.action, u.path, u.kind
on conflict (station, action, path, kind) do update set
    count = d.count + excluded.count,
    first_at = least(d.first_at, excluded.first_at),
    last_at = greatest(d.last_at, excluded.last_at)

-- name: deviations
-- How the calls of the station $1 do not keep to the schema.
select action, path, kind, count, first_at, last_at from deviation where station = $1 order by action, path, kind

-- name: day_partitions
-- The days that have a partition of their own, by the partitions' names.
select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'message'::regclass

-- name: sweep_rest
-- What lies outside of all days' partitions is gone when it is too old.
delete from message_rest where at < $1
