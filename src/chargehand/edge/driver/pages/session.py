"""The session page: whole, as a fragment, live, and its chart."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.replies import reply
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.door.naming import session_id
from chargehand.edge.driver.door.origin import is_foreign
from chargehand.edge.driver.live.looking import READINGS_MAX
from chargehand.edge.driver.live.stream import open_stream
from chargehand.edge.driver.live.subject import Subject
from chargehand.edge.driver.pages.faces import SESSION, SessionFace, session_view
from chargehand.edge.driver.pages.front import Front
from chargehand.edge.driver.problems import foreign_origin, signed_out
from chargehand.edge.driver.refusals import Refused
from chargehand.model.refusals import Refusal
from chargehand.model.sight import SessionSight
from chargehand.model.visit import Named
from chargehand.views.pages import Look, Notice, SessionView, Tab, chart_object
from chargehand.views.session_page import ROWS_ENDED, ROWS_LIVE


class SessionPages:
    def __init__(self, front: Front) -> None:
        self._front = front

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/sessions/{session}", self.page, methods=["GET"])
        router.add_api_route("/sessions/{session}/live-page", self.live, methods=["GET"])
        router.add_api_route("/sessions/{session}/chart.json", self.chart, methods=["GET"])
        return router

    async def page(self, request: Request, session: str) -> Response:
        caller = await self._front.admit(request)
        return await self.show(request, caller, session, None, 200)

    async def live(self, request: Request, session: str) -> Response:
        """The page's live part: streamed, or once for who asks with X-Fragment."""
        if is_foreign(request, self._front.web.context.settings):  # S34
            raise foreign_origin()
        chosen = session_id(session)
        caller = await self._front.web.guard.recognise(request, Named(session=chosen))
        if caller is None:
            raise signed_out()
        if caller.station is None:
            raise Refused(Refusal.NOT_FOUND)
        if "x-fragment" in request.headers:
            view = await self._view(request, caller, session, Look(account=caller.driver.account))
            return self._front.fragment(SESSION, view, request)
        face = SessionFace(
            self._front.web,
            self._front.drawing,
            self._front.eyes(request),
            caller.driver.account,
            _all_readings(request),
        )
        return open_stream(self._front.web.hub, Subject.session(chosen, caller.driver.id), face, caller)

    async def chart(self, request: Request, session: str) -> Response:
        """Columns for the chart, thinned."""
        caller = await self._front.web.guard.admit(request)
        sight = await self._sight(caller, session)
        timeline = await self._front.web.context.sights.timeline(caller.driver.id, sight.session.id)
        if timeline is None:
            raise Refused(Refusal.NOT_FOUND)
        return reply(chart_object(sight, timeline))

    async def show(
        self, request: Request, caller: Caller, session: str, said: Notice | None, status: int
    ) -> Response:
        """The whole page."""
        view, chrome = await asyncio.gather(
            self._view(request, caller, session, Look(account=caller.driver.account, said=said)),
            self._front.chrome(request, caller, Tab.SESSIONS),
        )
        return self._front.page("session.html", view, chrome, status)

    async def answer(self, request: Request, caller: Caller, session: str, said: Notice | None) -> Response:
        """The fragment after a form was sent."""
        look = Look(account=caller.driver.account, said=said, answering=True)
        view = await self._view(request, caller, session, look)
        return self._front.fragment(SESSION, view, request)

    async def _view(self, request: Request, caller: Caller, session: str, look: Look) -> SessionView:
        """The page with as many readings as are asked for."""
        if _all_readings(request):
            look = Look(account=look.account, said=look.said, answering=look.answering, all_readings=True)
        sight = await self._sight(caller, session)
        latest = ROWS_LIVE if sight.session.live else ROWS_ENDED
        asked = [(sight.session.id, READINGS_MAX if look.all_readings else latest)]
        timeline, earlier = (await self._front.web.context.sights.look_timelines(asked))[0]
        return session_view(sight, timeline, earlier, self._front.web, self._front.eyes(request), look)

    async def _sight(self, caller: Caller, session: str) -> SessionSight:
        sight = await self._front.web.context.sights.session(caller.driver.id, session_id(session))
        if sight is None:
            raise Refused(Refusal.NOT_FOUND)
        return sight


def _all_readings(request: Request) -> bool:
    return request.query_params.get("readings") == "all"
