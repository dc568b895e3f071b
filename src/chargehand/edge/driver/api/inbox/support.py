"""Cases of support, of the driver who asks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.bodies import IdempotencyKey
from chargehand.edge.driver.api.inbox.bodies import CaseBody, ReplyBody
from chargehand.edge.driver.api.replies import api_router, described, once, reply
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.door.naming import charger_id, row_id, session_id
from chargehand.edge.driver.inbox_ports import Support
from chargehand.edge.driver.problems import Problem, invalid, not_found
from chargehand.edge.driver.web import Web
from chargehand.model.identity import CommandId
from chargehand.model.support import CaseFacts, CaseState, SupportCase
from chargehand.model.visit import BadCursor
from chargehand.views.inbox.objects import (
    CaseFactsObject,
    CaseList,
    CaseObject,
    case_list,
    case_object,
    facts_object,
)


def full(case: SupportCase) -> Problem:
    """Why no more can be written."""
    if case.state is CaseState.CLOSED:
        return Problem(409, "case_closed", "This case is closed.")
    return Problem(409, "case_full", "No more can be added to this case.")


class SupportApi:
    def __init__(self, web: Web, support: Support) -> None:
        self._web = web
        self._support = support
        self._clock = web.context.clock

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1/support", "support")
        router.add_api_route("", self.all, methods=["GET"], responses=described(CaseList))
        router.add_api_route(
            "", self.open, methods=["POST"], status_code=201, responses=described(CaseObject, 201)
        )
        router.add_api_route("/draft", self.draft, methods=["GET"], responses=described(CaseFactsObject))
        router.add_api_route("/{case}", self.one, methods=["GET"], responses=described(CaseObject))
        router.add_api_route(
            "/{case}/messages",
            self.add,
            methods=["POST"],
            status_code=201,
            responses=described(CaseObject, 201, errors=(409,)),
        )
        return router

    async def all(
        self,
        request: Request,
        cursor: Annotated[str | None, Query(max_length=300)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Response:
        """The driver's cases, the latest changed first, without their messages."""
        caller = await self._web.guard.admit(request)
        try:
            page = await self._support.cases(caller.driver.id, None, cursor, limit)
        except BadCursor as fault:
            raise invalid("`cursor` is none of ours.") from fault
        return reply(case_list(page))

    async def draft(
        self,
        request: Request,
        session: Annotated[str | None, Query(max_length=64)] = None,
        charger: Annotated[str | None, Query(max_length=64)] = None,
    ) -> Response:
        """What would go along with a message about a session, or a charger, as it stands now."""
        caller = await self._web.guard.admit(request)
        return reply(facts_object(await self._facts(caller, session, charger)))

    async def open(self, request: Request, body: CaseBody, key: IdempotencyKey = None) -> Response:
        """A case for the operator, with the facts as they stand now."""
        guard, inlet = self._web.guard, self._web.inlet
        caller = await guard.admit(request)
        guard.count_wish(caller)

        async def act(command: CommandId | None) -> Response:
            facts = await self._facts(caller, body.session_id, body.charger_id)
            case = command or inlet.command(caller, "support", None)
            if not await self._support.open(case, caller.driver.id, facts, body.text.strip(), self._clock()):
                raise Problem(429, "too_many_cases", "Too many cases today. Please wait for an answer.")
            return reply(case_object(await self._own(caller, case)), 201)

        wish = f"support {body.session_id} {body.charger_id} {body.text}".encode()
        return await once(self._web.context.accounts, caller, key, wish, act)

    async def one(self, request: Request, case: str) -> Response:
        """One case with all that was written."""
        caller = await self._web.guard.admit(request)
        return reply(case_object(await self._own(caller, case)))

    async def add(self, request: Request, case: str, body: ReplyBody) -> Response:
        """The driver writes more; the case waits for the operator again."""
        caller = await self._web.guard.admit(request)
        self._web.guard.count_wish(caller)
        found = await self._own(caller, case)
        if not await self._support.reply(found.id, caller.driver.id, body.text.strip(), self._clock()):
            raise full(found)
        return reply(case_object(await self._own(caller, case)), 201)

    async def _own(self, caller: Caller, case: str) -> SupportCase:
        found = await self._support.case(row_id(case), caller.driver.id)
        if found is None:
            raise not_found()
        return found

    async def _facts(self, caller: Caller, session: str | None, charger: str | None) -> CaseFacts:
        if (session is None) is (charger is None):
            raise invalid("Either `session` or `charger`.")
        own = None if session is None else session_id(session)
        place = None if charger is None else charger_id(charger)
        facts = await self._support.facts(caller.driver.id, own, place, self._clock())
        if facts is None:
            raise not_found()
        return facts
