-- What sessions may come to at most, what their stations know of it, and what stations can do by themselves.

alter table session
    add column limits jsonb,
    add column limits_told jsonb,
    add column limit_stop_at timestamptz,
    add column led_w integer;

alter table station add column abilities jsonb not null default '{}';
