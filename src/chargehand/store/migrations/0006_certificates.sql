-- Certificates of stations: what was asked for, what was signed, what is not to be believed any more.

create table certificate_request (
    id         text primary key,
    station    text not null references station (identity),
    csr        text not null,
    number     integer,
    state      text not null check (state in ('waiting', 'approved', 'signed', 'sent', 'refused')),
    reason     text not null default '',
    asked_at   timestamptz not null,
    decided_at timestamptz,
    chain      text
);
create index certificate_request_of_station on certificate_request (station, asked_at desc);
create index certificate_request_open on certificate_request (asked_at) where state in ('approved', 'signed');

create table station_certificate (
    fingerprint text primary key,
    station     text not null references station (identity),
    serial      text not null,
    not_before  timestamptz not null,
    not_after   timestamptz not null,
    revoked_at  timestamptz
);
create index station_certificate_of_station on station_certificate (station, not_before desc);
