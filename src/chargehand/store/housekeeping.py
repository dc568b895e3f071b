"""What keeps the tables in shape: room for the months and days to come, and nothing kept that nobody will want."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

import asyncpg

from chargehand.model.faults import WorldFault
from chargehand.store.asking import Asking
from chargehand.store.queries import load

_sql = load("administration")
_messages = load("messages")
_security = load("security")
_notices = load("inbox/notices")

PARTITIONED: Final = ("reading", "journal")
DAY_PREFIX: Final = "message_"
_DAY: Final = re.compile(rf"{DAY_PREFIX}\d{{4}}_\d\d_\d\d")
MONTHS_AHEAD: Final = 2
DAYS_AHEAD: Final = 2
SWEPT_MAX: Final = 100_000
NOTICES_KEPT: Final = timedelta(days=90)
BROWSERS_KNOWN: Final = timedelta(days=400)
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

    async def keep_days(self, now: datetime, days: int) -> tuple[list[str], list[str]]:
        """The message log has room for today and the days after it, and nothing older than `days`; the partitions made and dropped."""
        rows = await self._ask.fetch(_messages["day_partitions"])
        present = {row["relname"] for row in rows}
        today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        made: list[str] = []
        for ahead in range(DAYS_AHEAD + 1):
            since = today + timedelta(days=ahead)
            name = f"{DAY_PREFIX}{since:%Y_%m_%d}"
            if name not in present and await self._make("message", name, (since, since + timedelta(days=1))):
                made.append(name)
        oldest = today - timedelta(days=days)
        kept_from = f"{DAY_PREFIX}{oldest:%Y_%m_%d}"
        old = sorted(name for name in present if _DAY.fullmatch(name) and name < kept_from)
        dropped = [name for name in old if await self._do(f"drop table if exists {name}")]
        await self._ask.execute(_messages["sweep_rest"], oldest)
        return made, dropped

    async def sweep_outbox(self, now: datetime) -> None:
        """Calls long overdue are gone."""
        await self._ask.execute(_sql["sweep_outbox"], now)

    async def sweep_security_events(self, now: datetime, days: int) -> None:
        """None is older than `days`, by when it came; after a long neglect the next rounds sweep the rest."""
        await self._ask.execute(_security["sweep_events"], now - timedelta(days=days), SWEPT_MAX)

    async def sweep_notices(self, now: datetime) -> None:
        """Drivers' notices are kept for 90 days; a browser is new again after a year and a bit."""
        await self._ask.execute(_notices["sweep"], now - NOTICES_KEPT, now - BROWSERS_KNOWN)

    async def _make(self, table: str, name: str, span: tuple[datetime, datetime]) -> bool:
        since, until = (f"{bound:%Y-%m-%d} 00:00:00+00" for bound in span)
        # No parameters in DDL; table and name are our own words and digits.
        return await self._do(
            f"create table if not exists {name} partition of {table} for values from ('{since}') to ('{until}')"
        )

    async def _do(self, statement: str) -> bool:
        """False when it cannot be done now, or was done by another process meanwhile (F102)."""
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(f"set local lock_timeout = {_LOCK_MS}; {statement}")
        except (
            asyncpg.CheckViolationError,
            asyncpg.DuplicateTableError,
            asyncpg.LockNotAvailableError,
            asyncpg.UniqueViolationError,
        ):
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
