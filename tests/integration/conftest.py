"""A real PostgreSQL for every test that wants one: one server per run, a fresh database per test."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from chargehand.store.embedded import EmbeddedPostgres
from chargehand.store.migrate import migrate
from chargehand.store.pool import open_pool

_counter = itertools.count(1)


def _named(dsn: str, database: str) -> str:
    parts = urlsplit(dsn)
    return urlunsplit(parts._replace(path=f"/{database}"))


async def _ask(dsn: str, *statements: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def drop(dsn: str, name: str) -> None:
    """Drop the database also when somebody is connected; the server's own vacuum yields only to a drop without force."""
    try:
        await _ask(dsn, f"drop database if exists {name} with (force)")
    except asyncpg.InsufficientPrivilegeError:
        await _ask(dsn, f"drop database if exists {name}")


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
        await _ask(server_dsn, f"drop database if exists {name}", f"create database {name}")
        await migrate(_named(server_dsn, name))

    with asyncio.Runner() as runner:
        runner.run(make())
        yield name
        runner.run(drop(server_dsn, name))


@pytest.fixture
async def database(server_dsn: str, template: str) -> AsyncIterator[str]:
    """The address of a database that is this test's alone, empty, with the newest schema."""
    name = f"test_{os.getpid()}_{next(_counter)}"
    await _ask(server_dsn, f"create database {name} template {template}")
    yield _named(server_dsn, name)
    await drop(server_dsn, name)


@pytest.fixture
async def pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool on this test's database."""
    opened = await open_pool(database, size=8)
    yield opened
    await opened.close()
