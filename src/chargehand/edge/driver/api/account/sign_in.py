"""How a program gets a token: by the letter that browsers are signed in with, by the same rules (S35, S36)."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.account.own import Address
from chargehand.edge.driver.api.replies import Described, api_router, described, reply
from chargehand.edge.driver.door.accounts.acquaintance import acquainted
from chargehand.edge.driver.door.accounts.reception import Reception, Wanted
from chargehand.edge.driver.problems import Problem
from chargehand.edge.driver.web import Web
from chargehand.model.token import Driver
from chargehand.model.visit import Entrance
from chargehand.views.account.objects import LetterObject, SignedInObject
from chargehand.views.wording import say

DEVICE_LENGTH_MAX: Final = 60


def _device(text: str) -> str:
    if not text.isprintable() or not text.strip():
        raise ValueError("must be printable")
    return text.strip()


DeviceName = Annotated[
    str,
    Field(
        max_length=DEVICE_LENGTH_MAX,
        description="What the driver will read in the list of what is signed in.",
    ),
    AfterValidator(_device),
]
Keep = Annotated[
    StrictBool, Field(description="The token is good for 30 days, not for hours, unless the house says else.")
]


class SignInBody(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"email": "robin@example.org"}]}
    )

    email: Address


class CodeBody(BaseModel):
    """The six digits of the latest letter; spaces do not matter."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"email": "robin@example.org", "code": "402931", "device": "Robin's phone", "keep": True}
            ]
        },
    )

    email: Address
    code: Annotated[str, Field(max_length=20)]
    device: DeviceName
    keep: Keep = False


class LinkBody(BaseModel):
    """`secret`: what stands after /sign-in/ in the letter's link."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"secret": "9Yd1Ee0wT5mXkq2vRcB7hA", "device": "Charging in the car", "keep": False}]
        },
    )

    secret: Annotated[str, Field(max_length=200)]
    device: DeviceName
    keep: Keep = False


def open_router(reception: Reception) -> APIRouter:
    """Routes for who has no key yet; other sites' pages are turned away before anything else (S33)."""
    return APIRouter(prefix="/api/v1", tags=["sign-in"], dependencies=[Depends(reception.insist_on_own)])


class SignInApi:
    def __init__(self, web: Web, reception: Reception) -> None:
        self._web = web
        self._reception = reception

    def router(self) -> APIRouter:
        router = open_router(self._reception)
        nothing: Described = described(SignedInObject) | {204: {"description": "Signed out."}}
        del nothing[200]
        router.add_api_route(
            "/sign-in", self.ask, methods=["POST"], status_code=202, responses=described(LetterObject, 202)
        )
        router.add_api_route(
            "/sign-in/code", self.by_code, methods=["POST"], responses=described(SignedInObject)
        )
        router.add_api_route(
            "/sign-in/link",
            self.by_link,
            methods=["POST"],
            responses=described(SignedInObject, errors=(410,)),
        )
        own = api_router(self._web.guard, "/api/v1", "sign-in")
        own.add_api_route("/sign-out", self.leave, methods=["POST"], status_code=204, responses=nothing)
        router.routes.extend(own.routes)
        return router

    async def ask(self, request: Request, body: SignInBody) -> Response:
        """A letter with a link and a six-digit code goes to the address if somebody has it; the answer is the same for all."""
        self._reception.ask(request, Wanted(body.email, self._web.eyes(request).lang))
        return reply(LetterObject(minutes=self._web.context.settings.sign_in_minutes), 202)

    async def by_code(self, request: Request, body: CodeBody) -> Response:
        """A token for the code of the latest letter; five tries per letter. The token is shown this once."""
        entrance = self._reception.entrance(request, keep=body.keep)
        driver = await self._reception.enter_by_code(request, body.email, body.code, entrance)
        if driver is None:
            raise Problem(422, "code_refused", say("sign_in.bad_code", self._web.eyes(request).lang))
        return await let_in(self._web, request, driver, entrance, body.device)

    async def by_link(self, request: Request, body: LinkBody) -> Response:
        """A token for the link of a letter, for a program that opens such links itself. The link is used up."""
        entrance = self._reception.entrance(request, keep=body.keep)
        driver = await self._reception.enter_by_link(request, body.secret, entrance)
        if driver is None:
            lang = self._web.eyes(request).lang
            told = say("error.link_spent", lang), say("error.link_spent.text", lang)
            raise Problem(410, "link_spent", *told)
        return await let_in(self._web, request, driver, entrance, body.device)

    async def leave(self, request: Request) -> Response:
        """The token that asks is good no more, and its device is told nothing more. Other devices stay signed in."""
        caller = await self._web.guard.admit(request)
        await self._web.context.accounts.sign_out(caller.key.secret)
        return Response(status_code=204)


async def let_in(web: Web, request: Request, driver: Driver, entrance: Entrance, device: str) -> Response:
    """Who came in by the entrance holds a token; the driver is told of a program that was not known."""
    await web.context.accounts.keep_as_program(entrance.secret, device)
    told = SignedInObject(token=entrance.secret, expires_at=entrance.expires_at, device=device)
    response = reply(told)
    held = (entrance.secret, entrance.before)
    acquainted(web.context, web.errands, (request, response), driver.id, held, device)
    return response
