"""Commands followed by their id."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.replies import api_router, described, reply
from chargehand.edge.driver.door.naming import command_id
from chargehand.edge.driver.refusals import Refused
from chargehand.edge.driver.web import Web
from chargehand.model.refusals import Refusal
from chargehand.views.api import CommandObject, command_object


class CommandsApi:
    def __init__(self, web: Web) -> None:
        self._web = web

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1/commands", "commands")
        router.add_api_route("/{command}", self.one, methods=["GET"], responses=described(CommandObject))
        return router

    async def one(self, request: Request, command: str) -> Response:
        """A command that the driver gave, or that concerns the driver's session; it is over at its deadline."""
        caller = await self._web.guard.admit(request)
        found = await self._web.context.sights.command(caller.driver.id, command_id(command))
        if found is None:
            raise Refused(Refusal.NOT_FOUND)
        return reply(command_object(found))
