from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import asyncpg

_CONSEQUENCES = {
    "fsync": "a power cut may destroy the whole database",
    "full_page_writes": "a power cut may leave torn pages behind",
    "synchronous_commit": "what stations and drivers were told is saved may vanish",
}

_ASK = """
    select name from pg_catalog.pg_settings
    where setting = 'off' and name = any($1::text[]) order by name
"""


class Asking(Protocol):
    """The one method needed of a connection (asyncpg's connections and pools have it)."""

    async def fetch(self, query: str, *args: object) -> Sequence[asyncpg.Record]: ...


async def check_safety(conn: Asking) -> list[str]:
    """One sentence per setting with which an acknowledged commit can be lost (F98); empty means safe.

    The values are those in force for this connection, so settings of its role and database count too. A caller
    refuses to serve while the list is not empty.
    """
    rows = await conn.fetch(_ASK, list(_CONSEQUENCES))
    unsafe: list[str] = [row[0] for row in rows]
    return [f"PostgreSQL runs with {name} = off: {_CONSEQUENCES[name]}; switch it on." for name in unsafe]
