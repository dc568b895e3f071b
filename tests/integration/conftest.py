"""A real PostgreSQL for every test that wants one: one server per run, a database as new for each test."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from chargehand.store.embedded import EmbeddedPostgres
from chargehand.store.migrate import migrate
from chargehand.store.pool import open_pool
from tests.integration.databases import Databases, ask, drop, named


@pytest.fixture(scope="session")
def server_dsn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of our own; CHARGEHAND_TEST_DATABASE_URL names another one, whose user may create databases."""
    given = os.environ.get("CHARGEHAND_TEST_DATABASE_URL")
    if given:
        yield given
        return
    data_dir: Path = tmp_path_factory.mktemp("postgres")
    server = EmbeddedPostgres(data_dir)
    with asyncio.Runner() as runner:
        yield runner.run(server.start()).dsn
        runner.run(server.stop())


@pytest.fixture(scope="session")
def template(server_dsn: str) -> Iterator[str]:
    """The name of an empty database with the newest schema, to be copied."""
    name = f"template_{os.getpid()}"

    async def make() -> None:
        await ask(server_dsn, f"drop database if exists {name}", f"create database {name}")
        await migrate(named(server_dsn, name))

    with asyncio.Runner() as runner:
        runner.run(make())
        yield name
        runner.run(drop(server_dsn, name))


@pytest.fixture(scope="session")
def databases(server_dsn: str, template: str) -> Iterator[Databases]:
    made = Databases(server_dsn, template)
    yield made
    with asyncio.Runner() as runner:
        runner.run(made.drop_all())


@pytest.fixture
async def database(server_dsn: str, databases: Databases) -> AsyncIterator[str]:
    """The address of a database that is this test's alone, empty, with the newest schema."""
    name = await databases.take()
    yield named(server_dsn, name)
    await databases.give_back(name)


@pytest.fixture
async def pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool on this test's database."""
    opened = await open_pool(database, size=8)
    yield opened
    await opened.close()
