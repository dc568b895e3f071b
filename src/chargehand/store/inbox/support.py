"""Support cases: a driver's own, and all of them for those who answer."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import asyncpg
import msgspec

from chargehand.model.identity import DriverId, PublicId, SessionId
from chargehand.model.support import (
    CASES_A_DAY_MAX,
    COMMANDS_SHOWN,
    MESSAGES_MAX,
    READINGS_SHOWN,
    CaseCommand,
    CaseFacts,
    CaseMessage,
    CasePage,
    CaseReading,
    CaseState,
    SupportCase,
)
from chargehand.store.asking import Asking, told
from chargehand.store.inbox.rows import cursor_of, cursor_text
from chargehand.store.queries import load

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

_sql = load("inbox/support")
_told = msgspec.json.Encoder().encode
_facts = msgspec.json.Decoder(CaseFacts).decode
_messages = msgspec.json.Decoder(tuple[CaseMessage, ...]).decode
_readings = msgspec.json.Decoder(tuple[CaseReading, ...]).decode
_commands = msgspec.json.Decoder(tuple[CaseCommand, ...]).decode
SAME_WITHIN: Final = timedelta(minutes=1)
"""The same words so soon after each other are a second tap."""


class Support:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = Asking(pool)
        self._connections = pool

    async def facts(
        self, driver: DriverId, session: SessionId | None, charger: PublicId | None, now: datetime
    ) -> CaseFacts | None:
        """As they stand `now`; None: no such session of this driver's, or no such charger."""
        row = await self._pool.fetchrow(
            _sql["facts"], driver, session, charger, READINGS_SHOWN, COMMANDS_SHOWN
        )
        return None if row is None else _known(row, now)

    async def open(self, case: str, driver: DriverId, facts: CaseFacts, text: str, now: datetime) -> bool:
        """The case is there, once; False: this driver has opened too many today."""
        found = await self._pool.fetchval(
            _sql["open"],
            case,
            driver,
            facts.session,
            facts.charger_id,
            _told(facts).decode(),
            now,
            text,
            CASES_A_DAY_MAX,
        )
        # The same form at the same time: its other half made it while we looked.
        return found is not None or await self.case(case, driver) is not None

    async def cases(
        self, driver: DriverId | None, state: CaseState | None, cursor: str | None, limit: int
    ) -> CasePage:
        """Those of `driver`, or of everybody; the latest changed first. Raises BadCursor."""
        begin = cursor_of(cursor)
        place = (None, None) if begin is None else (begin.at, begin.id)
        found = await self._pool.fetch(_sql["cases"], driver, state, *place, limit + 1)
        rows = tuple(_case(row) for row in found[:limit])
        more = cursor_text(rows[-1].changed_at, rows[-1].id) if len(found) > limit else None
        return CasePage(rows=rows, cursor=more)

    async def case(self, case: str, driver: DriverId | None) -> SupportCase | None:
        """With all that was written; of `driver`, or of anybody where an operator asks."""
        row = await self._pool.fetchrow(_sql["case"], case, driver)
        return None if row is None else _case(row)

    async def reply(self, case: str, driver: DriverId, text: str, now: datetime) -> bool:
        """It is written, once for the same words at the same time (S40). False: it is closed, full, or not the driver's."""
        async with self._writing(case, driver) as connection:
            if connection is None:
                return False
            if await connection.fetchval(_sql["said"], case, False, text, now - SAME_WITHIN):
                return True
            return await connection.fetchval(_sql["reply"], case, driver, text, now, MESSAGES_MAX) is not None

    async def answer(self, case: str, text: str, now: datetime, *, close: bool) -> bool:
        """The driver can read it and is told so, once for the same words at the same time; False: it is closed or full."""
        state = CaseState.CLOSED if close else CaseState.ANSWERED
        async with self._writing(case, None) as connection:
            if connection is None:
                return False
            if not close and await connection.fetchval(_sql["said"], case, True, text, now - SAME_WITHIN):
                return True
            told = await connection.fetchval(_sql["answer"], case, text, now, state, MESSAGES_MAX)
            return told is not None

    async def close(self, case: str, now: datetime) -> bool:
        """False: it was closed before."""
        return await self._pool.fetchval(_sql["close"], case, now) is not None

    async def writer(self, driver: DriverId) -> tuple[str, str]:
        """Address and name of who wrote, for those who answer."""
        row = await self._pool.fetchrow(_sql["driver_of"], driver)
        return ("", "") if row is None else (row["email"], row["name"])

    @asynccontextmanager
    async def _writing(
        self, case: str, driver: DriverId | None
    ) -> AsyncGenerator[PoolConnectionProxy[asyncpg.Record] | None]:
        """Nobody else writes into the case meanwhile; None: there is none such of the driver's."""
        with told():
            async with self._connections.acquire() as connection, connection.transaction():
                held = await connection.fetchval(_sql["hold"], case, driver)
                yield None if held is None else connection


def _known(row: asyncpg.Record, now: datetime) -> CaseFacts:
    tail = row["card_tail"]
    return CaseFacts(
        charger=row["charger"],
        charger_id=PublicId(row["public_id"]),
        connector=row["connector"],
        protocol=row["protocol"],
        firmware=row["firmware"],
        connected=row["connected"],
        heard_at=row["heard_at"],
        session=None if row["session"] is None else SessionId(row["session"]),
        number=row["number"],
        transaction=row["transaction"] or "",
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        end_basis=row["end_basis"] or "",
        end_reason=row["end_reason"] or "",
        energy_wh=row["energy_wh"],
        card=f"{row['card_name'] or ''} ··{tail}".strip() if tail else "",
        readings=_readings(row["readings"] or "[]"),
        commands=_commands(row["commands"] or "[]"),
        at=now,
    )


def _case(row: asyncpg.Record) -> SupportCase:
    return SupportCase(
        id=row["id"],
        number=row["number"],
        driver=DriverId(row["driver"]),
        state=CaseState(row["state"]),
        facts=_facts(row["facts"]),
        made_at=row["made_at"],
        changed_at=row["changed_at"],
        messages=_messages(row["messages"] or "[]"),
    )
