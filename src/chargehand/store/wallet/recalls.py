"""What stations are yet to be told of lost cards. Told to those that are here; the others hear it when they are back."""

from __future__ import annotations

from datetime import datetime

import asyncpg
import msgspec

from chargehand.model.card import Recall
from chargehand.model.identity import CommandId
from chargehand.store.asking import Asking
from chargehand.store.queries import load

_sql = load("wallet/cards")


class RecallRows:
    """Raises WorldFault when the database cannot be asked."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._ask = Asking(pool)

    async def due(self, now: datetime, limit: int = 50) -> list[Recall]:
        """Of stations that are connected."""
        rows = await self._ask.fetch(_sql["due_recalls"], now, limit)
        return [msgspec.convert(dict(row), Recall) for row in rows]

    async def again(self, recall: int, at: datetime, command: CommandId | None) -> None:
        """It was tried with this command, or not at all, and is looked at again."""
        await self._ask.execute(_sql["recall_again"], recall, at, command)

    async def done(self, recall: int, at: datetime, outcome: str) -> None:
        await self._ask.execute(_sql["recall_done"], recall, at, outcome)
