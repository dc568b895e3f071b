"""Support cases: a driver's own, and all of them for those who answer."""

from __future__ import annotations

from datetime import datetime

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
from chargehand.store.asking import Asking
from chargehand.store.inbox.rows import cursor_of, cursor_text
from chargehand.store.queries import load

_sql = load("inbox/support")
_told = msgspec.json.Encoder().encode
_facts = msgspec.json.Decoder(CaseFacts).decode
_messages = msgspec.json.Decoder(tuple[CaseMessage, ...]).decode
_readings = msgspec.json.Decoder(tuple[CaseReading, ...]).decode
_commands = msgspec.json.Decoder(tuple[CaseCommand, ...]).decode


class Support:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = Asking(pool)

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
        """False: it is closed, full, or not the driver's."""
        return await self._pool.fetchval(_sql["reply"], case, driver, text, now, MESSAGES_MAX) is not None

    async def answer(self, case: str, text: str, now: datetime, *, close: bool) -> bool:
        """The driver can read it and is told so; False: it is closed or full."""
        state = CaseState.CLOSED if close else CaseState.ANSWERED
        return await self._pool.fetchval(_sql["answer"], case, text, now, state, MESSAGES_MAX) is not None

    async def close(self, case: str, now: datetime) -> bool:
        """False: it was closed before."""
        return await self._pool.fetchval(_sql["close"], case, now) is not None

    async def writer(self, driver: DriverId) -> tuple[str, str]:
        """Address and name of who wrote, for those who answer."""
        row = await self._pool.fetchrow(_sql["driver_of"], driver)
        return ("", "") if row is None else (row["email"], row["name"])


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
