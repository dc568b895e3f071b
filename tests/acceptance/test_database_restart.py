"""F96: the database goes away while sessions run. Sockets are closed, nobody is let in, nothing answered is lost."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psutil
import pytest

from chargehand.store.embedded import EmbeddedPostgres
from tests.acceptance.api import Api
from tests.acceptance.crashes import looked_at
from tests.acceptance.field import Field
from tests.acceptance.house import House
from tests.acceptance.settling import settle
from tests.acceptance.stubborn import running
from tests.acceptance.waiting import until

CHARGERS = 6


@pytest.fixture
def embedding_house(tmp_path: Path) -> Iterator[House]:
    """A house with a database of its own making."""
    house = House(tmp_path)
    house.calm = False
    house.start()
    try:
        house.until_ready()
        yield house
    finally:
        house.leave()


async def readiness_is(house: House, status: int) -> bool:
    async with httpx.AsyncClient() as client:
        return (await client.get(f"{house.url}/readyz")).status_code == status


async def test_the_house_outlives_its_database_server(tmp_path: Path) -> None:
    """A server of somebody else's is stopped and started again, twice; the house notices and recovers alone."""
    server = EmbeddedPostgres(tmp_path / "server")
    dsn = (await server.start()).dsn
    house = House(tmp_path, database_url=dsn)
    house.calm = False
    try:
        await asyncio.to_thread(house.start)
        await until(lambda: asyncio.to_thread(house.is_ready), 60)
        pid = house.pid
        place = await settle(house, stations=CHARGERS, drivers=CHARGERS)
        finish = asyncio.Event()
        async with running([house.station_url(each) for each in place.stations]) as chargers:
            field = Field(house, place, chargers)
            async with asyncio.timeout(100), asyncio.TaskGroup() as tasks:
                tasks.create_task(field.works_until(finish))
                for _ in range(2):
                    enough = field.answered + 100
                    await until(lambda enough=enough: field.answered >= enough)
                    await outage(server, field)
                    enough = field.answered + 100
                    await until(lambda enough=enough: field.answered >= enough, 30)
                finish.set()
            assert house.pid == pid
            async with looked_at(house) as journal:
                await field.lost_nothing(journal)
    finally:
        await asyncio.to_thread(house.leave)
        await server.stop()


async def test_a_database_that_hangs_is_a_database_that_is_away(tmp_path: Path) -> None:
    """F99: nothing is refused, nothing ends, nothing answers: chargers are shown out all the same, and come back."""
    server = EmbeddedPostgres(tmp_path / "server")
    cluster = await server.start()
    house = House(tmp_path, database_url=cluster.dsn)
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
                enough = field.answered + 100
                await until(lambda: field.answered >= enough)
                with held_still(cluster.pid):
                    await until(lambda: all(charger.closes for charger in chargers), 30)
                    await until(lambda: readiness_is(house, 503))
                    await until(lambda: all(503 in charger.refusals for charger in chargers))
                enough_again = field.answered + 100
                await until(lambda: field.answered >= enough_again, 30)
                finish.set()
            async with looked_at(house) as journal:
                await field.lost_nothing(journal)
    finally:
        await asyncio.to_thread(house.leave)
        await server.stop()


@contextmanager
def held_still(pid: int) -> Generator[None]:
    """A server and all its backends, stopped in their tracks."""
    server = psutil.Process(pid)
    held = [server, *server.children(recursive=True)]
    for each in held:
        each.suspend()
    try:
        yield
    finally:
        for each in held:
            with suppress(psutil.NoSuchProcess):
                each.resume()


async def outage(server: EmbeddedPostgres, field: Field) -> None:
    """Everybody is shown out and kept out with 503 while the server is away; then it comes back."""
    house, chargers = field.house, [work.charger for work in field.works]
    closes = [len(charger.closes) for charger in chargers]
    refusals = [len(charger.refusals) for charger in chargers]
    await server.stop()

    def all_refused() -> bool:
        return all(len(each.refusals) > before for each, before in zip(chargers, refusals, strict=True))

    await until(all_refused)
    assert all(len(each.closes) > before for each, before in zip(chargers, closes, strict=True))
    assert {status for each in chargers for status in each.refusals} == {503}
    await until(lambda: readiness_is(house, 503))
    async with Api(house.url, field.place.people[0].token) as api:
        answer = await api.http.get("/sessions")
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    answered = field.answered
    await server.start()
    await until(lambda: field.answered > answered, 30)
    await until(lambda: readiness_is(house, 200))


async def test_the_embedded_server_is_started_anew_when_it_dies(embedding_house: House) -> None:
    """`kill -9` of the house's own database server: another one takes its place, and the sessions go on."""
    house = embedding_house
    place = await settle(house, stations=CHARGERS, drivers=CHARGERS)
    finish = asyncio.Event()
    async with running([house.station_url(each) for each in place.stations]) as chargers:
        field = Field(house, place, chargers)
        async with asyncio.timeout(100), asyncio.TaskGroup() as tasks:
            tasks.create_task(field.works_until(finish))
            for _ in range(2):
                enough = field.answered + 100
                await until(lambda enough=enough: field.answered >= enough, 30)
                killed = database_pid(house)
                assert killed is not None
                os.kill(killed, signal.SIGKILL)
                await until(lambda killed=killed: database_pid(house) not in (None, killed), 30)
            enough = field.answered + 100
            await until(lambda: field.answered >= enough, 30)
            finish.set()
        async with looked_at(house) as journal:
            await field.lost_nothing(journal)


def database_pid(house: House) -> int | None:
    """The server below the house's data directory, as it says itself."""
    try:
        return int((house.data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None
