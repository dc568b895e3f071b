-- What stations tell of themselves, written with the decisions that keep it: rows as columns, each at most once in a batch.

-- name: keep_variables
-- Attributes of variables; what a message does not tell of one that is known stays (an answer has no unit and no bounds).
insert into variable as v (station, component, component_instance, evse, connector, name, instance, attribute,
                           value, mutability, data_type, unit, allowed, told_at)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text::integer[], $5::text::integer[], $6::text[], $7::text[],
                     $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text::timestamptz[])
on conflict (station, component, component_instance, evse, connector, name, instance, attribute) do update
   set value = excluded.value, told_at = excluded.told_at,
       mutability = coalesce(nullif(excluded.mutability, ''), v.mutability),
       data_type = coalesce(nullif(excluded.data_type, ''), v.data_type),
       unit = coalesce(nullif(excluded.unit, ''), v.unit),
       allowed = coalesce(nullif(excluded.allowed, ''), v.allowed)

-- name: keep_monitors
insert into monitor (station, number, component, component_instance, evse, connector, name, instance, kind, value,
                     severity, transaction, told_at)
select * from unnest($1::text[], $2::text::integer[], $3::text[], $4::text[], $5::text::integer[], $6::text::integer[],
                     $7::text[], $8::text[], $9::text[], $10::text[], $11::text::integer[], $12::boolean[],
                     $13::text::timestamptz[])
on conflict (station, number) do update
   set component = excluded.component, component_instance = excluded.component_instance, evse = excluded.evse,
       connector = excluded.connector, name = excluded.name, instance = excluded.instance, kind = excluded.kind,
       value = excluded.value, severity = excluded.severity, transaction = excluded.transaction,
       told_at = excluded.told_at

-- name: drop_monitors
delete from monitor m using unnest($1::text[], $2::text::integer[]) as u (station, number)
 where m.station = u.station and m.number = u.number

-- name: keep_reservations
-- Only what is told replaces what is known; a number that is accepted again is another reservation.
insert into reservation as r (station, number, status, token, connector, expires_at, made_at, changed_at)
select u.station, u.number, u.status, u.token, u.connector, u.expires_at, u.at, u.at
  from unnest($1::text[], $2::text::integer[], $3::text[], $4::text[], $5::text::integer[], $6::text::timestamptz[],
              $7::text::timestamptz[]) as u (station, number, status, token, connector, expires_at, at)
on conflict (station, number) do update
   set status = excluded.status, changed_at = excluded.changed_at,
       made_at = case when excluded.status = 'accepted' then excluded.made_at else r.made_at end,
       token = case when excluded.status = 'accepted' then excluded.token else coalesce(excluded.token, r.token) end,
       connector = case when excluded.status = 'accepted' then excluded.connector
                        else coalesce(excluded.connector, r.connector) end,
       expires_at = case when excluded.status = 'accepted' then excluded.expires_at
                         else coalesce(excluded.expires_at, r.expires_at) end

-- name: keep_security_events
insert into security_event (station, kind, at, received_at, info)
select * from unnest($1::text[], $2::text[], $3::text::timestamptz[], $4::text::timestamptz[], $5::text[])
on conflict do nothing

-- name: keep_taps
-- What was shown in a window; the first stands.
update pairing p set token = upper(u.token), tapped_at = u.at
  from unnest($1::text[], $2::text[], $3::text::timestamptz[]) as u (id, token, at)
 where p.id = u.id and p.tapped_at is null

-- name: keep_evidence
-- The same signal of the same instant is one row, however often it comes.
insert into evidence (session, signal, claim, grade, source, at, received_at, note)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text::timestamptz[],
                     $7::text::timestamptz[], $8::text[])
on conflict (session, signal, at, note) do nothing

-- name: keep_notices
-- Each once, whatever decides it again; one whose driver is gone is nobody's. One that neither a device nor a letter would tell
-- is told by standing in the inbox, and waits for nobody: whether it is mailed unless something else was chosen is $8, whether
-- there is a choice $9.
insert into notice (driver, kind, about, session, at, facts, late, told_at)
select u.driver, u.kind, u.about, u.session, u.at, u.facts::jsonb, u.late,
       case when not coalesce(
                    case when u.chosen
                         then (select c.wanted from notice_choice c
                                where c.driver = u.driver and c.kind = u.kind and c.channel = 'email')
                    end, u.mailed)
             and not exists (select from push_device p where p.driver = u.driver)
            then u.at
       end
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text::timestamptz[], $6::text[], $7::boolean[],
              $8::boolean[], $9::boolean[])
       as u (driver, kind, about, session, at, facts, late, mailed, chosen)
 where (select true from driver d where d.id = u.driver)
on conflict (driver, kind, about) do nothing

-- name: keep_certificates
-- Certificates that a station holds; one that was installed from here stays known as a whole.
insert into installed_certificate as c (station, kind, algorithm, issuer_name_hash, issuer_key_hash, serial, under, pem, told_at)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                     $9::text::timestamptz[])
on conflict (station, kind, algorithm, issuer_name_hash, issuer_key_hash, serial) do update
   set under = excluded.under, told_at = excluded.told_at, pem = coalesce(nullif(excluded.pem, ''), c.pem)

-- name: drop_stale_certificates
-- Whatever was told before is no more: of one kind, or of all.
delete from installed_certificate c using unnest($1::text[], $2::text[], $3::text::timestamptz[]) as u (station, kind, at)
 where c.station = u.station and c.kind = coalesce(u.kind, c.kind) and c.told_at < u.at

-- name: drop_certificates
delete from installed_certificate c
 using unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) as u (station, algorithm, name_hash, key_hash, serial)
 where c.station = u.station and c.algorithm = u.algorithm and c.issuer_name_hash = u.name_hash
   and c.issuer_key_hash = u.key_hash and c.serial = u.serial

-- name: keep_lists
insert into local_list (station, version, entries, sent_at)
select * from unnest($1::text[], $2::text::integer[], $3::bytea[], $4::text::timestamptz[])
on conflict (station) do update set version = excluded.version, entries = excluded.entries, sent_at = excluded.sent_at
