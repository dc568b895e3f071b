"""Sessions as a file for spreadsheets."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.bodies import FromDay, ToDay, span_of
from chargehand.edge.driver.api.replies import Described, api_router, described
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.door.naming import card_id, charger_id
from chargehand.edge.driver.ports import Sights
from chargehand.edge.driver.web import Web
from chargehand.model.sight import SessionSight
from chargehand.model.visit import SessionFilter, SessionState
from chargehand.views.api import SessionList
from chargehand.views.pages import sessions_csv

ROWS_MAX: Final = 10_000
CSV_STEP: Final = 500
CSV_TYPE: Final = "text/csv; charset=utf-8"

CardOf = Annotated[str | None, Query(max_length=64, description="Sessions with this card.")]
ChargerOf = Annotated[str | None, Query(max_length=64, description="Sessions at this charger.")]


def chosen_sessions(
    status: SessionState = SessionState.ALL,
    since: FromDay = None,
    until: ToDay = None,
    card: CardOf = None,
    charger: ChargerOf = None,
) -> SessionFilter:
    """Which of the driver's sessions an address means."""
    from_at, until_at = span_of(since, until)
    return SessionFilter(
        state=status,
        from_at=from_at,
        until_at=until_at,
        card=card_id(card),
        charger=charger_id(charger) if charger else None,
    )


Chosen = Annotated[SessionFilter, Depends(chosen_sessions)]


class ExportsApi:
    def __init__(self, web: Web) -> None:
        self._web = web

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1", "sessions")
        router.add_api_route("/sessions.csv", self.csv, methods=["GET"], responses=_described_csv())
        return router

    async def csv(self, request: Request, chosen: Chosen) -> Response:
        """The driver's sessions as CSV, newest first, ten thousand at most; no cell is a formula (S20)."""
        caller = await self._web.guard.admit(request)
        rows = await all_rows(self._web.context.sights, caller, replace(chosen, limit=CSV_STEP))
        return csv_reply(sessions_csv(rows, self._web.seen(self._web.eyes(request))))


async def all_rows(sights: Sights, caller: Caller, chosen: SessionFilter) -> list[SessionSight]:
    """All that the filter lets through, newest first, up to a bound."""
    rows: list[SessionSight] = []
    while len(rows) < ROWS_MAX:
        page = await sights.sessions(caller.driver.id, chosen)
        rows += page.rows
        if page.cursor is None:
            break
        chosen = replace(chosen, cursor=page.cursor)
    return rows


def csv_reply(text: str) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="charging-sessions.csv"'}
    return Response(text, headers=headers, media_type=CSV_TYPE)


def _described_csv() -> Described:
    told = described(SessionList)
    example = (
        "number,session,charger,connector,card,started_at,ended_at,kwh,status,end_basis,cost,currency,bill"
    )
    good: dict[str, Any] = {
        "description": "RFC 4180 with a header line.",
        "content": {CSV_TYPE: {"schema": {"type": "string"}, "example": example}},
    }
    return {**told, 200: good}
