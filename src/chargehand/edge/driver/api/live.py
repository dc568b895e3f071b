"""Sessions as they live: server-sent events of whole objects, the event's id their version."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.replies import api_router, described_stream
from chargehand.edge.driver.door.eyes import Eyes
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.door.naming import session_id
from chargehand.edge.driver.door.origin import is_foreign
from chargehand.edge.driver.live.stream import open_stream
from chargehand.edge.driver.live.subject import COMMENT_BEAT, Look, Prepared, Readings, Subject
from chargehand.edge.driver.problems import foreign_origin
from chargehand.edge.driver.refusals import Refused
from chargehand.edge.driver.web import Web
from chargehand.model.refusals import Refusal
from chargehand.model.sight import SessionSight
from chargehand.model.visit import Named
from chargehand.views.api import session_object


class SessionJson(Struct, frozen=True):
    """A session as the API's object."""

    web: Web
    eyes: Eyes

    @property
    def beat(self) -> bytes:
        return COMMENT_BEAT

    @property
    def event(self) -> str | None:
        return None

    @property
    def readings(self) -> Readings:
        return Readings.NONE

    def prepare(self, look: Look) -> Prepared:
        if not isinstance(look.sight, SessionSight):
            raise TypeError("only sessions have this face")
        told = session_object(look.sight, self.web.seen(self.eyes))
        return Prepared(told, lambda: msgspec.json.encode(told).decode())


class LiveApi:
    def __init__(self, web: Web) -> None:
        self._web = web

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1", "live")
        router.add_api_route(
            "/sessions/{session}/live",
            self.session,
            methods=["GET"],
            responses=described_stream("One session: the whole object at once and after every change."),
        )
        router.add_api_route(
            "/live",
            self.mine,
            methods=["GET"],
            responses=described_stream(
                "The driver's sessions: each live one at once, then every one that changes, as whole objects."
            ),
        )
        return router

    async def session(self, request: Request, session: str) -> Response:
        """The session's object now and whenever it changes."""
        chosen = session_id(session)
        caller = await self._admit(request, Named(session=chosen))
        if caller.station is None:
            raise Refused(Refusal.NOT_FOUND)
        return self._stream(request, caller, Subject.session(chosen, caller.driver.id))

    async def mine(self, request: Request) -> Response:
        """All sessions of the driver."""
        caller = await self._admit(request, Named())
        return self._stream(request, caller, Subject.all_of(caller.driver.id))

    async def _admit(self, request: Request, named: Named) -> Caller:
        if is_foreign(request, self._web.context.settings):  # S34
            raise foreign_origin()
        return await self._web.guard.admit(request, named)

    def _stream(self, request: Request, caller: Caller, subject: Subject) -> Response:
        return open_stream(self._web.hub, subject, SessionJson(self._web, self._web.eyes(request)), caller)
