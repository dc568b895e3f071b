"""Another e-mail address: asked for on the account page, confirmed with a link that works once (§8, S36)."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.door.accounts.own_account import OwnAccount
from chargehand.edge.driver.door.form import read_form
from chargehand.edge.driver.door.keys import is_secret
from chargehand.edge.driver.door.limits import SignInLimits
from chargehand.edge.driver.door.naming import is_address
from chargehand.edge.driver.door.origin import is_foreign
from chargehand.edge.driver.pages.account.profile import ProfilePages, said
from chargehand.edge.driver.pages.front import Front, to_prove
from chargehand.edge.driver.problems import foreign_origin
from chargehand.views.account.page import Said, Wrong, confirm_email_page, confirmed_page, link_spent_page
from chargehand.views.wording import say


class AddressPages:
    def __init__(self, front: Front, own: OwnAccount, profile: ProfilePages) -> None:
        self._front = front
        self._own = own
        self._profile = profile
        self._profiles = front.web.context.profiles
        self._limits = SignInLimits(front.web.context.clock)

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/account/email", self.ask, methods=["POST"])
        router.add_api_route("/account/email/drop", self.drop, methods=["POST"])
        router.add_api_route("/account/email/{secret}", self.confirm, methods=["GET"])
        router.add_api_route("/account/email/{secret}", self.confirmed, methods=["POST"])
        return router

    async def ask(self, request: Request) -> Response:
        """The same answer for every address; only for who has just proved who they are (S37)."""
        caller = await self._profile.admit(request)
        if not self._front.web.guard.is_recent(caller):
            return to_prove("/account")
        email = (await read_form(request)).get("email", "").strip()
        if not is_address(email):
            error = say("account.email.bad", self._front.eyes(request).lang)
            wrong = Wrong(email=email[:250], email_error=error)
            return await self._profile.show(request, caller, wrong=wrong)
        await self._own.ask_email(caller, email, self._front.eyes(request))
        return said(Said.EMAIL_ASKED)

    async def drop(self, request: Request) -> Response:
        caller = await self._profile.admit(request)
        await self._profiles.drop_email(caller.driver.id)
        return said(Said.SAVED)

    async def confirm(self, request: Request, secret: str) -> Response:
        """What the link opens, on whatever device: a button, so that programs that look into mail confirm nothing."""
        email = await self._profiles.waiting_email(secret) if is_secret(secret) else None
        chrome = self._front.bare(request)
        if email is None:
            return self._front.page("account/word.html", link_spent_page(chrome.lang), chrome, 410)
        page = confirm_email_page(email, f"/account/email/{secret}", chrome.lang)
        return self._front.page("account/word.html", page, chrome)

    async def confirmed(self, request: Request, secret: str) -> Response:
        """The address is the account's; the link is used up."""
        if is_foreign(request, self._front.web.context.settings):  # S33
            raise foreign_origin()
        self._limits.count_entry(request)
        email = await self._profiles.confirm_email(secret) if is_secret(secret) else None
        chrome = self._front.bare(request)
        if email is None:
            return self._front.page("account/word.html", link_spent_page(chrome.lang), chrome, 410)
        return self._front.page("account/word.html", confirmed_page(email, chrome.lang), chrome)
