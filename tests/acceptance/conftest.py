"""Houses to speak to, a PostgreSQL server that outlives them, and their logs when something fails."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Callable, Generator, Iterator
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from tests.acceptance.crashes import COMMAND, DEADLINE_S
from tests.acceptance.house import House, living
from tests.integration.conftest import drop, server_dsn, template

__all__ = ["server_dsn", "template"]

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def fresh_database(server_dsn: str, template: str) -> Iterator[Callable[[], str]]:
    """Makes the address of an empty database with the newest schema; all of them go at the end."""
    names: list[str] = []

    async def ask(statement: str) -> None:
        connection = await asyncpg.connect(server_dsn)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def make() -> str:
        name = f"house_{os.getpid()}_{next(_numbers)}"
        asyncio.run(ask(f"create database {name} template {template}"))
        names.append(name)
        return urlunsplit(urlsplit(server_dsn)._replace(path=f"/{name}"))

    yield make
    for name in names:
        asyncio.run(drop(server_dsn, name))


@pytest.fixture(scope="session")
def new_house(
    fresh_database: Callable[[], str], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., House]:
    """Makes a house on a database of its own; not started yet. Not to be called inside an event loop."""

    def make(**settings: object) -> House:
        settings.setdefault("database_url", fresh_database())
        return House(tmp_path_factory.mktemp("house"), **settings)  # pyright: ignore[reportArgumentType]

    return make


@pytest.fixture(scope="session")
def house(new_house: Callable[..., House]) -> Iterator[House]:
    """A house with the usual settings, shared: each test settles its own stations and drivers there."""
    shared = new_house()
    shared.start()
    try:
        shared.until_ready()
        yield shared
    finally:
        shared.leave()


@pytest.fixture
def mortal_house(new_house: Callable[..., House]) -> Iterator[House]:
    """A house that can be told to die at a chosen write; not started yet."""
    house = new_house(command=COMMAND, command_deadline_s=DEADLINE_S, start_deadline_s=DEADLINE_S)
    try:
        yield house
    finally:
        house.leave()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure shows what the living houses logged last."""
    report = yield
    if report.failed:
        for each in living:
            report.sections.append((f"log of the house at {each.url}", each.tail()))
    return report
