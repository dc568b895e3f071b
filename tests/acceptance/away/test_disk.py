"""F97: less room on the disk than the floor that was set. Stations are shown out before anything breaks, and let in again."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.acceptance.api import Api
from tests.acceptance.crashes import looked_at
from tests.acceptance.field import Field
from tests.acceptance.house import House
from tests.acceptance.settling import settle
from tests.acceptance.stubborn import running
from tests.acceptance.waiting import until

CHARGERS = 3
MARGIN = 2_000_000_000
"""What others may meanwhile take or give back on the same disk is less; on a small disk a fourth of what is free."""


@contextmanager
def filled(folder: Path, size_bytes: int) -> Iterator[None]:
    """So much less is free; nothing is written."""
    ballast = folder / "ballast"
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, size_bytes)
    try:
        yield
    finally:
        ballast.unlink()


async def test_f97_stations_are_shown_out_before_the_disk_is_full(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    margin = min(MARGIN, free // 4)
    house = House(tmp_path, disk_floor_mb=(free - margin) // 1_000_000)
    house.calm = False
    try:
        await asyncio.to_thread(house.start)
        await until(lambda: asyncio.to_thread(house.is_ready), 60)
        place = await settle(house, stations=CHARGERS, drivers=CHARGERS)
        finish = asyncio.Event()
        async with running([house.station_url(each) for each in place.stations]) as chargers:
            field = Field(house, place, chargers)
            async with asyncio.timeout(100), asyncio.TaskGroup() as tasks:
                tasks.create_task(field.works_until(finish))
                await until(lambda: field.answered >= 50)
                with filled(tmp_path, 2 * margin):
                    await until(lambda: all(charger.closes for charger in chargers), 30)
                    await until(lambda: all(503 in charger.refusals for charger in chargers), 30)
                    await _can_still_be_read(house, place.people[0].token)
                enough = field.answered + 50
                await until(lambda: field.answered >= enough, 30)
                finish.set()
            async with looked_at(house) as journal:
                await field.lost_nothing(journal)
        assert {code for charger in chargers for code in charger.closes} == {1011}
    finally:
        await asyncio.to_thread(house.leave)
    log = house.log.read_text()
    assert '"room":"none"' in log
    assert log.index('"room":"none"') < log.index('"room":"', log.index('"room":"none"') + 1), (
        "it is told when it is over"
    )


async def _can_still_be_read(house: House, token: str) -> None:
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{house.url}/readyz")).status_code == 503
        assert (await client.get(f"{house.url}/healthz")).status_code == 200
    async with Api(house.url, token) as api:
        sessions = await api.sessions()
        assert len(sessions) > 0
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as client:
        stopped = await client.post(f"{house.url}/api/v1/sessions/{sessions[0]['id']}/stop")
        assert (stopped.status_code, stopped.json()["code"]) == (503, "read_only")
