"""Chargers as a driver may use them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.replies import api_router, described, reply
from chargehand.edge.driver.door.naming import charger_id
from chargehand.edge.driver.refusals import Refused
from chargehand.edge.driver.web import Web
from chargehand.model.refusals import Refusal
from chargehand.model.visit import Named
from chargehand.views.api import (
    ChargerList,
    ChargerObject,
    CommandTakenObject,
    charger_list,
    charger_object,
    command_object,
)
from chargehand.views.places.chargers import chosen_chargers


class ChargersApi:
    def __init__(self, web: Web) -> None:
        self._web = web

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1/chargers", "chargers")
        router.add_api_route("", self.all, methods=["GET"], responses=described(ChargerList))
        router.add_api_route("/{charger}", self.one, methods=["GET"], responses=described(ChargerObject))
        router.add_api_route(
            "/{charger}/refresh",
            self.refresh,
            methods=["POST"],
            status_code=202,
            responses=described(CommandTakenObject, 202, errors=(409,)),
        )
        return router

    async def all(
        self,
        request: Request,
        q: Annotated[str, Query(max_length=100)] = "",
        available: bool = False,
    ) -> Response:
        """What the driver may use, with its live state; `q` is looked for in name, address and id, `available` leaves those
        where a start is offered or the driver charges. Distances are for the caller to reckon: no position is ever taken.
        """
        caller = await self._web.guard.admit(request)
        sights = await self._web.context.sights.stations(caller.driver.id)
        chosen = chosen_chargers(sights, q, only_available=available)
        return reply(charger_list(tuple(chosen), self._web.seen(self._web.eyes(request))))

    async def one(self, request: Request, charger: str) -> Response:
        """One charger; `my_session` is the driver's own live session there."""
        caller = await self._web.guard.admit(request)
        sight = await self._web.context.sights.station(caller.driver.id, charger_id(charger))
        if sight is None:
            raise Refused(Refusal.NOT_FOUND)
        return reply(charger_object(sight, self._web.seen(self._web.eyes(request))))

    async def refresh(
        self, request: Request, charger: str, connector_id: Annotated[int | None, Query(ge=1, le=1000)] = None
    ) -> Response:
        """Asks the charger itself what its state is; the command tells when it has answered."""
        guard, inlet = self._web.guard, self._web.inlet
        caller = await guard.admit(request, Named(charger=charger_id(charger)))
        guard.count_wish(caller)
        taken = await inlet.refresh(caller, connector_id, inlet.command(caller, "refresh", None))
        return reply(CommandTakenObject(command=command_object(taken.command)), 202)
