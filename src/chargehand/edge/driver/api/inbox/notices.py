"""A driver's notices, what they chose, and their devices."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.inbox.bodies import ChoicesBody, DeviceBody
from chargehand.edge.driver.api.replies import api_router, described, reply
from chargehand.edge.driver.door.accounts.acquaintance import device_name
from chargehand.edge.driver.door.naming import row_id
from chargehand.edge.driver.inbox_ports import Notices, PushDevices
from chargehand.edge.driver.problems import Problem, invalid, not_found
from chargehand.edge.driver.web import Web
from chargehand.model.notice import Channel, Choices
from chargehand.model.push import PushKeys
from chargehand.model.visit import BadCursor
from chargehand.views.inbox.objects import (
    ChoiceList,
    NoticeList,
    NoticeObject,
    PushDeviceList,
    PushDeviceObject,
    PushKeyObject,
    UnreadObject,
    choice_list,
    device_list,
    device_object,
    notice_list,
    notice_object,
)


class NoticesApi:
    def __init__(self, web: Web, notices: Notices, devices: PushDevices) -> None:
        self._web = web
        self._notices = notices
        self._devices = devices

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1/notices", "notices")
        router.add_api_route("", self.all, methods=["GET"], responses=described(NoticeList))
        router.add_api_route("/read", self.read_all, methods=["POST"], responses=described(UnreadObject))
        router.add_api_route("/settings", self.choices, methods=["GET"], responses=described(ChoiceList))
        router.add_api_route("/settings", self.choose, methods=["PUT"], responses=described(ChoiceList))
        router.add_api_route("/push-key", self.key, methods=["GET"], responses=described(PushKeyObject))
        router.add_api_route("/devices", self.devices, methods=["GET"], responses=described(PushDeviceList))
        router.add_api_route(
            "/devices",
            self.put_device,
            methods=["POST"],
            status_code=201,
            responses=described(PushDeviceObject, 201),
        )
        router.add_api_route(
            "/devices/{device}", self.drop_device, methods=["DELETE"], responses=described(PushDeviceList)
        )
        router.add_api_route("/{notice}/read", self.read, methods=["POST"], responses=described(NoticeObject))
        return router

    async def all(
        self,
        request: Request,
        cursor: Annotated[str | None, Query(max_length=300)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Response:
        """What happened, newest first, for 90 days; `cursor` of the answer begins the next page."""
        caller = await self._web.guard.admit(request)
        try:
            page = await self._notices.page(caller.driver.id, cursor, limit)
        except BadCursor as fault:
            raise invalid("`cursor` is none of ours.") from fault
        return reply(notice_list(page, self._web.seen(self._web.eyes(request))))

    async def read(self, request: Request, notice: str) -> Response:
        """The notice is read."""
        caller = await self._web.guard.admit(request)
        self._web.guard.count_wish(caller)
        found = await self._notices.read(caller.driver.id, row_id(notice), self._web.context.clock())
        if found is None:
            raise not_found()
        return reply(notice_object(found, self._web.seen(self._web.eyes(request))))

    async def read_all(self, request: Request) -> Response:
        """All of them are read."""
        caller = await self._web.guard.admit(request)
        self._web.guard.count_wish(caller)
        await self._notices.read_all(caller.driver.id, self._web.context.clock())
        return reply(UnreadObject(unread=await self._notices.unread(caller.driver.id)))

    async def choices(self, request: Request) -> Response:
        """Which kinds go by which channel; the inbox keeps all of them."""
        caller = await self._web.guard.admit(request)
        return reply(choice_list(await self._notices.choices(caller.driver.id)))

    async def choose(self, request: Request, body: ChoicesBody) -> Response:
        """As told from now on."""
        caller = await self._web.guard.admit(request)
        self._web.guard.count_wish(caller)
        chosen: Choices = {}
        for each in body.kinds:
            if each.push is not None:
                chosen[each.kind, Channel.PUSH] = each.push
            if each.email is not None:
                chosen[each.kind, Channel.EMAIL] = each.email
        if chosen:
            await self._notices.choose(caller.driver.id, chosen)
        return reply(choice_list(await self._notices.choices(caller.driver.id)))

    async def key(self, request: Request) -> Response:
        """What a device must know to let itself be told."""
        await self._web.guard.admit(request)
        return reply(PushKeyObject(key=await self._devices.key()))

    async def devices(self, request: Request) -> Response:
        """The driver's devices that are told, newest first; ten at most."""
        caller = await self._web.guard.admit(request)
        return reply(device_list(await self._devices.all(caller.driver.id)))

    async def put_device(self, request: Request, body: DeviceBody) -> Response:
        """The device is told from now on. Only push services that are known here are used (S46)."""
        caller = await self._web.guard.admit(request)
        context = self._web.context
        self._web.guard.count_wish(caller)
        if context.settings.push_hosts.place(body.endpoint) is None:
            raise Problem(422, "push_service", "This push service is not used here.")
        keys = PushKeys(body.endpoint, body.keys.p256dh, body.keys.auth)
        name = device_name(request.headers.get("user-agent", ""))
        eyes = self._web.eyes(request)
        await self._notices.look(caller.driver.id, eyes.lang, str(eyes.zone))
        device = await self._devices.put(caller.driver.id, keys, name, caller.key.secret, context.clock())
        return reply(device_object(device), 201)

    async def drop_device(self, request: Request, device: str) -> Response:
        """The device is told no more; the answer lists those that are."""
        caller = await self._web.guard.admit(request)
        self._web.guard.count_wish(caller)
        if not await self._devices.drop(caller.driver.id, row_id(device)):
            raise not_found()
        return reply(device_list(await self._devices.all(caller.driver.id)))
