"""Writes the message log in batches. Nobody waits for it: rows that cannot be kept are dropped and counted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from itertools import count
from operator import attrgetter
from typing import Final

import asyncpg

from chargehand.model.exchange import Exchange
from chargehand.model.identity import StationId
from chargehand.store.pool import UNREACHABLE
from chargehand.store.queries import load

_sql = load("messages")

ROWS_MAX: Final = 20_000
"""Rows that may wait to be written, …"""
TEXT_MAX: Final = 16_000_000
"""… and the characters of frames in them."""
GATHER_S: Final = 0.5
AT_ONCE: Final = 500
"""Rows of one statement: the event loop has others to serve."""
AGAIN_S: Final = 2.0
GOODBYE_S: Final = 1.0
_COLUMNS: Final = (
    "at", "number", "station", "direction", "action", "message_id", "request", "answer", "error", "took_us", "ref",
    "repeats",
)  # fmt: skip
_NUMBERS: Final = 2**31
_OURS: Final = {
    "application_name": "chargehand messages",
    "synchronous_commit": "off",
    "statement_timeout": "5000",
    "timezone": "UTC",
}
"""Nothing here was promised to anybody, so no commit waits for the disk."""

BROKEN: Final = (*UNREACHABLE, ValueError, OverflowError)
"""What comes instead of rows written; the last two for a row that PostgreSQL cannot hold."""
DEVIATIONS_MAX: Final = 2_000
ACTION_MAX: Final = 64
_station: Final = attrgetter("station")
"""Of a station in one go, still in their order: in the index its rows stand side by side, which saves a fifth of writing them."""
Mask = Callable[[str], str]
Dropped = Callable[[int, str], None]
Deviated = tuple[str, str, str, str, datetime]


class MessageWriter:
    """Implements the gateway's message log over a connection of its own.

    `mask` takes out of frames what is nobody's business; `dropped` hears how many rows were lost, and why.
    """

    def __init__(self, dsn: str, mask: Mask, dropped: Dropped, *, exchanges: bool = True) -> None:
        """`exchanges` False: deviations only."""
        self._dsn = dsn
        self._mask = mask
        self._dropped = dropped
        self._exchanges = exchanges
        self._waiting: list[Exchange] = []
        self._characters = 0
        self._deviations: list[Deviated] = []
        self._lost = 0
        self._some = asyncio.Event()
        self._numbers = count(1)
        self._connection: asyncpg.Connection | None = None

    def put(self, exchange: Exchange) -> None:
        """The row will be written within seconds, or counted as dropped. Never waits."""
        if not self._exchanges:
            return
        waiting = self._waiting
        if exchange.request is not None:
            self._characters += len(exchange.request)
        if exchange.answer is not None:
            self._characters += len(exchange.answer)
        if len(waiting) >= ROWS_MAX or self._characters > TEXT_MAX:
            self._lost += 1
            return
        waiting.append(exchange)
        if len(waiting) == 1:
            self._some.set()

    def deviated(self, station: StationId, action: str, path: str, kind: str, at: datetime) -> None:
        """As `put`, for a deviation from the schema."""
        if len(self._deviations) >= DEVIATIONS_MAX:
            self._lost += 1
            return
        self._deviations.append((station, action, path, kind, at))
        self._some.set()

    def waiting(self) -> int:
        """Rows that are not written yet."""
        return len(self._waiting)

    async def run(self) -> None:
        """Writes until cancelled; what waits then is for `close`."""
        while True:
            await self._some.wait()
            await asyncio.sleep(GATHER_S)
            if not await self._write():
                await asyncio.sleep(AGAIN_S)

    async def close(self) -> None:
        """What waits is written if that is quick; the connection is gone."""
        try:
            async with asyncio.timeout(GOODBYE_S):
                written = await self._write()
        except TimeoutError:
            written = False
        if not written:
            self._tell(len(self._waiting), "closing")
        if self._connection is not None:
            self._connection.terminate()

    async def _write(self) -> bool:
        """False when the database cannot be had: what was not begun on waits for the next time."""
        if self._lost:
            lost, self._lost = self._lost, 0
            self._tell(lost, "too many")
        try:
            connection = await self._connected()
        except BROKEN:
            return False
        self._some.clear()
        taken, self._waiting, self._characters = self._waiting, [], 0
        taken.sort(key=_station)
        deviations, self._deviations = self._deviations, []
        begun = 0
        try:
            for begun in range(0, len(taken), AT_ONCE):
                rows = [self._row(each) for each in taken[begun : begun + AT_ONCE]]
                await connection.copy_records_to_table("message", records=rows, columns=_COLUMNS)
            begun = len(taken)
            if deviations:
                await connection.execute(_sql["deviated"], *map(list, zip(*deviations, strict=True)))
        except BROKEN as fault:
            self._tell(len(taken) - begun, type(fault).__name__)
            connection.terminate()
            return False
        return True

    async def _connected(self) -> asyncpg.Connection:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(
                self._dsn, timeout=5, command_timeout=10, server_settings=_OURS
            )
        return self._connection

    def _row(self, each: Exchange) -> tuple[object, ...]:
        answer = None if each.answer is None else str(each.answer, "utf-8", "replace")
        return (
            each.at,
            next(self._numbers) % _NUMBERS,
            each.station,
            each.direction,
            _plain(each.action)[:ACTION_MAX],
            each.message_id,
            None if each.request is None else _plain(self._mask(each.request)),
            None if answer is None else _plain(self._mask(answer)),
            each.error,
            None if each.took_s is None else min(int(each.took_s * 1_000_000), _NUMBERS - 1),
            each.ref,
            each.repeats,
        )

    def _tell(self, lost: int, why: str) -> None:
        if lost:
            self._dropped(lost, why)


def _plain(text: str) -> str:
    return text.replace("\x00", "\ufffd") if "\x00" in text else text
