"""Home, the lists, the account: pages that show and change nothing."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta, tzinfo

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.door.naming import card_id, charger_id
from chargehand.edge.driver.pages.front import Front
from chargehand.edge.driver.problems import invalid, signed_out
from chargehand.model.sight import SessionPage, SessionSight
from chargehand.model.visit import BadCursor, SessionFilter, SessionState
from chargehand.views.pages import (
    FilterOptions,
    Filters,
    Tab,
    account_page,
    home_page,
    offline_page,
    sessions_csv,
    sessions_page,
    sign_in_page,
)

PAGE_ROWS = 25
CSV_ROWS_MAX = 10_000


class OverviewPages:
    def __init__(self, front: Front) -> None:
        self._front = front
        self._sights = front.web.context.sights

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/", self.home, methods=["GET"])
        router.add_api_route("/sessions", self.sessions, methods=["GET"])
        router.add_api_route("/sessions.csv", self.csv, methods=["GET"])
        router.add_api_route("/account", self.account, methods=["GET"])
        router.add_api_route("/banner", self.banner, methods=["GET"])
        router.add_api_route("/offline", self.offline, methods=["GET"])
        return router

    async def home(self, request: Request) -> Response:
        """The driver's overview; who is signed out gets the sign-in page."""
        caller = await self._front.web.guard.recognise(request)
        if caller is None:
            chrome = await self._front.chrome(request, None)
            return self._front.page("sign_in.html", sign_in_page(chrome.lang), chrome)
        driver, seen = caller.driver.id, self._front.seen(request)
        latest, chargers, totals, viewer, chrome = await asyncio.gather(
            self._sights.sessions(driver, SessionFilter(limit=5)),
            self._sights.stations(driver),
            self._sights.totals(driver, seen.now),
            self._front.viewer(caller),
            self._front.chrome(request, caller, Tab.HOME),
        )
        page = home_page(latest.rows, tuple(chargers), totals, viewer, seen)
        return self._front.page("home.html", page, chrome)

    async def sessions(self, request: Request) -> Response:
        """The list; its filters live in the address."""
        caller = await self._front.admit(request)
        filters, seen = _filters(request), self._front.seen(request)
        chosen = _chosen(filters, seen.zone, request.query_params.get("cursor") or None, PAGE_ROWS)
        found, totals, options, chrome = await asyncio.gather(
            self._page(caller, chosen),
            self._sights.totals(caller.driver.id, seen.now),
            self._options(caller),
            self._front.chrome(request, caller, Tab.SESSIONS),
        )
        page = sessions_page(found, totals, filters, options, seen)
        return self._front.page("sessions.html", page, chrome)

    async def csv(self, request: Request) -> Response:
        """All rows of the list with its filters, the newest ten thousand at most (S20: no formula among them)."""
        caller = await self._front.admit(request)
        seen, rows = self._front.seen(request), list[SessionSight]()
        cursor: str | None = None
        while len(rows) < CSV_ROWS_MAX:
            page = await self._page(caller, _chosen(_filters(request), seen.zone, cursor, 500))
            rows += page.rows
            cursor = page.cursor
            if cursor is None:
                break
        headers = {"Content-Disposition": 'attachment; filename="charging-sessions.csv"'}
        return Response(sessions_csv(rows, seen), headers=headers, media_type="text/csv; charset=utf-8")

    async def account(self, request: Request) -> Response:
        caller = await self._front.admit(request)
        viewer, chrome = await asyncio.gather(
            self._front.viewer(caller), self._front.chrome(request, caller, Tab.ACCOUNT)
        )
        return self._front.page(
            "account.html", account_page(viewer, caller.driver.email, chrome.lang), chrome
        )

    async def banner(self, request: Request) -> Response:
        """What stands on top of every page while the driver charges."""
        caller = await self._front.web.guard.recognise(request)
        if caller is None:
            raise signed_out()
        chrome = await self._front.chrome(request, caller)
        return self._front.page("fragments/banner.html", None, chrome)

    async def offline(self, request: Request) -> Response:
        """What the service worker shows without a network; the same for everybody."""
        chrome = await self._front.chrome(request, None)
        return self._front.page("offline.html", offline_page(chrome.lang), chrome)

    async def _page(self, caller: Caller, chosen: SessionFilter) -> SessionPage:
        try:
            return await self._sights.sessions(caller.driver.id, chosen)
        except BadCursor as fault:
            raise invalid("The address does not name a page of the list.") from fault

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
        local = datetime.combine(date.fromisoformat(text) + timedelta(days=days), datetime.min.time(), zone)
        local.timestamp()  # what lies outside of all calendars fails here, not in the database
    except (OverflowError, ValueError):
        return None
    return local
