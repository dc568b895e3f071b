"""Reads the message log, with what the journal, sessions and commands know of its rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import asyncpg
import msgspec

from chargehand.model.exchange import DeviationRow, Direction, ExchangeFilter, ExchangeRow
from chargehand.model.identity import StationId
from chargehand.store.asking import Asking
from chargehand.store.queries import load

_sql = load("messages")

_BEGINNING: Final = datetime(1, 1, 2, tzinfo=UTC)
_END: Final = datetime(9999, 12, 30, tzinfo=UTC)

Mask = Callable[[str], str]


class Messages:
    """Reads the message log. Raises WorldFault when the database cannot be asked."""

    def __init__(self, pool: asyncpg.Pool, mask: Mask) -> None:
        self._ask = Asking(pool)
        self._mask = mask

    async def exchanges(self, chosen: ExchangeFilter) -> list[ExchangeRow]:
        """Newest first, frames masked."""
        before = chosen.before or (_END, 0)
        rows = await self._ask.fetch(
            _sql["of_station"],
            chosen.station,
            chosen.since or _BEGINNING,
            chosen.until or _END,
            *before,
            chosen.action,
            chosen.message_id,
            chosen.direction,
            chosen.session,
            chosen.limit,
        )
        return [self._shown(row) for row in rows]

    async def deviations(self, station: StationId) -> list[DeviationRow]:
        """How the station's calls do not keep to the schema, as far as anybody looked."""
        rows = await self._ask.fetch(_sql["deviations"], station)
        return [msgspec.convert(dict(row), DeviationRow) for row in rows]

    def _shown(self, row: asyncpg.Record) -> ExchangeRow:
        frame, event = row["frame"], row["event"]
        return ExchangeRow(
            at=row["at"],
            number=row["number"],
            direction=Direction(row["direction"]),
            action=row["action"],
            message_id=row["message_id"],
            request=row["request"] if frame is None else self._mask(frame),
            answer=row["answer"],
            event="" if event is None else _tag(event).type,
            decision=row["decision"] or "",
            error=row["error"],
            took_ms=None if row["took_us"] is None else row["took_us"] / 1000,
            transaction=row["ref"] or None,
            session=row["session"],
            command=row["command"],
            repeats=row["repeats"],
        )


class _Tagged(msgspec.Struct, frozen=True):
    type: str


_tag: Final = msgspec.json.Decoder(_Tagged).decode
