"""A tale told while the house dies at a chosen write and comes back, and what must be true of it whatever happened."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from tests.acceptance.api import Api
from tests.acceptance.house import OCPP16, House
from tests.acceptance.settling import Place, settle
from tests.acceptance.stubborn import Exchange, StubbornCharger, running
from tests.acceptance.waiting import until

COMMAND = [sys.executable, str(Path(__file__).with_name("crashing.py"))]
DEADLINE_S = 3
"""For a stop whose call went down with the house: then the driver taps again."""


@dataclass(frozen=True)
class Crash:
    """At the `at`-th write of the kind `point`. None of them: `at` 0."""

    point: str = "commit"
    at: int = 0
    when: str = "before"
    fresh_names: bool = False

    def environment(self, station: str) -> dict[str, str]:
        return {
            "CRASH_STATION": station,
            "CRASH_POINT": self.point,
            "CRASH_AT": str(self.at),
            "CRASH_WHEN": self.when,
        }


class Journal:
    """What the database holds of stations, looked at from outside of the house."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def events(self, station: str) -> int:
        """How many decisions were committed on the station's lane."""
        return await self._pool.fetchval("select count(*) from journal where station = $1", station)

    async def missing(self, station: str, answered: Iterable[Exchange]) -> list[str]:
        """Frames that were answered though nothing of them is kept."""
        rows = await self._pool.fetch(
            "select frame from journal where station = $1 and frame is not null", station
        )
        kept = {row["frame"] for row in rows}
        return [each.frame for each in answered if each.frame not in kept]

    async def is_configured(self, station: str) -> bool:
        """The offer of our configuration is over."""
        return bool(await self._pool.fetchval("select configured from station where identity = $1", station))

    async def is_sound(self, station: str) -> bool:
        """No law was broken on the lane."""
        return await self._pool.fetchval("select halted = '' from station where identity = $1", station)

    async def open_commands(self, station: str) -> int:
        return await self._pool.fetchval(
            "select count(*) from command where station = $1 and ended_at is null", station
        )

    async def connectors(self, station: str) -> list[tuple[int, str]]:
        rows = await self._pool.fetch(
            "select number, status from connector where station = $1 order by number", station
        )
        return [(row["number"], row["status"]) for row in rows]


@asynccontextmanager
async def looked_at(house: House) -> AsyncIterator[Journal]:
    pool = await asyncpg.create_pool(await house.dsn(), min_size=1, max_size=2)
    try:
        yield Journal(pool)
    finally:
        await pool.close()


class Scene:
    """One tale on a station of its own, and one crash in it."""

    protocol = OCPP16

    def __init__(self, house: House, journal: Journal, place: Place, crash: Crash) -> None:
        self.house = house
        self.journal = journal
        self.place = place
        self.crash = crash
        self.station = place.stations[0]
        self.crashed = asyncio.Event()

    async def played(self, tale: Tale, following: dict[str, str]) -> int:
        """`tale` was told to its end; after the crash a house with the environment `following` went on.

        Returns how many decisions were committed on the lane.
        """
        url = self.house.station_url(self.station)
        fresh_names = self.crash.fresh_names
        async with running([url], lambda _: fresh_names, protocol=self.protocol) as (charger,):
            self.met(charger)
            async with (
                Api(self.house.url, self.place.people[0].token) as driver,
                asyncio.timeout(60),
                asyncio.TaskGroup() as tasks,
            ):
                nurse = tasks.create_task(self._nurse(charger, following))
                await tale(self, charger, driver)
                nurse.cancel()
            assert self.crashed.is_set() == bool(self.crash.at), "the write was never reached"
            await self._is_sound(charger)
            return await self.journal.events(self.station)

    def met(self, charger: StubbornCharger) -> None:
        """The charger that is going to tell."""

    async def _nurse(self, charger: StubbornCharger, following: dict[str, str]) -> None:
        """Waits for the crash, looks at what it left, and starts the house again."""
        await until(self.house.is_gone, 60)
        answered = tuple(charger.answered)
        assert self.house.until_gone() == -signal.SIGKILL
        if self.crash.point == "commit":
            committed = self.crash.at - (self.crash.when == "before")
            assert await self.journal.events(self.station) == committed
        assert await self.journal.missing(self.station, answered) == []
        self.crashed.set()
        self.house.start(**following)

    async def _is_sound(self, charger: StubbornCharger) -> None:
        """Nothing that was answered is lost, no error was answered, no law broken, no command left open."""
        assert charger.errors == []
        assert await self.journal.missing(self.station, charger.answered) == []
        assert await self.journal.is_sound(self.station)
        assert await self.journal.open_commands(self.station) == 0

    async def is_configured(self) -> None:
        """The charger has got our configuration, and we know that."""
        await until(lambda: self.journal.is_configured(self.station), 30)

    async def answers(self) -> None:
        """The house is there for people."""
        await until(lambda: _answers(self.house), 60)

    async def followed(self, driver: Api, command: str) -> None:
        """The charger took the command or the command is over; or the house died meanwhile."""
        crashed_before = self.crashed.is_set()

        async def enough() -> bool:
            if self.crashed.is_set() != crashed_before:
                return True
            told = await driver.command(command)
            return told["state"] in {"accepted", "confirmed"} or told["ended_at"] is not None

        await until(enough, DEADLINE_S + 10)


Tale = Callable[[Scene, StubbornCharger, Api], Awaitable[None]]


async def _answers(house: House) -> bool:
    return not house.is_gone() and await asyncio.to_thread(house.is_ready)


async def undisturbed(house: House, tale: Tale) -> int:
    """How many decisions the tale takes when nothing happens to it."""
    (count,) = await enumerated(house, tale, [Crash()])
    await asyncio.to_thread(house.stop)
    return count


async def enumerated(house: House, tale: Tale, crashes: list[Crash]) -> list[int]:
    """All crashes, one after the other, each in a telling of its own. Returns the counts of committed decisions.

    A house that comes back after one crash is the one that is to die of the next.
    """
    async with looked_at(house) as journal:
        places = [await settle(house) for _ in crashes]
        environments = [
            crash.environment(place.stations[0]) for crash, place in zip(crashes, places, strict=True)
        ]
        counts: list[int] = []
        house.start(**environments[0])
        await until(lambda: _answers(house), 60)
        for place, crash, following in zip(places, crashes, [*environments[1:], {}], strict=True):
            counts.append(await Scene(house, journal, place, crash).played(tale, following))
        return counts
