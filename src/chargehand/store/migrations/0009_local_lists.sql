-- What stations know of tokens by themselves: the list that was sent last. `entries` null: what a station has is not known for certain.

create table local_list (
    station text primary key references station (identity),
    version integer not null,
    entries bytea,
    sent_at timestamptz not null
);
