"""F102: three of each worker on the same rows, ended at random. What they do comes about once, and no call is made twice."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import asyncpg
import pytest

from chargehand.engine import performer
from chargehand.engine.feed import LocalFeed
from chargehand.engine.performer import Performer
from chargehand.engine.timers import Clockwork
from chargehand.engine.unit import Unit
from chargehand.model.batch import DueCall
from chargehand.model.calls import CallOutcome, Reply
from chargehand.model.events import StartRequested, StationBooted, StationConnected
from chargehand.model.identity import CommandId, DriverId, SessionId, StationId, TokenUid
from chargehand.model.snapshot import Policy
from chargehand.store.pool import open_pool
from chargehand.store.units import PostgresUnits
from tests.acceptance.waiting import until
from tests.integration.engine.test_unit import Quiet, at, people

STATIONS = [f"S{number:02d}" for number in range(24)]
WORKERS = 3
SEED = 102
GATEWAY = "g"


class Stations:
    """Implements StationCaller: all are here, each says yes."""

    def __init__(self) -> None:
        self.called: Counter[str] = Counter()

    def has(self, station: StationId) -> bool:
        return station in STATIONS

    async def call(self, due: DueCall, sent: Callable[[], Awaitable[None]]) -> Reply:
        self.called[due.call_id] += 1
        await sent()
        return Reply(CallOutcome.ACCEPTED)


async def _begun(work: Awaitable[None]) -> None:
    await work


Work = Callable[[Unit, PostgresUnits], Awaitable[None]]


class Works:
    """Processes that know nothing of each other but the rows. `now` is what their clocks say."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._chance = random.Random(SEED)
        self.stations = Stations()
        self.now: datetime = at(2)

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[tuple[Unit, PostgresUnits]]:
        pool = await open_pool(self._database, size=4)
        try:
            store = PostgresUnits(pool)
            yield Unit(store, LocalFeed(), Quiet(), Policy(), time.monotonic), store
        finally:
            pool.terminate()

    async def performer(self, unit: Unit, store: PostgresUnits) -> None:
        await Performer(GATEWAY, unit, store, self.stations, lambda: self.now, Quiet()).run(LocalFeed())

    async def clockwork(self, unit: Unit, store: PostgresUnits) -> None:
        await Clockwork(store, unit, lambda: self.now, Quiet()).run()

    async def mortal(self, work: Work, finish: asyncio.Event) -> None:
        """Begun again and again, and each time ended in the middle of something."""
        while not finish.is_set():
            async with self.unit() as (unit, store):
                one = asyncio.create_task(_begun(work(unit, store)))
                await asyncio.wait((one,), timeout=self._chance.uniform(0.02, 0.3))
                one.cancel()
                await asyncio.gather(one, return_exceptions=True)

    async def immortal(self, work: Work, finish: asyncio.Event) -> None:
        async with self.unit() as (unit, store):
            one = asyncio.create_task(_begun(work(unit, store)))
            await finish.wait()
            one.cancel()
            await asyncio.gather(one, return_exceptions=True)

    @asynccontextmanager
    async def three(self, work: Work) -> AsyncIterator[None]:
        """All but one die all the time."""
        finish = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.immortal(work, finish))
            for _ in range(WORKERS - 1):
                tasks.create_task(self.mortal(work, finish))
            try:
                yield
            finally:
                finish.set()

    async def wants_starts(self, unit: Unit) -> None:
        """A driver for each station asks for a start: a call for the outbox, and timers for what comes of it."""
        for name in STATIONS:
            await unit.submit(
                StartRequested(
                    station=StationId(name),
                    at=at(2),
                    command=CommandId(f"c-{name}"),
                    fresh=SessionId(f"s-{name}"),
                    driver=DriverId("ada"),
                    account_active=True,
                    token=TokenUid(f"C-{name}"),
                )
            )

    async def all_end(self, pool: asyncpg.Pool) -> None:
        """Long after all deadlines every timer has rung, and each start has ended once.

        A timer may ring again; then there is nothing left to do but to drop it.
        """
        self.now = at(100_000)
        async with self.three(self.clockwork):
            await until(lambda: pool.fetchval("select count(*) = 0 from timer"), 60)
        rows = await pool.fetch(
            "select station, count(*) filter (where effects !~ '^(DropTimer ?)*$') as did"
            " from journal, convert_from(event, 'UTF8') told where told like '%TimerRang%'"
            " group by station, told::json ->> 'kind', told::json ->> 'subject'"
        )
        assert {row["station"] for row in rows} == set(STATIONS)
        assert {row["did"] for row in rows} <= {0, 1}
        ended = "select count(*) from command where ended_at is not null"
        assert await pool.fetchval(ended) == await pool.fetchval("select count(*) from command")
        failed = "select count(*) from session where transaction = 'ended' and card_hold = 'released'"
        assert await pool.fetchval(failed) == len(STATIONS)
        assert await pool.fetchval("select count(*) from station where halted <> ''") == 0


@pytest.fixture
async def works(pool: asyncpg.Pool, database: str, monkeypatch: pytest.MonkeyPatch) -> Works:
    monkeypatch.setattr(performer, "LOOK_EVERY_S", 0.02)
    await people(pool, STATIONS)
    await pool.executemany(
        "insert into token (uid, card_id, driver) values ($1, $1, 'ada')",
        [(f"C-{name}",) for name in STATIONS],
    )
    works = Works(database)
    async with works.unit() as (unit, _):
        for name in STATIONS:
            here = StationId(name)
            await unit.submit(StationConnected(station=here, at=at(0), protocol="ocpp1.6", gateway=GATEWAY))
            await unit.submit(StationBooted(station=here, at=at(1), vendor="v", model="m"))
        await pool.execute("delete from outbox")  # what they would be configured with is another matter
    return works


async def test_f102_no_call_is_made_twice_whoever_performs(works: Works, pool: asyncpg.Pool) -> None:
    """One that was taken by a performer that died is not made at all: its command ends by its deadline."""
    async with works.unit() as (unit, _), works.three(works.performer):
        await works.wants_starts(unit)
        await until(lambda: pool.fetchval("select count(*) = 0 from outbox where taken_at is null"), 30)
    assert works.stations.called
    assert set(works.stations.called.values()) == {1}
    await works.all_end(pool)


async def test_f102_a_timer_that_three_see_has_one_effect(works: Works, pool: asyncpg.Pool) -> None:
    async with works.unit() as (unit, _):
        await works.wants_starts(unit)
    await works.all_end(pool)
    assert await pool.fetchval("select count(*) from command where state = 'unanswered'") == len(STATIONS)
