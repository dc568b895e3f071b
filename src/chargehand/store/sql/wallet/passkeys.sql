-- Passkeys, and the challenges that they answer: each is good once.

-- name: challenge
-- A challenge waits for one answer until $3; with a driver, for a new key of theirs.
insert into passkey_challenge (hash, driver, expires_at) values ($1, $2, $3)

-- name: take
-- The challenge is answered: it is gone, whatever the answer is worth. No row: it was none of ours, too old, or meant otherwise.
delete from passkey_challenge where hash = $1 and driver is not distinct from $2 and expires_at > $3 returning true

-- name: all
select id, driver, public_key, sign_count, transports, name, made_at, used_at, suspect_at
from passkey where driver = $1 order by made_at, id

-- name: one
-- The key with this id, of whoever may come in at $2.
select k.id, k.driver, k.public_key, k.sign_count, k.transports, k.name, k.made_at, k.used_at, k.suspect_at
from passkey k join driver d on d.id = k.driver
where k.id = $1 and (d.account <> 'closed' or (d.closed_by = 'driver' and d.erase_at > $2))

-- name: add
-- The driver has one key more, $8 at most; no row: too many, or the key is somebody's already.
with known as (select count(*) as n from passkey where driver = $2), added as (
    insert into passkey (id, driver, public_key, sign_count, transports, name, made_at)
    select $1, $2, $3, $4, $5::text[], $6, $7::timestamptz from known where n < $8
    on conflict (id) do nothing
    returning driver
), told as (
    insert into letter (recipient, subject, body, html, made_at, next_at)
    select d.email, $9, $10, $11, $7::timestamptz, $7::timestamptz from driver d join added on added.driver = d.id
)
select driver from added

-- name: remove
-- The driver's own key is gone, and they are told.
with gone as (
    delete from passkey where id = $1 and driver = $2 returning driver
), told as (
    insert into letter (recipient, subject, body, html, made_at, next_at)
    select d.email, $4, $5, $6, $3::timestamptz, $3::timestamptz from driver d join gone on gone.driver = d.id
)
select driver from gone

-- name: suspect
-- The key's counter fell at $2.
update passkey set suspect_at = coalesce(suspect_at, $2) where id = $1

-- name: enter
-- The key $1 was shown with the counter $2, above what it last was (or without one at all): its driver is let in by the new
-- secret $3 until $4, and what the browser held before ($6) is void. An account that is invited, or on its way out, is as by a link.
with used as (
    update passkey set sign_count = $2, used_at = $7
    where id = $1 and suspect_at is null and (sign_count < $2 or (sign_count = 0 and $2 = 0))
    returning driver
), welcome as (
    update driver d set account = case when d.account = 'invited' or d.account_before = 'invited' then 'active'
                                       when d.account = 'closed' then d.account_before else d.account end,
        account_before = '', closed_by = '', closed_at = null, erase_at = null
    from used join driver was on was.id = used.driver
    where d.id = was.id and (d.account <> 'closed' or (d.closed_by = 'driver' and d.erase_at > $7::timestamptz))
    returning d.id, d.email, d.name, d.account, d.operator, d.theme, d.language, was.account = 'closed' as kept
), before as (
    delete from web_session where secret_hash = $6 and exists (select from welcome)
), entered as (
    insert into web_session (secret_hash, driver, device, made_at, seen_at, expires_at, proof, proved_at)
    select $3::bytea, id, $5::text, $7::timestamptz, $7::timestamptz, $4::timestamptz, 'passkey', $7::timestamptz from welcome
)
select id, email, name, account, operator, theme, language, kept from welcome

-- name: sweep
delete from passkey_challenge where expires_at < $1
