-- Where a station stands, in a person's words, and what it looks like.
alter table station add column address text not null default '';
alter table station add column picture text not null default '';  -- the tag of its picture; empty: it has none

create table station_picture (
    station text primary key references station (identity) on delete cascade,
    kind    text not null,
    content bytea not null
);
