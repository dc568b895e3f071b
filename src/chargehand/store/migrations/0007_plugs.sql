-- EVSEs with several connectors (OCPP 2.x): the latest report of each.

alter table connector add column plugs jsonb not null default '[]';
