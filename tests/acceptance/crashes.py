"""The canonical story, told while the house dies at a chosen write and comes back; and what must be true in the end."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx

from tests.acceptance.api import Api
from tests.acceptance.house import House
from tests.acceptance.settling import Place, settle
from tests.acceptance.stubborn import Exchange, Story, StubbornCharger, running
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


class Rehearsal:
    """One story on a station of its own, and one crash in it."""

    def __init__(self, house: House, journal: Journal, place: Place, crash: Crash) -> None:
        self.house = house
        self.journal = journal
        self.place = place
        self.crash = crash
        self.station = place.stations[0]
        self.crashed = asyncio.Event()

    async def played(self, following: dict[str, str]) -> int:
        """The story was told to its end; after the crash a house with the environment `following` went on.

        Returns how many decisions were committed on the lane.
        """
        url = self.house.station_url(self.station)
        async with running([url], lambda _: self.crash.fresh_names) as (charger,):
            async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
                nurse = tasks.create_task(self._nurse(charger, following))
                await self._story(charger)
                nurse.cancel()
            assert self.crashed.is_set() == bool(self.crash.at), "the write was never reached"
            return await self.journal.events(self.station)

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

    async def _story(self, charger: StubbornCharger) -> None:
        (uid,) = self.place.uids[0]
        story = Story(charger, uid)
        await story.boots()
        await until(lambda: self.journal.is_configured(self.station), 30)
        await story.reports(0, "Available")
        await story.reports(1, "Available")
        await story.authorizes()
        number = await story.begins(20_000)
        await story.reports(1, "Charging")
        for meter_wh in (20_400, 21_100, 21_900):
            await story.reads(number, meter_wh)
        async with Api(self.house.url, self.place.people[0].token) as driver:
            await self._tapped_until_heard(driver, charger)
            assert charger.heard("RemoteStopTransaction")[0] == {"transactionId": number}
            await story.ends(number, 22_456)
            await story.reports(1, "Finishing")
            await story.reports(1, "Available")
            assert story.numbers == {number}
            await until(lambda: _answers(self.house))
            await self._is_true(driver, charger, number)

    async def _tapped_until_heard(self, driver: Api, charger: StubbornCharger) -> None:
        """Taps stop as a person would, until the charger has heard it and we know of its answer, or the house died."""
        while not charger.heard("RemoteStopTransaction"):
            with suppress(httpx.TransportError):
                (session,) = await driver.sessions("active")
                tapped = await driver.stop(session["id"])
                assert tapped.status_code in (202, 409, 503), tapped.text
                if tapped.status_code == 202:
                    await self._followed(driver, tapped.json()["command"]["id"])
            await asyncio.sleep(0.02)

    async def _followed(self, driver: Api, command: str) -> None:
        crashed_before = self.crashed.is_set()

        async def settled() -> bool:
            told = await driver.command(command)
            return told["state"] == "accepted" or told["ended_at"] is not None

        async def enough() -> bool:
            if self.crashed.is_set() != crashed_before:
                return True
            return not self.house.is_gone() and await settled()

        await until(enough, DEADLINE_S + 10)

    async def _is_true(self, driver: Api, charger: StubbornCharger, number: int) -> None:
        """One session, its energy exact, each reading once, nothing that was answered lost."""
        (session,) = await driver.sessions()
        assert (session["number"], session["phase"], session["bill"]) == (number, "ended", "final")
        assert (session["energy_kwh"], session["end"]["basis"]) == (2.456, "reported")
        readings = await driver.readings(session["id"])
        assert [each["energy_kwh"] for each in readings] == [0, 0.4, 1.1, 1.9, 2.456]
        assert [each["final"] for each in readings] == [False] * 4 + [True]
        assert charger.errors == []
        assert await self.journal.missing(self.station, charger.answered) == []
        assert await self.journal.is_sound(self.station)
        assert await self.journal.open_commands(self.station) == 0
        assert await self.journal.connectors(self.station) == [(1, "available")]
        seen = await driver.charger(self.place.chargers[0])
        assert (seen["state"], seen["my_session"]) == ("free", None)


async def _answers(house: House) -> bool:
    return not house.is_gone() and await asyncio.to_thread(house.is_ready)


async def undisturbed(house: House) -> int:
    """How many decisions the story takes when nothing happens to it."""
    (count,) = await enumerated(house, [Crash()])
    await asyncio.to_thread(house.stop)
    return count


async def enumerated(house: House, crashes: list[Crash]) -> list[int]:
    """All crashes, one after the other, each in a story of its own. Returns the counts of committed decisions.

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
            counts.append(await Rehearsal(house, journal, place, crash).played(following))
        return counts
