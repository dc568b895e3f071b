-- name: put_device
-- The device lets itself be told; one that another driver had is this driver's now.
insert into push_device as p (driver, endpoint, p256dh, auth, name, held_by, made_at) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (endpoint) do update
   set driver = excluded.driver, p256dh = excluded.p256dh, auth = excluded.auth, name = excluded.name,
       held_by = excluded.held_by, made_at = excluded.made_at,
       id = case when p.driver = excluded.driver then p.id else excluded.id end
returning id, name, made_at, told_at

-- name: newest_only
-- Of a driver's devices the newest $2.
delete from push_device where driver = $1 and number in (
    select number from push_device where driver = $1 order by made_at desc, number desc offset $2
)

-- name: devices
-- A driver's devices, newest first.
select id, name, made_at, told_at from push_device where driver = $1 order by made_at desc, number desc

-- name: drop_device
-- The driver's device is told no more.
delete from push_device where driver = $1 and id = $2 returning id

-- name: key
-- The public half of the key that messages are signed with.
select public from push_key where id = 1

-- name: put_key
-- The first key stands; whoever has another one gets to know it.
insert into push_key as k (id, public) values (1, $1)
on conflict (id) do update set public = k.public returning public

-- name: take
-- Messages that are due, ours until $3; overdue ones too.
with due as (
    select notice, device from push where next_at <= $1 order by next_at limit $2 for update skip locked
), m as (
    update push p set tries = p.tries + 1, next_at = $3 from due
     where p.notice = due.notice and p.device = due.device
    returning p.*
)
select m.notice, m.device, m.message, m.until, m.tries, d.endpoint, d.p256dh, d.auth, n.kind, coalesce(n.session, n.id) as topic
  from m join push_device d on d.number = m.device join notice n on n.id = m.notice
 order by m.made_at

-- name: gone
-- The push service has the message, since $3.
with over as (delete from push where notice = $1 and device = $2)
update push_device set told_at = $3 where number = $2

-- name: later
update push set next_at = $3 where notice = $1 and device = $2

-- name: over
-- The message is given up.
delete from push where notice = $1 and device = $2

-- name: lost_device
-- The push service knows the device no more.
delete from push_device where number = $1
