-- Programs that drivers signed in with.

-- name: keep
-- What came in by the secret $1 is no browser but a program called $2, for as long and with the same proof; a card proves too little.
with browser as (
    delete from web_session where secret_hash = $1 and proof <> 'card'
    returning secret_hash, driver, coalesce(proved_at, made_at) as made_at, expires_at
)
insert into api_token (secret_hash, driver, scope, name, made_at, expires_at)
select secret_hash, driver, 'driver', $2::text, made_at, expires_at from browser
