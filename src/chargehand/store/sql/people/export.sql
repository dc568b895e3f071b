-- All that is kept of one driver, for themselves ($1). Each query whose name begins with `part_` is a part of the document, in the
-- order of the file: rows of one column with a JSON text. A table with something of drivers' own needs its part here.
-- Of cards only the last four characters are told, of secrets nothing.

-- name: part_profile
-- Name, address, status, preferences.
select json_build_object('email', email, 'name', name, 'status', account, 'operator', operator, 'theme', theme,
    'language', language, 'cards_sign_in', card_sign_in, 'member_since', created_at, 'suspended_at', suspended_at)::text as row
from driver where id = $1

-- name: part_cards
-- Cards: their last characters.
select json_build_object('id', card_id, 'name', name, 'ends_with', right(uid, least(4, length(uid) / 2)), 'status', status,
    'colour', colour, 'group_id', group_id, 'issued_at', issued_at, 'expires_at', expires_at, 'used_at', used_at,
    'lost_at', lost_at, 'lost_reason', lost_reason)::text as row
from token where driver = $1 order by issued_at, card_id

-- name: part_devices
-- What is signed in.
select json_build_object('kind', 'browser', 'told', device, 'since', made_at, 'seen_at', seen_at, 'expires_at', expires_at)::text as row
from web_session where driver = $1
union all
select json_build_object('kind', 'program', 'told', name, 'scope', scope, 'since', made_at, 'expires_at', expires_at)::text
from api_token where driver = $1

-- name: part_sign_in_links
-- Links and codes that were asked for.
select json_build_object('asked_at', made_at, 'good_until', expires_at, 'used_at', used_at)::text as row
from sign_in where driver = $1 order by made_at

-- name: part_email_changes
-- The address that waits to be confirmed.
select json_build_object('email', email, 'asked_at', made_at, 'good_until', expires_at)::text as row
from email_change where driver = $1

-- name: part_letters
-- Letters: what they were about, not their text, which may hold secrets.
select json_build_object('to', l.recipient, 'subject', l.subject, 'written_at', l.made_at, 'sent_at', l.sent_at,
    'not_sent', l.dropped)::text as row
from letter l join driver d on d.email = l.recipient where d.id = $1 order by l.id

-- name: part_commands
-- What was asked of chargers.
select json_build_object('kind', c.kind, 'charger', t.public_id, 'session_id', c.session, 'state', c.state, 'reason', c.reason,
    'asked_at', c.requested_at, 'ended_at', c.ended_at)::text as row
from command c join station t on t.identity = c.station where c.driver = $1 order by c.requested_at, c.id

-- name: part_remembered_requests
-- Requests that carried an Idempotency-Key, as long as they are remembered.
select json_build_object('key', key, 'asked_at', made_at, 'status', status)::text as row
from idempotency where driver = $1 order by made_at

-- name: part_card_requests
-- Cards that were asked for.
select json_build_object('note', note, 'state', state, 'answer', answer, 'asked_at', made_at, 'answered_at', answered_at)::text as row
from card_request where driver = $1 order by made_at

-- name: part_pairings
-- Windows in which a card was to be claimed by a tap.
select json_build_object('purpose', purpose, 'asked_at', made_at, 'ended_at', ends_at, 'tapped_at', tapped_at, 'outcome', outcome)::text as row
from pairing where driver = $1 order by made_at

-- name: part_passkeys
-- Passkeys: their names, not the keys.
select json_build_object('name', name, 'made_at', made_at, 'used_at', used_at)::text as row
from passkey where driver = $1 order by made_at

-- name: part_notices
-- What was told.
select json_build_object('kind', kind, 'about', about, 'session_id', session, 'at', at, 'facts', facts, 'read_at', read_at)::text as row
from notice where driver = $1 order by at, id

-- name: part_notice_choices
-- Which kinds are wanted by which ways.
select json_build_object('kind', kind, 'channel', channel, 'wanted', wanted)::text as row
from notice_choice where driver = $1 order by kind, channel

-- name: part_eyes
-- By which language and zone letters are written.
select json_build_object('language', lang, 'zone', zone)::text as row
from driver_eyes where driver = $1

-- name: part_push_devices
-- Devices that let themselves be told.
select json_build_object('name', name, 'since', made_at, 'told_at', told_at)::text as row
from push_device where driver = $1 order by made_at

-- name: part_known_devices
-- When browsers that were signed in with before were seen last.
select json_build_object('seen_at', seen_at)::text as row
from known_device where driver = $1 order by seen_at

-- name: part_support_cases
-- What was written to the operator, and the answers.
select json_build_object('number', c.number, 'session_id', c.session, 'state', c.state, 'facts', c.facts, 'made_at', c.made_at,
    'messages', (select coalesce(json_agg(json_build_object('by_operator', m.operator, 'text', m.text, 'at', m.at) order by m.id), '[]')
                   from support_message m where m.case_id = c.id))::text as row
from support_case c where c.driver = $1 order by c.made_at

-- name: sessions
-- Sessions, newest first, before the instant $2 and the id $3 if they are given; at most $4. The card by its last characters.
select s.id, s.made_at, (to_jsonb(s) - 'driver' - 'token' - 'station' - 'start_key' - 'seq' - 'made_at' || jsonb_build_object(
    'charger', t.public_id, 'charger_name', t.name, 'card_ends_with', right(s.token, least(4, length(s.token) / 2)),
    'evidence', (select coalesce(jsonb_agg(to_jsonb(e) - 'id' - 'session' order by e.id), '[]') from evidence e where e.session = s.id)
    ))::text as row
from session s join station t on t.identity = s.station
where s.driver = $1 and ($2::timestamptz is null or (s.made_at, s.id) < ($2, $3))
order by s.made_at desc, s.id desc limit $4

-- name: readings
-- Readings of the sessions $2 that are the driver's own, in their order; at most $3.
select r.session, json_build_object('at', r.at, 'received_at', r.received_at, 'energy_wh', r.energy_wh,
    'register_wh', r.register_wh, 'power_w', r.power_w, 'soc_percent', r.soc_percent, 'source', r.source, 'note', r.note)::text as row
from reading r join session s on s.id = r.session and s.driver = $1
where r.session = $2 order by r.at, r.source limit $3
