-- What drivers are told without looking, by which ways, and what they and the operator write to each other.

create table notice (
    id         text primary key default replace(gen_random_uuid()::text, '-', ''),
    driver     text not null references driver (id) on delete cascade,
    kind       text not null,
    about      text not null,                     -- what it is about: told once
    session    text references session (id) on delete cascade,
    case_id    text,
    at         timestamptz not null,
    facts      jsonb not null default '{}',
    late       boolean not null default false,
    made_at    timestamptz not null default now(),
    read_at    timestamptz,
    due_at     timestamptz not null default '-infinity',   -- whoever tells it has it until then
    told_at    timestamptz                        -- letters and messages to devices are made
);
create unique index notice_once on notice (driver, kind, about);
create index notice_of_driver on notice (driver, at desc, id desc);
create index notice_unread on notice (driver) where read_at is null;
create index notice_untold on notice (due_at) where told_at is null;

-- What a driver chose for a kind and a channel, where that was ever said.
create table notice_choice (
    driver   text not null references driver (id) on delete cascade,
    kind     text not null,
    channel  text not null check (channel in ('push', 'email')),
    wanted   boolean not null,
    primary key (driver, kind, channel)
);

-- By whose eyes letters and messages to devices are read: as the driver's last page was.
create table driver_eyes (
    driver  text primary key references driver (id) on delete cascade,
    lang    text not null default 'en',
    zone    text not null default 'UTC'
);

-- A way to end letters of one kind without signing in.
create table unsubscription (
    secret_hash bytea primary key,
    driver      text not null references driver (id) on delete cascade,
    kind        text not null,
    made_at     timestamptz not null
);

-- Devices that let themselves be told.
create table push_device (
    number    bigint generated always as identity unique,
    id        text primary key default replace(gen_random_uuid()::text, '-', ''),
    driver    text not null references driver (id) on delete cascade,
    endpoint  text not null check (length(endpoint) <= 1000),
    p256dh    text not null,
    auth      text not null,
    name      text not null default '',
    held_by   bytea,                              -- the hash of the secret that its browser was signed in with
    made_at   timestamptz not null,
    told_at   timestamptz
);
create unique index push_device_endpoint on push_device (endpoint);
create index push_device_driver on push_device (driver);
create index push_device_held_by on push_device (held_by);

-- Messages on their way to devices.
create table push (
    notice   text not null references notice (id) on delete cascade,
    device   bigint not null references push_device (number) on delete cascade,
    message  text not null,
    made_at  timestamptz not null,
    until    timestamptz not null,
    next_at  timestamptz not null,
    tries    integer not null default 0,
    primary key (notice, device)
);
create index push_due on push (next_at);

-- The public half of the key that messages to devices are signed with.
create table push_key (
    id      integer primary key check (id = 1),
    public  text not null
);

-- Browsers that a driver has signed in with before.
create table known_device (
    driver   text not null references driver (id) on delete cascade,
    mark     bytea not null,
    seen_at  timestamptz not null,
    primary key (driver, mark)
);

alter table letter
    add column html text not null default '',
    add column unsubscribe text not null default '',
    add column notice text references notice (id) on delete set null;
create unique index letter_of_notice on letter (notice) where notice is not null;

create table support_case (
    id          text primary key,
    number      bigint generated always as identity unique,
    driver      text not null references driver (id) on delete cascade,
    session     text references session (id) on delete set null,
    station     text references station (identity),
    state       text not null default 'open' check (state in ('open', 'answered', 'closed')),
    facts       jsonb not null,                   -- as they stood when it was written
    made_at     timestamptz not null,
    changed_at  timestamptz not null
);
create index support_case_of_driver on support_case (driver, changed_at desc, id desc);
create index support_case_by_state on support_case (state, changed_at desc, id desc);

create table support_message (
    id        bigint generated always as identity primary key,
    case_id   text not null references support_case (id) on delete cascade,
    operator  boolean not null,
    text      text not null check (length(text) between 1 and 4000),
    at        timestamptz not null
);
create index support_message_of_case on support_message (case_id, id);
alter table notice add foreign key (case_id) references support_case (id) on delete cascade;
create index notice_of_case on notice (case_id) where case_id is not null;
create index notice_of_session on notice (session) where session is not null;
