"""The inbox, and the way out of letters."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.door.keys import is_secret
from chargehand.edge.driver.door.naming import row_id
from chargehand.edge.driver.door.origin import is_foreign
from chargehand.edge.driver.inbox_ports import Notices
from chargehand.edge.driver.pages.front import Front, see_other
from chargehand.edge.driver.problems import foreign_origin, invalid, not_found
from chargehand.model.notice import NoticeKind
from chargehand.model.visit import BadCursor
from chargehand.views.pages import Tab, Trouble, end_page, href_of, inbox_page

PAGE_ROWS = 30


class InboxPages:
    def __init__(self, front: Front, notices: Notices) -> None:
        self._front = front
        self._notices = notices
        self._clock = front.web.context.clock

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/inbox", self.page, methods=["GET"])
        router.add_api_route("/inbox/read", self.read_all, methods=["POST"])
        router.add_api_route("/inbox/{notice}", self.open, methods=["GET"])
        router.add_api_route("/unsubscribe/{secret}", self.ask_end, methods=["GET"])
        router.add_api_route("/unsubscribe/{secret}", self.end, methods=["POST"])
        return router

    async def page(self, request: Request) -> Response:
        """What happened, newest first."""
        caller = await self._front.admit(request)
        seen = self._front.seen(request)
        cursor = request.query_params.get("cursor") or None
        await self._notices.look(caller.driver.id, seen.lang, str(seen.zone))
        try:
            found, chrome = await asyncio.gather(
                self._notices.page(caller.driver.id, cursor, PAGE_ROWS),
                self._front.chrome(request, caller, Tab.NONE),
            )
        except BadCursor as fault:
            raise invalid("The address does not name a page of the list.") from fault
        return self._front.page("inbox/list.html", inbox_page(found, seen), chrome)

    async def open(self, request: Request, notice: str) -> Response:
        """To what the notice is about; it is read then."""
        caller = await self._front.admit(request)
        found = await self._notices.read(caller.driver.id, row_id(notice), self._clock())
        if found is None:
            raise not_found()
        return see_other(href_of(found))

    async def read_all(self, request: Request) -> Response:
        caller = await self._front.admit(request)
        self._front.web.guard.count_wish(caller)
        await self._notices.read_all(caller.driver.id, self._clock())
        return see_other("/inbox")

    async def ask_end(self, request: Request, secret: str) -> Response:
        """What the link at the end of a letter opens: a page with a button, so that programs that look into mail end nothing."""
        kind = await self._notices.unsubscription(secret) if is_secret(secret) else None
        return await self._ending(request, kind, f"/unsubscribe/{secret}")

    async def end(self, request: Request, secret: str) -> Response:
        """Ended, also by one click in a mail program (RFC 8058): whoever holds the secret may, without signing in."""
        if is_foreign(request, self._front.web.context.settings):
            raise foreign_origin()
        kind = await self._notices.unsubscribe(secret) if is_secret(secret) else None
        return await self._ending(request, kind, "")

    async def _ending(self, request: Request, kind: NoticeKind | None, action: str) -> Response:
        if kind is None:
            return self._front.trouble(request, Trouble.NOT_FOUND, 404)
        chrome = await self._front.chrome(request, None)
        return self._front.page(
            "inbox/letters_end.html", end_page(kind, self._front.seen(request), action), chrome
        )
