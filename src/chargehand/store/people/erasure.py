"""Forgetting: what is personal of closed accounts is taken away when their time is over (S45).

Each step may be done again: what a fault broke off is finished by the next round. The driver's own row is the last one, and
a backup that is played back is erased again by the first round after it.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

import asyncpg

from chargehand.store.asking import Asking
from chargehand.store.queries import load

_sql = load("people/erasure")
STEPS: Final = tuple(name for name in _sql if name.startswith("step_"))
AT_ONCE: Final = 50
JOURNAL_SPAN: Final = timedelta(days=1)
"""So much of the journal is looked through in one statement."""


class Erasure:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = Asking(pool)

    async def erase(self, now: datetime) -> int:
        """Drivers whose time is over are nobody any more; returns how many there were. Raises WorldFault."""
        count = 0
        while rows := await self._pool.fetch(_sql["due"], now, AT_ONCE):
            ids = [row["id"] for row in rows]
            await self._clean_journal(sorted({uid for row in rows for uid in row["uids"]}))
            for step in STEPS:
                values = (ids, now) if "$2" in _sql[step] else (ids,)
                await self._pool.execute(_sql[step], *values)
            count += len(ids)
        return count

    async def _clean_journal(self, uids: list[str]) -> None:
        """The whole of it, day by day: a card may have been held to any reader at any time."""
        span = await self._pool.fetchrow(_sql["journal_days"])
        if not uids or span is None or span["first_at"] is None:
            return
        pattern = f'"({"|".join(_literal(uid) for uid in uids)})"'
        since: datetime = span["first_at"]
        while since <= span["last_at"]:
            until = since + JOURNAL_SPAN
            await self._pool.execute(_sql["journal"], pattern, since, until)
            since = until


def _literal(uid: str) -> str:
    """The text itself in PostgreSQL's regular expressions, as JSON spells it."""
    spelled = uid.replace("\\", "\\\\").replace('"', '\\"')
    return re.sub(r"[^A-Za-z0-9]", lambda found: f"\\{found[0]}", spelled)
