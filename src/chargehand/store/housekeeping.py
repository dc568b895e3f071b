"""What keeps the tables in shape: room for the months to come, and nothing kept that nobody will want."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

import asyncpg

from chargehand.model.faults import WorldFault
from chargehand.store.asking import Asking
from chargehand.store.queries import load

_sql = load("administration")

PARTITIONED: Final = ("reading", "journal")
MONTHS_AHEAD: Final = 2
_LOCK_MS: Final = 1_000
"""Making a partition locks the table's catch-all for a moment; it must never wait long, since writers wait behind it."""


class Housekeeping:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._ask = Asking(pool)

    async def make_room(self, now: datetime) -> list[str]:
        """Partitions for this month and the two after it; returns the names of those made.

        A month that cannot be had now (rows of it lie in the catch-all, or the table is busy) stays in the catch-all,
        where everything is found as well, only slower.
        """
        present = {row["relname"] for row in await self._ask.fetch(_sql["partitions"], list(PARTITIONED))}
        made: list[str] = []
        for since, until in months(now, MONTHS_AHEAD + 1):
            for table in PARTITIONED:
                name = f"{table}_{since:%Y_%m}"
                if name not in present and await self._make(table, name, (since, until)):
                    made.append(name)
        return made

    async def sweep_outbox(self, now: datetime) -> None:
        """Calls long overdue are gone."""
        await self._ask.execute(_sql["sweep_outbox"], now)

    async def _make(self, table: str, name: str, span: tuple[datetime, datetime]) -> bool:
        since, until = (f"{bound:%Y-%m-%d} 00:00:00+00" for bound in span)
        # No parameters in DDL; table and name are our own words and digits.
        statement = (
            f"set local lock_timeout = {_LOCK_MS};"
            f" create table if not exists {name} partition of {table} for values from ('{since}') to ('{until}')"
        )
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(statement)
        except (asyncpg.CheckViolationError, asyncpg.LockNotAvailableError, asyncpg.UniqueViolationError):
            return False
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as fault:
            raise WorldFault(f"database: {type(fault).__name__}") from fault
        return True


def months(now: datetime, count: int) -> list[tuple[datetime, datetime]]:
    """The month of `now` and those after it, each from its first instant to that of the next, in UTC."""
    bounds = [datetime(now.year, now.month, 1, tzinfo=UTC)]
    for _ in range(count):
        last = bounds[-1]
        bounds.append(last.replace(year=last.year + last.month // 12, month=last.month % 12 + 1))
    return list(pairwise(bounds))
