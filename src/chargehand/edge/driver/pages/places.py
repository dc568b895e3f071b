"""Where the chargers are: the list with its map, the code on a sticker, the sheet of stickers, the pictures."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.door.keys import cookie_name
from chargehand.edge.driver.door.naming import charger_id, scanned
from chargehand.edge.driver.pages.front import Front, see_other
from chargehand.edge.driver.problems import not_found
from chargehand.model.sight import StationSight
from chargehand.views.pages import Background, Tab, chargers_page, scan_page, stickers_page

OPENED = "opened"
"""The cookie of a browser that was led to the only charger once; it goes with the visit."""
COPIES_MAX = 48
_FOREVER = "private, max-age=31536000, immutable"


class PlacePages:
    def __init__(self, front: Front) -> None:
        self._front = front
        self._context = front.web.context

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/chargers", self.chargers, methods=["GET"])
        router.add_api_route("/chargers/{charger}/picture", self.picture, methods=["GET"])
        router.add_api_route("/c/{charger}", self.sticker, methods=["GET"])
        router.add_api_route("/scan", self.scan, methods=["GET"])
        router.add_api_route("/stickers", self.stickers, methods=["GET"])
        return router

    async def chargers(self, request: Request, q: str = "", show: str = "all") -> Response:
        """The list; its filters live in the address. Where there is but one charger it is opened, once in a visit."""
        caller = await self._front.admit(request)
        sights, chrome = await asyncio.gather(
            self._context.sights.stations(caller.driver.id), self._front.chrome(request, caller, Tab.CHARGERS)
        )
        if (
            len(sights) == 1
            and not request.url.query
            and cookie_name(self._context.settings, OPENED) not in request.cookies
        ):
            return self._open(sights[0])
        page = chargers_page(
            tuple(sights),
            self._front.seen(request),
            q[:100],
            self._background(),
            only_available=show == "available",
        )
        return self._front.page("places/chargers.html", page, chrome)

    async def picture(self, request: Request, charger: str) -> Response:
        """What the charger looks like; for ever at the address that its page names."""
        await self._front.admit(request)
        pictures = self._context.pictures
        picture = None if pictures is None else await pictures.picture(charger_id(charger))
        if picture is None:
            raise not_found()
        pinned = request.query_params.get("v") == picture.tag
        headers = {"Cache-Control": _FOREVER if pinned else "no-store"}
        return Response(picture.content, headers=headers, media_type=picture.kind)

    async def sticker(self, charger: str) -> Response:
        """What the QR code on a charger opens."""
        return see_other(f"/chargers/{charger_id(charger)}")

    async def scan(self, request: Request, code: str = "") -> Response:
        """The camera, and a field for who has none: what is typed leads to its charger."""
        caller = await self._front.admit(request)
        typed, origin = code.strip()[:300], self._context.settings.origin
        number = scanned(typed, origin)
        if number is not None and await self._context.sights.station(caller.driver.id, number) is not None:
            return see_other(f"/chargers/{number}")
        chrome = await self._front.chrome(request, caller, Tab.CHARGERS)
        page = scan_page(chrome.lang, origin, typed, unknown=bool(typed))
        return self._front.page("places/scan.html", page, chrome, 404 if typed else 200)

    async def stickers(self, request: Request, station: str = "", copies: int = 1) -> Response:
        """For operators: sheets to print, of one station or of all. To everybody else it is not there."""
        caller = await self._front.admit(request)
        operations = self._context.operations
        if not caller.driver.operator or operations is None:
            raise not_found()
        sheets = await operations.stations()
        chosen = [each.station for each in sheets if station in ("", each.station.identity)]
        chrome = await self._front.chrome(request, caller)
        copies = max(1, min(COPIES_MAX, copies))
        page = stickers_page(chosen, self._context.settings.base_url, chrome.lang, copies)
        return self._front.page("places/stickers.html", page, chrome)

    def _open(self, only: StationSight) -> Response:
        answer = see_other(f"/chargers/{only.station.public_id}")
        settings = self._context.settings
        name, secure = cookie_name(settings, OPENED), settings.secure
        answer.set_cookie(name, "1", path="/", secure=secure, httponly=True, samesite="lax")
        return answer

    def _background(self) -> Background | None:
        url = self._context.settings.map_style_url
        return Background(style_url=url, host=urlsplit(url).netloc) if url else None
