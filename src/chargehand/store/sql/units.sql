-- Reading lanes and writing decisions, a batch at a time. Rows travel as JSON where they are many-columned and rare,
-- as arrays where they are narrow and hot; arrays of numbers and instants come as texts, spelled, or where they are hot instants as
-- microseconds since 2000: `instant` makes them what they are.
-- `= any (array[…])` and `offset 0` say of rows of growing tables that each is looked up by itself: a plain join might be planned the
-- other way round, which is as good where a table is nearly empty, and takes seconds when it has grown before its next analysis.

-- name: lanes
-- The live state of stations: one row each, parts as JSON texts in the model's own names.
select s.identity, s.version, s.halted,
       (to_jsonb(s) - 'secret_salt' - 'secret_hash')::text as station,
       (select json_agg(c order by c.number)::text from connector c where c.station = s.identity) as connectors,
       (select json_agg(x order by x.made_at, x.number)::text
          from (select * from session l where l.station = s.identity and l.transaction <> 'ended'
                union all
                select * from session p
                 where p.station = s.identity and p.transaction = 'ended' and p.idle ->> 'over' = 'false'
               ) x) as sessions,
       (select json_agg(k order by k.requested_at, k.id)::text from command k
         where k.station = s.identity and k.ended_at is null) as commands,
       (select json_agg(json_build_object('valid_from', p.valid_from, 'tariff', p.prices, 'own', p.station is not null)
                        order by p.valid_from, p.id)::text
          from (select * from (select * from tariff where station is null order by valid_from desc, id desc limit 10) h
                union all
                select * from (select * from tariff o where o.station = s.identity order by valid_from desc, id desc limit 10) w
               ) p) as tariffs
  from station s
 where s.identity = any($1::text[])

-- name: named_sessions
-- Sessions that events name by transaction id, by the content of their start, or by their own id; never without the station.
select to_json(x)::text as row
  from unnest($1::text[], $2::text[]) w (station, ref),
       lateral (select * from session y where y.station = w.station and y.ref = w.ref offset 0) x
union all
select to_json(x)::text
  from unnest($3::text[], $4::text[]) w (station, start_key),
       lateral (select * from session y where y.station = w.station and y.start_key = w.start_key offset 0) x
union all
select to_json(x)::text
  from unnest($5::text[], $6::text[]) w (station, id),
       lateral (select * from session y where y.station = w.station and y.id = w.id offset 0) x

-- name: named_commands
-- Commands that events name, and the starts of the sessions $3 as far as they are over.
select to_json(k)::text as row from command k join unnest($1::text[], $2::text[]) w (station, id)
    on k.station = w.station and k.id = w.id
union
select to_json(k)::text from command k
 where k.session = any($3::text[]) and k.kind = 'start' and k.ended_at is not null

-- name: tokens
-- Tokens with the state of their holders' accounts.
select row_to_json(u)::text as row
  from (select t.*, d.account from token t left join driver d on d.id = any (array[t.driver]) where t.uid = any($1::text[])) u

-- name: elsewhere
-- Live sessions that hold these tokens, for "your card is in use"; one in doubt holds none.
select x.token, x.station, x.id from session x
 where x.token = any($1::text[]) and x.transaction <> 'ended' and x.card_hold = 'held' and x.doubted_at is null

-- name: turns
-- The lanes' turns, each counted up, with what all kinds of decisions have in common: progress, readings and journal in one
-- statement; divides by zero if a lane was written elsewhere meanwhile.
with touched as (
    update station s
       set version = s.version + 1, heard_at = instant(u.heard_us), next_number = u.next_number
      from unnest($1::text::text[], $2::text::bigint[], $3::text::bigint[], $4::text::integer[])
           as u (identity, version, heard_us, next_number)
     where s.identity = any (array[u.identity]) and s.version = u.version
    returning 1
), progressed as (
    update session x
       set base_wh = u.base_wh, register_wh = u.register_wh, register_at = instant(u.register_us), banked_wh = u.banked_wh,
           suspect_wh = u.suspect_wh, suspect_count = u.suspect_count, power_w = u.power_w,
           soc_percent = u.soc_percent, read_at = instant(u.read_us), received_at = instant(u.received_us),
           powered_ws = u.powered_ws, energy_phase = u.energy_phase, seq = u.seq::integer[]
      from unnest($5::text::text[], $6::text::numeric[], $7::text::numeric[], $8::text::bigint[], $9::text::numeric[],
                  $10::text::numeric[], $11::text::integer[], $12::text::numeric[], $13::text::numeric[],
                  $14::text::bigint[], $15::text::bigint[], $16::text::bigint[], $17::text::text[], $18::text::text[])
           as u (id, base_wh, register_wh, register_us, banked_wh, suspect_wh, suspect_count, power_w, soc_percent,
                 read_us, received_us, powered_ws, energy_phase, seq)
     where x.id = any (array[u.id])
), kept as (
    insert into reading (session, at, received_at, energy_wh, register_wh, power_w, soc_percent, source, note)
    select u.session, instant(u.at_us), instant(u.received_us), u.energy_wh, u.register_wh, u.power_w, u.soc_percent, u.source, u.note
      from unnest($19::text::text[], $20::text::bigint[], $21::text::bigint[], $22::text::numeric[],
                  $23::text::numeric[], $24::text::numeric[], $25::text::numeric[], $26::text::text[], $27::text::text[])
           as u (session, at_us, received_us, energy_wh, register_wh, power_w, soc_percent, source, note)
    on conflict do nothing
), told as (
    insert into journal (station, at, event, frame, answer, effects)
    select u.station, instant(u.at_us), u.event, u.frame, u.answer, u.effects
      from unnest($28::text::text[], $29::text::bigint[], $30::bytea[], $31::text[], $32::text::text[], $33::text::text[])
           as u (station, at_us, event, frame, answer, effects)
)
select 1 / ((select count(*) from touched) = cardinality($1::text::text[]))::integer

