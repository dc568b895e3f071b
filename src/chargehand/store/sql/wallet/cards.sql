-- Drivers' cards, what becomes of lost ones, and requests for new ones. The owner is part of every question (S29).

-- name: cards
-- The cards of the driver $1, all or the one $2; the one last used first.
select k.card_id as id, k.name, right(k.uid, least(4, length(k.uid) / 2)) as tail, k.colour, k.status, k.issued_at,
       k.expires_at, k.lost_at, k.lost_reason, u.used_at, coalesce(u.sessions, 0) as sessions,
       (select s.id from session s where s.token = k.uid and s.driver = $1 and s.transaction <> 'ended'
        order by s.made_at desc limit 1) as live
from token k
left join lateral (
    select max(coalesce(s.started_at, s.requested_at, s.made_at)) as used_at, count(*) as sessions
    from session s where s.driver = $1 and s.token = k.uid
) u on true
where k.driver = $1 and ($2::text is null or k.card_id = $2)
order by u.used_at desc nulls last, k.issued_at, k.uid

-- name: change
-- The driver's own card has this name and colour; null leaves what is.
update token set name = coalesce($3::text, name), colour = coalesce($4::text, colour)
where driver = $1 and card_id = $2 returning true

-- name: report_lost
-- The driver's own card $2 is lost at $3 and may not charge from now on; no row: there is none such, or it was told before.
with lost as (
    update token set status = 'blocked', lost_at = $3, lost_reason = $4
    where driver = $1 and card_id = $2 and lost_at is null
    returning uid
)
select uid from lost

-- name: recall
-- Whoever knows the token $1 by itself is to be told: stations where it runs, was used, or is on the list.
insert into recall (kind, station, token, session, made_at, next_at)
select w.kind, w.station, $1::text, w.session, $2::timestamptz, $2::timestamptz
from (
    select 'stop' as kind, s.station, s.id as session from session s where s.token = $1::text and s.transaction <> 'ended'
    union all
    select distinct 'cache', s.station, null from session s where s.token = $1::text
    union all
    select 'list', l.station, null from local_list l
    where l.entries is null or position(convert_to($1::text, 'UTF8') in l.entries) > 0
) w
returning kind, station, session

-- name: tell_driver
-- A letter to the driver $1.
insert into letter (recipient, subject, body, html, made_at, next_at)
select email, $2, $3, $5, $4::timestamptz, $4::timestamptz from driver where id = $1 and account <> 'closed'

-- name: tell_operators
-- The same letter to each of those who run the house.
insert into letter (recipient, subject, body, made_at, next_at)
select email, $1, $2, $3::timestamptz, $3::timestamptz from driver where operator and account <> 'closed'

-- name: lost_cards
-- Cards that are lost, the latest first.
select k.card_id, right(k.uid, least(4, length(k.uid) / 2)) as tail, k.name, k.driver, d.email, k.lost_at,
       k.lost_reason as reason,
       (select count(*) from recall r where r.token = k.uid and r.made_at >= k.lost_at and r.done_at is null) as waiting,
       (select count(*) from recall r where r.token = k.uid and r.made_at >= k.lost_at and r.outcome = 'failed') as failed
from token k join driver d on d.id = k.driver
where k.lost_at is not null
order by k.lost_at desc, k.card_id limit $1

-- name: ask
-- The driver wants a card; one who waits already goes on waiting.
insert into card_request (id, driver, note, made_at) values ($2, $1, $3, $4)
on conflict (driver) where state = 'waiting' do nothing
returning true

-- name: requests
-- What the driver $1 asked for, of everybody if null, in the state $2 if any, the one $4 alone if given; the latest first.
select r.id, r.driver, d.email, r.note, r.state, r.answer, r.made_at, r.answered_at,
       coalesce(nullif(d.language, ''), e.lang, '') as lang
from card_request r join driver d on d.id = r.driver left join driver_eyes e on e.driver = d.id
where ($1::text is null or r.driver = $1) and ($2::text is null or r.state = $2) and ($4::text is null or r.id = $4)
order by r.made_at desc, r.id desc limit $3

-- name: answer
-- A request that waited is answered at $4; its driver. No row: none waits under this id.
update card_request set state = $2, answer = $3, answered_at = $4
where id = $1 and state = 'waiting' returning driver

-- name: give
-- The driver $3 gets the token $1, unless somebody else holds it.
insert into token as k (uid, card_id, driver, issued_at) values ($1, $2, $3, $4)
on conflict (uid) do update set driver = excluded.driver, issued_at = excluded.issued_at
where k.driver is null or k.driver = excluded.driver
returning card_id

-- name: entry_allowed
-- Whether the driver lets cards sign in.
select card_sign_in from driver where id = $1

-- name: allow_entry
update driver set card_sign_in = $2 where id = $1

-- name: due_recalls
-- Of stations that are here, what they are to be told by $1.
select r.id, r.kind, r.station, r.session, r.tries,
       coalesce(s.transaction = 'ended' or s.stopped_at is not null, false) as over,
       coalesce(c.state, '') as command_state, coalesce(c.ended_at is null and c.id is not null, false) as command_open
from recall r join station t on t.identity = r.station and t.connected and t.halted = ''
left join session s on s.id = r.session
left join command c on c.id = r.command
where r.done_at is null and r.next_at <= $1
order by r.next_at, r.id limit $2

-- name: recall_again
-- The recall $1 was tried with the command $3, and is looked at again at $2.
update recall set next_at = $2, command = coalesce($3::text, command), tries = tries + case when $3::text is null then 0 else 1 end
where id = $1

-- name: recall_done
update recall set done_at = $2, outcome = $3 where id = $1
