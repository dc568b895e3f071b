-- The trunk: who, what stands where, what happened, what is wanted.

create table driver (
    id          text primary key,
    email       text not null check (email = lower(email)),
    name        text not null default '',
    account     text not null default 'active' check (account in ('invited', 'active', 'suspended', 'closed')),
    operator    boolean not null default false,
    created_at  timestamptz not null default now()
);
create unique index driver_email on driver (email);

create table token (
    uid         text primary key check (uid = upper(uid) and length(uid) between 1 and 36),
    card_id     text not null unique,
    driver      text references driver (id),
    name        text not null default '',
    status      text not null default 'accepted' check (status in ('accepted', 'blocked', 'expired', 'invalid')),
    group_id    text,
    expires_at  timestamptz,
    issued_at   timestamptz not null default now(),
    used_at     timestamptz
);
create index token_driver on token (driver);

create table station (
    identity        text primary key check (length(identity) between 1 and 48),
    public_id       text not null unique,
    name            text not null default '',
    secret_salt     bytea,
    secret_hash     bytea,
    open_door       boolean not null default false,   -- may connect without a password (development only)
    boot_policy     text not null default 'accepted' check (boot_policy in ('accepted', 'pending', 'rejected')),
    protocol        text not null default '',
    vendor          text not null default '',
    model           text not null default '',
    firmware        text not null default '',
    serial          text not null default '',
    booted_at       timestamptz,
    connected       boolean not null default false,
    epoch           bigint not null default 0,
    gateway         text not null default '',
    heard_at        timestamptz,
    disconnected_at timestamptz,
    status          text not null default 'unknown',
    next_number     integer not null default 1 check (next_number between 1 and 2147483647),
    configured      text not null default '',
    latitude        double precision,
    longitude       double precision,
    has_reader      boolean not null default true,
    halted          text not null default '',         -- the law that was broken here; empty: the lane runs
    created_at      timestamptz not null default now(),
    version         bigint not null default 0         -- counts commits on this station's lane; a cached snapshot is good only for its version
) with (fillfactor = 70);

create table connector (
    station      text not null references station (identity),
    number       integer not null check (number >= 1),
    status       text not null default 'unknown',
    activity     text not null default 'none',
    status_at    timestamptz,
    error        text not null default '',
    type         text not null default '',
    power_w_max  integer,
    declared     boolean not null default true,
    seen_ref     text,
    register_wh  numeric,
    primary key (station, number)
) with (fillfactor = 70);

create table session (
    id                text primary key,
    station           text not null references station (identity),
    number            integer not null,
    connector         integer,
    token             text,
    driver            text references driver (id),
    transaction       text not null check (transaction in ('pending', 'open', 'ended')),
    ref               text,
    start_key         text,
    requested_at      timestamptz,
    started_at        timestamptz,
    start_received_at timestamptz,
    due_at            timestamptz,
    meter_start_wh    numeric,
    energy_phase      text not null default 'unknown',
    bill              text not null default 'running',
    card_hold         text not null default 'held',
    token_refused     boolean not null default false,
    ended_at          timestamptz,
    end_received_at   timestamptz,
    end_basis         text,
    end_reason        text not null default '',
    flags             text[] not null default '{}',
    -- how far the metering got
    base_wh           numeric,
    register_wh       numeric,
    register_at       timestamptz,
    banked_wh         numeric not null default 0,
    suspect_wh        numeric,
    suspect_count     integer not null default 0,
    power_w           numeric,
    soc_percent       numeric,
    read_at           timestamptz,
    received_at       timestamptz,
    energy_wh         numeric generated always as (banked_wh + coalesce(register_wh - base_wh, 0)) stored check (energy_wh >= 0),
    made_at           timestamptz not null default now(),
    check ((transaction = 'ended') = (ended_at is not null))
) with (fillfactor = 70);
create unique index session_number on session (station, number);
create unique index session_ref on session (station, ref) where ref is not null;
create unique index session_start_key on session (station, start_key) where start_key is not null;
create unique index session_one_open_per_connector on session (station, connector) where transaction = 'open' and connector is not null;
create index session_live_of_station on session (station) where transaction <> 'ended';
create index session_live_of_token on session (token) where transaction <> 'ended';
create index session_of_driver on session (driver, made_at desc, id desc);

