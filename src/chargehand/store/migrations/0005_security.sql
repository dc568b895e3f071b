-- Security: how stations must prove who they are, and keys on their way to them.

alter table station add column security_profile smallint not null default 1 check (security_profile between 0 and 3);
update station set security_profile = 0 where open_door;
alter table station drop column open_door;

-- New keys that a station may come in with beside its old one; its first login with one of them ends all others.
create table next_key (
    station text not null references station (identity),
    slot    smallint not null check (slot between 1 and 3),
    salt    bytea not null,
    hash    bytea not null,
    made_at timestamptz not null default now(),
    primary key (station, slot)
);
