"""Signing in by a card at a charger: scan its code, tap the card within a minute, and you are in. That tap starts no charge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.door.accounts.admission import let_in
from chargehand.edge.driver.door.entrance import entrance_of, own_path
from chargehand.edge.driver.door.form import read_form
from chargehand.edge.driver.door.keys import is_secret
from chargehand.edge.driver.door.naming import charger_id, pairing_id
from chargehand.edge.driver.door.origin import is_foreign
from chargehand.edge.driver.pages.front import Front, see_other
from chargehand.edge.driver.problems import foreign_origin
from chargehand.edge.driver.refusals import HTTP_STATUS, Refused
from chargehand.edge.driver.wallet.desk import Desk
from chargehand.model.card import Tap
from chargehand.model.identity import PairingId
from chargehand.model.pairing import Purpose
from chargehand.model.refusals import Refusal
from chargehand.views.pages import Notice, Said, refusal_notice
from chargehand.views.wallet.letters import entered_letter
from chargehand.views.wallet.taps import TapStep, entry_begin_page, tap_page

HOME: Final = "/sign-in/card"
HELD_FOR_S: Final = 300
"""So long the browser holds what shows that it opened the window."""


class EntryPages:
    def __init__(self, front: Front, desk: Desk) -> None:
        self._front = front
        self._desk = desk
        self._context = front.web.context
        self._settings = front.web.context.settings

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route(HOME, self.ask, methods=["GET"])
        router.add_api_route(HOME, self.begin, methods=["POST"])
        router.add_api_route(f"{HOME}/{{pairing}}", self.wait, methods=["GET"])
        router.add_api_route(f"{HOME}/{{pairing}}", self.enter, methods=["POST"])
        return router

    async def ask(self, request: Request, charger: str = "") -> Response:
        """Only a page: the charger waits for nobody yet."""
        return await self._begin_page(request, charger, own_path(request.query_params.get("next")))

    async def begin(self, request: Request) -> Response:
        """The charger waits for a tap, for this browser alone."""
        form = await self._own_form(request)
        charger, wanted = form.get("charger", ""), own_path(form.get("next"))
        place = await self._desk.wallet.taps.place(charger_id(charger))
        if place is None:
            raise Refused(Refusal.NOT_FOUND)
        self._desk.limits.count_entry(request, place.charger)
        secret = self._context.fresh_secret()
        try:
            pairing, _ = await self._desk.wishes.wait_for_tap(place.station, secret, None)
        except Refused as refused:
            said = refusal_notice(refused.refusal, self._front.eyes(request).lang)
            return await self._begin_page(request, charger, wanted, said, HTTP_STATUS[refused.refusal])
        response = see_other(f"{HOME}/{pairing}" + (f"?{urlencode({'next': wanted})}" if wanted else ""))
        self._hold(response, secret, HELD_FOR_S)
        return response

    async def wait(self, request: Request, pairing: str) -> Response:
        """The countdown, and what came of it."""
        tap = await self._tap(request, pairing_id(pairing))
        page = tap_page(
            tap, Purpose.SIGN_IN, self._front.seen(request), own_path(request.query_params.get("next"))
        )
        if "x-fragment" in request.headers:
            return self._front.fragment("fragments/tap.html", page, request)
        return self._front.page("wallet/tap.html", page, await self._front.chrome(request, None))

    async def enter(self, request: Request, pairing: str) -> Response:
        """Signed in as whoever the card belongs to, for a few hours and for nothing that needs more proof."""
        form, named = await self._own_form(request), pairing_id(pairing)
        tap, seen = await self._tap(request, named), self._front.seen(request)
        entrance = entrance_of(request, self._context, timedelta(hours=self._settings.session_hours))
        letter = entered_letter(tap.charger_name, self._desk.house, self._desk.seen_by(tap.lang, seen))
        welcome = await self._desk.wallet.taps.enter(named, self._held(request), entrance, seen.now, letter)
        if welcome is not None:
            wanted = own_path(form.get("next")) or f"/chargers/{tap.charger}"
            response = see_other(f"/account?said={Said.KEPT}" if welcome.kept else wanted)
            self._hold(response, "", 0)
            errands = self._front.web.errands
            return let_in(self._context, errands, (request, response), welcome.driver, entrance, keep=False)
        page = tap_page(await self._tap(request, named), Purpose.SIGN_IN, seen, own_path(form.get("next")))
        status = 403 if page.step is TapStep.FAILED else 409
        return self._front.page("wallet/tap.html", page, await self._front.chrome(request, None), status)

    async def _begin_page(
        self, request: Request, charger: str, wanted: str, said: Notice | None = None, status: int = 200
    ) -> Response:
        place = await self._desk.wallet.taps.place(charger_id(charger))
        if place is None:
            raise Refused(Refusal.NOT_FOUND)
        chrome = await self._front.chrome(request, None)
        if said is None and not place.has_reader:
            said, status = refusal_notice(Refusal.NO_READER, chrome.lang), 409
        page = entry_begin_page(place.charger, place.name, chrome.lang, wanted, said)
        return self._front.page("wallet/tap_begin.html", page, chrome, status)

    async def _tap(self, request: Request, pairing: PairingId) -> Tap:
        held = self._held(request)
        tap = await self._desk.wallet.taps.look(pairing, held, None) if held else None
        if tap is None:
            raise Refused(Refusal.NOT_FOUND)
        return tap

    async def _own_form(self, request: Request) -> Mapping[str, str]:
        """Nobody is signed in from elsewhere (S33)."""
        if is_foreign(request, self._settings):
            raise foreign_origin()
        return await read_form(request)

    @property
    def _cookie(self) -> str:
        return "__Host-chargehand-tap" if self._settings.secure else "chargehand-tap"

    def _held(self, request: Request) -> str:
        held = request.cookies.get(self._cookie, "")
        return held if is_secret(held) else ""

    def _hold(self, response: Response, secret: str, kept_s: int) -> None:
        response.set_cookie(
            self._cookie,
            secret,
            max_age=kept_s,
            path="/",
            secure=self._settings.secure,
            httponly=True,
            samesite="lax",
        )
