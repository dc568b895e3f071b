"""Letters that wait to be sent. Several senders may take at once; none takes what another holds."""

from __future__ import annotations

from datetime import datetime

import asyncpg

from chargehand.model.visit import Letter, LetterDraft
from chargehand.store.asking import Asking
from chargehand.store.queries import load

_sql = load("letters")


class Letters:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = Asking(pool)

    async def put(self, recipient: str, letter: LetterDraft, now: datetime) -> None:
        """The letter waits."""
        texts = (letter.subject, letter.body, letter.html, letter.unsubscribe)
        await self._pool.execute(_sql["put"], recipient, *texts, now)

    async def take(self, now: datetime, limit: int, until: datetime) -> list[Letter]:
        """Letters that are due, oldest first. They are the caller's until `until`; then they are due again."""
        rows = await self._pool.fetch(_sql["take"], now, limit, until)
        letters = [
            Letter(
                id=row["id"],
                recipient=row["recipient"],
                subject=row["subject"],
                body=row["body"],
                html=row["html"],
                unsubscribe=row["unsubscribe"],
                made_at=row["made_at"],
                tries=row["tries"],
            )
            for row in rows
        ]
        return sorted(letters, key=lambda letter: letter.id)

    async def gone(self, letter: int, now: datetime) -> None:
        """The letter has left; its text is not kept."""
        await self._pool.execute(_sql["gone"], letter, now)

    async def later(self, letter: int, at: datetime) -> None:
        """The letter is due again at `at`."""
        await self._pool.execute(_sql["later"], letter, at)

    async def drop(self, letter: int, reason: str) -> None:
        """The letter is given up; its text is not kept."""
        await self._pool.execute(_sql["dropped"], letter, reason)
