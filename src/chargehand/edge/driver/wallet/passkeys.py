"""Passkeys: the list, adding and removing (for who has just proved who they are), and signing in with one."""

from __future__ import annotations

import asyncio
import hashlib
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
from chargehand.edge.driver.problems import Problem, foreign_origin, not_found
from chargehand.edge.driver.wallet.desk import Desk
from chargehand.edge.driver.wallet.webauthn import (
    LASTS_S,
    NotProved,
    Shown,
    Site,
    counted,
    creation_options,
    has_risen,
    key_of,
    new_key,
    read_answer,
    request_options,
    shown_in,
)
from chargehand.model.notice import NoticeKind
from chargehand.model.passkey import Passkey
from chargehand.model.visit import Entrance, Welcome
from chargehand.views.pages import Said, Tab
from chargehand.views.wallet.letters import key_added_letter, key_removed_letter
from chargehand.views.wallet.passkeys import key_notice, passkeys_page
from chargehand.views.wording import say

HOME: Final = "/account/passkeys"
NAME_MAX: Final = 60
TOLD: Final = ("added", "removed", "not_added")


class PasskeyPages:
    def __init__(self, front: Front, desk: Desk) -> None:
        self._front = front
        self._desk = desk
        self._keys = desk.wallet.passkeys
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
            said=key_notice(told, chrome.lang) if told in TOLD else None,
        )
        return self._front.page("wallet/passkeys.html", page, chrome)

    async def creation(self, request: Request) -> Response:
        """What a browser needs to make a key for this driver."""
        caller = await self._recent(request)
        challenge = await self._challenge(caller)
        known = await self._keys.all(caller.driver.id)
        return _json(creation_options(self._site(), caller.driver, known, challenge))

    async def add(self, request: Request) -> Response:
        """The key that a browser has made is the driver's, and a letter says so."""
        caller = await self._recent(request)
        site, seen = self._site(), self._front.seen(request)
        try:
            answer = read_answer(await request.body())
            shown = shown_in(answer.credential, new=True)
            if not await self._keys.take(shown.challenge, caller.driver.id, seen.now):
                raise NotProved("no challenge of ours")
            made = new_key(site, shown)
        except NotProved as fault:
            raise refused() from fault
        name = " ".join(answer.name.split())[:NAME_MAX] or say("door.passkeys.name.suggested", seen.lang)
        key = Passkey(
            id=made.id,
            driver=caller.driver.id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            transports=made.transports,
            name="".join(letter for letter in name if letter.isprintable()),
            made_at=seen.now,
        )
        if not await self._keys.add(key, key_added_letter(key.name, self._desk.house, seen)):
            raise refused()
        await self._desk.tell(caller.driver.id, NoticeKind.PASSKEY_ADDED, _about(key), key.name)
        return JSONResponse({"location": f"{HOME}?said=added"}, 201)

    async def remove(self, request: Request, key: str) -> Response:
        caller = await self._front.admit(request)
        if not self._front.web.guard.is_recent(caller):
            return see_other(HOME)
        self._front.web.guard.count_wish(caller)
        await remove_key(self._desk, caller, key, request)
        return see_other(f"{HOME}?said=removed")

    async def request(self, request: Request) -> Response:
        """What a browser needs to show a key of ours, whosever it is."""
        self._insist_on_own(request)
        site = self._site()
        self._desk.limits.count_challenge(request)
        return _json(request_options(site, await self._challenge(None)))

    async def enter(self, request: Request) -> Response:
        """Signed in as the driver whose key was shown. Why not is not told."""
        self._insist_on_own(request)
        site = self._site()
        self._desk.limits.count_challenge(request)
        try:
            answer = read_answer(await request.body())
            shown = shown_in(answer.credential, new=False)
            days, hours = self._settings.kept_days if answer.keep else 0, self._settings.session_hours
            lasts = timedelta(days=days) if days else timedelta(hours=hours)
            entrance = entrance_of(request, self._context, lasts)
            welcome = await self._proved(site, shown, entrance)
        except NotProved as fault:
            raise refused() from fault
        location = f"/account?said={Said.KEPT}" if welcome.kept else own_path(answer.next) or "/"
        signed_in = (request, JSONResponse({"location": location}))
        errands = self._front.web.errands
        return let_in(self._context, errands, signed_in, welcome.driver, entrance, keep=answer.keep)

    async def _proved(self, site: Site, shown: Shown, entrance: Entrance) -> Welcome:
        """The challenge is spent, whatever the answer is worth. Raises NotProved."""
        now = self._context.clock()
        if not await self._keys.take(shown.challenge, None, now):
            raise NotProved("no challenge of ours")
        key = await self._keys.one(shown.key, now)
        if key is None or key.suspect_at is not None:
            raise NotProved("no key of ours")
        count = counted(site, shown, key)
        if not has_risen(key, count):
            await self._keys.suspect(key.id, now)
            raise NotProved("the counter fell")
        welcome = await self._keys.enter(key.id, count, entrance, now)
        if welcome is None:
            raise NotProved("the key opens nothing any more")
        return welcome

    async def _challenge(self, caller: Caller | None) -> bytes:
        """32 bytes, good for one answer."""
        challenge = hashlib.sha256(self._context.fresh_secret().encode()).digest()
        until = self._context.clock() + timedelta(seconds=LASTS_S)
        await self._keys.challenge(challenge, None if caller is None else caller.driver.id, until)
        return challenge

    async def _recent(self, request: Request) -> Caller:
        """Who has just proved who they are (S37)."""
        caller = await self._front.admit(request)
        self._front.web.guard.insist_on_proof(caller, recent=True)
        self._front.web.guard.count_wish(caller)
        return caller

    def _insist_on_own(self, request: Request) -> None:
        if is_foreign(request, self._settings):
            raise foreign_origin()

    def _site(self) -> Site:
        host = self._settings.passkey_host
        if host is None:
            raise not_found()
        return Site(self._settings.name, host, self._settings.origin)


async def remove_key(desk: Desk, caller: Caller, name: str, request: Request) -> None:
    """The caller's own key is gone, and a letter says so; raises Problem for any other."""
    seen = desk.seen(desk.web.eyes(request))
    try:
        wanted = key_of(name)
    except NotProved as fault:
        raise not_found() from fault
    keys = await desk.wallet.passkeys.all(caller.driver.id)
    key = next((each for each in keys if each.id == wanted), None)
    if key is None:
        raise not_found()
    letter = key_removed_letter(key.name, desk.house, seen)
    if not await desk.wallet.passkeys.remove(caller.driver.id, key.id, seen.now, letter):
        raise not_found()
    await desk.tell(caller.driver.id, NoticeKind.PASSKEY_REMOVED, _about(key), key.name)


def _about(key: Passkey) -> str:
    """This key as it was added then."""
    return f"{key.id.hex()[:64]}@{key.made_at:%Y%m%d%H%M%S}"


def refused() -> Problem:
    return Problem(403, "passkey_refused", "That passkey did not work.")


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")
