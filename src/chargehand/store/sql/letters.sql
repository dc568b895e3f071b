-- name: put
-- A letter waits to be sent.
insert into letter (recipient, subject, body, html, unsubscribe, made_at, next_at) values ($1, $2, $3, $4, $5, $6, $6)

-- name: take
-- Letters that are due at $1, at most $2 of them: each is ours until $3, so that a crash costs a delay and not the letter.
update letter set tries = tries + 1, next_at = $3
where id in (
    select id from letter
    where sent_at is null and dropped = '' and next_at <= $1
    order by next_at limit $2 for update skip locked
)
returning id, recipient, subject, body, html, unsubscribe, made_at, tries

-- name: gone
-- The letter went at $2: its text, which may hold secrets, is not kept.
update letter set sent_at = $2, body = '', html = '', unsubscribe = '' where id = $1

-- name: later
-- The letter is to be tried again at $2.
update letter set next_at = $2 where id = $1

-- name: dropped
-- The letter is given up for the reason $2.
update letter set dropped = $2, body = '', html = '', unsubscribe = '' where id = $1
