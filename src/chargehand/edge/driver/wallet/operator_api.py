"""Cards, for those who run the house: requests to answer, and cards that were lost."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.replies import api_router, described, reply
from chargehand.edge.driver.door.naming import request_id
from chargehand.edge.driver.problems import Problem, not_found
from chargehand.edge.driver.wallet.api import Text
from chargehand.edge.driver.wallet.desk import Desk
from chargehand.model.card import CardRequest, RequestAnswer, RequestState
from chargehand.model.identity import CardId, TokenUid
from chargehand.views.wallet.letters import answer_letter
from chargehand.views.wallet.objects import (
    CardRequestSheet,
    CardRequestSheets,
    LostCardSheets,
    lost_sheet,
    request_sheet,
)
from chargehand.views.wording import TABLES
from chargehand.views.words.language import Language


class CardAnswerBody(BaseModel):
    """`uid`: the card that the driver gets, as it says itself to a reader; it can also be given later."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"state": "granted", "answer": "It is in the mail.", "uid": "04A2B3C4D5E680"}]
        },
    )

    state: Literal["granted", "declined"]
    answer: Text = ""
    uid: Annotated[str, Field(min_length=4, max_length=255, pattern=r"^[\x21-\x7e]+$")] | None = None


class OperatorCardsApi:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._web = desk.web
        self._cards = desk.wallet.cards

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1/operator", "operator")
        router.add_api_route(
            "/card-requests", self.requests, methods=["GET"], responses=described(CardRequestSheets)
        )
        router.add_api_route(
            "/card-requests/{request_name}",
            self.answer,
            methods=["PUT"],
            responses=described(CardRequestSheet, errors=(409,)),
        )
        router.add_api_route("/lost-cards", self.lost, methods=["GET"], responses=described(LostCardSheets))
        return router

    async def requests(self, request: Request, state: RequestState | None = None) -> Response:
        """Drivers who ask for a card; the latest first."""
        await self._web.guard.admit(request, scope="operator")
        told = await self._cards.requests(None, state)
        return reply(CardRequestSheets(requests=[request_sheet(each) for each in told]))

    async def answer(self, request: Request, request_name: str, body: CardAnswerBody) -> Response:
        """Grants or declines a request that waits, once; the driver reads the answer and gets a letter."""
        await self._web.guard.admit(request, scope="operator")
        asked = await self._found(request_id(request_name))
        state = RequestState(body.state)
        lang = Language(asked.lang) if asked.lang in TABLES else Language.EN
        answer = RequestAnswer(
            id=asked.id,
            state=state,
            answer=body.answer,
            uid=TokenUid(body.uid) if body.uid is not None and state is RequestState.GRANTED else None,
            card=CardId(self._web.context.fresh_id()),
            at=self._web.context.clock(),
            letter=answer_letter(state, body.answer, self._desk.house, lang),
        )
        if asked.state is not RequestState.WAITING or not await self._cards.answer(answer):
            raise Problem(
                409,
                "not_answered",
                "It was answered before, or the card is somebody else's; nothing was done.",
            )
        return reply(request_sheet(await self._found(asked.id)))

    async def lost(self, request: Request) -> Response:
        """Cards that their drivers reported lost, and whether chargers were told; the latest first.

        `PUT /tokens/{uid}` with the status `accepted` takes a card as found.
        """
        await self._web.guard.admit(request, scope="operator")
        return reply(LostCardSheets(cards=[lost_sheet(card) for card in await self._cards.lost()]))

    async def _found(self, name: str) -> CardRequest:
        found = await self._cards.request(name)
        if found is None:
            raise not_found()
        return found
