-- The audit log.

-- name: enter
-- One more entry, of which $1 is the end of the canonical form and $2 to $10 are the fields. The head's row is locked until the
-- statement is committed: its newest version is what the next one follows, in whatever process. $11: what stands before the first.
with head as (
    insert into audit_head as h (number, before, hash)
    values (1, $11::bytea, sha256(convert_to('[1,"' || encode($11::bytea, 'hex') || '",' || $1::text, 'UTF8')))
    on conflict (sole) do update set
        number = h.number + 1,
        before = h.hash,
        hash = sha256(convert_to('[' || (h.number + 1) || ',"' || encode(h.hash, 'hex') || '",' || $1::text, 'UTF8'))
    returning number, before, hash
)
insert into audit (number, at, actor, device, role, act, subject, outcome, code, address, before, hash)
select number, $2::timestamptz, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text, $9::text, $10::text, before, hash
from head
returning number, before, hash

-- name: newest
-- Entries of the actor $1, with $2 in the act, from $3 on, after the number $4 and before $5; the newest first, at most $6.
select * from audit
where ($1::text is null or actor = $1) and ($2::text is null or strpos(act, $2) > 0)
  and ($3::timestamptz is null or at >= $3) and number > $4 and ($5::bigint is null or number < $5)
order by number desc limit $6

-- name: oldest
-- The same, the oldest first.
select * from audit
where ($1::text is null or actor = $1) and ($2::text is null or strpos(act, $2) > 0)
  and ($3::timestamptz is null or at >= $3) and number > $4 and ($5::bigint is null or number < $5)
order by number limit $6

-- name: untold
-- What commands did since the log was told of it, the oldest first.
select * from audit where role = 'house' and number > coalesce((select told from audit_head), 0) order by number limit $1

-- name: told
-- Commands' entries up to $1 are told.
update audit_head set told = $1 where told < $1

-- name: head
-- The entry that was written last.
select number, hash from audit_head
