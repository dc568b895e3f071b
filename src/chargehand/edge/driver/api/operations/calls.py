"""Any call, and operations with rules on top: asked for here, decided by the core, answered by the station."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from hashlib import sha256
from math import ceil

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.bodies import IdempotencyKey
from chargehand.edge.driver.api.operations.bodies import (
    AvailabilityBody,
    CallBody,
    FirmwareBody,
    Forcible,
    LimitBody,
    ResetBody,
    UnlockBody,
    Waiting,
)
from chargehand.edge.driver.api.operations.following import Following
from chargehand.edge.driver.api.operations.objects import (
    OperationObject,
    OperationTaken,
    ResultObject,
    operation_object,
    result_object,
)
from chargehand.edge.driver.api.operations.payload import insist_on_schema, written
from chargehand.edge.driver.api.operator import Identity
from chargehand.edge.driver.api.replies import Described, api_router, described, once, reply
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.door.naming import command_id
from chargehand.edge.driver.ports import Devices, Operations
from chargehand.edge.driver.problems import not_found
from chargehand.edge.driver.refusals import Refused
from chargehand.edge.driver.web import Web
from chargehand.model.calls import (
    STATION_LIMIT,
    AnyCall,
    Call,
    ChangeAvailability,
    Reset,
    SetChargingLimit,
    SetPassword,
    UnlockConnector,
    UpdateFirmware,
)
from chargehand.model.identity import CommandId, StationId
from chargehand.model.refusals import Refusal

_STATION = "/stations/{identity}"


class CallsApi:
    def __init__(self, web: Web, operations: Operations, devices: Devices) -> None:
        self._web = web
        self._operations = operations
        self._devices = devices
        self._following = Following(web.context, devices)

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1/operator", "operator")
        posts: tuple[tuple[str, Callable[..., Awaitable[Response]]], ...] = (
            ("call", self.call),
            ("reset", self.reset),
            ("unlock", self.unlock),
            ("availability", self.availability),
            ("firmware", self.firmware),
            ("rotate-key", self.rotate_key),
        )
        for name, endpoint in posts:
            router.add_api_route(f"{_STATION}/{name}", endpoint, methods=["POST"], responses=asked())
        router.add_api_route(f"{_STATION}/limit", self.limit, methods=["PUT"], responses=asked())
        router.add_api_route(
            "/commands/{command}", self.command, methods=["GET"], responses=described(OperationObject)
        )
        return router

    async def call(
        self, request: Request, identity: Identity, body: CallBody, key: IdempotencyKey = None
    ) -> Response:
        """Sends any CALL of the station's protocol version. A payload that is not as its schema says is told why (422)."""
        caller = await self._admit(request)
        payload = written(body.payload)
        protocol = await self._protocol(StationId(identity))
        if protocol and not body.unchecked:
            insist_on_schema(protocol, body.action, payload)
        try:
            return await self.make(caller, identity, AnyCall(body.action, payload), body, key)
        except Refused as refused:
            if refused.refusal is not Refusal.STATION_OFFLINE:
                raise
            return reply(ResultObject(kind="offline", response=None, command=None))

    async def reset(
        self, request: Request, identity: Identity, body: ResetBody, key: IdempotencyKey = None
    ) -> Response:
        """Starts the station anew; one where somebody charges is not cut off unless forced."""
        return await self._operate(request, identity, Reset(body.at_once, body.connector), body, key)

    async def unlock(
        self, request: Request, identity: Identity, body: UnlockBody, key: IdempotencyKey = None
    ) -> Response:
        """Unlocks a connector; in OCPP 1.6 that ends a transaction, so that a running one must be forced."""
        return await self._operate(request, identity, UnlockConnector(body.connector), body, key)

    async def availability(
        self, request: Request, identity: Identity, body: AvailabilityBody, key: IdempotencyKey = None
    ) -> Response:
        """Takes a connector or the station out of service, or back; where somebody charges the station waits for the end."""
        call = ChangeAvailability(body.operative, body.connector)
        return await self._operate(request, identity, call, body, key)

    async def firmware(
        self, request: Request, identity: Identity, body: FirmwareBody, key: IdempotencyKey = None
    ) -> Response:
        """Has the station fetch and install a firmware; how far it got, it tells by itself."""
        call = UpdateFirmware(
            number=_number(self._web.context.fresh_secret()),
            location=body.location,
            retrieve_at=body.retrieve_at or self._web.context.clock(),
            install_at=body.install_at,
            certificate=body.certificate,
            signature=body.signature,
            retries=body.retries,
            retry_interval_s=body.retry_interval_s,
        )
        return await self._operate(request, identity, call, body, key)

    async def limit(
        self, request: Request, identity: Identity, body: LimitBody, key: IdempotencyKey = None
    ) -> Response:
        """The whole station draws no more than this until told otherwise; what it has, it shares out itself.

        0 W is a pause; a station that is known to take it for an end is not sent it.
        """
        caller = await self._admit(request)
        call = SetChargingLimit(STATION_LIMIT, body.power_w, self._web.context.clock())
        return await self.make(caller, identity, call, body, key)

    async def rotate_key(
        self, request: Request, identity: Identity, body: Waiting, key: IdempotencyKey = None
    ) -> Response:
        """Sends the station a new random password that nobody else sees; the old one is good until it comes in with the new."""
        caller = await self._admit(request)
        return await self.make(caller, identity, SetPassword(), body, key)

    async def command(self, request: Request, command: str) -> Response:
        """Any command, also a driver's; it is over at its deadline."""
        await self._admit(request)
        found = await self._devices.command(command_id(command))
        if found is None:
            raise not_found()
        return reply(operation_object(found))

    # inside

    async def _admit(self, request: Request) -> Caller:
        return await self._web.guard.admit(request, scope="operator")

    async def _protocol(self, identity: StationId) -> str:
        """The one that it spoke last; empty for one that never spoke."""
        sheets = await self._operations.stations(identity)
        if not sheets:
            raise not_found()
        return sheets[0].station.protocol

    async def _operate(
        self, request: Request, identity: str, call: Call, body: Forcible, key: str | None
    ) -> Response:
        return await self.make(await self._admit(request), identity, call, body, key)

    async def make(
        self, caller: Caller, identity: str, call: Call, body: Waiting, key: str | None, least_s: float = 0
    ) -> Response:
        """The answer, or the command at once; the same for the same key. Raises Refused.

        `least_s`: so long is waited at least where nobody said how long.
        """

        async def act(command: CommandId | None) -> Response:
            patience_s = body.timeout_s or max(self._web.context.settings.command_deadline_s, least_s)
            forced = isinstance(body, Forcible) and body.force
            inlet = self._web.inlet
            name = command or inlet.command(caller, "operate", None)
            taken = await inlet.operate(
                caller, StationId(identity), call, name, ceil(patience_s), forced=forced
            )
            if not body.wait:
                return reply(OperationTaken(command=operation_object(taken.command)), 202)
            return reply(result_object(await self._following.until_over(taken.command)))

        wish = json.dumps([type(body).__name__, identity, body.model_dump(mode="json")]).encode()
        return await once(self._web.context.accounts, caller, key, wish, act)


def asked() -> Described:
    told = described(ResultObject, errors=(409, 413))
    return {**told, 202: {"model": OperationTaken}}


def _number(chance: str) -> int:
    """By which the station will tell how far the update got (2.x requestId)."""
    return int.from_bytes(sha256(chance.encode()).digest()[:4]) % (2**31 - 1) + 1
