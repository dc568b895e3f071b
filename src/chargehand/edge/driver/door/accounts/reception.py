"""Signing in by letter, the same for a browser and for a program: nothing tells whether an address is known (S36)."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from urllib.parse import urlencode

from msgspec import Struct
from starlette.requests import Request

from chargehand.edge.driver.context import DriverContext
from chargehand.edge.driver.door.entrance import entrance_of
from chargehand.edge.driver.door.errands import Errands
from chargehand.edge.driver.door.keys import is_secret
from chargehand.edge.driver.door.letter import six_digits
from chargehand.edge.driver.door.limits import SignInLimits
from chargehand.edge.driver.door.naming import is_address
from chargehand.edge.driver.door.origin import is_foreign
from chargehand.edge.driver.problems import foreign_origin, too_many
from chargehand.model.token import Driver
from chargehand.model.visit import Entrance
from chargehand.views.inbox.letters import sign_in_letter
from chargehand.views.words.language import Language

_CODE = re.compile(r"[0-9]{6}")
NO_AFTER_S = 0.1
"""A code that is none is told so after this, longer than it takes to look one up: the time tells nothing (S36)."""


class Wanted(Struct, frozen=True):
    """A letter that somebody asks for, and what its link leads to."""

    email: str
    lang: Language
    path: str = ""
    keep: bool = False


class Reception:
    """One for the whole web: it counts. Each method raises Problem (429) for what is tried too often (S35)."""

    def __init__(self, context: DriverContext, errands: Errands) -> None:
        self._context = context
        self._errands = errands
        self._limits = SignInLimits(context.clock)

    async def insist_on_own(self, request: Request) -> None:
        """Raises Problem for what another site's page asks: nobody is signed in from elsewhere (S33)."""
        if is_foreign(request, self._context.settings):
            raise foreign_origin()

    def ask(self, request: Request, wanted: Wanted) -> None:
        """The letter is written after the answer, so that its time tells nothing."""
        self._limits.count_letter(request, wanted.email.lower())
        if not self._errands.put(lambda: self._write(wanted)):
            raise too_many(30)

    def entrance(self, request: Request, *, keep: bool) -> Entrance:
        """What is held from now on by whoever proves who they are: for hours, or for days if it is kept."""
        settings = self._context.settings
        lasts = timedelta(days=settings.kept_days) if keep else timedelta(hours=settings.session_hours)
        return entrance_of(request, self._context, lasts)

    async def enter_by_link(self, request: Request, secret: str, entrance: Entrance) -> Driver | None:
        """The link is used up. None: it opens nothing."""
        self._limits.count_entry(request)
        if not is_secret(secret):
            return None
        return await self._context.accounts.sign_in_by_link(
            secret, entrance.secret, entrance.expires_at, entrance.device, entrance.before
        )

    async def enter_by_code(
        self, request: Request, email: str, code: str, entrance: Entrance
    ) -> Driver | None:
        """By the code of the latest letter; five tries per letter. None: it is not that code."""
        no_at_s = self._context.monotonic() + NO_AFTER_S
        self._limits.count_entry(request)
        email, code, driver = email.strip(), code.replace(" ", ""), None
        if is_address(email) and _CODE.fullmatch(code):
            self._limits.count_code(email.lower())
            driver = await self._context.accounts.sign_in_by_code(
                email, code, entrance.secret, entrance.expires_at, entrance.device, entrance.before
            )
        if driver is None:
            await asyncio.sleep(max(0.0, no_at_s - self._context.monotonic()))
        return driver

    async def _write(self, wanted: Wanted) -> None:
        settings, fresh = self._context.settings, self._context.fresh_secret
        secret, code = fresh(), six_digits(fresh())
        link = f"{settings.base_url.rstrip('/')}/sign-in/{secret}" + query(wanted.path, keep=wanted.keep)
        letter = sign_in_letter(wanted.lang, settings.name, link, code, settings.sign_in_minutes)
        await self._context.accounts.ask_sign_in(wanted.email, secret, code, settings.sign_in_minutes, letter)


def query(path: str = "", *, keep: bool) -> str:
    """Where to go afterwards and whether to stay, as addresses of the sign-in carry it."""
    told = ({"next": path} if path else {}) | ({"keep": "yes"} if keep else {})
    return f"?{urlencode(told)}" if told else ""
