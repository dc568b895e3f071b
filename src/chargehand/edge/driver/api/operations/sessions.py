"""Sessions for those who run the house: which are doubted, what is known of them, and what may be done about them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.operations.bodies import CloseBody
from chargehand.edge.driver.api.operations.session_objects import (
    SessionSheetList,
    SessionSheetObject,
    sheet_object,
)
from chargehand.edge.driver.api.replies import api_router, described, reply
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.door.naming import session_id
from chargehand.edge.driver.ports import SessionSheets
from chargehand.edge.driver.refusals import Refused
from chargehand.edge.driver.web import Web
from chargehand.model.identity import StationId
from chargehand.model.refusals import Refusal
from chargehand.model.sight import SessionChoice, SessionSheet


class OperatorSessionsApi:
    def __init__(self, web: Web, sheets: SessionSheets) -> None:
        self._web = web
        self._sheets = sheets

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1/operator/sessions", "operator")
        told = described(SessionSheetObject, errors=(409,))
        router.add_api_route("", self.all, methods=["GET"], responses=described(SessionSheetList))
        router.add_api_route("/{session}", self.one, methods=["GET"], responses=described(SessionSheetObject))
        router.add_api_route(
            "/{session}/probe",
            self.probe,
            methods=["POST"],
            status_code=202,
            responses=described(SessionSheetObject, 202, errors=(409,)),
        )
        router.add_api_route("/{session}/close", self.close, methods=["POST"], responses=told)
        router.add_api_route("/{session}/close/undo", self.undo, methods=["POST"], responses=told)
        return router

    async def all(
        self,
        request: Request,
        station: Annotated[str | None, Query(max_length=48, pattern=r"^[^\x00]*$")] = None,
        doubted: bool | None = None,
        in_review: bool | None = None,
        unconfirmed_stops: bool | None = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    ) -> Response:
        """Sessions, newest first, that fit everything that is asked for: doubted, in review, with a stop that came to nothing."""
        await self._admit(request)
        choice = SessionChoice(
            station=StationId(station) if station else None,
            doubted=doubted,
            in_review=in_review,
            unconfirmed_stops=unconfirmed_stops,
            limit=limit,
        )
        seen = self._web.seen(self._web.eyes(request))
        found = await self._sheets.chosen(choice)
        return reply(SessionSheetList(sessions=[sheet_object(each, seen) for each in found]))

    async def one(self, request: Request, session: str) -> Response:
        """One session with its facts, all of its evidence, and the commands that were given about it."""
        await self._admit(request)
        return await self._told(request, session)

    async def probe(self, request: Request, session: str) -> Response:
        """Asks the charger about the session now, from the first question on."""
        caller = await self._admit(request)
        await self._web.inlet.probe(caller, (await self._sheet(session)).sight.session)
        return await self._told(request, session, 202)

    async def close(self, request: Request, session: str, body: CloseBody) -> Response:
        """Takes the session as over, never before its start nor in the future. A report of the charger that comes later wins."""
        caller = await self._admit(request)
        row = (await self._sheet(session)).sight.session
        await self._web.inlet.close(caller, row, body.reason, body.ended_at, body.register_wh)
        return await self._told(request, session)

    async def undo(self, request: Request, session: str) -> Response:
        """Takes a closing back: the session is open again, while nothing was billed and its connector is not taken."""
        caller = await self._admit(request)
        await self._web.inlet.undo_close(caller, (await self._sheet(session)).sight.session)
        return await self._told(request, session)

    # inside

    async def _admit(self, request: Request) -> Caller:
        return await self._web.guard.admit(request, scope="operator")

    async def _sheet(self, session: str) -> SessionSheet:
        sheet = await self._sheets.sheet(session_id(session))
        if sheet is None:
            raise Refused(Refusal.NOT_FOUND)
        return sheet

    async def _told(self, request: Request, session: str, status: int = 200) -> Response:
        seen = self._web.seen(self._web.eyes(request))
        return reply(sheet_object(await self._sheet(session), seen), status)
