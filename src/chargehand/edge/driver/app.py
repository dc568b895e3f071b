"""The web application: routes, the shell around them, and the tasks that run beside them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from chargehand.edge.driver.api.account.drivers import DriversApi
from chargehand.edge.driver.api.account.own import AccountApi
from chargehand.edge.driver.api.account.sign_in import SignInApi
from chargehand.edge.driver.api.audit import AuditApi
from chargehand.edge.driver.api.chargers import ChargersApi
from chargehand.edge.driver.api.commands import CommandsApi
from chargehand.edge.driver.api.contract import describe
from chargehand.edge.driver.api.health import Health
from chargehand.edge.driver.api.inbox.notices import NoticesApi
from chargehand.edge.driver.api.inbox.operator import OperatorSupportApi
from chargehand.edge.driver.api.inbox.support import SupportApi
from chargehand.edge.driver.api.live import LiveApi
from chargehand.edge.driver.api.messages import MessagesApi
from chargehand.edge.driver.api.operations.calls import CallsApi
from chargehand.edge.driver.api.operations.local_list import LocalListApi
from chargehand.edge.driver.api.operations.places import PlacesApi
from chargehand.edge.driver.api.operations.records import RecordsApi
from chargehand.edge.driver.api.operations.security import SecurityApi
from chargehand.edge.driver.api.operations.sessions import OperatorSessionsApi
from chargehand.edge.driver.api.operations.tariffs import TariffsApi
from chargehand.edge.driver.api.operator import OperatorApi
from chargehand.edge.driver.api.sessions import SessionsApi
from chargehand.edge.driver.api.usage.exports import ExportsApi
from chargehand.edge.driver.api.usage.periods import UsageApi
from chargehand.edge.driver.context import DriverContext
from chargehand.edge.driver.door.accounts.own_account import OwnAccount
from chargehand.edge.driver.door.accounts.reception import Reception
from chargehand.edge.driver.drawing import ROOM, Drawing
from chargehand.edge.driver.errors import Errors
from chargehand.edge.driver.pages.account.address import AddressPages
from chargehand.edge.driver.pages.account.leaving import LeavingPages
from chargehand.edge.driver.pages.account.profile import ProfilePages
from chargehand.edge.driver.pages.answers import Answers
from chargehand.edge.driver.pages.charger import ChargerPages
from chargehand.edge.driver.pages.front import Front, SignedOut
from chargehand.edge.driver.pages.inbox.choices import ChoicePages
from chargehand.edge.driver.pages.inbox.inbox import InboxPages
from chargehand.edge.driver.pages.inbox.support import SupportPages
from chargehand.edge.driver.pages.overview import OverviewPages
from chargehand.edge.driver.pages.places import PlacePages
from chargehand.edge.driver.pages.session import SessionPages
from chargehand.edge.driver.pages.sessions import SessionListPages
from chargehand.edge.driver.pages.shelf import Shelf, shelf_at
from chargehand.edge.driver.pages.signing import SignInPages
from chargehand.edge.driver.pages.wishes import WishForms
from chargehand.edge.driver.problems import Problem
from chargehand.edge.driver.refusals import Refused
from chargehand.edge.driver.shell import Shell
from chargehand.edge.driver.wallet.api import WalletApi
from chargehand.edge.driver.wallet.cards import CardPages
from chargehand.edge.driver.wallet.desk import Desk
from chargehand.edge.driver.wallet.entry import EntryPages
from chargehand.edge.driver.wallet.keyring import Keyring
from chargehand.edge.driver.wallet.keys_api import KeysApi
from chargehand.edge.driver.wallet.operator_api import OperatorCardsApi
from chargehand.edge.driver.wallet.passkeys import PasskeyPages
from chargehand.edge.driver.wallet.tap_limits import TapLimits
from chargehand.edge.driver.web import Web
from chargehand.model.faults import LaneHalted, UnknownStation, WorldFault

SWEEP_EVERY_S = 3600
FAREWELL_S = 2.0
"""So long the web waits at its end for letters that it said were on their way."""


class DriverApp(FastAPI):
    """FastAPI with our shell outermost, around even what FastAPI itself answers."""

    def __init__(self, web: Web, front: Front, shelf: Shelf) -> None:
        super().__init__(
            lifespan=lambda _app: _beside(web),
            docs_url=None,
            redoc_url=None,
            openapi_url=None,
            redirect_slashes=False,
        )
        self.web = web
        self._errors = Errors(web, front)
        for router in _routers(web, front, shelf):
            self.router.routes.extend(router.routes)  # flat: one list to match, complete patterns to count
        self.add_api_route("/openapi.json", self.contract, methods=["GET"], include_in_schema=False)
        for kind in (Problem, Refused, SignedOut, WorldFault, LaneHalted, UnknownStation):
            self.add_exception_handler(kind, self._errors.handle)
        self.add_exception_handler(HTTPException, self._errors.handle)
        self.add_exception_handler(RequestValidationError, self._errors.handle)

    def build_middleware_stack(self) -> ASGIApp:
        inner = super().build_middleware_stack()
        if isinstance(inner, ServerErrorMiddleware):
            inner = inner.app  # its place is the shell's
        return Shell(inner, self.web.context, self._errors.draw, self.web.errands)

    async def contract(self) -> Response:
        """OpenAPI 3.1 of the API."""
        return JSONResponse(describe(self, self.web.context.settings))


def driver_app(context: DriverContext) -> DriverApp:
    """The drivers' web. Live streams run while its lifespan does; `app.web.hub.close()` ends them."""
    web = Web.of(context)
    shelf = shelf_at(ROOM / "static")
    return DriverApp(web, Front(web, Drawing(shelf.version)), shelf)


