"""A driver's own account: what the pages can do, for programs."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.replies import Described, api_router, described, reply
from chargehand.edge.driver.door.accounts.own_account import OwnAccount
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.door.naming import is_address, is_name, row_id
from chargehand.edge.driver.problems import Problem, not_found
from chargehand.edge.driver.web import Web
from chargehand.model.account import ProfileWish
from chargehand.model.token import AccountStatus, Theme
from chargehand.views.account.objects import (
    AccountObject,
    ClosedObject,
    DeviceList,
    account_object,
    device_object,
)
from chargehand.views.wording import say
from chargehand.views.words.language import Language


def _name(text: str) -> str:
    if not is_name(text.strip()):
        raise ValueError("must be printable")
    return text.strip()


def _address(text: str) -> str:
    if not is_address(text.strip()):
        raise ValueError("is no e-mail address")
    return text.strip()


DriverName = Annotated[str, Field(max_length=100), AfterValidator(_name)]
Address = Annotated[str, Field(max_length=255), AfterValidator(_address)]


class AccountBody(BaseModel):
    """What is not told stays; `language` null or empty: the browser's."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"theme": "dark", "language": "nl"}]}
    )

    name: DriverName | None = None
    theme: Theme | None = None
    language: Language | Literal[""] | None = None


class EmailBody(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"email": "robin@example.org"}]}
    )

    email: Address


class DeletionBody(BaseModel):
    """Asks again: `sure` must be true."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"sure": True}]})

    sure: Literal[True]


class AccountApi:
    def __init__(self, web: Web, own: OwnAccount) -> None:
        self._web = web
        self._own = own
        self._profiles = web.context.profiles

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1/account", "account")
        told, listed = described(AccountObject), described(DeviceList)
        waiting, gone = described(AccountObject, 202), described(ClosedObject, errors=(409,))
        nothing: Described = described(AccountObject) | {204: {"description": "Signed out."}}
        del nothing[200]
        router.add_api_route("", self.account, methods=["GET"], responses=told)
        router.add_api_route("", self.put, methods=["PUT"], responses=told)
        router.add_api_route("/email", self.ask_email, methods=["POST"], status_code=202, responses=waiting)
        router.add_api_route("/email/drop", self.drop_email, methods=["POST"], responses=told)
        router.add_api_route("/devices", self.devices, methods=["GET"], responses=listed)
        router.add_api_route("/devices/{device}/sign-out", self.sign_out, methods=["POST"], responses=listed)
        router.add_api_route(
            "/sign-out", self.sign_out_everywhere, methods=["POST"], status_code=204, responses=nothing
        )
        router.add_api_route("/export", self.export, methods=["GET"], responses=described(dict))
        router.add_api_route("/deletion", self.close, methods=["POST"], responses=gone)
        return router

    async def account(self, request: Request) -> Response:
        """Name, address, status and preferences of the driver who asks."""
        return await self._told(await self._web.guard.admit(request))

    async def put(self, request: Request, body: AccountBody) -> Response:
        """The account is as told, on every page and device from the next request on."""
        caller = await self._wish(request)
        language = body.language
        if "language" in body.model_fields_set and language is None:
            language = ""
        wish = ProfileWish(name=body.name, theme=body.theme, language=language)
        await self._profiles.set_profile(caller.driver.id, wish)
        return await self._told(caller)

    async def ask_email(self, request: Request, body: EmailBody) -> Response:
        """A link goes to the new address, a note to the present one, which stays until the link is opened. The same for every address.

        Needs a sign-in, or a token, of the last 15 minutes.
        """
        caller = await self._wish(request)
        await self._own.ask_email(caller, body.email, self._web.eyes(request))
        return await self._told(caller, 202)

    async def drop_email(self, request: Request) -> Response:
        """No other address waits any more."""
        caller = await self._wish(request)
        await self._profiles.drop_email(caller.driver.id)
        return await self._told(caller)

    async def devices(self, request: Request) -> Response:
        """Browsers and programs that are signed in."""
        return await self._listed(request, await self._web.guard.admit(request))

    async def sign_out(self, request: Request, device: str) -> Response:
        """One of them is signed in no more; the rest is told."""
        caller = await self._wish(request)
        if not await self._profiles.sign_out_device(caller.driver.id, row_id(device)):
            raise not_found()
        return await self._listed(request, caller)

    async def sign_out_everywhere(self, request: Request) -> Response:
        """Nothing is signed in any more, this program included."""
        caller = await self._wish(request)
        await self._web.context.accounts.sign_out_everywhere(caller.driver.id)
        return Response(status_code=204)

    async def export(
        self, request: Request, cursor: Annotated[str | None, Query(max_length=300)] = None
    ) -> Response:
        """All that is kept of the driver, as one JSON document. A very large one is told in turns: `next` is the `cursor` of the rest."""
        caller = await self._web.guard.admit(request)
        return await self._own.export(caller, cursor)

    async def close(self, request: Request, body: DeletionBody) -> Response:
        """Closes the account and signs out everywhere; erased at `erase_at` unless somebody signs in before. 409 while charging.

        Needs a sign-in, or a token, of the last 15 minutes.
        """
        del body  # its being there is what was asked for
        caller, eyes = await self._wish(request), self._web.eyes(request)
        closing = await self._own.close(caller, eyes)
        if closing.erase_at is None:
            detail = say("account.delete.live.text", eyes.lang)
            raise Problem(409, "session_live", say("account.delete.live", eyes.lang), detail)
        return reply(ClosedObject(status=AccountStatus.CLOSED, erase_at=closing.erase_at))

    # inside

    async def _wish(self, request: Request) -> Caller:
        caller = await self._web.guard.admit(request)
        self._web.guard.count_wish(caller)
        return caller

    async def _told(self, caller: Caller, status: int = 200) -> Response:
        profile = await self._profiles.profile(caller.driver.id)
        if profile is None:
            raise not_found()
        return reply(account_object(profile), status)

    async def _listed(self, request: Request, caller: Caller) -> Response:
        lang = self._web.eyes(request).lang
        devices = await self._profiles.devices(caller.driver.id, caller.key)
        return reply(DeviceList(devices=[device_object(each, lang) for each in devices]))
