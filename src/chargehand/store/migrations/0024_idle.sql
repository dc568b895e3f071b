-- Since when a session's tariff was in force and whose it was; and how long its cable stayed after charging.

alter table session
    add column tariff_from timestamptz,
    add column tariff_own boolean not null default false,
    add column idle jsonb;
create index session_parked on session (station) where transaction = 'ended' and idle ->> 'over' = 'false';
