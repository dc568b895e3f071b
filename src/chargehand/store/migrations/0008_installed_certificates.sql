-- Certificates that stations hold, as they told, or as they were installed from here.

create table installed_certificate (
    station          text not null references station (identity),
    kind             text not null,
    algorithm        text not null,
    issuer_name_hash text not null,
    issuer_key_hash  text not null,
    serial           text not null,
    under            text not null,
    pem              text not null,
    told_at          timestamptz not null,
    primary key (station, kind, algorithm, issuer_name_hash, issuer_key_hash, serial)
);
