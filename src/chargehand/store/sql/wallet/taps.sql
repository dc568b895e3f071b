-- Who waits for a tap at a reader, and what came of it.

-- name: place
-- The charger that drivers know by this public id.
select identity, public_id, coalesce(nullif(name, ''), public_id) as name, has_reader from station where public_id = $1

-- name: open
-- Somebody waits for a tap at the station $2.
insert into pairing (id, station, purpose, driver, secret_hash, made_at, ends_at) values ($1, $2, $3, $4, $5, $6, $7)

-- name: drop
-- Nobody waits: the station said no.
delete from pairing where id = $1

-- name: look
-- What came of the window $1 for the browser that holds $2.
select p.id, t.public_id as charger, coalesce(nullif(t.name, ''), t.public_id) as charger_name, p.made_at, p.ends_at,
       p.token is not null as tapped, p.settled_at is not null as settled, p.outcome, p.card_id as card,
       coalesce(right(p.token, least(4, length(p.token) / 2)), '') as tail,
       coalesce(t.pairing ->> 'id' = p.id, false) as waits, coalesce(nullif(d.language, ''), e.lang, '') as lang
from pairing p join station t on t.identity = p.station
left join token k on k.uid = p.token
left join driver d on d.id = k.driver
left join driver_eyes e on e.driver = d.id
where p.id = $1 and p.secret_hash = $2 and p.purpose = $3 and p.driver is not distinct from $4

-- name: claim
-- The card that was tapped in the driver's window $1 is theirs, if it is nobody's and good; one row if there was a tap to settle.
with tap as (
    select p.id, p.token, p.driver from pairing p
    where p.id = $1 and p.secret_hash = $2 and p.purpose = 'claim' and p.driver = $3
      and p.token is not null and p.settled_at is null
    for update
), held as (
    select k.uid, k.driver, k.card_id from tap join token k on k.uid = tap.token
), given as (
    insert into token as k (uid, card_id, driver, issued_at)
    select tap.token, $4, tap.driver, $5 from tap where length(tap.token) between 4 and 40
    on conflict (uid) do update
       set driver = excluded.driver, issued_at = excluded.issued_at, name = '', colour = 'slate'
     where k.driver is null and k.status = 'accepted' and k.lost_at is null and (k.expires_at is null or k.expires_at > $5)
    returning card_id
), told as (
    insert into letter (recipient, subject, body, html, made_at, next_at)
    select d.email, $6, $7, $8, $5::timestamptz, $5::timestamptz
    from driver d join tap on tap.driver = d.id where exists (select from given)
), settled as (
    update pairing p
       set settled_at = $5, card_id = coalesce((select card_id from given), (select card_id from held where driver = $3)),
           outcome = case when exists (select from given) then 'yours'
                          when exists (select from held where driver = $3) then 'already' else 'refused' end
      from tap where p.id = tap.id
    returning p.outcome
)
select outcome from settled

-- name: enter
-- The driver whose card was tapped in the window $1 of the browser that holds $2 is let in by the new secret $3 until $4; what
-- the browser held before ($6) is void. No row: there is no tap to settle, or the card lets nobody in.
-- An account that is invited, or on its way out, is as by a link.
with tap as (
    update pairing p set settled_at = $7
    where p.id = $1 and p.secret_hash = $2 and p.purpose = 'sign_in' and p.token is not null and p.settled_at is null
      and p.ends_at > $7::timestamptz - interval '2 minutes'
    returning p.id, p.token
), welcome as (
    update driver d set account = case when d.account = 'invited' or d.account_before = 'invited' then 'active'
                                       when d.account = 'closed' then d.account_before else d.account end,
        account_before = '', closed_by = '', closed_at = null, erase_at = null
    from tap join token k on k.uid = tap.token join driver was on was.id = k.driver
    where k.status = 'accepted' and k.lost_at is null and (k.expires_at is null or k.expires_at > $7)
      and d.id = was.id and d.card_sign_in and not d.operator
      and (d.account <> 'closed' or (d.closed_by = 'driver' and d.erase_at > $7::timestamptz))
    returning d.id, d.email, d.name, d.account, d.operator, d.theme, d.language, was.account = 'closed' as kept
), before as (
    delete from web_session where secret_hash = $6 and exists (select from welcome)
), entered as (
    insert into web_session (secret_hash, driver, device, made_at, seen_at, expires_at, proof)
    select $3::bytea, id, $5::text, $7::timestamptz, $7::timestamptz, $4::timestamptz, 'card' from welcome
), told as (
    insert into letter (recipient, subject, body, html, made_at, next_at)
    select email, $8, $9, $10, $7::timestamptz, $7::timestamptz from welcome
)
select id, email, name, account, operator, theme, language, kept from welcome

-- name: sweep
delete from pairing where made_at < $1::timestamptz - interval '1 day'
