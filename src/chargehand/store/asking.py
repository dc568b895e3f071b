"""Single questions to the database, with its failures told in the model's words."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import asyncpg

from chargehand.model.faults import WorldFault
from chargehand.model.visit import BadCursor
from chargehand.store.pool import UNREACHABLE


@contextmanager
def told() -> Generator[None]:
    """A statement that can never work is a defect and goes through as it is; everything else is the world's."""
    try:
        yield
    except (asyncpg.SyntaxOrAccessError, asyncpg.DataError, asyncpg.IntegrityConstraintViolationError):
        raise
    except UNREACHABLE as fault:
        raise WorldFault(f"database: {type(fault).__name__}") from fault


def beginning(at: datetime, row: str) -> tuple[datetime, str]:
    """The end of a page, as the next one begins behind it. Raises BadCursor for what the end of none can be."""
    try:
        if at.tzinfo is None or "\x00" in row:
            raise BadCursor(row[:50])
        return at.astimezone(UTC), row
    except OverflowError as fault:
        raise BadCursor(row[:50]) from fault


class Asking:
    """A pool whose methods raise WorldFault when the database cannot be asked."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def fetch(self, query: str, *values: object) -> Sequence[asyncpg.Record]:
        with told():
            return await self._pool.fetch(query, *values)

    async def fetchrow(self, query: str, *values: object) -> asyncpg.Record | None:
        with told():
            return await self._pool.fetchrow(query, *values)

    async def fetchval(self, query: str, *values: object) -> object:
        """The first value of the first row; None without rows."""
        with told():
            return await self._pool.fetchval(query, *values)

    async def execute(self, query: str, *values: object) -> None:
        with told():
            await self._pool.execute(query, *values)
