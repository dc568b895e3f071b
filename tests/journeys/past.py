"""What has come to a driver before a journey begins: notices of every kind, and a letter with a way to end its like."""

from __future__ import annotations

import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import asyncpg

from chargehand.model.identity import DriverId
from chargehand.model.notice import NoticeFacts, NoticeKind
from chargehand.model.tariff import Money
from chargehand.store.inbox.notices import Notices
from chargehand.store.inbox.rows import secret_hash
from chargehand.store.pool import open_pool
from tests.acceptance.house import House
from tests.journeys.street import Person

_ENDS_LETTERS = "insert into unsubscription (secret_hash, driver, kind, made_at) values ($1, $2, $3, $4)"


async def is_told_everything(house: House, person: Person) -> None:
    """One notice of each kind, as the engine tells them: some of them only after minutes."""
    async with _store(house, person) as (pool, driver):
        now = datetime.now(UTC)
        facts = NoticeFacts(
            energy_wh=Decimal(12_400),
            cost=Money(642, "EUR"),
            since=now - timedelta(minutes=5),
            lasted_s=4_380,
            note="7",
        )
        for kind in NoticeKind:
            await Notices(pool).tell(driver, kind, f"told-{kind}", now, facts)


async def way_to_end_letters(house: House, person: Person, kind: NoticeKind) -> str:
    """The path at the end of a letter of this kind."""
    secret = secrets.token_urlsafe(32)
    async with _store(house, person) as (pool, driver):
        await pool.execute(_ENDS_LETTERS, secret_hash(secret), driver, kind, datetime.now(UTC))
    return f"/unsubscribe/{secret}"


@asynccontextmanager
async def _store(house: House, person: Person) -> AsyncGenerator[tuple[asyncpg.Pool, DriverId]]:
    pool = await open_pool(await house.dsn(), size=1)
    try:
        found = await pool.fetchval("select id from driver where email = $1", person.email)
        yield pool, DriverId(str(found))
    finally:
        await pool.close()
