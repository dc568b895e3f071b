"""Drivers for those who run the house: invited, suspended, closed, and back again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, StrictBool
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.account.own import DriverName
from chargehand.edge.driver.api.replies import Described, api_router, described, reply
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.door.naming import is_address
from chargehand.edge.driver.door.news.acts import about
from chargehand.edge.driver.ports import Drivers
from chargehand.edge.driver.problems import Problem, not_found
from chargehand.edge.driver.refusals import Refused
from chargehand.edge.driver.web import Web
from chargehand.model.account import DriverChoice, DriverSheet, DriverWish, LiveSession
from chargehand.model.faults import LaneHalted, WorldFault
from chargehand.model.identity import DriverId
from chargehand.model.token import AccountStatus, Driver
from chargehand.views.account.letters import invitation_letter
from chargehand.views.account.objects import (
    DriverList,
    DriverObject,
    DriverPutObject,
    StopObject,
    driver_object,
    language_of,
)
from chargehand.views.wording import say
from chargehand.views.words.language import Language

INVITED_HOURS = 24
_OUT = (AccountStatus.SUSPENDED, AccountStatus.CLOSED)
_PLAIN = r"^[^\x00-\x1f/]*$"
Named = Annotated[str, Path(min_length=1, max_length=255, pattern=_PLAIN)]


class DriverBody(BaseModel):
    """What is not told stays. A driver whom nobody knows is invited, unless another status is told.

    `stop_live`: whether what runs is stopped now; must be told to suspend or close an account with a live session.
    `language`: of the invitation.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"status": "suspended", "stop_live": True}, {"name": "Robin"}]},
    )

    status: AccountStatus | None = None
    name: DriverName | None = None
    stop_live: StrictBool | None = None
    language: Language | None = None


class DriversApi:
    def __init__(self, web: Web, drivers: Drivers) -> None:
        self._web = web
        self._drivers = drivers

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1/operator/drivers", "operator")
        nothing: Described = described(DriverObject) | {204: {"description": "Signed out."}}
        del nothing[200]
        router.add_api_route("", self.all, methods=["GET"], responses=described(DriverList))
        router.add_api_route("/{driver}", self.one, methods=["GET"], responses=described(DriverObject))
        router.add_api_route(
            "/{driver}", self.put, methods=["PUT"], responses=described(DriverPutObject, errors=(409,))
        )
        router.add_api_route(
            "/{driver}/sign-out",
            self.sign_out,
            methods=["POST"],
            status_code=204,
            responses=nothing,
        )
        return router

    async def all(
        self,
        request: Request,
        status: AccountStatus | None = None,
        search: Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")] = "",
        after: Annotated[str, Query(max_length=300, pattern=r"^[^\x00]*$")] = "",
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Response:
        """Drivers by address, with `search` in name or address; `next` of the answer is `after` of the next page."""
        await self._admit(request)
        choice = DriverChoice(status=status, search=search, after=after, limit=limit)
        sheets = await self._drivers.chosen(choice)
        more = sheets[-1].driver.email if len(sheets) == limit else None
        return reply(DriverList(drivers=[driver_object(sheet) for sheet in sheets], next=more))

    async def one(self, request: Request, driver: Named) -> Response:
        """The driver with this address or id."""
        await self._admit(request)
        sheet = await self._drivers.sheet(driver)
        if sheet is None:
            raise not_found()
        return reply(driver_object(sheet))

    async def put(self, request: Request, driver: Named, body: DriverBody) -> Response:
        """The driver's account is as told, for the very next request. 409 `session_live`: say with `stop_live` what becomes of it."""
        caller = await self._admit(request)
        self._web.guard.count_wish(caller)
        known = await self._drivers.sheet(driver)
        sheet = known or await self._added(driver, body)
        lang = self._web.eyes(request).lang
        _insist(sheet, body, lang)
        named = sheet.driver.id
        about(request, named)
        if not await self._drivers.put(named, DriverWish(status=body.status, name=body.name)):
            raise _erased()
        stopped = sheet.live if body.status in _OUT and body.stop_live else ()
        stops = await self._stops(stopped)
        after = await self._drivers.sheet(named)
        if after is None:
            raise not_found()
        invited = after.driver.account is AccountStatus.INVITED and (
            known is None or body.status is AccountStatus.INVITED
        )
        if invited:
            await self._invite(after.driver, body.language or language_of(after.driver.language) or lang)
        return reply(DriverPutObject(driver=driver_object(after), invited=invited, stops=stops))

    async def sign_out(self, request: Request, driver: Named) -> Response:
        """The driver is signed out everywhere: in browsers, on devices that are told things, and with every API token.

        The account stays as it is; who has its mailbox or a passkey can sign in anew.
        """
        caller = await self._admit(request)
        self._web.guard.count_wish(caller)
        sheet = await self._drivers.sheet(driver)
        if sheet is None:
            raise not_found()
        about(request, sheet.driver.id)
        await self._drivers.sign_out(sheet.driver.id)
        return Response(status_code=204)

    async def _added(self, named: str, body: DriverBody) -> DriverSheet:
        status = body.status or AccountStatus.INVITED
        if not is_address(named) or status in _OUT:
            raise not_found()
        fresh = DriverId(self._web.context.fresh_id())
        draft = Driver(id=fresh, email=named, name=body.name or "", account=status)
        sheet = await self._drivers.sheet((await self._drivers.add(draft)).id)
        if sheet is None:
            raise not_found()
        return sheet

    async def _stops(self, live: Iterable[LiveSession]) -> list[StopObject]:
        """Each is asked for, whatever becomes of the others; then what kept one from being asked for is raised."""
        stops: list[StopObject] = []
        faults: list[Exception] = []
        for each in live:
            try:
                stops.append(await self._stop(each))
            except (LaneHalted, WorldFault, Problem) as fault:
                faults.append(fault)
        if faults:
            raise faults[0]
        return stops

    async def _stop(self, live: LiveSession) -> StopObject:
        try:
            taken = await self._web.inlet.stop_for_house(live.station, live.id)
        except Refused as refused:
            return StopObject(session_id=live.id, command=None, refusal=refused.refusal)
        return StopObject(session_id=live.id, command=taken.command.id, refusal=None)

    async def _invite(self, driver: Driver, lang: Language) -> None:
        context = self._web.context
        secret, base = context.fresh_secret(), context.settings.base_url.rstrip("/")
        door = f"{base}/sign-in"
        letter = invitation_letter(context.settings.name, f"{door}/{secret}", door, lang)
        await self._drivers.invite(driver.id, secret, INVITED_HOURS, letter)

    async def _admit(self, request: Request) -> Caller:
        return await self._web.guard.admit(request, scope="operator")


def _insist(sheet: DriverSheet, body: DriverBody, lang: Language) -> None:
    """Raises Problem for what cannot be, or not without a word about what runs."""
    if sheet.erased_at is not None:
        raise _erased()
    if body.status is AccountStatus.INVITED and sheet.driver.account is not AccountStatus.INVITED:
        raise Problem(409, "not_invited", "Only who never signed in can be invited.")
    if body.status in _OUT and sheet.live and body.stop_live is None:
        sessions = ", ".join(each.id for each in sheet.live)
        raise Problem(409, "session_live", say("account.live", lang), f"Live sessions: {sessions}")


def _erased() -> Problem:
    return Problem(409, "erased", "Nothing is left of this account.")
