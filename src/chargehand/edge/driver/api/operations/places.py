"""What stations look like, and the stickers for them: set and printed by those who run the house."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.operator import Identity
from chargehand.edge.driver.api.operator_objects import StationObject, station_object
from chargehand.edge.driver.api.replies import Described, api_router, described, reply
from chargehand.edge.driver.drawing import ROOM, Drawing
from chargehand.edge.driver.ports import Operations, Pictures
from chargehand.edge.driver.problems import invalid, not_found
from chargehand.edge.driver.web import Web
from chargehand.model.identity import StationId
from chargehand.model.place import NoPicture, picture_of
from chargehand.views.pages import Chrome, stickers_page

COPIES_MAX = 48
STICKERS = "places/stickers.html"


class PlacesApi:
    def __init__(self, web: Web, operations: Operations, pictures: Pictures) -> None:
        self._web = web
        self._operations = operations
        self._pictures = pictures
        self._drawing = Drawing("")

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1/operator", "operator")
        picture = "/stations/{identity}/picture"
        router.add_api_route(
            picture, self.put, methods=["PUT"], responses=described(StationObject), openapi_extra=_IMAGE
        )
        router.add_api_route(picture, self.drop, methods=["DELETE"], responses=described(StationObject))
        router.add_api_route("/stickers", self.stickers, methods=["GET"], responses=_sheet())
        return router

    async def put(self, request: Request, identity: Identity) -> Response:
        """The body is the station's picture: a JPEG, PNG or WebP of 48 kB at most, best 640 pixels wide."""
        await self._web.guard.admit(request, scope="operator")
        try:
            picture = picture_of(await request.body())
        except NoPicture as fault:
            raise invalid(str(fault)) from fault
        if not await self._pictures.put(StationId(identity), picture):
            raise not_found()
        return await self._told(identity)

    async def drop(self, request: Request, identity: Identity) -> Response:
        """The station has no picture; drivers see a drawing."""
        await self._web.guard.admit(request, scope="operator")
        if not await self._pictures.drop(StationId(identity)):
            raise not_found()
        return await self._told(identity)

    async def stickers(
        self,
        request: Request,
        station: Annotated[list[str] | None, Query(max_length=1000)] = None,
        copies: Annotated[int, Query(ge=1, le=COPIES_MAX)] = 1,
    ) -> Response:
        """Sheets of A4 with a QR code for each station, all of them if none is named: an HTML file to print."""
        await self._web.guard.admit(request, scope="operator")
        sheets = await self._operations.stations()
        chosen = [each.station for each in sheets if not station or each.station.identity in station]
        eyes = self._web.eyes(request)
        page = stickers_page(chosen, self._web.context.settings.base_url, eyes.lang, copies, style())
        drawn = self._drawing.draw(STICKERS, page, Chrome(lang=eyes.lang, zone=eyes.zone))
        headers = {"Content-Disposition": 'attachment; filename="stickers.html"'}
        return Response(drawn, headers=headers, media_type="text/html; charset=utf-8")

    async def _told(self, identity: str) -> Response:
        (sheet,) = await self._operations.stations(StationId(identity))
        return reply(station_object(sheet))


def style() -> str:
    """What a sheet of stickers that stands alone carries in itself."""
    return (ROOM / "static" / "places" / "stickers.css").read_text(encoding="utf-8")


_IMAGE = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in ("image/jpeg", "image/png", "image/webp")
        },
    }
}


def _sheet() -> Described:
    told = described(StationObject)
    told[200] = {
        "description": "The sheets, page by page.",
        "content": {"text/html": {"schema": {"type": "string"}}},
    }
    return told
