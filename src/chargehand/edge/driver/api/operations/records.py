"""What stations told of themselves, to be looked at: variables, monitors, reservations, security events."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.operations.objects import (
    MonitorList,
    ReservationList,
    SecurityEventList,
    VariableList,
    monitor_object,
    reservation_object,
    security_event_list,
    variable_list,
)
from chargehand.edge.driver.api.operator import Identity
from chargehand.edge.driver.api.replies import api_router, described, reply
from chargehand.edge.driver.ports import Devices, Operations
from chargehand.edge.driver.problems import invalid, not_found
from chargehand.edge.driver.web import Web
from chargehand.model.device_sight import VariableFilter
from chargehand.model.identity import StationId
from chargehand.model.visit import BadCursor

_STATION = "/stations/{identity}"
Word = Annotated[str | None, Query(max_length=100, pattern=r"^[^\x00]*$")]
Cursor = Annotated[str | None, Query(max_length=3_000)]
Limit = Annotated[int, Query(ge=1, le=1000)]


class RecordsApi:
    def __init__(self, web: Web, operations: Operations, devices: Devices) -> None:
        self._web = web
        self._operations = operations
        self._devices = devices

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1/operator", "operator")
        for path, endpoint, told in (
            (f"{_STATION}/variables", self.variables, VariableList),
            (f"{_STATION}/monitors", self.monitors, MonitorList),
            (f"{_STATION}/security-events", self.security_events, SecurityEventList),
            ("/reservations", self.reservations, ReservationList),
        ):
            router.add_api_route(path, endpoint, methods=["GET"], responses=described(told))
        return router

    async def variables(
        self,
        request: Request,
        identity: Identity,
        component: Word = None,
        variable: Word = None,
        cursor: Cursor = None,
        limit: Limit = 200,
    ) -> Response:
        """The station's device model as far as it told it; in OCPP 1.6 its configuration keys."""
        station = await self._station(request, identity)
        chosen = VariableFilter(
            component=component or None, name=variable or None, cursor=cursor or None, limit=limit
        )
        try:
            page = await self._devices.variables(station, chosen)
        except BadCursor as fault:
            raise _foreign_cursor() from fault
        return reply(variable_list(page))

    async def monitors(self, request: Request, identity: Identity) -> Response:
        """What the station watches by itself, as far as it told it."""
        station = await self._station(request, identity)
        return reply(
            MonitorList(monitors=[monitor_object(row) for row in await self._devices.monitors(station)])
        )

    async def security_events(
        self, request: Request, identity: Identity, cursor: Cursor = None, limit: Limit = 200
    ) -> Response:
        """Security events that the station told, newest first."""
        station = await self._station(request, identity)
        try:
            page = await self._devices.security_events(station, cursor or None, limit)
        except BadCursor as fault:
            raise _foreign_cursor() from fault
        return reply(security_event_list(page))

    async def reservations(
        self,
        request: Request,
        station: Annotated[str | None, Query(max_length=48, pattern=r"^[^\x00]*$")] = None,
    ) -> Response:
        """Reservations, the latest changed first; one whose time is over is expired."""
        await self._web.guard.admit(request, scope="operator")
        chosen = StationId(station) if station else None
        rows = await self._devices.reservations(chosen, self._web.context.clock())
        return reply(ReservationList(reservations=[reservation_object(row) for row in rows]))

    async def _station(self, request: Request, identity: str) -> StationId:
        """Raises Problem unless an operator asks for a station that there is."""
        await self._web.guard.admit(request, scope="operator")
        station = StationId(identity)
        if not await self._operations.stations(station):
            raise not_found()
        return station


def _foreign_cursor() -> Exception:
    return invalid("`cursor` is none of ours.")
