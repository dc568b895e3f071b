-- Cards as their drivers see them, taps at readers, and passkeys.

alter table token
    add column colour      text not null default 'slate' check (colour in ('slate', 'ocean', 'sky', 'plum', 'sand', 'night')),
    add column lost_at     timestamptz,                 -- its driver reported it lost; only an operator takes that back
    add column lost_reason text not null default '';

-- A driver who wants a card, and what became of that. One waits at a time.
create table card_request (
    id          text primary key,
    driver      text not null references driver (id),
    note        text not null default '',
    state       text not null default 'waiting' check (state in ('waiting', 'granted', 'declined')),
    answer      text not null default '',
    made_at     timestamptz not null,
    answered_at timestamptz
);
create unique index card_request_waiting on card_request (driver) where state = 'waiting';
create index card_request_by_age on card_request (made_at desc, id desc);

-- What stations are yet to be told of a card that was lost: that its session stops, that caches and lists forget it.
create table recall (
    id       bigint generated always as identity primary key,
    kind     text not null check (kind in ('stop', 'cache', 'list')),
    station  text not null references station (identity),
    token    text not null,
    session  text references session (id),
    made_at  timestamptz not null,
    next_at  timestamptz not null,
    tries    integer not null default 0,
    command  text,                                      -- the one under way, or the last
    done_at  timestamptz,
    outcome  text not null default ''
);
create index recall_due on recall (next_at) where done_at is null;
create index recall_of_token on recall (token, made_at);

-- The window in which a station waits for one tap is a fact of its lane; who waits, and what for, is told here.
alter table station add column pairing jsonb;

create table pairing (
    id          text primary key,
    station     text not null references station (identity),
    purpose     text not null check (purpose in ('claim', 'sign_in')),
    driver      text references driver (id),            -- who claims; null: nobody is known before the tap
    secret_hash bytea not null,                         -- held by the browser that opened it
    made_at     timestamptz not null,
    ends_at     timestamptz not null,
    token       text,
    tapped_at   timestamptz,
    settled_at  timestamptz,
    outcome     text not null default '',
    card_id     text,
    check ((purpose = 'claim') = (driver is not null))
);
create index pairing_by_age on pairing (made_at);

alter table driver add column card_sign_in boolean not null default true;

-- How whoever holds a browser's session proved who they are, and when last; null: when it was made.
alter table web_session
    add column proof     text not null default 'letter' check (proof in ('letter', 'passkey', 'card')),
    add column proved_at timestamptz;

create table passkey (
    id          bytea primary key,
    driver      text not null references driver (id),
    public_key  bytea not null,
    sign_count  bigint not null,
    transports  text[] not null default '{}',
    name        text not null,
    made_at     timestamptz not null,
    used_at     timestamptz,
    suspect_at  timestamptz                             -- its counter fell: there may be a copy of it
);
create index passkey_driver on passkey (driver, made_at);

-- Each is good for one answer. With a driver: to add a key; without: to sign in.
create table passkey_challenge (
    hash       bytea primary key,
    driver     text references driver (id),
    expires_at timestamptz not null
);
create index passkey_challenge_by_age on passkey_challenge (expires_at);