-- name: write_stations
-- All facts of stations that changed by more than being heard.
update station s
   set name = r.name, boot_policy = r.boot_policy, protocol = r.protocol, vendor = r.vendor, model = r.model,
       firmware = r.firmware, serial = r.serial, booted_at = r.booted_at, connected = r.connected, epoch = r.epoch,
       gateway = r.gateway, connected_at = r.connected_at, disconnected_at = r.disconnected_at, status = r.status,
       configured = r.configured, learned = r.learned, abilities = r.abilities, pairing = r.pairing
  from json_populate_recordset(null::station, $1::json) r
 where s.identity = r.identity

-- name: write_connectors
-- Connectors as they are now; an undeclared one is added.
insert into connector as c (station, number, status, activity, status_at, error, type, power_w_max, declared, seen_ref, register_wh,
       plugs, unattributed_wh, gap_wh, ended_ref)
select r.station, r.number, r.status, r.activity, r.status_at, r.error, r.type, r.power_w_max, r.declared, r.seen_ref, r.register_wh,
       r.plugs, r.unattributed_wh, r.gap_wh, r.ended_ref
  from json_populate_recordset(null::connector, $1::json) r
on conflict (station, number) do update
   set status = excluded.status, activity = excluded.activity, status_at = excluded.status_at, error = excluded.error,
       seen_ref = excluded.seen_ref, register_wh = excluded.register_wh, plugs = excluded.plugs,
       unattributed_wh = excluded.unattributed_wh, gap_wh = excluded.gap_wh, ended_ref = excluded.ended_ref

-- name: write_sessions
-- Sessions that exist already: of each what changed, under the names of its columns.
update session x
   set (connector, transaction, ref, start_key, started_at, start_received_at, due_at, meter_start_wh, energy_phase, bill, card_hold,
        token_refused, ended_at, end_received_at, end_basis, end_reason, flags, base_wh, register_wh, register_at, banked_wh,
        suspect_wh, suspect_count, power_w, soc_percent, read_at, received_at, powered_ws, token, driver, stopped_at, seq,
        cost_told, cost_told_at, limits, limits_told, limit_stop_at, led_w, doubted_at, doubt, end_signal, close_at, probes,
        probed_at, probe_at, station_register_wh, idle)
     = (select r.connector, r.transaction, r.ref, r.start_key, r.started_at, r.start_received_at, r.due_at, r.meter_start_wh,
               r.energy_phase, r.bill, r.card_hold, r.token_refused, r.ended_at, r.end_received_at, r.end_basis, r.end_reason,
               r.flags, r.base_wh, r.register_wh, r.register_at, r.banked_wh, r.suspect_wh, r.suspect_count, r.power_w,
               r.soc_percent, r.read_at, r.received_at, r.powered_ws, r.token, r.driver, r.stopped_at, r.seq, r.cost_told,
               r.cost_told_at, r.limits, r.limits_told, r.limit_stop_at, r.led_w, r.doubted_at, r.doubt, r.end_signal, r.close_at,
               r.probes, r.probed_at, r.probe_at, r.station_register_wh, r.idle
          from jsonb_populate_record(x, e) r)
  from jsonb_array_elements($1::jsonb) e
 where x.id = any (array[e ->> 'id'])

