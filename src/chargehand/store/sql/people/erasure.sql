-- Taking away what is personal once an account's time is over. $1: the ids of its drivers. Each query below but the first
-- two is one step, done in the order of the file; a table with something of drivers' own needs its step here.

-- name: due
-- Accounts whose time was over at $1 and that are not live anywhere, with what their cards say to readers.
select d.id, d.email, array(select k.uid from token k where k.driver = d.id) as uids
from driver d
where d.erase_at <= $1 and d.erased_at is null and d.account = 'closed'
  and not exists (select from session s where s.driver = d.id and s.transaction <> 'ended')
order by d.erase_at limit $2

-- name: journal_days
-- The first and the last instant of the journal.
select min(at) as first_at, max(at) as last_at from journal

-- name: journal
-- No decision that was kept from $2 until $3 tells what these cards say to readers ($1, a regular expression in quotation marks).
update journal set
    event = convert_to(regexp_replace(convert_from(event, 'UTF8'), $1, '"ERASED"', 'gi'), 'UTF8'),
    frame = regexp_replace(frame, $1, '"ERASED"', 'gi'),
    answer = regexp_replace(answer, $1, '"ERASED"', 'gi'),
    effects = regexp_replace(effects, $1, '"ERASED"', 'gi')
where at >= $2 and at < $3
  and (convert_from(event, 'UTF8') ~* $1 or frame ~* $1 or answer ~* $1 or effects ~* $1)

-- name: step_lists
-- What stations have of the cards is not known for certain, so that they get a whole list without them.
update local_list l set entries = null
where exists (select from token k where k.driver = any($1::text[])
                and strpos(lower(encode(l.entries, 'escape')), lower(to_json(k.uid)::text)) > 0)

-- name: step_reservations
-- Reservations keep no card.
update reservation r set token = null
where exists (select from token k where k.driver = any($1::text[]) and upper(r.token) = k.uid)

-- name: step_lanes
-- Lanes with sessions of theirs read themselves anew before they decide again.
update station set version = version + 1
where identity in (select station from session where driver = any($1::text[]))

-- name: step_sessions
-- Sessions keep their energy and what was billed; nobody's they are, with nobody's card.
update session set driver = null, token = null where driver = any($1::text[])

-- name: step_borrowed
-- Nor do sessions of others that one of the cards was used for.
update session s set token = null
where exists (select from token k where k.driver = any($1::text[]) and upper(s.token) = k.uid)

-- name: step_commands
-- Commands keep what became of them.
update command set driver = null where driver = any($1::text[])

-- name: step_recalls
-- Nobody is told of the cards any more. Before `step_cards`: it goes by what they say to readers.
delete from recall r using token k where k.driver = any($1::text[]) and upper(r.token) = k.uid

-- name: step_pairings
-- No tap of theirs is known. Before `step_cards`.
delete from pairing p
where p.driver = any($1::text[])
   or exists (select from token k where k.driver = any($1::text[]) and upper(p.token) = k.uid)

-- name: step_card_requests
-- No card is asked for.
delete from card_request where driver = any($1::text[])

-- name: step_passkeys
-- No key opens anything.
delete from passkey where driver = any($1::text[])

-- name: step_challenges
-- No key is waited for.
delete from passkey_challenge where driver = any($1::text[])

-- name: step_notices
-- Nothing that was told is kept.
delete from notice where driver = any($1::text[])

-- name: step_notice_choices
-- Nor what was wanted,
delete from notice_choice where driver = any($1::text[])

-- name: step_eyes
-- nor in which language,
delete from driver_eyes where driver = any($1::text[])

-- name: step_unsubscriptions
-- nor how to end it,
delete from unsubscription where driver = any($1::text[])

-- name: step_push_devices
-- nor on which devices,
delete from push_device where driver = any($1::text[])

-- name: step_known_devices
-- nor from which browsers somebody signed in.
delete from known_device where driver = any($1::text[])

-- name: step_cases
-- What was written to the operator, and the answers.
delete from support_case where driver = any($1::text[])

-- name: step_cards
-- No reader knows the cards any more: they may be given to somebody else.
update token set uid = 'ERASED-' || upper(card_id), name = '', status = 'blocked', group_id = null, driver = null,
    lost_reason = ''
where driver = any($1::text[])

-- name: step_letters
-- No letter of theirs is kept.
delete from letter l using driver d where d.id = any($1::text[]) and l.recipient = d.email

-- name: step_sign_ins
-- Nothing signs in.
delete from sign_in where driver = any($1::text[])

-- name: step_browsers
-- No browser is signed in.
delete from web_session where driver = any($1::text[])

-- name: step_programs
-- No program is signed in.
delete from api_token where driver = any($1::text[])

-- name: step_addresses
-- No address waits.
delete from email_change where driver = any($1::text[])

-- name: step_requests
-- No answer is remembered.
delete from idempotency where driver = any($1::text[])

-- name: step_drivers
-- The driver is a number: without name and address, never to come back.
update driver set email = 'erased:' || lower(id), name = '', operator = false, theme = 'system', language = '',
    account_before = '', erased_at = $2::timestamptz
where id = any($1::text[])
