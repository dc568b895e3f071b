-- What operators look at of what stations told of themselves, and of what they were asked.

-- name: command
-- Any command, whoever gave it.
select row_to_json(c)::text from command c where c.id = $1

-- name: variables
-- The station's variables, a page in the order of their names; $4 to $10 is the last one of the page before.
select (to_jsonb(v) - 'station' - 'told_at')::text as row, v.told_at
  from variable v
 where v.station = $1
   and ($2::text is null or lower(v.component) = lower($2))
   and ($3::text is null or lower(v.name) = lower($3))
   and ($4::text is null or (v.component, v.component_instance, v.evse, v.connector, v.name, v.instance, v.attribute)
                          > ($4, $5::text, $6::integer, $7::integer, $8::text, $9::text, $10::text))
 order by v.component, v.component_instance, v.evse, v.connector, v.name, v.instance, v.attribute
 limit $11

-- name: monitors
select (to_jsonb(m) - 'station' - 'told_at')::text as row, m.told_at
  from monitor m where m.station = $1 order by m.number limit $2

-- name: reservations
-- As they stand at $2: what is over by time is expired. Of the station $1, or of all.
select jsonb_build_object('station', r.station, 'number', r.number, 'token', r.token, 'connector', r.connector,
                          'expires_at', r.expires_at,
                          'status', case when r.status = 'accepted' and r.expires_at <= $2 then 'expired' else r.status end
       )::text as row, r.made_at, r.changed_at
  from reservation r
 where $1::text is null or r.station = $1
 order by r.changed_at desc, r.station, r.number
 limit $3

-- name: security_events
-- Newest first: of the station $1, or of all; $2 is the last one of the page before.
select e.id, e.station, e.kind, e.at, e.received_at, e.info
  from security_event e
 where ($1::text is null or e.station = $1) and ($2::bigint is null or e.id < $2)
 order by e.id desc
 limit $3

-- name: local_list
-- The list of tokens that the station was sent last.
select version, entries, sent_at from local_list where station = $1

-- name: list_limits
-- What the station told of how it wants such a list, in words of 1.6 and 2.x.
select lower(v.name) as name, v.value from variable v
 where v.station = $1 and v.attribute = 'Actual' and v.evse = 0
   and (v.component = 'Configuration' and lower(v.name) in ('sendlocallistmaxlength', 'localauthlistmaxlength')
        or v.component = 'LocalAuthListCtrlr' and lower(v.name) in ('itemspermessage', 'bytespermessage'))

-- name: all_tokens
-- Every token with the state of its holder's account.
select (to_jsonb(t) || jsonb_build_object('account', d.account))::text as row
  from token t left join driver d on d.id = t.driver order by t.uid
