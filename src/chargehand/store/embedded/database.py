from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg

from chargehand.store.embedded.layout import DATABASE, OWNER, SUPERUSER, Layout
from chargehand.store.embedded.occupancy import read_postmaster

_CONNECT_S = 15.0
_LOOK_AGAIN_S = 0.005
_NOT_SET_UP = (
    asyncpg.InvalidPasswordError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)


async def answers(dsn: str) -> bool:
    """Whether a server is there and lets us in."""
    try:
        await _visit(dsn)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    return True


async def wait_for_database(layout: Layout, socket_dir: Path, *, is_new: bool) -> str:
    """The DSN of the application's database as soon as the server lets its owner in. Ends only then: to be bounded.

    Role and database are made when they are absent, which is after creation, or when a crash came in between.
    """
    dsn = layout.dsn(socket_dir)
    await _says_ready(layout)
    if is_new:
        await _set_up(layout, socket_dir)
    try:
        await _visit(dsn)
    except _NOT_SET_UP:
        await _set_up(layout, socket_dir)
        await _visit(dsn)
    return dsn


async def _says_ready(layout: Layout) -> None:
    # Knocking at a closed door instead would fill the server's log while it recovers.
    while True:
        postmaster = read_postmaster(layout.cluster)
        if postmaster is not None and postmaster.ready:
            return
        await asyncio.sleep(_LOOK_AGAIN_S)


async def _visit(dsn: str) -> None:
    connection = await asyncpg.connect(dsn, timeout=_CONNECT_S)
    await connection.close()


async def _set_up(layout: Layout, socket_dir: Path) -> None:
    # A failing statement would be logged with its text, and the text holds a password.
    quiet = {"log_min_error_statement": "panic", "log_statement": "none"}
    connection = await asyncpg.connect(
        layout.dsn(socket_dir, SUPERUSER, "postgres"), timeout=_CONNECT_S, server_settings=quiet
    )
    try:
        if not await connection.fetchval("select exists (select from pg_roles where rolname = $1)", OWNER):
            await connection.execute(f"create role {OWNER}")
        # The passwords are our own hexadecimal digits. The owner may create databases for restores and tests.
        await connection.execute(f"alter role {OWNER} login createdb password '{layout.password(OWNER)}'")
        await connection.execute(f"grant pg_monitor to {OWNER}")
        if not await connection.fetchval(
            "select exists (select from pg_database where datname = $1)", DATABASE
        ):
            await connection.execute(f"create database {DATABASE} owner {OWNER}")
    finally:
        await connection.close()
