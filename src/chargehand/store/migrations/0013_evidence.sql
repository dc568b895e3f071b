-- What is known of a session and how far to trust it; and how the doubt about one that is open stands.

alter table session
    add column doubted_at timestamptz,
    add column doubt text not null default '',
    add column end_signal text not null default '',
    add column close_at timestamptz,
    add column probes integer not null default 0,
    add column probed_at timestamptz,
    add column probe_at timestamptz;

create table evidence (
    id          bigint generated always as identity primary key,
    session     text not null references session (id),
    signal      text not null,
    claim       text not null,
    grade       text not null,
    source      text not null,
    at          timestamptz not null,
    received_at timestamptz not null,
    note        text not null default ''
);
create unique index evidence_once on evidence (session, signal, at, note);
