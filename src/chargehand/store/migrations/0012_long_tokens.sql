-- Tokens as long as OCPP 2.1 lets them be; what the told power alone makes; security events by age.

alter table token drop constraint token_uid_check;
alter table token add constraint token_uid_check check (uid = upper(uid) and length(uid) between 1 and 255);

alter table session add column powered_ws bigint not null default 0;

create index security_event_by_age on security_event (received_at);
