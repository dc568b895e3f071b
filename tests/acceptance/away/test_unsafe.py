"""F98: a database that may lose what it has acknowledged is refused at the start, and left when it becomes one."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from chargehand.store.embedded import EmbeddedPostgres, server
from tests.acceptance.crashes import looked_at
from tests.acceptance.field import Field
from tests.acceptance.house import PROGRAM, House
from tests.acceptance.settling import settle
from tests.acceptance.stubborn import running
from tests.acceptance.waiting import until

DANGERS = {
    "fsync": "a power cut may destroy the whole database",
    "full_page_writes": "a power cut may leave torn pages behind",
    "synchronous_commit": "what stations and drivers were told is saved may vanish",
}


def begin(folder: Path, dsn: str) -> subprocess.CompletedProcess[str]:
    """What becomes of a `serve` on the server of somebody else's; one that cannot begin ends by itself."""
    house = House(folder, database_url=dsn)
    try:
        return subprocess.run(
            [str(PROGRAM), "serve"], env=house.environment, cwd=folder, capture_output=True, text=True, timeout=60, check=False
        )  # fmt: skip
    finally:
        house.leave()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the data of all the servers here lies: each takes over what the one before it has left."""
    return tmp_path_factory.mktemp("cluster")


@asynccontextmanager
async def foreign(cluster: Path, *settings: str) -> AsyncIterator[str]:
    """The address of a server that runs with these settings."""
    usual = server._SETTINGS
    server._SETTINGS = (*usual, *settings)
    running_server = EmbeddedPostgres(cluster)
    try:
        yield (await running_server.start()).dsn
    finally:
        server._SETTINGS = usual
        await running_server.stop()


def is_refused(told: subprocess.CompletedProcess[str], *names: str) -> None:
    assert told.returncode == 2, told
    assert told.stdout == ""
    (line,) = told.stderr.splitlines()
    sentences = [f"PostgreSQL runs with {name} = off: {DANGERS[name]}; switch it on." for name in names]
    assert line == f"chargehand: {' '.join(sentences)}"


@pytest.mark.parametrize("names", [["fsync"], ["full_page_writes"], list(DANGERS)], ids=len)
async def test_f98_a_foreign_server_that_may_forget_is_refused(
    cluster: Path, tmp_path: Path, names: list[str]
) -> None:
    async with foreign(cluster, *(f"{name}=off" for name in names)) as dsn:
        is_refused(await asyncio.to_thread(begin, tmp_path, dsn), *names)
        connection = await asyncpg.connect(dsn)
        tables = await connection.fetchval("select count(*) from pg_tables where schemaname = 'public'")
        await connection.close()
        assert tables == 0, "nothing was made there"


async def test_f98_a_setting_that_is_for_us_alone_is_found_too(cluster: Path, tmp_path: Path) -> None:
    async with foreign(cluster) as dsn:
        for whose in ("role", "database"):
            connection = await asyncpg.connect(dsn)
            await connection.execute(f"alter {whose} chargehand set synchronous_commit = off")
            is_refused(await asyncio.to_thread(begin, tmp_path, dsn), "synchronous_commit")
            await connection.execute(f"alter {whose} chargehand reset synchronous_commit")
            await connection.close()


async def test_f98_a_server_that_comes_back_forgetful_is_not_served_on(cluster: Path, tmp_path: Path) -> None:
    """After an outage another server may answer, or this one with other settings. Until they are mended nobody is let in."""
    async with AsyncExitStack() as held:
        async with foreign(cluster) as dsn:
            house = House(tmp_path, database_url=dsn)
            house.calm = False
            held.push_async_callback(asyncio.to_thread, house.leave)
            await asyncio.to_thread(house.start)
            await until(lambda: asyncio.to_thread(house.is_ready), 60)
            place = await settle(house, stations=2, drivers=2)
        finish = asyncio.Event()
        chargers = await held.enter_async_context(
            running([house.station_url(each) for each in place.stations])
        )
        field = Field(house, place, chargers)
        await held.enter_async_context(asyncio.timeout(100))
        working = asyncio.create_task(field.works_until(finish))
        async with foreign(cluster, "fsync=off"):
            await until(lambda: b"fsync = off" in house.log.read_bytes(), 30)
            await until(lambda: all(503 in each.refusals for each in chargers), 30)
            assert field.answered == 0
        async with foreign(cluster):
            await until(lambda: field.answered >= 50, 30)
            finish.set()
            await working
            async with looked_at(house) as journal:
                await field.lost_nothing(journal)
            await asyncio.to_thread(house.stop)
