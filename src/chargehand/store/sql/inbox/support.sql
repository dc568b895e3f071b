-- name: open
-- A case with its first message; the same again is the same case.
with made as (
    insert into support_case (id, driver, session, station, facts, made_at, changed_at)
    select $1, $2, $3, (select identity from station where public_id = $4), $5::jsonb, $6, $6
     where (select count(*) from support_case where driver = $2 and made_at > $6::timestamptz - interval '1 day') < $8
    on conflict (id) do nothing
    returning id
), said as (
    insert into support_message (case_id, operator, text, at) select id, false, $7, $6 from made
)
select id from made union all select id from support_case where id = $1 and driver = $2

-- name: cases
-- Cases, the latest changed first: of the driver $1 or of all, in the state $2 or any, from behind ($3, $4) on.
select c.id, c.number, c.driver, c.state, c.facts::text as facts, c.session, c.made_at, c.changed_at, null as messages
  from support_case c
 where ($1::text is null or c.driver = $1) and ($2::text is null or c.state = $2)
   and ($3::timestamptz is null or (c.changed_at, c.id) < ($3, $4))
 order by c.changed_at desc, c.id desc limit $5

-- name: case
-- One case with all that was written: of the driver $2, or of anybody's.
select c.id, c.number, c.driver, c.state, c.facts::text as facts, c.session, c.made_at, c.changed_at,
       (select json_agg(json_build_object('operator', m.operator, 'text', m.text, 'at', m.at) order by m.id)
          from support_message m where m.case_id = c.id)::text as messages
  from support_case c where c.id = $1 and ($2::text is null or c.driver = $2)

-- name: hold
-- Nobody else writes into the case $1 of the driver $2, or of anybody's, until we are done. No row: there is none such.
select id from support_case where id = $1 and ($2::text is null or driver = $2) for update

-- name: said
-- Whether the operator ($2) or the driver wrote just this last, at $4 or later.
select m.operator = $2::boolean and m.text = $3::text and m.at >= $4::timestamptz
  from support_message m where m.case_id = $1 order by m.id desc limit 1

-- name: reply
-- The driver $2 writes more: the case waits for the operator again. Nothing if it is closed or full.
with c as (
    update support_case set state = 'open', changed_at = $4
     where id = $1 and driver = $2 and state <> 'closed'
       and (select count(*) from support_message where case_id = $1) < $5
    returning id
)
insert into support_message (case_id, operator, text, at) select id, false, $3, $4 from c returning case_id

-- name: answer
-- The operator answers, in state $4 then, and the driver is told. Nothing if it is closed or full.
with c as (
    update support_case set state = $4, changed_at = $3
     where id = $1 and state <> 'closed' and (select count(*) from support_message where case_id = $1) < $5
    returning id, driver, number
), said as (
    insert into support_message (case_id, operator, text, at) select id, true, $2, $3 from c returning id, case_id
), told as (
    insert into notice (driver, kind, about, case_id, at, facts)
    select c.driver, 'support_answered', c.id || '/' || said.id, c.id, $3, jsonb_build_object('note', c.number::text)
      from c join said on said.case_id = c.id
)
select id from c

-- name: close
update support_case set state = 'closed', changed_at = $2 where id = $1 and state <> 'closed' returning id

-- name: driver_of
-- Who wrote, for the operator.
select email, name from driver where id = $1

-- name: facts
-- What a case about a session or a charger is to know, as it stands now: of a session only the driver's own.
select t.identity as station, t.public_id, coalesce(nullif(t.name, ''), t.public_id) as charger, t.protocol,
       t.firmware, t.connected, t.heard_at, s.id as session, s.number, s.connector, s.transaction,
       case when s.register_wh is not null or s.banked_wh > 0 then s.energy_wh end as energy_wh,
       s.started_at, s.ended_at, s.end_basis, s.end_reason,
       k.name as card_name, right(s.token, least(4, length(s.token) / 2)) as card_tail,
       (select json_agg(r order by r.at, r.received_at) from (
           select * from reading r where r.session = s.id order by r.at desc, r.received_at desc limit $4
       ) r)::text as readings,
       (select json_agg(json_build_object('kind', c.kind, 'state', c.state, 'reason', c.reason, 'at', c.requested_at,
                                          'ended_at', c.ended_at, 'mine', c.driver is not null) order by c.requested_at)
          from (select * from command c
                 where (c.session = s.id or (s.id is null and c.driver = $1 and c.station = t.identity))
                   and c.kind in ('start', 'stop', 'refresh')
                 order by c.requested_at desc limit $5) c)::text as commands
  from station t
  left join session s on s.station = t.identity and s.id = $2 and s.driver = $1
  left join token k on k.uid = s.token and k.driver = $1
 where case when $2::text is null then t.public_id = $3 else s.id is not null end
