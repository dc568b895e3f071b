"""P10: the house is killed at random while chargers work. What it had answered is kept, to the last frame."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator

import pytest

from tests.acceptance.crashes import looked_at
from tests.acceptance.field import Field
from tests.acceptance.house import House
from tests.acceptance.settling import settle
from tests.acceptance.stubborn import running
from tests.acceptance.waiting import until

CHARGERS = 20
KILLS = 20
SEED = 20_26


@pytest.fixture
def killed_house(new_house: Callable[..., House]) -> Iterator[House]:
    house = new_house(log_events=False)
    house.start()
    try:
        house.until_ready()
        yield house
    finally:
        house.leave()


async def test_twenty_kills_lose_nothing_that_was_answered(killed_house: House) -> None:
    """A kill comes a random number of answers after the chargers are back; half of them rename what they say again."""
    house, chance = killed_house, random.Random(SEED)
    place = await settle(house, stations=CHARGERS, drivers=CHARGERS)
    urls = [house.station_url(identity) for identity in place.stations]
    finish = asyncio.Event()
    async with looked_at(house) as journal, running(urls, lambda number: number % 2 == 0) as chargers:
        field = Field(house, place, chargers)

        async def kills() -> None:
            for _ in range(KILLS):
                enough = field.answered + chance.randrange(1, 400)
                await until(lambda enough=enough: field.answered >= enough, 60)
                house.kill()
                house.start()
            enough = field.answered + 200
            await until(lambda: field.answered >= enough, 60)
            finish.set()

        async with asyncio.timeout(150), asyncio.TaskGroup() as tasks:
            tasks.create_task(kills())
            tasks.create_task(field.works_until(finish))
        assert sum(charger.repeats for charger in chargers) >= KILLS
        await field.lost_nothing(journal)
