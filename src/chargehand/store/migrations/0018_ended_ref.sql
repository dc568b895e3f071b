-- The transaction that a station ended last at each connector, while none has begun since.

alter table connector add column ended_ref text;
