"""The forms of pages: start, refresh, stop, "I'm not charging". Posts only, each with its token (S33)."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.door.form import read_form
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.door.naming import card_id, charger_id, nonce_of, session_id
from chargehand.edge.driver.pages.answers import Answers
from chargehand.edge.driver.pages.front import Front
from chargehand.model.visit import Named
from chargehand.views.pages import Notice


class WishForms:
    def __init__(self, front: Front, answers: Answers) -> None:
        self._front = front
        self._answers = answers
        self._inlet = front.web.inlet

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/chargers/{charger}/start", self.start, methods=["POST"])
        router.add_api_route("/chargers/{charger}/refresh", self.refresh, methods=["POST"])
        router.add_api_route("/sessions/{session}/stop", self.stop, methods=["POST"])
        router.add_api_route("/sessions/{session}/not-charging", self.claim, methods=["POST"])
        return router

    async def start(self, request: Request, charger: str) -> Response:
        form = await read_form(request)
        named = Named(charger=charger_id(charger), card=card_id(form.get("card_id")))
        caller = await self._admit(request, named)
        command = self._inlet.command(caller, f"start {charger}", nonce_of(form.get("nonce")))

        async def wish() -> Notice | None:
            await self._inlet.start(caller, _connector(form.get("connector_id")), command)
            return None

        return await self._answers.after(request, caller, f"/chargers/{charger}", wish)

    async def refresh(self, request: Request, charger: str) -> Response:
        form = await read_form(request)
        caller = await self._admit(request, Named(charger=charger_id(charger)))
        command = self._inlet.command(caller, f"refresh {charger}", nonce_of(form.get("nonce")))

        async def wish() -> Notice | None:
            await self._inlet.refresh(caller, None, command)
            return None

        return await self._answers.after(request, caller, f"/chargers/{charger}", wish)

    async def stop(self, request: Request, session: str) -> Response:
        form = await read_form(request)
        chosen = session_id(session)
        caller = await self._admit(request, Named(session=chosen))
        command = self._inlet.command(caller, f"stop {session}", nonce_of(form.get("nonce")))

        async def wish() -> Notice | None:
            await self._inlet.stop(caller, chosen, command)
            return None

        return await self._answers.after(request, caller, f"/sessions/{session}", wish)

    async def claim(self, request: Request, session: str) -> Response:
        form = await read_form(request)
        chosen = session_id(session)
        caller = await self._admit(request, Named(session=chosen))
        command = self._inlet.command(caller, f"claim {session}", nonce_of(form.get("nonce")))

        async def wish() -> Notice | None:
            await self._inlet.claim_not_charging(caller, chosen, command)
            return await self._answers.claimed(request, caller, chosen)

        return await self._answers.after(request, caller, f"/sessions/{session}", wish)

    async def _admit(self, request: Request, named: Named) -> Caller:
        caller = await self._front.admit(request, named)
        self._front.web.guard.count_wish(caller)
        return caller


def _connector(text: str | None) -> int | None:
    """A connector's number as the form says it; what is none leaves the choice to the charger."""
    return int(text) if text and text.isascii() and text.isdigit() and 0 < int(text[:6]) <= 1000 else None
