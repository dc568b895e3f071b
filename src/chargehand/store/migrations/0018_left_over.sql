-- What is left over when sessions end: energy that goes on flowing, and bills that a person must look at.

-- The transaction that a station ended last at each connector, while none has begun since.
alter table connector add column ended_ref text;

-- Few are in review and many are not; the operators' list would read them all. Nothing that a reading writes is in it.
create index session_in_review on session (made_at desc, id desc) where bill = 'in_review';
