-- What charging costs: the house's tariffs, and stations' own. A row applies from its instant on; without prices there is none.

create table tariff (
    id         bigint generated always as identity primary key,
    station    text references station (identity),
    valid_from timestamptz not null,
    prices     jsonb
);
create index tariff_latest on tariff (station, valid_from desc, id desc);

-- A session keeps the tariff that it began with.
alter table session
    add column tariff jsonb,
    add column cost_told bigint,
    add column cost_told_at timestamptz;
