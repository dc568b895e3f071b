-- What drivers set for themselves, addresses that wait to be confirmed, and accounts on their way out.

alter table driver
    add column theme           text not null default 'system' check (theme in ('system', 'light', 'dark')),
    add column language        text not null default '',   -- empty: the browser's
    add column suspended_at    timestamptz,
    add column closed_at       timestamptz,
    add column closed_by       text not null default '' check (closed_by in ('', 'driver', 'operator')),
    add column account_before  text not null default '',   -- of an account that its driver closed: what it was
    add column erase_at        timestamptz,                -- nothing personal is left from then on
    add column erased_at       timestamptz;
create index driver_to_erase on driver (erase_at) where erase_at is not null and erased_at is null;

-- One wish for another address at most; an address that somebody has is written down as well and can never be confirmed.
create table email_change (
    driver      text primary key references driver (id),
    secret_hash bytea not null unique,
    email       text not null check (email = lower(email)),
    made_at     timestamptz not null,
    expires_at  timestamptz not null
);
