"""Bring the schema up to the one this program knows; refuse one that is newer."""

from __future__ import annotations

from importlib import resources

import asyncpg

from chargehand.store.embedded.fault import SetupFault

_LOCK = 0x6368_6172
"""Advisory lock, so that two processes starting together do not migrate twice."""


def known() -> list[tuple[int, str, str]]:
    """All migrations of this program as (version, name, sql), oldest first."""
    folder = resources.files("chargehand.store").joinpath("migrations")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return [(int(f.name.split("_")[0]), f.name, f.read_text(encoding="utf-8")) for f in files]


async def migrate(dsn: str) -> int:
    """Apply what is missing, each migration in a transaction of its own; returns the schema's version afterwards.

    Raises SetupFault if the database was written by a newer program.
    """
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("select pg_advisory_lock($1)", _LOCK)
        await connection.execute(
            "create table if not exists migration"
            " (version integer primary key, name text not null, applied_at timestamptz not null default now())"
        )
        present = int(await connection.fetchval("select coalesce(max(version), 0) from migration") or 0)
        steps = known()
        newest = steps[-1][0]
        if present > newest:
            raise SetupFault(
                f"the database has schema {present}, this program knows up to {newest}: start the newer program instead"
            )
        for version, name, sql in steps:
            if version <= present:
                continue
            async with connection.transaction():
                await connection.execute(sql)
                await connection.execute(
                    "insert into migration (version, name) values ($1, $2)", version, name
                )
        return newest
    finally:
        await connection.close()
