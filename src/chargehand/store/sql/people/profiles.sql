-- What drivers see and set of their own accounts. The driver is part of every question.

-- name: profile
-- The driver $1 at $2, with the address that waits to be confirmed.
select d.id, d.email, d.name, d.account, d.operator, d.theme, d.language, d.created_at,
       e.email as waiting_email, e.expires_at as waiting_until
from driver d left join email_change e on e.driver = d.id and e.expires_at > $2
where d.id = $1

-- name: set_profile
-- Name $2, theme $3 and language $4 of the driver $1 as far as they are given.
update driver set name = coalesce($2, name), theme = coalesce($3, theme), language = coalesce($4, language)
where id = $1 and account <> 'closed'
returning id, email, name, account, operator, theme, language

-- name: ask_email
-- The driver $1 wants the address $2, to be confirmed with the secret $3 from $4 until $5. A letter ($6, $7) goes there unless
-- somebody has it already; a note ($8, $9) goes to the present address in any case, so that nothing tells the difference.
with who as (
    select id, email from driver where id = $1 and account <> 'closed'
), asked as (
    insert into email_change (driver, secret_hash, email, made_at, expires_at)
    select id, $3::bytea, $2::text, $4::timestamptz, $5::timestamptz from who
    on conflict (driver) do update set secret_hash = excluded.secret_hash, email = excluded.email,
        made_at = excluded.made_at, expires_at = excluded.expires_at
)
insert into letter (recipient, subject, body, made_at, next_at)
select $2::text, $6::text, $7::text, $4::timestamptz, $4::timestamptz from who
 where not exists (select from driver t where t.email = $2::text)
union all
select email, $8::text, $9::text, $4::timestamptz, $4::timestamptz from who

-- name: drop_email
-- The driver $1 wants no other address any more.
delete from email_change where driver = $1

-- name: email_waits
-- The address that the secret $1 confirms, if it can still do so at $2 and nobody has the address.
select e.email from email_change e join driver d on d.id = e.driver and d.account <> 'closed'
where e.secret_hash = $1 and e.expires_at > $2 and not exists (select from driver t where t.email = e.email)

-- name: confirm_email
-- The address that the secret $1 confirms at $2 is its driver's; the secret is used up, and links that went to the old address are void.
-- The driver is told so.
with used as (
    delete from email_change where secret_hash = $1 and expires_at > $2::timestamptz returning driver, email
), told as (
    insert into notice (driver, kind, about, at, facts)
    select used.driver, 'email_changed', encode($1, 'hex'), $2::timestamptz, jsonb_build_object('note', used.email)
      from used join driver d on d.id = used.driver and d.account <> 'closed'
    on conflict (driver, kind, about) do nothing
), void as (
    delete from sign_in s using used where s.driver = used.driver and s.used_at is null
)
update driver d set email = used.email from used where d.id = used.driver and d.account <> 'closed'
returning d.email

-- name: devices
-- What is signed in as the driver $1 at $2, that with the secret $3 marked, newest sight first. A browser that nobody used for
-- 14 days is not: it lets nobody in any more.
select encode(sha256(w.secret_hash), 'hex') as id, 'browser' as kind, w.device as told, w.made_at as since,
       w.seen_at as seen_at, w.expires_at, w.secret_hash = $3 as current
from web_session w
where w.driver = $1 and w.expires_at > $2 and coalesce(w.seen_at, w.made_at) > $2::timestamptz - interval '14 days'
union all
select encode(sha256(a.secret_hash), 'hex'), 'program', a.name, a.made_at, null::timestamptz, a.expires_at,
       a.secret_hash = $3
from api_token a where a.driver = $1 and a.scope = 'driver' and (a.expires_at is null or a.expires_at > $2)
order by current desc, seen_at desc nulls last, since desc

-- name: sign_out_device
-- What is known as $2 is signed in as the driver $1 no more, nor told anything.
with told as (
    delete from push_device where driver = $1 and encode(sha256(held_by), 'hex') = $2
), browsers as (
    delete from web_session where driver = $1 and encode(sha256(secret_hash), 'hex') = $2 returning 1
), programs as (
    delete from api_token where driver = $1 and scope = 'driver' and encode(sha256(secret_hash), 'hex') = $2 returning 1
)
select (select count(*) from browsers) + (select count(*) from programs) > 0 as gone

-- name: close
-- The driver $1 closes the account at $2, to be erased at $3; nothing is signed in any more. Live sessions keep it open.
with live as (
    select id from session where driver = $1 and transaction <> 'ended' order by made_at
), closed as (
    update driver set account_before = account, account = 'closed', closed_by = 'driver',
        closed_at = $2::timestamptz, erase_at = $3::timestamptz
    where id = $1 and account <> 'closed' and not exists (select from live)
    returning id, email
), out as (
    delete from web_session w using closed where w.driver = closed.id
), off as (
    delete from api_token a using closed where a.driver = closed.id
), silent as (
    delete from push_device p using closed where p.driver = closed.id
), void as (
    delete from sign_in s using closed where s.driver = closed.id
), unsaid as (
    delete from email_change e using closed where e.driver = closed.id
), told as (
    insert into letter (recipient, subject, body, made_at, next_at)
    select email, $4::text, $5::text, $2::timestamptz, $2::timestamptz from closed
)
select (select array_agg(id) from live) as live, exists (select from closed) as closed
