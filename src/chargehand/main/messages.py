"""`chargehand messages`: a station's message log in a terminal."""

from __future__ import annotations

import asyncio
import re
import signal
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct

from chargehand.main.chance import clock
from chargehand.main.database import visited
from chargehand.main.settings import Settings
from chargehand.main.talk import Refused, Talk
from chargehand.model.exchange import Direction, ExchangeFilter, ExchangeRow
from chargehand.model.identity import SessionId, StationId
from chargehand.store.administration import Stations
from chargehand.store.messages.reader import Messages
from chargehand.store.pool import open_pool
from chargehand.wire.ocpp.masking import masked

FOLLOW_EVERY_S: Final = 0.5
BEHIND: Final = timedelta(seconds=60)
"""A row is written once its answer is known, so that one of an earlier instant may come later than others."""
_AGO: Final = re.compile(r"([0-9]{1,6})\s*([smhd])")
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_ARROWS: Final = {Direction.IN: "→", Direction.OUT: "←", Direction.LINE: "·"}


class MessageWish(Struct, frozen=True, kw_only=True):
    """What a person wants to see; `since` as `10m` or as an instant."""

    station: str
    since: str = "1h"
    action: str | None = None
    session: str | None = None
    limit: int = 200
    follow: bool = False


def instant(text: str, now: datetime) -> datetime:
    """`90s`, `10m`, `2h`, `3d` before `now`, or an instant of ISO 8601, in UTC without a zone. Raises Refused."""
    ago = _AGO.fullmatch(text.strip())
    try:
        if ago is not None:
            return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        said = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError):
        raise Refused(f"{text!r} is no time: 90s, 10m, 2h, 3d or 2026-11-20T10:00:00Z.") from None
    return said if said.tzinfo is not None else said.replace(tzinfo=UTC)


def lines(row: ExchangeRow) -> list[str]:
    """A row for eyes: when, which way, what, and the frames below."""
    took = "" if row.took_ms is None else f"  {row.took_ms:.1f} ms"
    repeats = f"  and {row.repeats} more before" if row.repeats else ""
    decided = " → ".join(word for word in (row.event, row.decision) if word)
    about = "  ".join(word for word in (row.action or "-", decided, row.error and f"! {row.error}") if word)
    head = f"{row.at:%Y-%m-%d %H:%M:%S}.{row.at.microsecond // 1000:03d} {_ARROWS[row.direction]} {about}{took}{repeats}"
    return [head, *(f"    {frame}" for frame in (row.request, row.answer) if frame)]


async def tell(settings: Settings, wish: MessageWish, talk: Talk) -> None:
    """Says the rows that are there, oldest first, and with `follow` those that come, until interrupted.

    An interruption waits for a question that is under way: cut off, the driver may forget that it was told to end.
    """
    since = instant(wish.since, clock())
    interrupted = asyncio.Event()
    if wish.follow:
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, interrupted.set)
    async with visited(settings) as dsn:
        pool = await open_pool(dsn, size=1)
        try:
            if not await Stations(pool).exists(StationId(wish.station)):
                raise Refused(f"There is no station {wish.station}.")
            await _Telling(Messages(pool, masked), wish, talk).tell(since, interrupted)
        finally:
            await pool.close()


class _Telling:
    def __init__(self, messages: Messages, wish: MessageWish, talk: Talk) -> None:
        self._messages = messages
        self._wish = wish
        self._talk = talk
        self._told: dict[tuple[datetime, int], None] = {}

    async def tell(self, since: datetime, interrupted: asyncio.Event) -> None:
        rows = await self._rows(since)
        if self._wish.follow:
            self._say_each(rows)
        elif not rows:
            self._talk.say({"messages": []}, "Nothing went over the line.")
        else:
            told = [text for row in rows for text in lines(row)]
            self._talk.say({"messages": msgspec.to_builtins(rows)}, *told)
        while self._wish.follow:
            with suppress(TimeoutError):
                async with asyncio.timeout(FOLLOW_EVERY_S):
                    await interrupted.wait()
                    return
            since = max(since, clock() - BEHIND)
            self._say_each(await self._rows(since))

    async def _rows(self, since: datetime) -> list[ExchangeRow]:
        """Oldest first; of what was told before nothing."""
        wish = self._wish
        chosen = ExchangeFilter(
            station=StationId(wish.station),
            since=since,
            action=wish.action,
            session=SessionId(wish.session) if wish.session else None,
            limit=wish.limit,
        )
        rows = [
            row for row in await self._messages.exchanges(chosen) if (row.at, row.number) not in self._told
        ]
        return rows[::-1]

    def _say_each(self, rows: list[ExchangeRow]) -> None:
        for row in rows:
            self._told[row.at, row.number] = None
            self._talk.say(msgspec.to_builtins(row), *lines(row))
        for old in [key for key in self._told if key[0] < clock() - 2 * BEHIND]:
            del self._told[old]