create table command (
    id           text primary key,
    kind         text not null check (kind in ('start', 'stop', 'refresh')),
    station      text not null references station (identity),
    session      text references session (id),
    driver       text,
    connector    integer,
    state        text not null check (state in ('requested', 'sent', 'accepted', 'rejected', 'unanswered', 'confirmed', 'unconfirmed')),
    requested_at timestamptz not null,
    deadline_at  timestamptz not null,
    sent_at      timestamptz,
    answered_at  timestamptz,
    ended_at     timestamptz,
    calls_open   integer not null default 0,
    calls_made   integer not null default 0,
    reason       text not null default ''
);
create unique index command_one_open_stop on command (session) where kind = 'stop' and ended_at is null;
create index command_open_of_station on command (station) where ended_at is null;
create index command_of_session on command (session, requested_at desc);
create index command_of_station on command (station, requested_at desc);

-- Every reading that was kept, once per instant and source.
create table reading (
    session      text not null,
    at           timestamptz not null,
    received_at  timestamptz not null,
    energy_wh    numeric,
    register_wh  numeric,
    power_w      numeric,
    soc_percent  numeric,
    source       text not null,
    note         text not null default '',
    primary key (session, at, source)
) partition by range (at);
create table reading_rest partition of reading default;

-- Every event decided, with the raw frame that told it.
create table journal (
    id       bigint generated always as identity,
    station  text not null,
    at       timestamptz not null,
    event    bytea not null,
    frame    text,
    answer   text not null,
    effects  text not null,
    primary key (at, id)
) partition by range (at);
create table journal_rest partition of journal default;
create index journal_of_station on journal (station, at desc);

-- Calls that stations should get; taken by the gateway that holds the socket.
create table outbox (
    call_id  text primary key,
    station  text not null references station (identity),
    command  text not null,
    call     bytea not null,
    until    timestamptz not null,
    taken_at timestamptz,
    made_at  timestamptz not null default now()
);
create index outbox_waiting on outbox (station, made_at) where taken_at is null;

create table timer (
    kind    text not null,
    subject text not null,
    station text not null references station (identity),
    due_at  timestamptz not null,
    primary key (kind, subject)
);
create index timer_due on timer (due_at);

-- Signing in.
create table sign_in (
    secret_hash bytea primary key,
    driver      text not null references driver (id),
    code_hash   bytea,
    tries       integer not null default 0,
    made_at     timestamptz not null default now(),
    expires_at  timestamptz not null,
    used_at     timestamptz
);
create index sign_in_driver on sign_in (driver, made_at desc);

create table web_session (
    secret_hash bytea primary key,
    driver      text not null references driver (id),
    csrf_hash   bytea,
    device      text not null default '',
    made_at     timestamptz not null default now(),
    seen_at     timestamptz not null default now(),
    expires_at  timestamptz not null
);
create index web_session_driver on web_session (driver);

create table api_token (
    secret_hash bytea primary key,
    driver      text not null references driver (id),
    scope       text not null default 'driver',
    name        text not null default '',
    made_at     timestamptz not null default now(),
    expires_at  timestamptz
);

-- Letters to send; the text goes as soon as the letter has gone.
create table letter (
    id        bigint generated always as identity primary key,
    recipient text not null,
    subject   text not null,
    body      text not null,
    made_at   timestamptz not null default now(),
    next_at   timestamptz not null default now(),
    tries     integer not null default 0,
    sent_at   timestamptz,
    dropped   text not null default ''
);
create index letter_waiting on letter (next_at) where sent_at is null and dropped = '';

-- Requests that carried an Idempotency-Key and the answer they got.
create table idempotency (
    driver   text not null,
    key      text not null,
    digest   bytea not null,
    status   integer not null,
    body     bytea not null,
    made_at  timestamptz not null default now(),
    primary key (driver, key)
);

-- One row, rewritten to see whether commits go through.
create table heartbeat (
    id integer primary key check (id = 1),
    at timestamptz not null
);
