-- A driver's notices are few: the index of all of them finds the unread ones, and each notice has one index less to enter.

drop index notice_unread;
