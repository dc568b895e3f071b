-- What each reading pays for: room on the page for a session's next version, no index that nobody looks into, instants as counts.

-- A session is written again with each reading; where there is room its indexes need not be.
alter table session set (fillfactor = 50);

-- The journal is looked up by station and instant; `id` only keeps the order of what was decided at one instant.
alter table journal drop constraint journal_pkey;

-- The instant so many microseconds after 2000 began; exact until 2285. Not immutable: only so can it be put in place of its call.
create function instant(us bigint) returns timestamptz language sql stable parallel safe
    return timestamptz '2000-01-01 00:00:00+00' + us * interval '1 microsecond';
