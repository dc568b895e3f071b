-- Transactions that stations name and number themselves (OCPP 2.x E): which messages came, and charging stopped before its end.

alter table session
    add column stopped_at timestamptz,
    add column seq integer[] not null default '{}';
