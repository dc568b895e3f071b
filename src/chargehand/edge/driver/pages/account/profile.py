"""The account page and its forms: name, looks, devices."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.door.form import read_form
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.door.keys import take_cookie
from chargehand.edge.driver.door.looks import give_looks
from chargehand.edge.driver.door.naming import is_name, row_id
from chargehand.edge.driver.pages.front import Front, see_other
from chargehand.edge.driver.problems import invalid, not_found, signed_out
from chargehand.model.account import ProfileWish
from chargehand.model.token import Theme
from chargehand.views.account.page import Said, Wrong, account_page
from chargehand.views.pages import Tab
from chargehand.views.wording import TABLES, say


class ProfilePages:
    def __init__(self, front: Front) -> None:
        self._front = front
        self._context = front.web.context
        self._profiles = front.web.context.profiles

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/account", self.page, methods=["GET"])
        router.add_api_route("/account/name", self.set_name, methods=["POST"])
        router.add_api_route("/account/looks", self.set_looks, methods=["POST"])
        router.add_api_route("/account/devices/{device}/sign-out", self.sign_out, methods=["POST"])
        router.add_api_route("/account/sign-out", self.sign_out_everywhere, methods=["POST"])
        return router

    async def page(self, request: Request, said: str = "") -> Response:
        caller = await self._front.admit(request)
        return await self.show(request, caller, Said(said) if said in set(Said) else None)

    async def show(
        self, request: Request, caller: Caller, said: Said | None = None, wrong: Wrong | None = None
    ) -> Response:
        """The page; with what is `wrong` it is an error."""
        driver = caller.driver.id
        profile, devices, viewer, chrome = await asyncio.gather(
            self._profiles.profile(driver),
            self._profiles.devices(driver, caller.key),
            self._front.viewer(caller),
            self._front.chrome(request, caller, Tab.ACCOUNT),
        )
        if profile is None:
            raise not_found()
        seen = self._front.seen(request)
        page = replace(
            account_page(profile, tuple(devices), tuple(viewer.cards), seen, said, wrong),
            recent=self._front.web.guard.is_recent(caller),
            proved=caller.proved,
        )
        return self._front.page("account/page.html", page, chrome, 200 if wrong is None else 422)

    async def set_name(self, request: Request) -> Response:
        caller = await self.admit(request)
        name = (await read_form(request)).get("name", "").strip()
        if not is_name(name):
            error = say("account.name.bad", self._front.eyes(request).lang)
            return await self.show(request, caller, wrong=Wrong(name=name[:200], name_error=error))
        await self._profiles.set_profile(caller.driver.id, ProfileWish(name=name))
        return said(Said.SAVED)

    async def set_looks(self, request: Request) -> Response:
        """Theme and language, on every page from the next one on."""
        caller = await self.admit(request)
        form = await read_form(request)
        theme, language = form.get("theme", Theme.SYSTEM), form.get("language", "")
        if theme not in set(Theme) or language not in {"", *TABLES}:
            raise invalid("There is no such theme or language.")
        driver = await self._profiles.set_profile(
            caller.driver.id, ProfileWish(theme=Theme(theme), language=language)
        )
        if driver is None:
            raise signed_out()
        response = said(Said.SAVED)
        give_looks(request, response, self._context.settings, driver)
        return response

    async def sign_out(self, request: Request, device: str) -> Response:
        """One device less; unknown and foreign ones look the same (S29)."""
        caller = await self.admit(request)
        if not await self._profiles.sign_out_device(caller.driver.id, row_id(device)):
            raise not_found()
        return said(Said.SIGNED_OUT)

    async def sign_out_everywhere(self, request: Request) -> Response:
        """Here too."""
        caller = await self.admit(request)
        await self._context.accounts.sign_out_everywhere(caller.driver.id)
        response = see_other("/sign-in")
        take_cookie(response, self._context.settings)
        response.headers["Clear-Site-Data"] = '"storage"'
        return response

    async def admit(self, request: Request) -> Caller:
        """For a form: counted."""
        caller = await self._front.admit(request)
        self._front.web.guard.count_wish(caller)
        return caller


def said(what: Said) -> Response:
    """To the account page, which says so."""
    return see_other(f"/account?said={what}")
