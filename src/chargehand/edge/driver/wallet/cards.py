"""Pages of cards: the grid, one card, reporting it lost, asking for one, claiming one by a tap."""

from __future__ import annotations

import asyncio
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.door.form import read_form
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.door.naming import charger_id, one_card_id, one_line, pairing_id
from chargehand.edge.driver.pages.front import Front, see_other, to_prove
from chargehand.edge.driver.problems import invalid
from chargehand.edge.driver.refusals import HTTP_STATUS, Refused
from chargehand.edge.driver.wallet.desk import Desk
from chargehand.model.card import Colour
from chargehand.model.pairing import Purpose
from chargehand.model.visit import Named
from chargehand.views.pages import Notice, Tab, refusal_notice
from chargehand.views.wallet.cards import card_page, cards_page, lost_page, saved_notice
from chargehand.views.wallet.taps import claim_begin_page, tap_page

NAME_MAX: Final = 60
TEXT_MAX: Final = 500
CLAIM: Final = "/cards/claim"


class CardPages:
    def __init__(self, front: Front, desk: Desk) -> None:
        self._front = front
        self._desk = desk
        self._cards = desk.wallet.cards

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        for path, method, action in (
            ("/cards", "GET", self.all),
            ("/cards/request", "POST", self.ask),
            ("/cards/entry", "POST", self.entry),
            (CLAIM, "GET", self.choose),
            (CLAIM, "POST", self.begin),
            (f"{CLAIM}/{{pairing}}", "GET", self.wait),
            ("/cards/{card}", "GET", self.one),
            ("/cards/{card}", "POST", self.change),
            ("/cards/{card}/lost", "GET", self.question),
            ("/cards/{card}/lost", "POST", self.lost),
        ):
            router.add_api_route(path, action, methods=[method])
        return router

    async def all(self, request: Request) -> Response:
        return await self._grid(request, await self._front.admit(request))

    async def one(self, request: Request, card: str) -> Response:
        caller = await self._front.admit(request)
        return await self._card(request, caller, card)

    async def change(self, request: Request, card: str) -> Response:
        """Name and colour."""
        caller, form = await self._front.admit(request), await read_form(request)
        name, colour = form.get("name", "").strip(), form.get("colour", "")
        if len(name) > NAME_MAX or not name.isprintable() or (colour and colour not in set(Colour)):
            raise invalid("The name is too long, or there is no such colour.")
        self._front.web.guard.count_wish(caller)
        sheet = await self._desk.card(caller, one_card_id(card))
        await self._cards.change(caller.driver.id, sheet.id, name, Colour(colour) if colour else None)
        return see_other(f"/cards/{sheet.id}?saved=yes")

    async def question(self, request: Request, card: str) -> Response:
        """Are you sure?"""
        caller = await self._front.admit(request)
        sheet = await self._desk.card(caller, one_card_id(card))
        if sheet.lost_at is not None:
            return see_other(f"/cards/{sheet.id}")
        chrome = await self._front.chrome(request, caller, Tab.CARDS)
        return self._front.page("wallet/card_lost.html", lost_page(sheet, self._front.seen(request)), chrome)

    async def lost(self, request: Request, card: str) -> Response:
        caller, form = await self._front.admit(request), await read_form(request)
        self._front.web.guard.count_wish(caller)
        reason = one_line(form.get("reason", ""), TEXT_MAX)
        sheet = await self._desk.report_lost(caller, one_card_id(card), reason, self._front.eyes(request))
        return see_other(f"/cards/{sheet.id}")

    async def ask(self, request: Request) -> Response:
        """A request for a card; asking twice is asking once."""
        caller, form = await self._front.admit(request), await read_form(request)
        if not caller.proved:
            return to_prove("/cards")
        self._front.web.guard.count_wish(caller)
        await self._desk.ask_for_card(caller, one_line(form.get("note", ""), TEXT_MAX))
        return see_other("/cards")

    async def entry(self, request: Request) -> Response:
        """Whether the driver's cards may sign in."""
        caller, form = await self._front.admit(request), await read_form(request)
        if not caller.proved:
            return to_prove("/cards")
        self._front.web.guard.count_wish(caller)
        await self._cards.allow_entry(caller.driver.id, allowed=form.get("allowed") == "yes")
        return see_other("/cards")

    async def choose(self, request: Request, charger: str = "") -> Response:
        """At which charger the card will be tapped."""
        caller = await self._front.admit(request)
        if not caller.proved:
            return to_prove(CLAIM)
        return await self._choice(request, caller, charger[:64])

    async def begin(self, request: Request) -> Response:
        form = await read_form(request)
        charger = form.get("charger", "")
        caller = await self._front.admit(request, _named(charger))
        if not caller.proved:
            return to_prove(CLAIM)
        try:
            pairing = await self._desk.begin_claim(caller)
        except Refused as refused:
            said = refusal_notice(refused.refusal, self._front.eyes(request).lang)
            return await self._choice(request, caller, charger, said, HTTP_STATUS[refused.refusal])
        return see_other(f"{CLAIM}/{pairing}")

    async def wait(self, request: Request, pairing: str) -> Response:
        """The countdown, and what came of it."""
        caller = await self._front.admit(request)
        tap = await self._desk.claim(caller, pairing_id(pairing), self._front.eyes(request))
        page = tap_page(tap, Purpose.CLAIM, self._front.seen(request))
        if "x-fragment" in request.headers:
            return self._front.fragment("fragments/tap.html", page, request)
        return self._front.page("wallet/tap.html", page, await self._front.chrome(request, caller, Tab.CARDS))

    async def _grid(self, request: Request, caller: Caller) -> Response:
        driver = caller.driver.id
        cards, requests, allowed, chrome = await asyncio.gather(
            self._cards.all(driver),
            self._cards.requests(driver),
            self._cards.entry_allowed(driver),
            self._front.chrome(request, caller, Tab.CARDS),
        )
        seen = self._front.seen(request)
        page = cards_page(tuple(cards), tuple(requests), seen, entry_allowed=allowed)
        return self._front.page("wallet/cards.html", page, chrome)

    async def _card(self, request: Request, caller: Caller, card: str) -> Response:
        sheet, chrome = await asyncio.gather(
            self._desk.card(caller, one_card_id(card)), self._front.chrome(request, caller, Tab.CARDS)
        )
        said = saved_notice(chrome.lang) if "saved" in request.query_params else None
        return self._front.page("wallet/card.html", card_page(sheet, self._front.seen(request), said), chrome)

    async def _choice(
        self, request: Request, caller: Caller, charger: str, said: Notice | None = None, status: int = 200
    ) -> Response:
        sights, chrome = await asyncio.gather(
            self._front.web.context.sights.stations(caller.driver.id),
            self._front.chrome(request, caller, Tab.CARDS),
        )
        page = claim_begin_page(tuple(sights), charger, self._front.seen(request), said)
        return self._front.page("wallet/tap_begin.html", page, chrome, status)


def _named(charger: str) -> Named:
    """Nothing, for what can be no charger of ours: who asks is looked at first."""
    try:
        return Named(charger=charger_id(charger))
    except Refused:
        return Named()
