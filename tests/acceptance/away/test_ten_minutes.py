"""F96: ten minutes without a database, and chargers that give up after three errors. It is the closing that saves the messages."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from chargehand.store.embedded import EmbeddedPostgres
from tests.acceptance.api import Api
from tests.acceptance.away.forgetful import Clock, ForgetfulCharger, Named, Numbered, Tongue, charges
from tests.acceptance.crashes import Journal, looked_at
from tests.acceptance.house import House
from tests.acceptance.settling import Place, settle
from tests.acceptance.waiting import until

PACE = 60
"""A minute of the chargers' is a second of ours."""
AWAY_S = 600
EACH = 3
"""Chargers of each version."""
ERRING = [sys.executable, str(Path(__file__).with_name("erring.py"))]


@dataclass
class Site:
    house: House
    place: Place
    server: EmbeddedPostgres
    chargers: list[ForgetfulCharger]
    clock: Clock
    enough: asyncio.Event
    working: list[asyncio.Task[None]] = field(default_factory=list[asyncio.Task[None]])

    @property
    def answered(self) -> list[int]:
        return [len(charger.ledger.answered) for charger in self.chargers]

    async def answers_more(self) -> None:
        """Each charger got a few more answers."""
        before = self.answered
        await until(lambda: all(now >= then + 4 for then, now in zip(before, self.answered, strict=True)), 60)

    async def finishes(self) -> None:
        """Each session that was begun has ended, and nothing waits to be said."""
        self.enough.set()
        await asyncio.gather(*self.working)
        await until(lambda: all(charger.waiting == 0 for charger in self.chargers), 60)

    async def outage(self) -> int:
        """The database was away for ten minutes; returns how many messages were made meanwhile."""
        made = sum(charger.ledger.made for charger in self.chargers)
        await self.server.stop()
        await self.clock.sleep(AWAY_S)
        made = sum(charger.ledger.made for charger in self.chargers) - made
        await self.server.start()
        return made


@asynccontextmanager
async def charging(folder: Path, command: list[str] | None) -> AsyncIterator[Site]:
    """Chargers at work in a house on a server of somebody else's."""
    server = EmbeddedPostgres(folder / "server")
    house = House(folder, command=command, database_url=(await server.start()).dsn)
    house.calm = False
    try:
        await asyncio.to_thread(house.start)
        await until(lambda: asyncio.to_thread(house.is_ready), 60)
        place = await settle(house, stations=2 * EACH, drivers=2 * EACH)
        clock = Clock(PACE)
        tongues: list[type[Numbered | Named]] = [Numbered, Named] * EACH
        chargers = [
            ForgetfulCharger(house.station_url(station), tongue.subprotocol, clock)
            for station, tongue in zip(place.stations, tongues, strict=True)
        ]
        site = Site(house, place, server, chargers, clock, asyncio.Event())
        async with asyncio.timeout(200), asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(charger.run()) for charger in chargers]
            for seed, (charger, tongue) in enumerate(zip(chargers, tongues, strict=True), start=1):
                speaks: Tongue = tongue(charger, place.uids[seed - 1][0])
                site.working.append(tasks.create_task(charges(charger, speaks, seed, site.enough)))
            yield site
            await site.finishes()
            for task in running:
                task.cancel()
    finally:
        await asyncio.to_thread(house.leave)
        await server.stop()


async def test_f96_ten_minutes_without_a_database_cost_no_message(tmp_path: Path) -> None:
    async with charging(tmp_path, None) as site:
        await site.answers_more()
        made = await site.outage()
        assert made > len(site.chargers) * 5, "they went on charging"
        await site.answers_more()
        await site.finishes()
        async with looked_at(site.house) as journal:
            for number, charger in enumerate(site.chargers):
                await _nothing_is_lost(site, number, journal)
                assert charger.ledger.closes == [1011]
                assert set(charger.ledger.refusals) == {503}


async def _nothing_is_lost(site: Site, number: int, journal: Journal) -> None:
    charger = site.chargers[number]
    told = charger.ledger
    assert (told.lost, told.errors) == ([], [])
    assert len(told.answered) == told.made
    assert await journal.missing(charger.identity, told.answered) == []
    async with Api(site.house.url, site.place.people[number].token) as api:
        sessions = await api.sessions()
    seen = [round(each["energy_kwh"] * 1000) for each in sessions]
    assert Counter(seen) == Counter(told.energies_wh)
    assert {(each["phase"], each["bill"]) for each in sessions} == {("ended", "final")}


async def test_an_error_instead_of_the_closing_would_cost_messages(tmp_path: Path) -> None:
    """The control: the same outage, the same chargers, and a house that answers what it cannot commit by errors."""
    async with charging(tmp_path, ERRING) as site:
        await site.answers_more()
        await site.outage()
    lost = Counter(action for charger in site.chargers for action in charger.ledger.lost)
    assert lost["StopTransaction"] + lost["MeterValues"] + lost["StartTransaction"] > 0
    assert lost["TransactionEvent"] > 0
    assert {code for charger in site.chargers for code in charger.ledger.closes} <= {1012}
