-- name: page
-- A driver's notices, newest first: from behind ($2, $3) on, $4 at most.
select n.id, n.driver, n.kind, n.at, n.facts::text as facts, n.session, n.case_id, n.read_at, n.late, s.number,
       coalesce(nullif(t.name, ''), t.public_id, '') as charger
  from notice n
  left join session s on s.id = n.session
  left join station t on t.identity = s.station
 where n.driver = $1 and ($2::timestamptz is null or (n.at, n.id) < ($2, $3))
 order by n.at desc, n.id desc limit $4

-- name: unread
-- How many notices a driver has not read.
select count(*) from notice where driver = $1 and read_at is null

-- name: read
-- The driver $1 has read the notice $2; its own row, whether read before or not.
with n as (
    update notice set read_at = coalesce(read_at, $3) where id = $2 and driver = $1 returning *
)
select n.id, n.driver, n.kind, n.at, n.facts::text as facts, n.session, n.case_id, n.read_at, n.late, s.number,
       coalesce(nullif(t.name, ''), t.public_id, '') as charger
  from n
  left join session s on s.id = n.session
  left join station t on t.identity = s.station

-- name: read_all
-- The driver $1 has read all that there is.
update notice set read_at = $2 where driver = $1 and read_at is null

-- name: tell
-- A notice that comes from no session: once, whatever tells it again.
insert into notice (driver, kind, about, at, facts) values ($1, $2, $3, $4, $5::jsonb)
on conflict (driver, kind, about) do nothing

-- name: choices
-- What a driver chose.
select kind, channel, wanted from notice_choice where driver = $1

-- name: choose
-- The driver $1 chooses so.
insert into notice_choice (driver, kind, channel, wanted)
select $1, u.kind, u.channel, u.wanted from unnest($2::text[], $3::text[], $4::boolean[]) as u (kind, channel, wanted)
on conflict (driver, kind, channel) do update set wanted = excluded.wanted

-- name: unsubscription
-- Which kind of letters the secret $1 ends; null for none.
select kind from unsubscription where secret_hash = $1

-- name: unsubscribe
-- No letters of that kind any more.
insert into notice_choice (driver, kind, channel, wanted)
select driver, kind, 'email', false from unsubscription where secret_hash = $1
on conflict (driver, kind, channel) do update set wanted = false
returning kind

-- name: look
-- So the driver's last page was read.
insert into driver_eyes as e (driver, lang, zone) values ($1, $2, $3)
on conflict (driver) do update set lang = excluded.lang, zone = excluded.zone
 where (e.lang, e.zone) <> (excluded.lang, excluded.zone)

-- name: entered
-- The driver $1 signed in with the browser $2 at $3. One that was not known is told of, if others were; what another
-- driver had let this browser be told ($5: what it was signed in with before, $4: now) ends.
with known as (
    select count(*) as count, coalesce(bool_or(mark = $2), false) as this from known_device where driver = $1
), met as (
    insert into known_device (driver, mark, seen_at) values ($1, $2, $3)
    on conflict (driver, mark) do update set seen_at = excluded.seen_at
), kept as (
    update push_device set held_by = $4 where held_by = $5::bytea and driver = $1
), dropped as (
    delete from push_device where held_by = $5::bytea and driver <> $1
)
insert into notice (driver, kind, about, at, facts)
select $1, 'signed_in', $6, $3, $7::jsonb from known where count > 0 and not this
on conflict (driver, kind, about) do nothing

-- name: sweep
-- Nothing is kept that is older than $1; of browsers, $2.
with a as (delete from unsubscription where made_at < $1), b as (delete from known_device where seen_at < $2)
delete from notice where made_at < $1

-- name: take
-- Notices that nobody has told yet, the oldest first: ours until $3, then anybody's. With them, who reads them and how.
with due as (
    select id from notice where told_at is null and due_at <= $1 order by due_at, made_at limit $2 for update skip locked
), n as (
    update notice m set due_at = $3 from due where m.id = due.id returning m.*
)
select n.id, n.driver, n.kind, n.at, n.facts::text as facts, n.session, n.case_id, n.read_at, n.late, s.number,
       coalesce(nullif(t.name, ''), t.public_id, '') as charger,
       case when d.account = 'closed' then '' else d.email end as email,
       coalesce(nullif(d.language, ''), e.lang, '') as lang, coalesce(e.zone, '') as zone,
       (select json_agg(json_build_array(c.kind, c.channel, c.wanted)) from notice_choice c where c.driver = n.driver)::text
           as choices,
       array(select p.number from push_device p where p.driver = n.driver and d.account <> 'closed' order by p.number)
           as devices
  from n
  join driver d on d.id = n.driver
  left join driver_eyes e on e.driver = n.driver
  left join session s on s.id = n.session
  left join station t on t.identity = s.station
 order by n.at, n.id

-- name: plan
-- The notices $2 are told at $1, each once: letters of some of them wait ($3 to $9), and messages to devices ($10 to $13).
with told as (
    update notice set told_at = $1 where id = any($2::text[]) and told_at is null returning id, driver, kind
), written as (
    select l.*, told.driver, told.kind
      from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bytea[])
           as l (notice, recipient, subject, body, html, unsubscribe, way_out)
      join told on told.id = l.notice
), post as (
    insert into letter (recipient, subject, body, html, unsubscribe, notice, made_at, next_at)
    select recipient, subject, body, html, unsubscribe, notice, $1, $1 from written
), way_out as (
    insert into unsubscription (secret_hash, driver, kind, made_at)
    select way_out, driver, kind, $1 from written where way_out is not null
)
insert into push (notice, device, message, made_at, until, next_at)
select told.id, p.number, m.message, $1, m.until, $1
  from unnest($10::text[], $11::bigint[], $12::text[], $13::timestamptz[]) as m (notice, device, message, until)
  join told on told.id = m.notice
  join push_device p on p.number = m.device and p.driver = told.driver
on conflict do nothing
