"""Cards, requests and claims of the driver who asks, over the API."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StrictBool
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.replies import api_router, described, reply
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.door.naming import charger_id, one_card_id, pairing_id
from chargehand.edge.driver.wallet.desk import Desk, request_waits
from chargehand.model.card import Colour
from chargehand.model.visit import Named
from chargehand.views.wallet.objects import (
    CardList,
    CardRequestList,
    CardRequestObject,
    ClaimObject,
    OwnCard,
    claim_object,
    own_card,
    request_object,
)
from chargehand.views.words.seen import Seen

_PRINTABLE: Final = r"^[^\x00-\x1f\x7f]*$"
Text = Annotated[str, Field(max_length=500, pattern=_PRINTABLE)]


class CardBody(BaseModel):
    """What is not told stays."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "Key fob", "colour": "plum"}]}
    )

    name: Annotated[str, Field(max_length=60, pattern=_PRINTABLE)] | None = None
    colour: Colour | None = None


class LostBody(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "Left on the train."}]}
    )

    reason: Text = ""


class CardRequestBody(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"note": "A second one for my partner, please."}]}
    )

    note: Text = ""


class EntryBody(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"allowed": False}]})

    allowed: StrictBool


class ClaimBody(BaseModel):
    """The charger at whose reader the card will be tapped."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"charger_id": "k3v9q2"}]})

    charger_id: Annotated[str, Field(max_length=64)]


class WalletApi:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._web = desk.web
        self._wallet = desk.wallet

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1", "cards")
        router.add_api_route("/cards", self.cards, methods=["GET"], responses=described(CardList))
        router.add_api_route("/cards/{card}", self.card, methods=["GET"], responses=described(OwnCard))
        router.add_api_route("/cards/{card}", self.change, methods=["PUT"], responses=described(OwnCard))
        router.add_api_route("/cards/{card}/lost", self.lost, methods=["POST"], responses=described(OwnCard))
        router.add_api_route("/card-sign-in", self.entry, methods=["PUT"], responses=described(CardList))
        router.add_api_route(
            "/card-requests", self.requests, methods=["GET"], responses=described(CardRequestList)
        )
        router.add_api_route(
            "/card-requests",
            self.ask,
            methods=["POST"],
            status_code=201,
            responses=described(CardRequestObject, 201, errors=(409,)),
        )
        router.add_api_route(
            "/card-claims",
            self.begin_claim,
            methods=["POST"],
            status_code=202,
            responses=described(ClaimObject, 202, errors=(409,)),
        )
        router.add_api_route(
            "/card-claims/{pairing}", self.claim, methods=["GET"], responses=described(ClaimObject)
        )
        return router

    async def cards(self, request: Request) -> Response:
        """The driver's cards, the one last used first."""
        return await self._list(request, await self._admit(request))

    async def card(self, request: Request, card: str) -> Response:
        """One card of the driver's."""
        caller = await self._admit(request)
        return reply(own_card(await self._desk.card(caller, one_card_id(card)), self._seen(request)))

    async def change(self, request: Request, card: str, body: CardBody) -> Response:
        """Its name and colour, for the driver alone."""
        caller = await self._admit(request, wish=True)
        sheet = await self._desk.card(caller, one_card_id(card))
        await self._wallet.cards.change(caller.driver.id, sheet.id, body.name, body.colour)
        return reply(own_card(await self._desk.card(caller, sheet.id), self._seen(request)))

    async def lost(self, request: Request, card: str, body: LostBody) -> Response:
        """The card may not charge from now on, at any charger; what runs on it is asked to stop, the operator is told.

        The driver cannot take it back. Reporting it again changes nothing.
        """
        caller = await self._admit(request, wish=True)
        sheet = await self._desk.report_lost(caller, one_card_id(card), body.reason, self._web.eyes(request))
        return reply(own_card(sheet, self._seen(request)))

    async def entry(self, request: Request, body: EntryBody) -> Response:
        """Whether a card of theirs that is tapped at a charger signs in."""
        caller = await self._admit(request, wish=True, proved=True)
        await self._wallet.cards.allow_entry(caller.driver.id, allowed=body.allowed)
        return await self._list(request, caller)

    async def requests(self, request: Request) -> Response:
        """Cards that the driver asked for, and the operator's answers; the latest first."""
        caller = await self._admit(request)
        told = await self._wallet.cards.requests(caller.driver.id)
        return reply(CardRequestList(requests=[request_object(each) for each in told]))

    async def ask(self, request: Request, body: CardRequestBody) -> Response:
        """Asks the operator for a card; one request waits at a time."""
        caller = await self._admit(request, wish=True, proved=True)
        if not await self._desk.ask_for_card(caller, body.note):
            raise request_waits()
        told = await self._wallet.cards.requests(caller.driver.id)
        return reply(request_object(told[0]), 201)

    async def begin_claim(self, request: Request, body: ClaimBody) -> Response:
        """The charger waits 90 s for a card to be tapped at its reader; one that is nobody's becomes the driver's."""
        named = Named(charger=charger_id(body.charger_id))
        caller = await self._admit(request, named, wish=True, proved=True)
        pairing = await self._desk.begin_claim(caller)
        tap = await self._desk.claim(caller, pairing, self._web.eyes(request))
        return reply(claim_object(tap, self._seen(request)), 202)

    async def claim(self, request: Request, pairing: str) -> Response:
        """How it stands with a claim: for the program that began it alone."""
        caller = await self._admit(request)
        tap = await self._desk.claim(caller, pairing_id(pairing), self._web.eyes(request))
        return reply(claim_object(tap, self._seen(request)))

    async def _admit(
        self, request: Request, named: Named | None = None, *, wish: bool = False, proved: bool = False
    ) -> Caller:
        caller = await self._web.guard.admit(request, named or Named())
        if proved:
            self._web.guard.insist_on_proof(caller)
        if wish:
            self._web.guard.count_wish(caller)
        return caller

    def _seen(self, request: Request) -> Seen:
        return self._web.seen(self._web.eyes(request))

    async def _list(self, request: Request, caller: Caller) -> Response:
        cards = await self._wallet.cards.all(caller.driver.id)
        allowed = await self._wallet.cards.entry_allowed(caller.driver.id)
        seen = self._seen(request)
        return reply(CardList(cards=[own_card(card, seen) for card in cards], sign_in_by_card=allowed))
