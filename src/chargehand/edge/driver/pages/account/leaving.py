"""What drivers take along, and how they go: the export of their data, and the closing of the account."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.door.accounts.own_account import OwnAccount
from chargehand.edge.driver.door.form import read_form
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.door.keys import take_cookie
from chargehand.edge.driver.door.origin import is_foreign
from chargehand.edge.driver.pages.account.profile import ProfilePages
from chargehand.edge.driver.pages.front import Front, to_prove
from chargehand.edge.driver.problems import foreign_origin
from chargehand.model.identity import SessionId
from chargehand.views.account.page import delete_page, deleted_page
from chargehand.views.pages import Tab
from chargehand.views.wording import say

HOME: Final = "/account/delete"


class LeavingPages:
    def __init__(self, front: Front, own: OwnAccount, profile: ProfilePages) -> None:
        self._front = front
        self._own = own
        self._profile = profile
        self._settings = front.web.context.settings

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/account/export", self.export, methods=["GET"])
        router.add_api_route(HOME, self.ask, methods=["GET"])
        router.add_api_route(HOME, self.close, methods=["POST"])
        return router

    async def export(self, request: Request, cursor: str | None = None) -> Response:
        """One JSON document, to be saved; not for who came in by a card (S37)."""
        if is_foreign(request, self._settings):  # nobody else's page makes us work for it (S39)
            raise foreign_origin()
        caller = await self._front.admit(request)
        return await self._own.export(caller, cursor) if caller.proved else to_prove("/account")

    async def ask(self, request: Request) -> Response:
        """Asks again, and says what it means."""
        caller = await self._front.admit(request)
        live = await self._front.web.context.sights.live_sessions(caller.driver.id)
        return await self._again(request, caller, 200, tuple(each.session.id for each in live))

    async def close(self, request: Request) -> Response:
        """Closed for use at once, to be erased in 30 days; only for who has just proved who they are (S37)."""
        caller = await self._profile.admit(request)
        if not self._front.web.guard.is_recent(caller):
            return to_prove(HOME)
        form, eyes = await read_form(request), self._front.eyes(request)
        if form.get("sure") != "yes":
            return await self._again(request, caller, 422, error=say("account.delete.unsure", eyes.lang))
        closing = await self._own.close(caller, eyes)
        if closing.erase_at is None:
            return await self._again(request, caller, 409, closing.live)
        page = deleted_page(closing.erase_at, eyes.zone, eyes.lang)
        response = self._front.page("account/word.html", page, self._front.bare(request))
        take_cookie(response, self._settings)
        response.headers["Clear-Site-Data"] = '"storage"'
        return response

    async def _again(
        self, request: Request, caller: Caller, status: int, live: tuple[SessionId, ...] = (), error: str = ""
    ) -> Response:
        chrome = await self._front.chrome(request, caller, Tab.ACCOUNT)
        page = delete_page(self._own.erase_at, chrome.zone, chrome.lang, live, error)
        page = replace(page, recent=self._front.web.guard.is_recent(caller))
        return self._front.page("account/delete.html", page, chrome, status)
