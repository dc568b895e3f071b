-- What operators ask for beside charging, and what stations tell of themselves.

alter table command
    add column action text not null default '',
    add column response text,
    drop constraint command_kind_check,
    add constraint command_kind_check
        check (kind in ('start', 'stop', 'refresh', 'call', 'reset', 'unlock', 'availability', 'firmware'));

-- A station's device model as it was last told: one row for each attribute.
create table variable (
    station            text not null references station (identity),
    component          text not null,
    component_instance text not null,
    evse               integer not null,
    connector          integer not null,
    name               text not null,
    instance           text not null,
    attribute          text not null,
    value              text,
    mutability         text not null,
    data_type          text not null,
    unit               text not null,
    allowed            text not null,
    told_at            timestamptz not null,
    primary key (station, component, component_instance, evse, connector, name, instance, attribute)
);

-- What a station watches by itself.
create table monitor (
    station            text not null references station (identity),
    number             integer not null,
    component          text not null,
    component_instance text not null,
    evse               integer not null,
    connector          integer not null,
    name               text not null,
    instance           text not null,
    kind               text not null,
    value              text not null,
    severity           integer not null,
    transaction        boolean not null,
    told_at            timestamptz not null,
    primary key (station, number)
);

create table reservation (
    station    text not null references station (identity),
    number     integer not null,
    status     text not null check (status in ('accepted', 'cancelled', 'used', 'expired')),
    token      text,
    connector  integer,
    expires_at timestamptz,
    made_at    timestamptz not null,
    changed_at timestamptz not null,
    primary key (station, number)
);
create index reservation_latest on reservation (changed_at desc);

-- Kept once, however often it is told.
create table security_event (
    id          bigint generated always as identity primary key,
    station     text not null references station (identity),
    kind        text not null,
    at          timestamptz not null,
    received_at timestamptz not null,
    info        text not null
);
create unique index security_event_once on security_event (station, at, kind, md5(info));
create index security_event_latest on security_event (station, id desc);