-- name: new_sessions
-- Sessions that begin: of each what is not as $2 says that it usually is.
insert into session (id, station, number, connector, token, driver, transaction, ref, start_key, requested_at, started_at,
       start_received_at, due_at, meter_start_wh, energy_phase, bill, card_hold, token_refused, ended_at,
       end_received_at, end_basis, end_reason, flags, base_wh, register_wh, register_at, banked_wh, suspect_wh,
       suspect_count, power_w, soc_percent, read_at, received_at, powered_ws, stopped_at, seq, tariff, cost_told, cost_told_at,
       limits, limits_told, limit_stop_at, led_w,
       doubted_at, doubt, end_signal, close_at, probes, probed_at, probe_at, station_register_wh, tariff_from, tariff_own, idle)
select r.id, r.station, r.number, r.connector, r.token, r.driver, r.transaction, r.ref, r.start_key, r.requested_at,
       r.started_at, r.start_received_at, r.due_at, r.meter_start_wh, r.energy_phase, r.bill, r.card_hold,
       r.token_refused, r.ended_at, r.end_received_at, r.end_basis, r.end_reason, r.flags, r.base_wh, r.register_wh,
       r.register_at, r.banked_wh, r.suspect_wh, r.suspect_count, r.power_w, r.soc_percent, r.read_at, r.received_at,
       r.powered_ws, r.stopped_at, r.seq, r.tariff, r.cost_told, r.cost_told_at,
       r.limits, r.limits_told, r.limit_stop_at, r.led_w, r.doubted_at, r.doubt, r.end_signal, r.close_at, r.probes,
       r.probed_at, r.probe_at, r.station_register_wh, r.tariff_from, r.tariff_own, r.idle
  from jsonb_populate_record(null::session, $2::jsonb) usual, jsonb_array_elements($1::jsonb) e,
       jsonb_populate_record(usual, e) r

-- name: write_commands
-- Commands as they are now.
insert into command as k (id, kind, station, session, driver, connector, state, requested_at, deadline_at, sent_at,
       answered_at, ended_at, calls_open, calls_made, reason, action, response)
select r.id, r.kind, r.station, r.session, r.driver, r.connector, r.state, r.requested_at, r.deadline_at, r.sent_at,
       r.answered_at, r.ended_at, r.calls_open, r.calls_made, r.reason, r.action, r.response
  from json_populate_recordset(null::command, $1::json) r
on conflict (id) do update
   set state = excluded.state, sent_at = excluded.sent_at, answered_at = excluded.answered_at,
       ended_at = excluded.ended_at, calls_open = excluded.calls_open, calls_made = excluded.calls_made,
       reason = excluded.reason, response = excluded.response
 where k.station = excluded.station

-- name: fill_outbox
-- Calls for stations; the same call is wanted once.
insert into outbox (call_id, station, command, call, until)
select * from unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::text::timestamptz[])
on conflict do nothing

-- name: set_timers
-- Timers; setting one again moves it.
insert into timer (kind, subject, station, due_at)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text::timestamptz[])
on conflict (kind, subject) do update set due_at = excluded.due_at

-- name: drop_timers
-- Timers whose subject is over.
delete from timer t using unnest($1::text[], $2::text[]) u (kind, subject)
 where t.kind = any (array[u.kind]) and t.subject = any (array[u.subject])

-- name: halt
-- A law was broken on this lane: nothing more is decided there until a person has looked.
update station set halted = $2, version = version + 1 where identity = $1

-- name: take_calls
-- The waiting calls of a gateway's stations, each taken once.
update outbox o set taken_at = now()
 where o.call_id in (
       select w.call_id from outbox w join station s on s.identity = w.station
        where w.taken_at is null and s.gateway = $1 and s.connected
        order by w.made_at, w.call_id
        limit 200
          for update of w skip locked)
returning o.call_id, o.station, o.command, o.call, o.until, o.made_at

-- name: call_done
-- Calls that were answered, or given up.
delete from outbox where call_id = any($1::text[])

-- name: due_timers
-- Timers that should ring, the oldest first, but for halted lanes.
select t.station, t.kind, t.subject, t.due_at
  from timer t join station s on s.identity = t.station
 where t.due_at <= $1 and s.halted = ''
 order by t.due_at limit $2

-- name: course
-- Where the house's clock stood in this life of a machine.
select steady_ns, house_ns from clock where boot = $1

-- name: keep_course
-- Where it stands now; lives that nobody has told of for a month are over.
with gone as (delete from clock where kept_at < now() - interval '30 days' and boot <> $1)
insert into clock (boot, steady_ns, house_ns) values ($1, $2, $3)
on conflict (boot) do update
   set steady_ns = excluded.steady_ns, house_ns = excluded.house_ns, kept_at = now()
 where clock.steady_ns < excluded.steady_ns

-- name: probe
-- Whether a commit would be durable now: a row is written and the transaction committed. No row is, where a setting is off
-- without which an acknowledged commit may vanish.
insert into heartbeat (id, at)
select 1, now()
 where 'off' not in (current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'))
on conflict (id) do update set at = excluded.at
