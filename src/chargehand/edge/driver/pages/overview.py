"""Home: a page that shows and changes nothing."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.pages.front import Front
from chargehand.edge.driver.problems import signed_out
from chargehand.model.visit import SessionFilter
from chargehand.views.pages import (
    Tab,
    home_page,
    offline_page,
    sign_in_page,
    span_of,
    usage_view,
    used,
)


class OverviewPages:
    def __init__(self, front: Front) -> None:
        self._front = front
        self._sights = front.web.context.sights
        self._usage = front.web.context.usage

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/", self.home, methods=["GET"])
        router.add_api_route("/banner", self.banner, methods=["GET"])
        router.add_api_route("/offline", self.offline, methods=["GET"])
        return router

    async def home(self, request: Request) -> Response:
        """The driver's overview, with what was used in `period`; who is signed out gets the sign-in page."""
        caller = await self._front.web.guard.recognise(request)
        if caller is None:
            chrome = await self._front.chrome(request, None)
            host = self._front.web.context.settings.passkey_host or ""
            return self._front.page("sign_in.html", sign_in_page(chrome.lang, passkey_host=host), chrome)
        driver, seen = caller.driver.id, self._front.seen(request)
        today = seen.now.astimezone(seen.zone).date()
        key, period = span_of(request.query_params.get("period", ""), today)
        from_at, until_at = period.bounds(seen.zone)
        latest, chargers, sessions, tariffs, viewer, chrome = await asyncio.gather(
            self._sights.sessions(driver, SessionFilter(limit=5)),
            self._sights.stations(driver),
            self._usage.used(driver, SessionFilter(from_at=from_at, until_at=until_at)),
            self._usage.tariffs(seen.now),
            self._front.viewer(caller),
            self._front.chrome(request, caller, Tab.HOME),
        )
        usage = usage_view(key, period, used(sessions, period, seen.zone), seen)
        page = home_page(latest.rows, tuple(chargers), usage, tuple(tariffs), viewer, seen)
        return self._front.page("home.html", page, chrome)

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
