"""The charger page: whole, as a fragment, and live."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.door.naming import charger_id
from chargehand.edge.driver.door.origin import is_foreign
from chargehand.edge.driver.live.stream import open_stream
from chargehand.edge.driver.live.subject import Subject
from chargehand.edge.driver.pages.faces import CHARGER, ChargerFace
from chargehand.edge.driver.pages.front import Front
from chargehand.edge.driver.problems import foreign_origin, signed_out
from chargehand.edge.driver.refusals import Refused
from chargehand.model.refusals import Refusal
from chargehand.model.sight import StationSight
from chargehand.views.pages import Notice, Tab, charger_page


class ChargerPages:
    def __init__(self, front: Front) -> None:
        self._front = front

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/chargers/{charger}", self.page, methods=["GET"])
        router.add_api_route("/chargers/{charger}/live", self.live, methods=["GET"])
        return router

    async def page(self, request: Request, charger: str) -> Response:
        caller = await self._front.admit(request)
        return await self.show(request, caller, charger, None, 200)

    async def live(self, request: Request, charger: str) -> Response:
        """The page's live part: streamed, or once for who asks with X-Fragment."""
        if is_foreign(request, self._front.web.context.settings):  # S34
            raise foreign_origin()
        caller = await self._front.web.guard.recognise(request)
        if caller is None:
            raise signed_out()
        if "x-fragment" in request.headers:
            return await self._once(request, caller, charger)
        sight = await self._sight(caller, charger)
        viewer = await self._front.viewer(caller)
        face = ChargerFace(self._front.web, self._front.drawing, self._front.eyes(request), viewer)
        subject = Subject.station(sight.station.identity, caller.driver.id)
        return open_stream(self._front.web.hub, subject, face, caller)

    async def show(
        self, request: Request, caller: Caller, charger: str, said: Notice | None, status: int
    ) -> Response:
        """The whole page."""
        sight, viewer, chrome = await asyncio.gather(
            self._sight(caller, charger),
            self._front.viewer(caller),
            self._front.chrome(request, caller, Tab.CHARGERS),
        )
        page = charger_page(sight, self._front.seen(request), viewer, said)
        return self._front.page("charger.html", page, chrome, status)

    async def answer(self, request: Request, caller: Caller, charger: str, said: Notice | None) -> Response:
        """The fragment after a form was sent."""
        sight, viewer = await asyncio.gather(self._sight(caller, charger), self._front.viewer(caller))
        page = charger_page(sight, self._front.seen(request), viewer, said, answering=True)
        return self._front.fragment(CHARGER, page, request)

    async def _once(self, request: Request, caller: Caller, charger: str) -> Response:
        sight, viewer = await asyncio.gather(self._sight(caller, charger), self._front.viewer(caller))
        return self._front.fragment(CHARGER, charger_page(sight, self._front.seen(request), viewer), request)

    async def _sight(self, caller: Caller, charger: str) -> StationSight:
        sight = await self._front.web.context.sights.station(caller.driver.id, charger_id(charger))
        if sight is None:
            raise Refused(Refusal.NOT_FOUND)
        return sight
