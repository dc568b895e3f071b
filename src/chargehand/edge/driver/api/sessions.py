"""Sessions of the driver who asks: start, look, stop."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.bodies import IdempotencyKey, StartBody
from chargehand.edge.driver.api.replies import api_router, described, once, reply
from chargehand.edge.driver.api.usage.exports import Chosen
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.door.naming import card_id, charger_id, session_id
from chargehand.edge.driver.problems import invalid
from chargehand.edge.driver.refusals import Refused
from chargehand.edge.driver.web import Web
from chargehand.model.answers import CommandTaken
from chargehand.model.identity import CommandId, SessionId
from chargehand.model.limits import Limits
from chargehand.model.refusals import Refusal
from chargehand.model.sight import SessionSight
from chargehand.model.visit import BadCursor, Named
from chargehand.views.api import (
    CommandTakenObject,
    EvidenceList,
    ReadingList,
    SessionList,
    SessionObject,
    SessionStarted,
    command_object,
    evidence_list,
    reading_list,
    session_list,
    session_object,
)


class SessionsApi:
    def __init__(self, web: Web) -> None:
        self._web = web

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1/sessions", "sessions")
        router.add_api_route("", self.all, methods=["GET"], responses=described(SessionList))
        router.add_api_route(
            "",
            self.start,
            methods=["POST"],
            status_code=202,
            responses=described(SessionStarted, 202, errors=(409, 413)),
        )
        router.add_api_route("/{session}", self.one, methods=["GET"], responses=described(SessionObject))
        router.add_api_route(
            "/{session}/readings", self.readings, methods=["GET"], responses=described(ReadingList)
        )
        router.add_api_route(
            "/{session}/evidence", self.evidence, methods=["GET"], responses=described(EvidenceList)
        )
        router.add_api_route(
            "/{session}/stop",
            self.stop,
            methods=["POST"],
            status_code=202,
            responses=described(CommandTakenObject, 202, errors=(409,)),
        )
        router.add_api_route(
            "/{session}/not-charging",
            self.claim,
            methods=["POST"],
            status_code=202,
            responses=described(SessionObject, 202, errors=(409,)),
        )
        return router

    async def all(
        self,
        request: Request,
        chosen: Chosen,
        cursor: Annotated[str | None, Query(max_length=300)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Response:
        """The driver's sessions, newest first; `cursor` of the answer begins the next page."""
        caller = await self._web.guard.admit(request)
        try:
            wanted = replace(chosen, cursor=cursor, limit=limit)
            page = await self._web.context.sights.sessions(caller.driver.id, wanted)
        except BadCursor as fault:
            raise invalid("`cursor` is none of ours.") from fault
        return reply(session_list(page, self._web.seen(self._web.eyes(request))))

    async def start(self, request: Request, body: StartBody, key: IdempotencyKey = None) -> Response:
        """Asks the charger to start; the session is pending until the charger says that it began."""
        guard, inlet = self._web.guard, self._web.inlet
        named = Named(charger=charger_id(body.charger_id), card=card_id(body.card_id))
        caller = await guard.admit(request, named)
        guard.count_wish(caller)

        async def act(command: CommandId | None) -> Response:
            command = command or inlet.command(caller, "start", None)
            limits = body.limits.limits() if body.limits is not None else None
            taken = await self._started(caller, body.connector_id, command, limits)
            begun = taken.command.session  # also that of a wish told again whose session is over by now
            if begun is None:
                raise Refused(Refusal.NOT_FOUND)
            sight = await self._own(caller, begun)
            session = session_object(sight, self._web.seen(self._web.eyes(request)))
            return reply(SessionStarted(session=session, command=command_object(taken.command)), 202)

        wish = (
            f"start {body.charger_id} {body.connector_id} {body.card_id} {body.limits or ''}".strip().encode()
        )
        return await once(self._web.context.accounts, caller, key, wish, act)

    async def _started(
        self, caller: Caller, connector: int | None, command: CommandId, limits: Limits | None
    ) -> CommandTaken:
        """Raises Refused; of a card that is busy elsewhere it says by which session."""
        try:
            return await self._web.inlet.start(caller, connector, command, limits)
        except Refused as refused:
            if refused.refusal is not Refusal.CARD_BUSY:
                raise
            raise Refused(refused.refusal, await self._web.card_session(caller)) from refused

    async def one(self, request: Request, session: str) -> Response:
        """One session of the driver."""
        caller = await self._web.guard.admit(request)
        sight = await self._own(caller, session_id(session))
        return reply(session_object(sight, self._web.seen(self._web.eyes(request))))

    async def readings(self, request: Request, session: str) -> Response:
        """All readings that were kept, newest last; `final` on the one that the bill rests on."""
        caller = await self._web.guard.admit(request)
        sight = await self._own(caller, session_id(session))
        timeline = await self._web.context.sights.timeline(caller.driver.id, sight.session.id)
        if timeline is None:
            raise Refused(Refusal.NOT_FOUND)
        return reply(reading_list(sight, timeline))

    async def evidence(self, request: Request, session: str) -> Response:
        """All that is known of the session, newest last, and how far to trust it: A conclusive … D misleading alone."""
        caller = await self._web.guard.admit(request)
        sight = await self._own(caller, session_id(session))
        rows = await self._web.context.sights.evidence(caller.driver.id, sight.session.id)
        if rows is None:
            raise Refused(Refusal.NOT_FOUND)
        return reply(evidence_list(replace(sight, evidence=rows), self._web.seen(self._web.eyes(request))))

    async def stop(self, request: Request, session: str, key: IdempotencyKey = None) -> Response:
        """Asks the charger to stop. Accepted is not stopped: the command and the session tell how it goes on."""
        guard, inlet, chosen = self._web.guard, self._web.inlet, session_id(session)
        caller = await guard.admit(request, Named(session=chosen))
        guard.count_wish(caller)

        async def act(command: CommandId | None) -> Response:
            taken = await inlet.stop(caller, chosen, command or inlet.command(caller, "stop", None))
            return reply(CommandTakenObject(command=command_object(taken.command)), 202)

        return await once(self._web.context.accounts, caller, key, f"stop {chosen}".encode(), act)

    async def claim(self, request: Request, session: str) -> Response:
        """The driver says that nothing charges: the card is free at once, the charger is asked, the bill waits."""
        guard, inlet, chosen = self._web.guard, self._web.inlet, session_id(session)
        caller = await guard.admit(request, Named(session=chosen))
        guard.count_wish(caller)
        await inlet.claim_not_charging(caller, chosen, inlet.command(caller, "claim", None))
        sight = await self._own(caller, chosen)
        return reply(session_object(sight, self._web.seen(self._web.eyes(request))), 202)

    async def _own(self, caller: Caller, session: SessionId) -> SessionSight:
        sight = await self._web.context.sights.session(caller.driver.id, session)
        if sight is None:
            raise Refused(Refusal.NOT_FOUND)
        return sight
