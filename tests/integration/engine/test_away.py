"""The unit while its database is slow, locked, or forgets: who is held up, and who is told that nothing was kept."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import asyncpg
import pytest

from chargehand.engine.feed import LocalFeed
from chargehand.engine.unit import Unit
from chargehand.model.faults import WorldFault
from chargehand.model.snapshot import Policy
from chargehand.store.pool import UNIT_LIMITS, Limits, UnsafeDatabase, open_pool
from chargehand.store.units import PostgresUnits
from tests.acceptance.waiting import until
from tests.integration.engine.test_unit import Quiet, people, sample, start

NAMES = ["A", "B", "C", "D"]


@asynccontextmanager
async def unit_on(
    database: str, *, size: int = 6, limits: Limits = UNIT_LIMITS
) -> AsyncIterator[tuple[Unit, PostgresUnits]]:
    pool = await open_pool(database, size=size, limits=limits)
    try:
        store = PostgresUnits(pool)
        yield Unit(store, LocalFeed(), Quiet(), Policy(), time.monotonic), store
    finally:
        pool.terminate()


@asynccontextmanager
async def holding(pool: asyncpg.Pool, statement: str) -> AsyncIterator[None]:
    """Somebody's transaction that is left open."""
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(statement)
        try:
            yield
        finally:
            await transaction.rollback()


async def test_f99_a_lane_that_is_locked_elsewhere_holds_nobody_but_itself(
    pool: asyncpg.Pool, database: str
) -> None:
    await people(pool, NAMES)
    async with unit_on(database) as (unit, _):
        await asyncio.gather(*(unit.submit(start(fresh=f"f-{name}", station=name)) for name in NAMES))
        async with holding(pool, "select from station where identity = 'A' for update"):
            told = await asyncio.gather(
                *(unit.submit(sample(700, 20, 1010, name)) for name in NAMES), return_exceptions=True
            )
        assert isinstance(told[0], WorldFault)
        assert not [answer for answer in told[1:] if isinstance(answer, BaseException)]
        await unit.submit(sample(700, 30, 1010, "A"))
        rows = await pool.fetch("select energy_wh from session order by station")
        assert [row["energy_wh"] for row in rows] == [10] * 4


async def test_f99_what_waits_for_a_table_too_long_is_told_so(pool: asyncpg.Pool, database: str) -> None:
    await people(pool, NAMES)
    async with unit_on(database) as (unit, _):
        async with holding(pool, "lock table journal in access exclusive mode"):
            told = await asyncio.gather(
                *(unit.submit(start(fresh=f"f-{name}", station=name)) for name in NAMES),
                return_exceptions=True,
            )
        assert {isinstance(fault, WorldFault) for fault in told} == {True}
        assert await pool.fetchval("select count(*) from session") == 0
        await asyncio.gather(*(unit.submit(start(fresh=f"g-{name}", station=name)) for name in NAMES))
        assert await pool.fetchval("select count(*) from session") == 4


async def test_f99_a_statement_that_takes_too_long_is_ended_by_the_server(
    pool: asyncpg.Pool, database: str
) -> None:
    await people(pool, NAMES)
    await pool.execute(
        "create function dawdle() returns trigger language plpgsql as"
        " $$ begin perform pg_sleep(600); return new; end $$"
    )
    await pool.execute("create trigger slow before insert on session for each row execute function dawdle()")
    async with unit_on(database, limits=Limits(statement_ms=100, lock_ms=50)) as (unit, _):
        with pytest.raises(WorldFault):
            await unit.submit(start())
        assert await pool.fetchval("select count(*) from journal") == 0
    await pool.execute("drop trigger slow on session; drop function dawdle()")


async def test_f99_where_connections_are_few_events_wait_and_none_is_lost(
    pool: asyncpg.Pool, database: str
) -> None:
    names = [f"S{number}" for number in range(30)]
    await people(pool, names)
    async with unit_on(database, size=1) as (unit, store):
        async with store._pool.acquire():
            told = [unit.submit(start(fresh=f"f-{name}", station=name)) for name in names]
            done, _ = await asyncio.wait(told, timeout=0.1)
            assert not done, "nobody is answered before the commit (F95)"
        await asyncio.gather(*told)
    assert await pool.fetchval("select count(*) from session") == 30


@pytest.mark.parametrize("size", [1, 6])
async def test_f95_a_connection_that_dies_in_the_middle_answers_nobody(
    pool: asyncpg.Pool, database: str, size: int
) -> None:
    """F94: whatever became of the commit, the same words again get the one answer."""
    await people(pool, NAMES)
    async with unit_on(database, size=size) as (unit, _):
        first = await unit.submit(start())
        async with holding(pool, "select from station where identity = 'A' for update"):
            told = unit.submit(sample(700, 20, 1010))
            stuck = "select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
            pid = await until(lambda: pool.fetchval(stuck))
            await pool.execute("select pg_terminate_backend($1)", pid)
            with pytest.raises(WorldFault):
                await told
        assert await unit.submit(start(90, fresh="s-again")) == first
        await unit.submit(sample(700, 20, 1010))
    assert await pool.fetchval("select energy_wh from session") == 10
    assert await pool.fetchval("select count(*) from session") == 1


async def test_f98_a_server_that_begins_to_forget_is_not_trusted_any_longer(
    pool: asyncpg.Pool, database: str
) -> None:
    """Settings can change while we serve; what holds for new connections is asked of each."""
    await people(pool, NAMES)
    name = urlsplit(database).path[1:]
    async with unit_on(database) as (_, store):
        await store.probe()
        await store._pool.execute("set synchronous_commit = off")
        with pytest.raises(WorldFault, match="synchronous_commit = off"):
            await store.probe()
    await pool.execute(f"alter database {name} set synchronous_commit = off")
    try:
        with pytest.raises(UnsafeDatabase, match="may vanish"):
            await open_pool(database)
    finally:
        await pool.execute(f"alter database {name} reset synchronous_commit")
