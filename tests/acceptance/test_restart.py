"""F101: an orderly end and a new beginning while chargers work and a driver looks on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from tests.acceptance.api import Api
from tests.acceptance.crashes import looked_at
from tests.acceptance.field import Field
from tests.acceptance.house import House
from tests.acceptance.settling import settle
from tests.acceptance.stubborn import running
from tests.acceptance.waiting import until

CHARGERS = 10
RESTARTS = 3
ENDED_BY_US = {1012}


@pytest.fixture
def deployed_house(new_house: Callable[..., House]) -> Iterator[House]:
    house = new_house(log_events=False)
    house.start()
    try:
        house.until_ready()
        yield house
    finally:
        house.leave()


async def test_a_restart_under_load_finishes_what_was_begun(deployed_house: House) -> None:
    """Chargers are told that we restart, open streams end, the exit code is 0, and nothing is lost."""
    house = deployed_house
    place = await settle(house, stations=CHARGERS, drivers=CHARGERS)
    urls = [house.station_url(identity) for identity in place.stations]
    finish = asyncio.Event()
    async with (
        Api(house.url, place.people[0].token) as api,
        looked_at(house) as journal,
        running(urls) as chargers,
    ):
        field = Field(house, place, chargers)

        async def deploys() -> None:
            for _ in range(RESTARTS):
                enough = field.answered + 150
                await until(lambda enough=enough: field.answered >= enough, 60)
                (session, *_) = await api.sessions()
                async with api.watching(session["id"]) as live:
                    await until(lambda live=live: live.seen)
                    await asyncio.to_thread(house.stop)
                    await until(lambda live=live: live.ended)
                house.start()
                await until(lambda: asyncio.to_thread(house.is_ready), 60)
            enough = field.answered + 150
            await until(lambda: field.answered >= enough, 60)
            finish.set()

        async with asyncio.timeout(100), asyncio.TaskGroup() as tasks:
            tasks.create_task(deploys())
            tasks.create_task(field.works_until(finish))
        assert {code for charger in chargers for code in charger.closes} == ENDED_BY_US
        assert all(len(charger.closes) == RESTARTS for charger in chargers)
        await field.lost_nothing(journal)
