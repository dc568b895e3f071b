"""Which notices reach a driver by which channel, and the devices that are told."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.door.form import read_form
from chargehand.edge.driver.door.naming import row_id
from chargehand.edge.driver.inbox_ports import Notices, PushDevices
from chargehand.edge.driver.pages.front import Front, see_other
from chargehand.edge.driver.problems import not_found
from chargehand.model.notice import SWITCHABLE, Channel
from chargehand.views.pages import Tab, choices_page

HOME = "/account/notifications"


class ChoicePages:
    def __init__(self, front: Front, notices: Notices, devices: PushDevices) -> None:
        self._front = front
        self._notices = notices
        self._devices = devices

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route(HOME, self.page, methods=["GET"])
        router.add_api_route(HOME, self.choose, methods=["POST"])
        router.add_api_route(f"{HOME}/devices/{{device}}/remove", self.remove, methods=["POST"])
        return router

    async def page(self, request: Request) -> Response:
        caller = await self._front.admit(request)
        seen, driver = self._front.seen(request), caller.driver
        await self._notices.look(driver.id, seen.lang, str(seen.zone))
        choices, devices, key, chrome = await asyncio.gather(
            self._notices.choices(driver.id),
            self._devices.all(driver.id),
            self._devices.key(),
            self._front.chrome(request, caller, Tab.ACCOUNT),
        )
        saved = "saved" in request.query_params
        page = choices_page(choices, devices, key, driver.email, seen, saved=saved)
        return self._front.page("inbox/choices.html", page, chrome)

    async def choose(self, request: Request) -> Response:
        """All of them as the form shows them: what is not ticked is not wanted."""
        form = await read_form(request)
        caller = await self._front.admit(request)
        self._front.web.guard.count_wish(caller)
        chosen = {(kind, channel): f"{kind}.{channel}" in form for kind in SWITCHABLE for channel in Channel}
        await self._notices.choose(caller.driver.id, chosen)
        return see_other(f"{HOME}?saved=yes")

    async def remove(self, request: Request, device: str) -> Response:
        caller = await self._front.admit(request)
        self._front.web.guard.count_wish(caller)
        if not await self._devices.drop(caller.driver.id, row_id(device)):
            raise not_found()
        return see_other(HOME)
