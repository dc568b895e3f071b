"""What those who run the house may see and set over the API, with a token of the scope `operator`."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.operator_objects import (
    StationBody,
    StationList,
    StationObject,
    TokenBody,
    TokenObject,
    TransactionList,
    station_object,
    token_object,
    transaction_object,
)
from chargehand.edge.driver.api.replies import api_router, described, reply
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.door.news.acts import about
from chargehand.edge.driver.ports import Operations
from chargehand.edge.driver.problems import invalid, not_found
from chargehand.edge.driver.web import Web
from chargehand.model.credentials import SecurityProfile, verifier_for
from chargehand.model.identity import CardId, PublicId, StationId, TokenUid
from chargehand.model.operations import StationWish, TokenWish, TransactionFilter

_NO_SLASH_NO_BLANK_ENDS = r"^[^\s/\x00-\x1f\x7f]([^/\x00-\x1f\x7f]*[^\s/\x00-\x1f\x7f])?$"
Identity = Annotated[str, Path(min_length=1, max_length=48, pattern=_NO_SLASH_NO_BLANK_ENDS)]
Uid = Annotated[str, Path(min_length=1, max_length=255, pattern=r"^[\x21-\x7e]+$")]


class OperatorApi:
    def __init__(self, web: Web, operations: Operations) -> None:
        self._web = web
        self._operations = operations

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1/operator", "operator")
        router.add_api_route("/stations", self.stations, methods=["GET"], responses=described(StationList))
        router.add_api_route(
            "/stations/{identity}", self.station, methods=["GET"], responses=described(StationObject)
        )
        router.add_api_route(
            "/stations/{identity}", self.put_station, methods=["PUT"], responses=described(StationObject)
        )
        router.add_api_route(
            "/tokens/{uid}", self.put_token, methods=["PUT"], responses=described(TokenObject)
        )
        router.add_api_route(
            "/transactions", self.transactions, methods=["GET"], responses=described(TransactionList)
        )
        return router

    async def stations(self, request: Request) -> Response:
        """All stations: connection, what they said of themselves, connectors."""
        await self._admit(request)
        sheets = await self._operations.stations()
        return reply(StationList(stations=[station_object(sheet) for sheet in sheets]))

    async def station(self, request: Request, identity: Identity) -> Response:
        """One station: its connection, what it said of itself, its connectors."""
        await self._admit(request)
        return reply(await self._sheet(StationId(identity)))

    async def put_station(self, request: Request, identity: Identity, body: StationBody) -> Response:
        """The station is as told; what is not told stays. The password can be set, never read."""
        await self._admit(request)
        context = self._web.context
        chance = hashlib.sha256(context.fresh_secret().encode()).digest()
        wish = StationWish(
            identity=StationId(identity),
            public_id=PublicId(context.fresh_id()[:10]),
            next_number=100_000_000 + int.from_bytes(chance[:8]) % 900_000_000,
            name=body.name,
            key=None if body.password is None else verifier_for(body.password, chance[8:24]),
            profile=None if body.security_profile is None else SecurityProfile(body.security_profile),
            boot_policy=body.boot_policy,
            connectors=body.connectors,
            at=body.at,
            address=body.address,
        )
        await self._operations.put_station(wish)
        return reply(await self._sheet(wish.identity))

    async def put_token(self, request: Request, uid: Uid, body: TokenBody) -> Response:
        """The token is as told, at once and for every station that asks."""
        await self._admit(request)
        wish = TokenWish(
            uid=TokenUid(uid),
            card_id=CardId(self._web.context.fresh_id()),
            status=body.kept_status,
            group_id=body.group_id,
            expires_at=body.expires_at,
            driver=body.driver,
        )
        sheet = await self._operations.put_token(wish)
        if sheet is None:
            raise invalid("body.driver: there is no such driver")
        about(request, sheet.card_id)
        return reply(token_object(sheet))

    async def transactions(
        self,
        request: Request,
        station: Annotated[str | None, Query(max_length=48, pattern=r"^[^\x00]*$")] = None,
        token: Annotated[str | None, Query(max_length=255, pattern=r"^[^\x00]*$")] = None,
        open: bool | None = None,  # noqa: A002 - the parameter's promised name
        limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    ) -> Response:
        """Transactions, newest first."""
        await self._admit(request)
        chosen = TransactionFilter(
            station=StationId(station) if station else None,
            token=TokenUid(token) if token else None,
            open=open,
            limit=limit,
        )
        rows = await self._operations.transactions(chosen)
        return reply(TransactionList(transactions=[transaction_object(row) for row in rows]))

    async def _admit(self, request: Request) -> Caller:
        return await self._web.guard.admit(request, scope="operator")

    async def _sheet(self, identity: StationId) -> StationObject:
        sheets = await self._operations.stations(identity)
        if not sheets:
            raise not_found()
        return station_object(sheets[0])
