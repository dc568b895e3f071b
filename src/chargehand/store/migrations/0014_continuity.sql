-- What flowed at a connector while no session was open there, and what an operator's closing needs to be taken back.

alter table session add column station_register_wh numeric;
alter table connector
    add column unattributed_wh numeric not null default 0,
    add column gap_wh numeric not null default 0;
