-- name: visit_by_cookie
-- Who holds the cookie $1 at $2, with the station of the named session $3 (only if it is the driver's own) or charger $4,
-- and, with a charger, the token to charge with: that of the card $5, else the one that can charge and was last used.
-- A browser that nobody used for 14 days lets nobody in any more.
select d.id, d.email, d.name, d.account, d.operator, d.theme, d.language, 'driver' as scope, w.seen_at,
       w.proof, case when w.proof <> 'card' then coalesce(w.proved_at, w.made_at) end as proved_at,
       coalesce(s.station, t.identity) as station, k.uid as token
from web_session w
join driver d on d.id = w.driver and d.account <> 'closed'
left join session s on s.id = $3 and s.driver = d.id
left join station t on t.public_id = $4
left join lateral (
    select k.uid from token k
    where t.identity is not null and k.driver = d.id and ($5::text is null or k.card_id = $5)
    order by k.status = 'accepted' and (k.expires_at is null or k.expires_at > $2) desc,
             (select max(u.made_at) from session u where u.token = k.uid and u.driver = d.id) desc nulls last,
             k.issued_at, k.uid
    limit 1
) k on true
where w.secret_hash = $1 and w.expires_at > $2
  and coalesce(w.seen_at, w.made_at) > $2 - interval '14 days'

-- name: visit_by_bearer
-- The same for the API token $1.
select d.id, d.email, d.name, d.account, d.operator, d.theme, d.language, a.scope, null::timestamptz as seen_at,
       'token' as proof, a.made_at as proved_at,
       coalesce(s.station, t.identity) as station, k.uid as token
from api_token a
join driver d on d.id = a.driver and d.account <> 'closed'
left join session s on s.id = $3 and s.driver = d.id
left join station t on t.public_id = $4
left join lateral (
    select k.uid from token k
    where t.identity is not null and k.driver = d.id and ($5::text is null or k.card_id = $5)
    order by k.status = 'accepted' and (k.expires_at is null or k.expires_at > $2) desc,
             (select max(u.made_at) from session u where u.token = k.uid and u.driver = d.id) desc nulls last,
             k.issued_at, k.uid
    limit 1
) k on true
where a.secret_hash = $1 and (a.expires_at is null or a.expires_at > $2)

-- name: still_good
-- Those of the hashes $1 that still let their holder in at $2, and their accounts' status.
select w.secret_hash, d.account from web_session w join driver d on d.id = w.driver
where w.secret_hash = any($1::bytea[]) and w.expires_at > $2 and d.account <> 'closed'
union all
select a.secret_hash, d.account from api_token a join driver d on d.id = a.driver
where a.secret_hash = any($1::bytea[]) and (a.expires_at is null or a.expires_at > $2) and d.account <> 'closed'

-- name: touch
-- The device was seen just now.
update web_session set seen_at = $2 where secret_hash = $1

-- name: ask_sign_in
-- A way to sign in and the letter that tells it, for the driver with the address $1; nothing for an address nobody has.
with who as (
    select id from driver d where email = $1::text
      and (account <> 'closed' or (closed_by = 'driver' and erase_at > $4::timestamptz))
), asked as (
    insert into sign_in (secret_hash, driver, code_hash, made_at, expires_at)
    select $2::bytea, id, $3::bytea, $4::timestamptz, $5::timestamptz from who
)
insert into letter (recipient, subject, body, html, made_at, next_at)
select $1::text, $6::text, $7::text, $8::text, $4::timestamptz, $4::timestamptz from who

-- name: open_link
-- A way to sign in by link only, for a driver who is known.
insert into sign_in (secret_hash, driver, made_at, expires_at)
select $2::bytea, id, $3::timestamptz, $4::timestamptz from driver
 where email = $1 and (account <> 'closed' or (closed_by = 'driver' and erase_at > $3::timestamptz))
returning driver

-- name: link_state
-- The link $1, if it can still be used at $2, and when the account would be erased that signing in keeps.
select d.erase_at from sign_in s join driver d on d.id = s.driver
 where s.secret_hash = $1 and s.used_at is null and s.expires_at > $2
   and (d.account <> 'closed' or (d.closed_by = 'driver' and d.erase_at > $2))

-- name: sign_in_by_link
-- The link $1 is used up at $2; its driver now holds the new secret $3 until $4, and what the browser held before ($6) is void.
-- An invited account is active from then on; one that its driver closed is again what it was.
with used as (
    update sign_in set used_at = $2
    where secret_hash = $1 and used_at is null and expires_at > $2
    returning driver
), welcome as (
    update driver d set account = case when d.account = 'invited' or d.account_before = 'invited' then 'active'
                                       when d.account = 'closed' then d.account_before else d.account end,
        account_before = '', closed_by = '', closed_at = null, erase_at = null
    from used where d.id = used.driver
      and (d.account <> 'closed' or (d.closed_by = 'driver' and d.erase_at > $2::timestamptz))
    returning d.id, d.email, d.name, d.account, d.operator, d.theme, d.language
), before as (
    delete from web_session where secret_hash = $6 and exists (select from welcome)
), entered as (
    insert into web_session (secret_hash, driver, device, made_at, seen_at, expires_at)
    select $3::bytea, id, $5::text, $2::timestamptz, $2::timestamptz, $4::timestamptz from welcome
)
select id, email, name, account, operator, theme, language from welcome

-- name: try_code
-- The latest open way to sign in of the address $1 has one try less at $2; its hashes, if tries were left: of one letter five, of a
-- day's letters thirty.
update sign_in set tries = tries + 1
where secret_hash = (
    select s.secret_hash from sign_in s join driver d on d.id = s.driver
    where d.email = $1 and (d.account <> 'closed' or (d.closed_by = 'driver' and d.erase_at > $2::timestamptz))
      and s.used_at is null and s.expires_at > $2
      and s.code_hash is not null and s.tries < 5
      and (select sum(t.tries) from sign_in t where t.driver = d.id and t.made_at > $2::timestamptz - interval '1 day') < 30
    order by s.made_at desc limit 1
)
returning secret_hash, code_hash

-- name: sign_out
-- The secret $1 opens nothing any more, and the browser or program that had it is told nothing any more.
with device as (delete from push_device where held_by = $1),
     program as (delete from api_token where secret_hash = $1 and scope = 'driver')
delete from web_session where secret_hash = $1

-- name: sign_out_everywhere
-- No device of the driver is signed in any more, nor told anything, and no program of theirs; no other address waits for its link.
with devices as (delete from push_device where driver = $1),
     addresses as (delete from email_change where driver = $1),
     programs as (delete from api_token where driver = $1 and scope = 'driver')
delete from web_session where driver = $1

-- name: reserve_request
-- The request with the key $2 of the driver $1 is known; one older than a day is forgotten first.
insert into idempotency as i (driver, key, digest, status, body, made_at)
values ($1, $2, $3, 0, '', $4)
on conflict (driver, key) do update set
    digest = case when i.made_at < $4 - interval '24 hours' then excluded.digest else i.digest end,
    status = case when i.made_at < $4 - interval '24 hours' then 0 else i.status end,
    body = case when i.made_at < $4 - interval '24 hours' then '' else i.body end,
    made_at = case when i.made_at < $4 - interval '24 hours' then $4 else i.made_at end
returning digest, status, body, made_at

-- name: keep_answer
-- What the request was answered; the first answer stands.
update idempotency set status = $3, body = $4 where driver = $1 and key = $2 and status = 0

-- name: sweep
-- What has run out by $1 is gone.
with a as (delete from sign_in where expires_at < $1::timestamptz - interval '1 day'),
     b as (delete from web_session where expires_at < $1::timestamptz),
     d as (delete from email_change where expires_at < $1::timestamptz),
     c as (delete from idempotency where made_at < $1::timestamptz - interval '24 hours')
delete from letter where (sent_at is not null or dropped <> '') and made_at < $1::timestamptz - interval '30 days'

-- name: add_driver
-- A driver with this address exists; one that existed already keeps its id and gets the name if one is given.
insert into driver as d (id, email, name, account, operator) values ($1, $2, $3, $4, $5)
on conflict (email) do update set
    name = case when excluded.name <> '' then excluded.name else d.name end,
    operator = d.operator or excluded.operator
returning id, email, name, account, operator, theme, language

-- name: driver_by_email
-- The driver with this address.
select id, email, name, account, operator, theme, language from driver where email = $1

-- name: put_card
-- The token $1 belongs to the driver $3; its card id stays.
insert into token (uid, card_id, driver, name) values ($1, $2, $3, $4)
on conflict (uid) do update set driver = excluded.driver,
    name = case when excluded.name <> '' or token.driver is distinct from excluded.driver then excluded.name else token.name end,
    colour = case when token.driver is distinct from excluded.driver then 'slate' else token.colour end,
    issued_at = case when token.driver is distinct from excluded.driver then now() else token.issued_at end
returning card_id, status

-- name: put_api_token
-- An API token for the driver with the address $1.
insert into api_token (secret_hash, driver, scope, name, made_at, expires_at)
select $2::bytea, id, $3::text, $4::text, $5::timestamptz, $6::timestamptz from driver where email = $1 and account <> 'closed'
returning driver
