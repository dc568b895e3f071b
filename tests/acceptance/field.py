"""Many stubborn chargers at work: session after session, each with its own energy, until they are told to finish."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from tests.acceptance.api import Api
from tests.acceptance.crashes import Journal
from tests.acceptance.house import House
from tests.acceptance.settling import Place
from tests.acceptance.stubborn import Story, StubbornCharger


@dataclass
class Work:
    """One charger's sessions: what was told of each, by the number that the house gave it."""

    charger: StubbornCharger
    uid: str
    energies_wh: dict[int, int] = field(default_factory=dict)

    async def goes_on(self, finish: asyncio.Event, seed: int) -> None:
        story = Story(self.charger, self.uid)
        meter_wh = 1000 * seed
        await story.boots()
        while not finish.is_set():
            number = await story.begins(meter_wh)
            assert number not in self.energies_wh, "a number was used twice"
            began_wh = meter_wh
            for step in range(3):
                meter_wh += 20 + seed % 7 + step
                await story.reads(number, meter_wh)
            meter_wh += 5
            await story.ends(number, meter_wh)
            self.energies_wh[number] = meter_wh - began_wh


class Field:
    """All chargers of a place, each with a driver of its own."""

    def __init__(self, house: House, place: Place, chargers: list[StubbornCharger]) -> None:
        self.house = house
        self.place = place
        self.works = [Work(charger, own[0]) for charger, own in zip(chargers, place.uids, strict=True)]

    @property
    def answered(self) -> int:
        return sum(len(work.charger.answered) for work in self.works)

    async def works_until(self, finish: asyncio.Event) -> None:
        """All at once; each finishes the session that it has begun."""
        async with asyncio.TaskGroup() as tasks:
            for seed, work in enumerate(self.works, start=1):
                tasks.create_task(work.goes_on(finish, seed))

    async def lost_nothing(self, journal: Journal) -> None:
        """Whatever was answered is kept; each session is there once, ended, with its energy exactly."""
        for work, person in zip(self.works, self.place.people, strict=True):
            station = work.charger.identity
            assert work.charger.errors == []
            assert await journal.missing(station, work.charger.answered) == []
            assert await journal.is_sound(station)
            async with Api(self.house.url, person.token) as api:
                told = await api.sessions()
            assert {each["number"]: round(each["energy_kwh"] * 1000) for each in told} == work.energies_wh
            assert len(told) == len(work.energies_wh)
            assert {(each["phase"], each["bill"]) for each in told} == {("ended", "final")}
