-- Since when a station has been there: what happened before that is history, however late it is told.

alter table station add column connected_at timestamptz;
