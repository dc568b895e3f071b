-- Drivers, as those who run the house see and set them.

-- name: sheets
-- Drivers by address: the one with the id or address $1, with the status $2, with $3 in name or address, after the address $4; at most $5.
select d.id, d.email, d.name, d.account, d.operator, d.theme, d.language, d.created_at, d.suspended_at, d.closed_at,
       d.closed_by, d.erase_at, d.erased_at,
       (select count(*) from token k where k.driver = d.id) as cards,
       (select json_agg(json_build_object('id', s.id, 'station', s.station) order by s.made_at)::text
          from session s where s.driver = d.id and s.transaction <> 'ended') as live
from driver d
where ($1::text is null or d.id = $1 or d.email = lower($1))
  and ($2::text is null or d.account = $2)
  and ($3::text = '' or strpos(d.email, lower($3)) > 0 or strpos(lower(d.name), lower($3)) > 0)
  and ($4::text = '' or d.email > $4)
order by d.email limit $5

-- name: set_driver
-- The driver $1 has the status $2 from $3 on and the name $4, as far as they are given. An account that its driver closed can be
-- opened again, and closed for good; one that is to be suspended will be so when its driver comes back.
with d as (
    select id, closed_by = 'driver' and $2::text = 'suspended' as later from driver where id = $1 and erased_at is null
), changed as (
    update driver set
        name = coalesce($4, name),
        account = case when d.later then account else coalesce($2::text, account) end,
        account_before = case when d.later then 'suspended' when $2::text is null then account_before else '' end,
        suspended_at = case when $2::text = 'suspended' then coalesce(suspended_at, $3::timestamptz)
                            when $2::text is null then suspended_at end,
        closed_by = case when d.later or $2::text is null then closed_by when $2::text = 'closed' then 'operator' else '' end,
        closed_at = case when d.later or $2::text is null then closed_at
                         when $2::text = 'closed' then coalesce(closed_at, $3::timestamptz) end,
        erase_at = case when d.later or $2::text is null or $2::text = 'closed' then erase_at end
    from d where driver.id = d.id
    returning driver.id, email, name, account, operator, theme, language
), out as (
    delete from web_session w using changed where w.driver = changed.id and changed.account = 'closed'
), off as (
    delete from api_token a using changed where a.driver = changed.id and changed.account = 'closed'
), silent as (
    delete from push_device p using changed where p.driver = changed.id and changed.account = 'closed'
)
select * from changed

-- name: sign_out
-- Nothing that the driver $1 holds lets in any more: no browser, no program of whatever scope, no link that was not used yet.
with devices as (delete from push_device where driver = $1),
     programs as (delete from api_token where driver = $1),
     links as (delete from sign_in where driver = $1 and used_at is null)
delete from web_session where driver = $1

-- name: invite
-- The invited driver $1 can sign in with $2 from $3 until $4, and gets the letter that says so.
with who as (
    select id, email from driver where id = $1 and account = 'invited'
), asked as (
    insert into sign_in (secret_hash, driver, made_at, expires_at)
    select $2::bytea, id, $3::timestamptz, $4::timestamptz from who
)
insert into letter (recipient, subject, body, made_at, next_at)
select email, $5::text, $6::text, $3::timestamptz, $3::timestamptz from who
