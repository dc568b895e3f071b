-- Who did what. Each entry carries the hash of the one before it and its own, over both: what is changed, taken out or put in shows.
-- Ids only, and no reference to any row: who is erased leaves an id behind that leads nowhere.

create table audit (
    number   bigint primary key,
    at       timestamptz not null,
    actor    text not null,
    device   text not null,
    role     text not null,
    act      text not null,
    subject  text not null,
    outcome  text not null,
    code     text not null,
    address  text not null,
    before   bytea not null,
    hash     bytea not null
);

-- Those of commands are looked for by a running house, which tells them.
create index audit_of_house on audit (number) where role = 'house';

-- The end of the chain; whoever writes the next entry holds this row for that one statement.
create table audit_head (
    sole    boolean primary key default true check (sole),
    number  bigint not null,
    before  bytea not null,
    hash    bytea not null,
    told    bigint not null default 0             -- up to here commands' entries are lines of the log
) with (fillfactor = 10);

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is only ever added to' using errcode = 'insufficient_privilege';
end
$$;

create trigger audit_stands before update or delete or truncate on audit
    for each statement execute function refuse_audit_change();
create trigger audit_head_stands before delete or truncate on audit_head
    for each statement execute function refuse_audit_change();
