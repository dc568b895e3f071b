"""Sessions with all that is known of them, found by what is wrong with them."""

from __future__ import annotations

import asyncpg
import msgspec

from chargehand.model.command import Command
from chargehand.model.identity import DriverId, SessionId
from chargehand.model.sight import SessionChoice, SessionSheet
from chargehand.store.asking import Asking
from chargehand.store.queries import load
from chargehand.store.sights import session_sight

_sql = load("supervision")
_commands = msgspec.json.Decoder(tuple[Command, ...]).decode


class SessionSheets:
    """Raises WorldFault when the database cannot be asked."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._ask = Asking(pool)

    async def sheet(self, session: SessionId) -> SessionSheet | None:
        """With all of its evidence and commands; None if there is none such."""
        found = await self._sheets([session])
        return found[0] if found else None

    async def chosen(self, choice: SessionChoice) -> list[SessionSheet]:
        """Newest first: those that fit everything that is asked for."""
        rows = await self._ask.fetch(
            _sql["chosen"],
            choice.station,
            choice.doubted,
            choice.in_review,
            choice.unconfirmed_stops,
            choice.limit,
        )
        return await self._sheets([SessionId(row["id"]) for row in rows])

    async def _sheets(self, sessions: list[SessionId]) -> list[SessionSheet]:
        if not sessions:
            return []
        rows = await self._ask.fetch(_sql["sheets"], sessions)
        return [
            SessionSheet(
                sight=session_sight(row),
                driver=None if row["driver"] is None else DriverId(row["driver"]),
                commands=_commands(row["commands"] or "[]"),
            )
            for row in rows
        ]
