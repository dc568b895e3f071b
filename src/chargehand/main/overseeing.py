"""What an operator sees of sessions from the command line and does about them: the same sheets and events as over the API."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

import asyncpg

from chargehand.edge.driver.api.operations.session_objects import SessionSheetObject, sheet_object
from chargehand.main.audit.acts import about
from chargehand.main.calling import in_step, unit_at
from chargehand.main.chance import clock
from chargehand.main.database import visited
from chargehand.main.settings import Settings
from chargehand.main.talk import Refused
from chargehand.model.events import CloseRequested, CloseUndone, ProbeRequested
from chargehand.model.faults import LaneHalted, UnknownStation
from chargehand.model.identity import DriverId, SessionId
from chargehand.model.refusals import Refusal
from chargehand.model.session import Session
from chargehand.model.sight import SessionChoice, SessionSheet
from chargehand.store.pool import open_pool
from chargehand.store.supervision.sheets import SessionSheets
from chargehand.views.wording import refusal_words
from chargehand.views.words.language import Language
from chargehand.views.words.seen import Seen

COMMAND_LINE: Final = DriverId("command-line")
"""Who asks, in the journal: whoever may run the program."""


class Oversight:
    """One visit. Refused: a considered no."""

    def __init__(self, pool: asyncpg.Pool, settings: Settings) -> None:
        self._sheets = SessionSheets(pool)
        self._unit = unit_at(pool, settings)
        self._settings = settings

    async def chosen(self, choice: SessionChoice) -> list[SessionSheetObject]:
        """Newest first."""
        return [self._told(sheet) for sheet in await self._sheets.chosen(choice)]

    async def one(self, session: str) -> SessionSheetObject:
        return self._told(await self._sheet(session))

    async def probe(self, session: str) -> SessionSheetObject:
        """The charger is asked about it now, by the house that runs."""
        row = await self._row(session)
        return await self._done(
            ProbeRequested(station=row.station, at=clock(), session=row.id, operator=COMMAND_LINE)
        )

    async def close(
        self, session: str, reason: str, ended_at: str | None, register_wh: str | None
    ) -> SessionSheetObject:
        """Over by the operator's word. `ended_at`: an instant of RFC 3339."""
        row = await self._row(session)
        event = CloseRequested(
            station=row.station,
            at=clock(),
            session=row.id,
            operator=COMMAND_LINE,
            reason=reason[:200],
            ended_at=_instant(ended_at),
            register_wh=_register(register_wh),
        )
        return await self._done(event)

    async def undo(self, session: str) -> SessionSheetObject:
        """The closing is taken back."""
        row = await self._row(session)
        return await self._done(
            CloseUndone(station=row.station, at=clock(), session=row.id, operator=COMMAND_LINE)
        )

    async def _done(self, event: ProbeRequested | CloseRequested | CloseUndone) -> SessionSheetObject:
        try:
            answer = await self._unit.submit(event)
        except LaneHalted as halted:
            raise Refused(f"The station's lane is halted: {halted}.") from halted
        except UnknownStation as unknown:
            raise Refused(f"There is no station {event.station}.") from unknown
        if isinstance(answer, Refusal):
            raise Refused(refusal_words(answer, Language.EN))
        return await self.one(event.session)

    async def _row(self, session: str) -> Session:
        return (await self._sheet(session)).sight.session

    async def _sheet(self, session: str) -> SessionSheet:
        sheet = await self._sheets.sheet(SessionId(session))
        if sheet is None:
            raise Refused(f"There is no session {session}.")
        about(session)
        return sheet

    def _told(self, sheet: SessionSheet) -> SessionSheetObject:
        stale_after_s, offline_s = self._settings.stale_after_s, self._settings.close_offline_after_s
        seen = Seen(now=clock(), stale_after_s=stale_after_s, close_offline_after_s=offline_s)
        return sheet_object(sheet, seen)


@asynccontextmanager
async def oversight(settings: Settings) -> AsyncGenerator[Oversight]:
    """The house's database for a moment, wherever it is."""
    async with visited(settings) as dsn:
        pool = await open_pool(dsn, size=1)
        try:
            await in_step(pool)
            yield Oversight(pool, settings)
        finally:
            await pool.close()


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as fault:
        raise Refused(f"{text!r} is no instant such as 2026-11-20T12:00:00Z.") from fault
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _register(text: str | None) -> Decimal | None:
    if text is None:
        return None
    if not text.replace(".", "", 1).isdigit() or len(text) > 15:
        raise Refused(f"{text!r} is no register in Wh.")
    return Decimal(text)
