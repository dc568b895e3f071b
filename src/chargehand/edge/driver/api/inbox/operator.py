"""Cases of support for those who run the house: read, answered, closed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.inbox.bodies import AnswerBody
from chargehand.edge.driver.api.inbox.support import full
from chargehand.edge.driver.api.replies import api_router, described, reply
from chargehand.edge.driver.door.naming import row_id
from chargehand.edge.driver.inbox_ports import Support
from chargehand.edge.driver.problems import invalid, not_found
from chargehand.edge.driver.web import Web
from chargehand.model.support import CaseState, SupportCase
from chargehand.model.visit import BadCursor
from chargehand.views.inbox.objects import CaseList, OperatorCaseObject, case_list, case_object


class OperatorSupportApi:
    def __init__(self, web: Web, support: Support) -> None:
        self._web = web
        self._support = support

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1/operator/support", "operator")
        told = described(OperatorCaseObject, errors=(409,))
        router.add_api_route("", self.all, methods=["GET"], responses=described(CaseList))
        router.add_api_route("/{case}", self.one, methods=["GET"], responses=described(OperatorCaseObject))
        router.add_api_route("/{case}/answer", self.answer, methods=["POST"], responses=told)
        router.add_api_route("/{case}/close", self.close, methods=["POST"], responses=told)
        return router

    async def all(
        self,
        request: Request,
        state: CaseState | None = None,
        cursor: Annotated[str | None, Query(max_length=300)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Response:
        """Everybody's cases, the latest changed first, without their messages."""
        await self._web.guard.admit(request, scope="operator")
        try:
            page = await self._support.cases(None, state, cursor, limit)
        except BadCursor as fault:
            raise invalid("`cursor` is none of ours.") from fault
        return reply(case_list(page))

    async def one(self, request: Request, case: str) -> Response:
        """One case: the facts as they stood, all that was written, and by whom."""
        await self._web.guard.admit(request, scope="operator")
        return await self._told(await self._case(case))

    async def answer(self, request: Request, case: str, body: AnswerBody) -> Response:
        """The driver can read the answer and is told so."""
        await self._web.guard.admit(request, scope="operator")
        found = await self._case(case)
        now = self._web.context.clock()
        if not await self._support.answer(found.id, body.text.strip(), now, close=body.close):
            raise full(found)
        return await self._told(await self._case(case))

    async def close(self, request: Request, case: str) -> Response:
        """Nothing more can be written; closing again changes nothing."""
        await self._web.guard.admit(request, scope="operator")
        found = await self._case(case)
        await self._support.close(found.id, self._web.context.clock())
        return await self._told(await self._case(case))

    async def _case(self, case: str) -> SupportCase:
        found = await self._support.case(row_id(case), None)
        if found is None:
            raise not_found()
        return found

    async def _told(self, case: SupportCase) -> Response:
        email, name = await self._support.writer(case.driver)
        told = OperatorCaseObject(
            case=case_object(case),
            email=email,
            name=name,
            protocol=case.facts.protocol,
            firmware=case.facts.firmware,
        )
        return reply(told)
