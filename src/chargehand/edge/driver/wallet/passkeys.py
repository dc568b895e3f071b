"""Passkeys: the list, adding and removing (for who has just proved who they are), and signing in with one."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chargehand.edge.driver.door.accounts.admission import let_in
from chargehand.edge.driver.door.entrance import entrance_of, own_path
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.door.origin import is_foreign
from chargehand.edge.driver.pages.front import Front, see_other
from chargehand.edge.driver.problems import foreign_origin
from chargehand.edge.driver.wallet.keyring import Keyring, refused
from chargehand.edge.driver.wallet.webauthn import Answer, NotProved, read_answer
from chargehand.views.pages import Said, Tab
from chargehand.views.wallet.passkeys import key_notice, passkeys_page

HOME: Final = "/account/passkeys"
SAID: Final = ("added", "removed", "not_added")


class PasskeyPages:
    def __init__(self, front: Front, keyring: Keyring) -> None:
        self._front = front
        self._keyring = keyring
        self._keys = keyring.desk.wallet.passkeys
        self._context = front.web.context
        self._settings = front.web.context.settings

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        for path, method, action in (
            (HOME, "GET", self.all),
            (HOME, "POST", self.add),
            (f"{HOME}/options", "POST", self.creation),
            (f"{HOME}/{{key}}/remove", "POST", self.remove),
            ("/sign-in/passkey/options", "POST", self.request),
            ("/sign-in/passkey", "POST", self.enter),
        ):
            router.add_api_route(path, action, methods=[method])
        return router

    async def all(self, request: Request) -> Response:
        caller = await self._front.admit(request)
        keys, chrome = await asyncio.gather(
            self._keys.all(caller.driver.id), self._front.chrome(request, caller, Tab.ACCOUNT)
        )
        told = request.query_params.get("said", "")
        page = passkeys_page(
            keys,
            self._front.seen(request),
            proved=self._front.web.guard.is_recent(caller),
            host=self._settings.passkey_host or "",
            said=key_notice(told, chrome.lang) if told in SAID else None,
        )
        return self._front.page("wallet/passkeys.html", page, chrome)

    async def creation(self, request: Request) -> Response:
        """What a browser needs to make a key for this driver."""
        return _json(await self._keyring.creation(await self._recent(request)))

    async def add(self, request: Request) -> Response:
        """The key that a browser has made is the driver's, and a letter says so."""
        caller, answer = await self._recent(request), await _answer(request)
        await self._keyring.add(request, caller, answer.credential, answer.name)
        return JSONResponse({"location": f"{HOME}?said=added"}, 201)

    async def remove(self, request: Request, key: str) -> Response:
        caller = await self._front.admit(request)
        if not self._front.web.guard.is_recent(caller):
            return see_other(HOME)
        self._front.web.guard.count_wish(caller)
        await self._keyring.remove(request, caller, key)
        return see_other(f"{HOME}?said=removed")

    async def request(self, request: Request) -> Response:
        """What a browser needs to show a key of ours, whosever it is."""
        self._insist_on_own(request)
        return _json(await self._keyring.request(request))

    async def enter(self, request: Request) -> Response:
        """Signed in as the driver whose key was shown. Why not is not told."""
        self._insist_on_own(request)
        answer = await _answer(request)
        days, hours = self._settings.kept_days if answer.keep else 0, self._settings.session_hours
        lasts = timedelta(days=days) if days else timedelta(hours=hours)
        entrance = entrance_of(request, self._context, lasts)
        welcome = await self._keyring.enter(request, answer.credential, entrance)
        location = f"/account?said={Said.KEPT}" if welcome.kept else own_path(answer.next) or "/"
        signed_in = (request, JSONResponse({"location": location}))
        errands = self._front.web.errands
        return let_in(self._context, errands, signed_in, welcome.driver, entrance, keep=answer.keep)

    async def _recent(self, request: Request) -> Caller:
        """Who has just proved who they are (S37)."""
        caller = await self._front.admit(request)
        self._front.web.guard.insist_on_proof(caller, recent=True)
        self._front.web.guard.count_wish(caller)
        return caller

    def _insist_on_own(self, request: Request) -> None:
        if is_foreign(request, self._settings):
            raise foreign_origin()


async def _answer(request: Request) -> Answer:
    """What our script sends; raises Problem for what it would not."""
    try:
        return read_answer(await request.body())
    except NotProved as fault:
        raise refused() from fault


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")
