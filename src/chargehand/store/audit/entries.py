"""The audit log: one statement for each entry, with the chain in it."""

from __future__ import annotations

from typing import Final

import asyncpg

from chargehand.model.audit import BEGINNING, Act, AuditChoice, Break, Chain, Entry, Head, spelled
from chargehand.store.asking import Asking
from chargehand.store.queries import load

_sql = load("audit/entries")
PIECE: Final = 1_000


class AuditLog:
    """Raises WorldFault when the database cannot be asked."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._ask = Asking(pool)

    async def enter(self, act: Act) -> Entry:
        """The act is in the log, after all others; committed."""
        row = await self._ask.fetchrow(
            _sql["enter"],
            spelled(act),
            act.at,
            act.actor,
            act.device,
            act.role,
            act.act,
            act.subject,
            act.outcome,
            act.code,
            act.address,
            BEGINNING,
        )
        assert row is not None  # inserted or updated, one row either way
        return Entry(number=row["number"], before=row["before"], hash=row["hash"], act=act)

    async def entries(self, choice: AuditChoice) -> list[Entry]:
        """Those that fit everything that is asked for."""
        rows = await self._ask.fetch(
            _sql["newest" if choice.newest else "oldest"],
            choice.actor,
            choice.act,
            choice.since,
            choice.after,
            choice.before,
            choice.limit,
        )
        return [_entry(row) for row in rows]

    async def untold(self) -> list[Entry]:
        """What commands did and no line tells yet, the oldest first; some of it."""
        return [_entry(row) for row in await self._ask.fetch(_sql["untold"], PIECE)]

    async def told(self, number: int) -> None:
        """Lines tell what commands did up to here."""
        await self._ask.execute(_sql["told"], number)

    async def verified(self) -> tuple[Head, Break | None]:
        """The last entry up to which the chain holds, and where it breaks first; what is written meanwhile is part of it."""
        chain = Chain()
        while True:
            row = await self._ask.fetchrow(_sql["head"])
            head = Head() if row is None else Head(row["number"], row["hash"])
            piece = await self.entries(AuditChoice(after=chain.head.number, newest=False, limit=PIECE))
            found = chain.broken(piece)
            if found is not None:
                return chain.head, found
            if not piece:  # the head was asked for first: what was written since would be in the piece
                return chain.head, chain.cut(head)


def _entry(row: asyncpg.Record) -> Entry:
    return Entry(
        number=row["number"],
        before=row["before"],
        hash=row["hash"],
        act=Act(
            at=row["at"],
            actor=row["actor"],
            device=row["device"],
            role=row["role"],
            act=row["act"],
            subject=row["subject"],
            outcome=row["outcome"],
            code=row["code"],
            address=row["address"],
        ),
    )
