"""What charging costs, as those who run the house set it: one tariff for all stations, or a station's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final

from fastapi import APIRouter
from msgspec.structs import replace
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.operator import Identity
from chargehand.edge.driver.api.replies import api_router, described, reply
from chargehand.edge.driver.ports import Operations
from chargehand.edge.driver.problems import not_found
from chargehand.edge.driver.web import Web
from chargehand.model.identity import StationId
from chargehand.model.tariff import Tariff

GRACE_S: Final = 600

Price = Annotated[Decimal, Field(ge=0, le=10_000, max_digits=12, decimal_places=6)]


class TariffBody(BaseModel):
    """Prices in the currency's main unit. `per_minute` counts from a session's start to its end.

    `per_idle_minute` counts while the cable stays although charging is over, from `idle_grace_s` on, as far as the charger
    says that it does.
    """

    model_config = ConfigDict(extra="forbid")

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    per_kwh: Price = Decimal(0)
    per_minute: Price = Decimal(0)
    per_session: Price = Decimal(0)
    per_idle_minute: Price = Decimal(0)
    idle_grace_s: Annotated[int, Field(strict=True, ge=0, le=7 * 86_400)] | None = None
    """Ten minutes where an idle minute has a price and nothing is said."""

    def tariff(self) -> Tariff:
        grace_s = self.idle_grace_s
        if grace_s is None:
            grace_s = GRACE_S if self.per_idle_minute else 0
        return replace(Tariff(**dict(self)), idle_grace_s=grace_s)


@dataclass(frozen=True, kw_only=True, slots=True)
class TariffObject:
    """Prices as text: `0.49`."""

    currency: str
    per_kwh: str
    per_minute: str
    per_session: str
    per_idle_minute: str
    idle_grace_s: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TariffPeriodObject:
    """`tariff` null: there is none; at a station, that the house's applies."""

    tariff: TariffObject | None
    valid_from: datetime | None


class TariffsApi:
    def __init__(self, web: Web, operations: Operations) -> None:
        self._web = web
        self._operations = operations

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1/operator", "operator")
        told = described(TariffPeriodObject)
        for path, get, put, drop in (
            ("/tariff", self.house, self.put_house, self.drop_house),
            ("/stations/{identity}/tariff", self.own, self.put_own, self.drop_own),
        ):
            router.add_api_route(path, get, methods=["GET"], responses=told)
            router.add_api_route(path, put, methods=["PUT"], responses=told)
            router.add_api_route(path, drop, methods=["DELETE"], responses=told)
        return router

    async def house(self, request: Request) -> Response:
        """What sessions cost that begin now, at stations without a tariff of their own."""
        return await self._show(request, None)

    async def put_house(self, request: Request, body: TariffBody) -> Response:
        """From now on sessions that begin cost this; those that run keep their tariff."""
        return await self._set(request, None, body)

    async def drop_house(self, request: Request) -> Response:
        """From now on nothing is told of prices, but at stations with a tariff of their own."""
        return await self._set(request, None, None)

    async def own(self, request: Request, identity: Identity) -> Response:
        """The station's own tariff, which goes before the house's."""
        return await self._show(request, StationId(identity))

    async def put_own(self, request: Request, identity: Identity, body: TariffBody) -> Response:
        """As the house's, for sessions at this station."""
        return await self._set(request, StationId(identity), body)

    async def drop_own(self, request: Request, identity: Identity) -> Response:
        """From now on the house's tariff applies at this station."""
        return await self._set(request, StationId(identity), None)

    async def _show(self, request: Request, station: StationId | None) -> Response:
        await self._web.guard.admit(request, scope="operator")
        if station is not None and not await self._operations.stations(station):
            raise not_found()
        period = await self._operations.tariff(station)
        if period is None:
            return reply(TariffPeriodObject(tariff=None, valid_from=None))
        tariff = None if period.tariff is None else _object(period.tariff)
        return reply(TariffPeriodObject(tariff=tariff, valid_from=period.valid_from))

    async def _set(self, request: Request, station: StationId | None, body: TariffBody | None) -> Response:
        await self._web.guard.admit(request, scope="operator")
        tariff = None if body is None else body.tariff()
        if not await self._operations.set_tariff(station, tariff, self._web.context.clock()):
            raise not_found()
        return await self._show(request, station)


def _object(tariff: Tariff) -> TariffObject:
    return TariffObject(
        currency=tariff.currency,
        per_kwh=f"{tariff.per_kwh:f}",
        per_minute=f"{tariff.per_minute:f}",
        per_session=f"{tariff.per_session:f}",
        per_idle_minute=f"{tariff.per_idle_minute:f}",
        idle_grace_s=tariff.idle_grace_s,
    )
