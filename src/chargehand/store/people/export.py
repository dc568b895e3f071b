"""All that is kept of a driver, as one JSON document that is made piece by piece (S45)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import datetime
from typing import Final

import asyncpg
import msgspec

from chargehand.model.identity import DriverId
from chargehand.model.visit import BadCursor
from chargehand.store.asking import Asking, beginning
from chargehand.store.queries import load

_sql = load("people/export")
PARTS: Final = tuple(name for name in _sql if name.startswith("part_"))
SESSIONS_AT_ONCE: Final = 20
READINGS_MAX: Final = 250_000
"""A document ends after the session with which it has so many; the next one begins there."""
READINGS_OF_ONE_MAX: Final = 100_000

StillAllowed = Callable[[], Awaitable[bool]]


class BrokenOff(Exception):
    """Who asked may not have it any more."""


class Export:
    def __init__(self, pool: asyncpg.Pool, readings_max: int = READINGS_MAX) -> None:
        self._pool = Asking(pool)
        self._readings_max = readings_max

    async def document(
        self, driver: DriverId, now: datetime, cursor: str | None, allowed: StillAllowed
    ) -> AsyncGenerator[str]:
        """Pieces of one JSON object; `next` is what the rest begins with, null when this was all.

        `allowed` is asked again before every few sessions; raises BrokenOff once it says no, BadCursor at the beginning.
        """
        after = _cursor_of(cursor)
        yield f'{{"made_at":{_text(now.isoformat())},"continues":{_text(cursor)}'
        for name in PARTS if after is None else ():
            rows = await self._pool.fetch(_sql[name], driver)
            yield f',"{name.removeprefix("part_")}":[{",".join(row["row"] for row in rows)}]'
        yield ',"sessions":['
        rest, comma = None, ""
        async for piece, where in self._sessions(driver, after, allowed):
            rest = where
            if piece:
                yield comma + piece
                comma = ","
        yield f'],"next":{_text(rest)}}}'

    async def _sessions(
        self, driver: DriverId, after: tuple[datetime, str] | None, allowed: StillAllowed
    ) -> AsyncGenerator[tuple[str, str | None]]:
        """Each with its readings. The last pair has no session, and tells where the next document begins."""
        readings = 0
        while True:
            if not await allowed():
                raise BrokenOff
            at, session = after or (None, None)
            rows = await self._pool.fetch(_sql["sessions"], driver, at, session, SESSIONS_AT_ONCE)
            for row in rows:
                told = await self._pool.fetch(_sql["readings"], driver, row["id"], READINGS_OF_ONE_MAX)
                readings += len(told)
                yield f'{row["row"][:-1]},"readings":[{",".join(each["row"] for each in told)}]}}', None
                after = (row["made_at"], row["id"])
                if readings >= self._readings_max:
                    yield "", _cursor(*after)
                    return
            if len(rows) < SESSIONS_AT_ONCE:
                return


def _text(value: str | None) -> str:
    return msgspec.json.encode(value).decode()


def _cursor(at: datetime, session: str) -> str:
    return base64.urlsafe_b64encode(f"{at.isoformat()} {session}".encode()).decode()


def _cursor_of(text: str | None) -> tuple[datetime, str] | None:
    if text is None:
        return None
    try:
        at, _, session = base64.urlsafe_b64decode(text).decode().partition(" ")
        instant = datetime.fromisoformat(at)
    except (ValueError, binascii.Error) as fault:
        raise BadCursor(text) from fault
    if not session:
        raise BadCursor(text)
    return beginning(instant, session)
