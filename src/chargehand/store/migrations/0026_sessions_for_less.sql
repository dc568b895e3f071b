-- What each session pays for: a notice names its session and its driver in the transaction that found them, neither is ever
-- deleted, and nobody asks for the notices of a session. To look for both again, and to lock them, cost as much as to write it.

alter table notice drop constraint notice_session_fkey, drop constraint notice_driver_fkey;
drop index notice_of_session;
