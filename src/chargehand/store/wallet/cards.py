"""Drivers' cards, lost ones, and requests for new ones."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Final

import asyncpg
import msgspec

from chargehand.model.card import (
    CardRequest,
    CardSheet,
    Colour,
    LostCard,
    LostReport,
    RequestAnswer,
    RequestState,
    Stopping,
)
from chargehand.model.identity import CardId, DriverId, SessionId, StationId
from chargehand.model.visit import LetterDraft
from chargehand.store.asking import Asking, told
from chargehand.store.queries import load

_sql = load("wallet/cards")
ROWS_MAX: Final = 500


class Cards:
    """Raises WorldFault when the database cannot be asked."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._ask = Asking(pool)

    async def all(self, driver: DriverId) -> list[CardSheet]:
        """The driver's, the one last used first."""
        return [_sheet(row) for row in await self._ask.fetch(_sql["cards"], driver, None)]

    async def one(self, driver: DriverId, card: CardId) -> CardSheet | None:
        """None: there is none such, or it is somebody else's."""
        row = await self._ask.fetchrow(_sql["cards"], driver, card)
        return None if row is None else _sheet(row)

    async def change(self, driver: DriverId, card: CardId, name: str | None, colour: Colour | None) -> bool:
        """False: the driver has no such card."""
        return bool(await self._ask.fetchval(_sql["change"], driver, card, name, colour))

    async def report_lost(self, report: LostReport) -> list[Stopping] | None:
        """From now on it may not charge; the sessions that run on it, which are to be stopped. None: it was lost before, or is

        not the driver's. Letters wait, and so does what stations are to be told, all in one commit.
        """
        with told():
            async with self._pool.acquire() as connection, connection.transaction():
                uid = await connection.fetchval(
                    _sql["report_lost"], report.driver, report.card, report.at, report.reason
                )
                if uid is None:
                    return None
                rows = await connection.fetch(_sql["recall"], uid, report.at)
                hers, desk = report.to_driver, report.to_operators
                await connection.execute(
                    _sql["tell_driver"], report.driver, hers.subject, hers.body, report.at, hers.html
                )
                await connection.execute(_sql["tell_operators"], desk.subject, desk.body, report.at)
        return [
            Stopping(StationId(row["station"]), SessionId(row["session"]))
            for row in rows
            if row["session"] is not None
        ]

    async def lost(self, limit: int = ROWS_MAX) -> list[LostCard]:
        """Of all drivers, the latest first."""
        return [
            msgspec.convert(dict(row), LostCard) for row in await self._ask.fetch(_sql["lost_cards"], limit)
        ]

    async def ask(
        self, driver: DriverId, request: str, note: str, at: datetime, to_operators: LetterDraft
    ) -> bool:
        """The driver wants a card, and those who run the house are told, or neither; False: one is asked for already."""
        with told():
            async with self._pool.acquire() as connection, connection.transaction():
                made = await connection.fetchval(_sql["ask"], driver, request, note, at)
                if made:
                    await connection.execute(
                        _sql["tell_operators"], to_operators.subject, to_operators.body, at
                    )
        return bool(made)

    async def requests(self, driver: DriverId | None, state: RequestState | None = None) -> list[CardRequest]:
        """The driver's, or everybody's; the latest first."""
        rows = await self._ask.fetch(_sql["requests"], driver, state, ROWS_MAX, None)
        return [msgspec.convert(dict(row), CardRequest) for row in rows]

    async def request(self, request: str) -> CardRequest | None:
        """Whosever it is."""
        row = await self._ask.fetchrow(_sql["requests"], None, None, 1, request)
        return None if row is None else msgspec.convert(dict(row), CardRequest)

    async def answer(self, answer: RequestAnswer) -> bool:
        """The request is answered, the card is the driver's, the driver is told. False: none waits under this id, or the card is

        somebody else's; then nothing was changed.
        """
        with told(), suppress(_Taken):
            async with self._pool.acquire() as connection, connection.transaction():
                driver = await connection.fetchval(
                    _sql["answer"], answer.id, answer.state, answer.answer, answer.at
                )
                if driver is None:
                    return False
                if answer.uid is not None:
                    given = await connection.fetchval(
                        _sql["give"], answer.uid.upper(), answer.card, driver, answer.at
                    )
                    if given is None:
                        raise _Taken
                letter = answer.letter
                await connection.execute(
                    _sql["tell_driver"], driver, letter.subject, letter.body, answer.at, letter.html
                )
            return True
        return False

    async def entry_allowed(self, driver: DriverId) -> bool:
        """Whether the driver's cards may sign in."""
        return bool(await self._ask.fetchval(_sql["entry_allowed"], driver))

    async def allow_entry(self, driver: DriverId, *, allowed: bool) -> None:
        await self._ask.execute(_sql["allow_entry"], driver, allowed)


class _Taken(Exception):
    """The card is somebody else's: what was begun is taken back."""


def _sheet(row: asyncpg.Record) -> CardSheet:
    return msgspec.convert(dict(row), CardSheet)
