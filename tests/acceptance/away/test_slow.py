"""F99: a database that answers two seconds late. Chargers wait, keep their sockets, are pinged back, and lose nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance import stubborn
from tests.acceptance.away.wiretap import tapped
from tests.acceptance.crashes import looked_at
from tests.acceptance.field import Field
from tests.acceptance.house import House
from tests.acceptance.settling import settle
from tests.acceptance.stubborn import Story, StubbornCharger, running
from tests.acceptance.waiting import until

LATENCY_S = 2.0
CHARGERS = 3
AHEAD = 40
"""More than a charger may send ahead before it is read no further."""


@pytest.fixture
def database_url(fresh_database: Callable[[], str]) -> str:
    return fresh_database()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A start is some eight questions to the database, one after the other."""
    monkeypatch.setattr(stubborn, "ANSWER_S", 120.0)


async def test_f99_a_slow_database_slows_chargers_and_loses_none(tmp_path: Path, database_url: str) -> None:
    async with tapped(database_url) as tap:
        house = House(tmp_path, database_url=tap.dsn)
        house.calm = False
        try:
            await asyncio.to_thread(house.start)
            await until(lambda: asyncio.to_thread(house.is_ready), 60)
            place = await settle(house, stations=CHARGERS, drivers=CHARGERS)
            async with running([house.station_url(each) for each in place.stations]) as chargers:
                field = Field(house, place, chargers)
                finish = asyncio.Event()
                async with asyncio.timeout(170), asyncio.TaskGroup() as tasks:
                    tasks.create_task(field.works_until(finish))
                    await until(lambda: field.answered >= 60)
                    tap.latency_s = LATENCY_S
                    enough = [len(charger.answered) + 2 for charger in chargers]
                    # Two starts of eight questions each, some asked twice by connections that are new, beside two other chargers'.
                    await until(lambda: _are_answered(chargers, enough), 120)
                    await asyncio.wait_for(_pinged(chargers), 20)
                    assert [charger.closes for charger in chargers] == [[]] * CHARGERS
                    tap.latency_s = 0.0
                    finish.set()
                assert sum(charger.repeats for charger in chargers) == 0
                async with looked_at(house) as journal:
                    await field.lost_nothing(journal)
        finally:
            tap.latency_s = 0.0
            await asyncio.to_thread(house.leave)


def _are_answered(chargers: list[StubbornCharger], enough: list[int]) -> bool:
    return all(len(charger.answered) >= number for charger, number in zip(chargers, enough, strict=True))


async def _pinged(chargers: list[StubbornCharger]) -> None:
    """Each hears from the house although its message waits for the database."""
    for charger in chargers:
        assert charger.socket is not None
        await (await charger.socket.ping())


async def test_f99_what_is_sent_ahead_of_a_slow_database_is_answered_in_order(
    tmp_path: Path, database_url: str
) -> None:
    """F14: forty readings at once, read as fast as they can be kept."""
    async with tapped(database_url) as tap:
        house = House(tmp_path, database_url=tap.dsn)
        house.calm = False
        try:
            await asyncio.to_thread(house.start)
            await until(lambda: asyncio.to_thread(house.is_ready), 60)
            place = await settle(house)
            async with running([house.station_url(place.stations[0])]) as (charger,):
                story = Story(charger, place.uids[0][0])
                await story.boots()
                number = await story.begins(1_000)
                tap.latency_s = LATENCY_S / 20
                await asyncio.gather(*(story.reads(number, 1_000 + step) for step in range(AHEAD)))
                told = [each.frame for each in charger.answered if each.action == "MeterValues"]
                assert told == sorted(told, key=lambda frame: int(frame.split('"')[1].rpartition(".")[2]))
                assert len(told) == AHEAD
                await story.ends(number, 1_500)
                assert (charger.closes, charger.errors) == ([], [])
                async with looked_at(house) as journal:
                    assert await journal.missing(place.stations[0], charger.answered) == []
        finally:
            tap.latency_s = 0.0
            await asyncio.to_thread(house.leave)
