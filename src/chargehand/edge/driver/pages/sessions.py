"""The list of sessions: a page whose filters live in its address, and the same as a file."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta, tzinfo

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.usage.exports import CSV_STEP, all_rows, csv_reply
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.door.naming import card_id, charger_id
from chargehand.edge.driver.pages.front import Front
from chargehand.edge.driver.problems import invalid
from chargehand.model.sight import SessionPage
from chargehand.model.visit import BadCursor, SessionFilter, SessionState
from chargehand.views.pages import FilterOptions, Filters, Tab, sessions_csv, sessions_page
from chargehand.views.usage.period import Bucket, midnight, summed

PAGE_ROWS = 25


class SessionListPages:
    def __init__(self, front: Front) -> None:
        self._front = front
        self._sights = front.web.context.sights
        self._usage = front.web.context.usage

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/sessions", self.sessions, methods=["GET"])
        router.add_api_route("/sessions.csv", self.csv, methods=["GET"])
        return router

    async def sessions(self, request: Request) -> Response:
        """The list; its filters live in the address."""
        caller = await self._front.admit(request)
        filters, seen = _filters(request), self._front.seen(request)
        chosen = _chosen(filters, seen.zone, request.query_params.get("cursor") or None, PAGE_ROWS)
        found, totals, options, whole, chrome = await asyncio.gather(
            self._page(caller, chosen),
            self._sights.totals(caller.driver.id, seen.now),
            self._options(caller),
            self._whole(caller, filters, chosen),
            self._front.chrome(request, caller, Tab.SESSIONS),
        )
        page = sessions_page(found, totals, filters, options, seen, whole)
        return self._front.page("sessions.html", page, chrome)

    async def csv(self, request: Request) -> Response:
        """All rows of the list with its filters, the newest ten thousand at most (S20: no formula among them)."""
        caller = await self._front.admit(request)
        seen = self._front.seen(request)
        rows = await all_rows(self._sights, caller, _chosen(_filters(request), seen.zone, None, CSV_STEP))
        return csv_reply(sessions_csv(rows, seen))

    async def _page(self, caller: Caller, chosen: SessionFilter) -> SessionPage:
        try:
            return await self._sights.sessions(caller.driver.id, chosen)
        except BadCursor as fault:
            raise invalid("The address does not name a page of the list.") from fault

    async def _whole(self, caller: Caller, filters: Filters, chosen: SessionFilter) -> Bucket | None:
        """The sum of all that the filters let through; without filters there is none."""
        if not filters.any:
            return None
        return summed(await self._usage.used(caller.driver.id, chosen), date.min)

    async def _options(self, caller: Caller) -> FilterOptions:
        cards, chargers = await asyncio.gather(
            self._sights.cards(caller.driver.id), self._sights.used_chargers(caller.driver.id)
        )
        return FilterOptions(
            cards=tuple((card.id, f"{card.name} ··{card.tail}".strip()) for card in cards),
            chargers=tuple((public_id, name or public_id) for public_id, name in chargers),
        )


def _filters(request: Request) -> Filters:
    """As the address says; what makes no sense is left out."""
    query = request.query_params
    status = query.get("status", "all")
    return Filters(
        status=status if status in set(SessionState) else "all",
        since=_day(query.get("from", "")),
        until=_day(query.get("to", "")),
        card=query.get("card", "")[:64],
        charger=query.get("charger", "")[:64],
    )


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else ""
    except ValueError:
        return ""


def _chosen(filters: Filters, zone: tzinfo, cursor: str | None, limit: int) -> SessionFilter:
    """Local days become instants: the last day is included whole."""
    return SessionFilter(
        state=SessionState(filters.status),
        from_at=_midnight(filters.since, zone, days=0),
        until_at=_midnight(filters.until, zone, days=1),
        card=card_id(filters.card),
        charger=charger_id(filters.charger) if filters.charger else None,
        cursor=cursor,
        limit=limit,
    )


def _midnight(text: str, zone: tzinfo, *, days: int) -> datetime | None:
    if not text:
        return None
    try:
        return midnight(date.fromisoformat(text) + timedelta(days=days), zone)
    except (OverflowError, ValueError):
        return None
