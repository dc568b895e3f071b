-- Where the house's clock stands in each life of a machine, so that its processes have one time (docs/decisions/0021).
create table clock (
    boot text primary key check (length(boot) between 1 and 64),
    steady_ns bigint not null,
    house_ns bigint not null,
    kept_at timestamptz not null default now()
);
