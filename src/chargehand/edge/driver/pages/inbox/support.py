"""Contact operator: the form with what goes along, the driver's cases, and one of them with its answers."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.door.form import read_form
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.door.naming import charger_id, nonce_of, row_id, session_id
from chargehand.edge.driver.inbox_ports import Support
from chargehand.edge.driver.pages.front import Front, see_other
from chargehand.edge.driver.problems import invalid, not_found
from chargehand.model.support import TEXT_LENGTH_MAX, CaseFacts, CaseState, SupportCase
from chargehand.model.visit import BadCursor
from chargehand.views.pages import Tab, case_view, cases_page, draft_page
from chargehand.views.wording import say

PAGE_ROWS = 30


def text_of(text: str) -> str:
    """As it is kept: no blank ends, one kind of line ends, nothing that no database keeps."""
    return text.replace("\r\n", "\n").replace("\x00", "").strip()


class SupportPages:
    def __init__(self, front: Front, support: Support) -> None:
        self._front = front
        self._support = support
        self._clock = front.web.context.clock

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/support", self.list, methods=["GET"])
        router.add_api_route("/support", self.send, methods=["POST"])
        router.add_api_route("/support/new", self.draft, methods=["GET"])
        router.add_api_route("/support/{case}", self.case, methods=["GET"])
        router.add_api_route("/support/{case}/reply", self.reply, methods=["POST"])
        return router

    async def list(self, request: Request) -> Response:
        caller = await self._front.admit(request)
        cursor = request.query_params.get("cursor") or None
        try:
            found, chrome = await asyncio.gather(
                self._support.cases(caller.driver.id, None, cursor, PAGE_ROWS),
                self._front.chrome(request, caller, Tab.NONE),
            )
        except BadCursor as fault:
            raise invalid("The address does not name a page of the list.") from fault
        return self._front.page("inbox/cases.html", cases_page(found, self._front.seen(request)), chrome)

    async def draft(self, request: Request) -> Response:
        """The form, with what will go along."""
        caller = await self._front.admit(request)
        query = request.query_params
        facts = await self._facts(caller, query.get("session", ""), query.get("charger", ""))
        return await self._drafted(request, caller, facts, "", "", 200)

    async def send(self, request: Request) -> Response:
        """One case for one form, however often it is sent."""
        form = await read_form(request)
        caller = await self._front.admit(request)
        guard, inlet = self._front.web.guard, self._front.web.inlet
        guard.count_wish(caller)
        facts = await self._facts(caller, form.get("session", ""), form.get("charger", ""))
        text = text_of(form.get("text", ""))
        wrong = self._wrong(request, text)
        if wrong:
            return await self._drafted(request, caller, facts, text, wrong, 422)
        case = inlet.command(caller, "support", nonce_of(form.get("nonce")))
        if not await self._support.open(case, caller.driver.id, facts, text, self._clock()):
            said = say("support.many", self._front.eyes(request).lang)
            return await self._drafted(request, caller, facts, text, said, 429)
        return see_other(f"/support/{case}")

    async def case(self, request: Request, case: str) -> Response:
        caller = await self._front.admit(request)
        return await self._shown(request, caller, await self._own(caller, case), "", "", 200)

    async def reply(self, request: Request, case: str) -> Response:
        form = await read_form(request)
        caller = await self._front.admit(request)
        self._front.web.guard.count_wish(caller)
        found = await self._own(caller, case)
        text = text_of(form.get("text", ""))
        wrong = self._wrong(request, text)
        if wrong:
            return await self._shown(request, caller, found, text, wrong, 422)
        if await self._support.reply(found.id, caller.driver.id, text, self._clock()):
            return see_other(f"/support/{found.id}")
        key = "support.closed.text" if found.state is CaseState.CLOSED else "support.full"
        said = say(key, self._front.eyes(request).lang)
        return await self._shown(request, caller, found, text, said, 409)

    # inside

    async def _facts(self, caller: Caller, session: str, charger: str) -> CaseFacts:
        own = session_id(session) if session else None
        place = None if own is not None else charger_id(charger)
        facts = await self._support.facts(caller.driver.id, own, place, self._clock())
        if facts is None:
            raise not_found()
        return facts

    async def _own(self, caller: Caller, case: str) -> SupportCase:
        found = await self._support.case(row_id(case), caller.driver.id)
        if found is None:
            raise not_found()
        return found

    def _wrong(self, request: Request, text: str) -> str:
        lang = self._front.eyes(request).lang
        if not text:
            return say("support.empty", lang)
        return say("support.long", lang, count=str(TEXT_LENGTH_MAX)) if len(text) > TEXT_LENGTH_MAX else ""

    async def _drafted(
        self, request: Request, caller: Caller, facts: CaseFacts, text: str, error: str, status: int
    ) -> Response:
        chrome = await self._front.chrome(request, caller, Tab.NONE)
        page = draft_page(facts, self._front.seen(request), text, error)
        return self._front.page("inbox/case_new.html", page, chrome, status)

    async def _shown(
        self, request: Request, caller: Caller, case: SupportCase, text: str, error: str, status: int
    ) -> Response:
        chrome = await self._front.chrome(request, caller, Tab.NONE)
        page = case_view(case, self._front.seen(request), text, error)
        return self._front.page("inbox/case.html", page, chrome, status)
