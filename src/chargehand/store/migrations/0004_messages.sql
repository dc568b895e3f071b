-- What went over the stations' lines, for eyes: one row for a frame and its answer. `request` null: the journal has the frame, under the
-- same station and instant. Kept by days, dropped by days; `message_rest` catches what lies outside.
create table message (
    at         timestamptz not null,
    number     integer not null,
    station    text not null,
    direction  text not null,
    action     text not null,
    message_id text not null,
    request    text,
    answer     text,
    error      text not null,
    took_us    integer,
    ref        text,
    repeats    integer not null
) partition by range (at);
create table message_rest partition of message default;
create index message_of_station on message (station, at desc, number desc);

-- How stations' calls do not keep to the schema: counted once a connection.
create table deviation (
    station  text not null,
    action   text not null,
    path     text not null,
    kind     text not null,
    count    bigint not null,
    first_at timestamptz not null,
    last_at  timestamptz not null,
    primary key (station, action, path, kind)
);

-- What was learned of a station's ways: quirks with their values.
alter table station add column learned jsonb not null default '[]';