def _routers(web: Web, front: Front, shelf: Shelf) -> list[APIRouter]:
    chargers, sessions = ChargerPages(front), SessionPages(front)
    reception = Reception(web.context, web.errands)
    return [
        *_wallet_routers(front, reception),
        *_operator_routers(web),
        LiveApi(web).router(),
        ChargersApi(web).router(),
        ExportsApi(web).router(),
        SessionsApi(web).router(),
        UsageApi(web, web.context.usage).router(),
        CommandsApi(web).router(),
        Health(web.context).router(),
        OverviewPages(front).router(),
        PlacePages(front).router(),
        SessionListPages(front).router(),
        chargers.router(),
        sessions.router(),
        WishForms(front, Answers(front, chargers, sessions)).router(),
        SignInPages(front, reception).router(),
        SignInApi(web, reception).router(),
        *_inbox_routers(web, front),
        *_account_routers(web, front),
        _files(shelf),
    ]


def _wallet_routers(front: Front, reception: Reception) -> list[APIRouter]:
    """Before the others: what a secret in an address could be taken for must be found first."""
    web, wallet = front.web, front.web.context.wallet
    if wallet is None:
        return []
    desk = Desk(web, wallet, TapLimits(web.context.clock))
    keyring = Keyring(desk)
    return [
        EntryPages(front, desk).router(),
        PasskeyPages(front, keyring).router(),
        CardPages(front, desk).router(),
        WalletApi(desk).router(),
        KeysApi(keyring, reception).router(),
        OperatorCardsApi(desk).router(),
    ]


def _inbox_routers(web: Web, front: Front) -> list[APIRouter]:
    context = web.context
    routers: list[APIRouter] = []
    if context.notices is not None and context.devices_told is not None:
        routers.append(NoticesApi(web, context.notices, context.devices_told).router())
        routers.append(InboxPages(front, context.notices).router())
        routers.append(ChoicePages(front, context.notices, context.devices_told).router())
    if context.support is not None:
        routers.append(SupportApi(web, context.support).router())
        routers.append(OperatorSupportApi(web, context.support).router())
        routers.append(SupportPages(front, context.support).router())
    return routers


def _account_routers(web: Web, front: Front) -> list[APIRouter]:
    own, profile = OwnAccount(web.context), ProfilePages(front)
    return [
        AccountApi(web, own).router(),
        profile.router(),
        AddressPages(front, own, profile).router(),
        LeavingPages(front, own, profile).router(),
    ]


def _operator_routers(web: Web) -> list[APIRouter]:
    context = web.context
    operations = context.operations
    if operations is None:
        return []
    routers = [OperatorApi(web, operations).router(), TariffsApi(web, operations).router()]
    if context.messages is not None:
        routers.append(MessagesApi(web, operations, context.messages).router())
    if context.devices is not None:
        calls = CallsApi(web, operations, context.devices)
        routers.append(calls.router())
        if context.lists is not None:
            routers.append(LocalListApi(web, operations, context.lists, calls).router())
        routers.append(RecordsApi(web, operations, context.devices).router())
    if context.pictures is not None:
        routers.append(PlacesApi(web, operations, context.pictures).router())
    if context.sheets is not None:
        routers.append(OperatorSessionsApi(web, context.sheets).router())
    if context.audit is not None:
        routers.append(AuditApi(web, context.audit).router())
    if context.drivers is not None:
        routers.append(DriversApi(web, context.drivers).router())
    if context.security is not None:
        routers.append(SecurityApi(web, operations, context.security).router())
    return routers


def _files(shelf: Shelf) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    async def static(request: Request, name: str) -> Response:
        return shelf.serve(request, name)

    async def service_worker(request: Request) -> Response:
        """At the root, since a service worker rules only what lies below it; never kept by caches."""
        response = shelf.serve(request, "sw.js")
        response.headers["Cache-Control"] = "no-cache"
        return response

    router.add_api_route("/static/{name:path}", static, methods=["GET"])
    router.add_api_route("/sw.js", service_worker, methods=["GET"])
    return router


@asynccontextmanager
async def _beside(web: Web) -> AsyncGenerator[None]:
    """The hub, the errands and the sweep run; at the end all streams end, and what was promised is done unless it takes long."""
    tasks = [asyncio.create_task(each) for each in (web.hub.run(), web.errands.run(), _sweep(web))]
    try:
        yield
    finally:
        web.hub.close()
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(web.errands.done(), FAREWELL_S)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _sweep(web: Web) -> None:
    while True:
        with suppress(WorldFault):
            await web.context.accounts.sweep()
            if web.context.wallet is not None:
                await web.context.wallet.sweep(web.context.clock())
        await asyncio.sleep(SWEEP_EVERY_S)
