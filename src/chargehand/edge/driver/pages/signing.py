"""Signing in and out: a letter with a link and a code, and nothing that tells whether an address is known (S36)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

from fastapi import APIRouter
from msgspec import Struct
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.door.accounts.admission import let_in
from chargehand.edge.driver.door.entrance import entrance_of
from chargehand.edge.driver.door.entrance import own_path as _local
from chargehand.edge.driver.door.form import read_form
from chargehand.edge.driver.door.keys import is_secret, take_cookie
from chargehand.edge.driver.door.letter import six_digits
from chargehand.edge.driver.door.limits import SignInLimits
from chargehand.edge.driver.door.naming import is_address
from chargehand.edge.driver.door.origin import is_foreign
from chargehand.edge.driver.pages.front import Front, see_other
from chargehand.edge.driver.problems import foreign_origin, too_many
from chargehand.model.token import Driver
from chargehand.model.visit import Entrance
from chargehand.views.inbox.letters import sign_in_letter
from chargehand.views.pages import Said, Trouble, sign_in_confirm_page, sign_in_page, sign_in_sent_page
from chargehand.views.wording import say
from chargehand.views.words.language import Language, day

_CODE = re.compile(r"[0-9]{6}")
NO_AFTER_S = 0.1
"""A code that is none is told so after this, longer than it takes to look one up: the time tells nothing (S36)."""


class Entry(Struct, frozen=True):
    """What a browser will hold once it is let in, for how long, and where it goes then."""

    hold: Entrance
    keep: bool
    wanted: str


class SignInPages:
    def __init__(self, front: Front) -> None:
        self._front = front
        self._context = front.web.context
        self._settings = front.web.context.settings
        self._limits = SignInLimits(front.web.context.clock)

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/sign-in", self.ask, methods=["GET"])
        router.add_api_route("/sign-in", self.send, methods=["POST"])
        router.add_api_route("/sign-in/code", self.enter_by_code, methods=["POST"])
        router.add_api_route("/sign-in/{secret}", self.confirm, methods=["GET"])
        router.add_api_route("/sign-in/{secret}", self.enter_by_link, methods=["POST"])
        router.add_api_route("/sign-out", self.leave, methods=["POST"])
        return router

    async def ask(self, request: Request) -> Response:
        """The page with the one field; who is signed in already goes on, unless they are to prove once more who they are."""
        wanted = _local(request.query_params.get("next"))
        caller = await self._front.web.guard.recognise(request)
        again = bool(request.query_params.get("again"))
        if caller is not None and not again:
            return see_other(wanted or "/")
        chrome = await self._front.chrome(request, None)
        page = sign_in_page(
            chrome.lang,
            "" if caller is None else caller.driver.email,
            wanted,
            passkey_host=self._settings.passkey_host or "",
        )
        return self._front.page("sign_in.html", replace(page, card_href="") if again else page, chrome)

    async def send(self, request: Request) -> Response:
        """The same answer in the same time for every address: the letter is written after it."""
        form = await self._own_form(request)
        email, wanted, keep = form.get("email", "").strip(), _local(form.get("next")), bool(form.get("keep"))
        chrome = await self._front.chrome(request, None)
        if not is_address(email):
            bad = sign_in_page(chrome.lang, email[:250], wanted, say("sign_in.bad_email", chrome.lang))
            return self._front.page("sign_in.html", bad, chrome, 422)
        self._limits.count_letter(request, email.lower())
        if not self._front.web.errands.put(lambda: self._write(email, wanted, chrome.lang, keep=keep)):
            raise too_many(30)
        page = sign_in_sent_page(chrome.lang, email, wanted, "/sign-in/code" + _query(keep=keep))
        return self._front.page("sign_in_sent.html", page, chrome)

    async def confirm(self, request: Request, secret: str) -> Response:
        """What the link opens: a page with a button, so that programs that look into mail sign nobody in."""
        state = await self._context.accounts.link_state(secret) if is_secret(secret) else None
        if state is None:
            return self._front.trouble(request, Trouble.LINK_SPENT, 410)
        query = request.query_params
        chrome = await self._front.chrome(request, None)
        keeping, wanted = "", _local(query.get("next"))
        if state.erase_at is not None:
            wanted = wanted or f"/account?said={Said.KEPT}"
            on = day(state.erase_at, chrome.lang, chrome.zone)
            keeping = say("account.keeping", chrome.lang, day=on)
        action = f"/sign-in/{secret}" + _query(keep=bool(query.get("keep")))
        page = sign_in_confirm_page(chrome.lang, action, next_=wanted, keeping=keeping)
        return self._front.page("sign_in_confirm.html", page, chrome)

    async def enter_by_link(self, request: Request, secret: str) -> Response:
        """Signed in, by a new secret; the link is used up."""
        entry = self._entry(request, await self._own_form(request))
        self._limits.count_entry(request)
        driver = None
        if is_secret(secret):
            driver = await self._context.accounts.sign_in_by_link(
                secret, entry.hold.secret, entry.hold.expires_at, entry.hold.device, entry.hold.before
            )
        if driver is None:
            return self._front.trouble(request, Trouble.LINK_SPENT, 410)
        return self._let_in(request, driver, entry)

    async def enter_by_code(self, request: Request) -> Response:
        """Signed in by the code of the latest letter; five tries per letter."""
        no_at_s = self._context.monotonic() + NO_AFTER_S
        form = await self._own_form(request)
        entry = self._entry(request, form)
        email, code = form.get("email", "").strip(), form.get("code", "").replace(" ", "")
        self._limits.count_entry(request)
        driver = None
        if is_address(email) and _CODE.fullmatch(code):
            self._limits.count_code(email.lower())
            driver = await self._context.accounts.sign_in_by_code(
                email, code, entry.hold.secret, entry.hold.expires_at, entry.hold.device, entry.hold.before
            )
        if driver is not None:
            return self._let_in(request, driver, entry)
        await asyncio.sleep(max(0.0, no_at_s - self._context.monotonic()))
        chrome = await self._front.chrome(request, None)
        action, error = "/sign-in/code" + _query(keep=entry.keep), say("sign_in.bad_code", chrome.lang)
        page = sign_in_sent_page(chrome.lang, email[:250], entry.wanted, action, error)
        return self._front.page("sign_in_sent.html", page, chrome, 422)

    async def leave(self, request: Request) -> Response:
        """Signed out on the server, and nothing personal is left in the browser (S32, S47)."""
        caller = await self._front.web.guard.recognise(request)
        if caller is not None:
            await self._context.accounts.sign_out(caller.key.secret)
        response = see_other("/sign-in")
        take_cookie(response, self._settings)
        response.headers["Clear-Site-Data"] = '"storage"'
        return response

    async def _own_form(self, request: Request) -> Mapping[str, str]:
        """The form, if it came from our own page: nobody is signed in from elsewhere (S33)."""
        if is_foreign(request, self._settings):
            raise foreign_origin()
        return await read_form(request)

    async def _write(self, email: str, wanted: str, lang: Language, *, keep: bool) -> None:
        settings, fresh = self._settings, self._context.fresh_secret
        secret, code = fresh(), six_digits(fresh())
        link = f"{settings.base_url.rstrip('/')}/sign-in/{secret}" + _query(wanted, keep=keep)
        letter = sign_in_letter(lang, settings.name, link, code, settings.sign_in_minutes)
        await self._context.accounts.ask_sign_in(email, secret, code, settings.sign_in_minutes, letter)

    def _entry(self, request: Request, form: Mapping[str, str]) -> Entry:
        settings, keep = self._settings, bool(request.query_params.get("keep") or form.get("keep"))
        lasts = timedelta(days=settings.kept_days) if keep else timedelta(hours=settings.session_hours)
        return Entry(entrance_of(request, self._context, lasts), keep, _local(form.get("next")))

    def _let_in(self, request: Request, driver: Driver, entry: Entry) -> Response:
        signed_in = (request, see_other(entry.wanted or "/"))
        errands = self._front.web.errands
        return let_in(self._context, errands, signed_in, driver, entry.hold, keep=entry.keep)


def _query(wanted: str = "", *, keep: bool) -> str:
    told = ({"next": wanted} if wanted else {}) | ({"keep": "yes"} if keep else {})
    return f"?{urlencode(told)}" if told else ""
