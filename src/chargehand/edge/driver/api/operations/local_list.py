"""What stations know of tokens by themselves: sent on an operator's word, and told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.bodies import IdempotencyKey
from chargehand.edge.driver.api.operations.bodies import PATIENCE_S_MAX, LocalListBody
from chargehand.edge.driver.api.operations.calls import CallsApi, asked
from chargehand.edge.driver.api.operator import Identity
from chargehand.edge.driver.api.replies import api_router, described, reply
from chargehand.edge.driver.ports import LocalLists, Operations
from chargehand.edge.driver.problems import Problem, not_found
from chargehand.edge.driver.web import Web
from chargehand.model.calls import SendLocalList
from chargehand.model.identity import StationId

_PATH: Final = "/stations/{identity}/local-list"
MESSAGE_S: Final = 3
"""Given for each message where nobody said how long to wait."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalListObject:
    """What the station was sent last. `version` and `sent_at` None: nothing ever.

    `known` false: what it has is not known for certain, so that the next list goes out whole. `tokens`: how many it knows.
    """

    version: int | None
    sent_at: datetime | None
    known: bool
    tokens: int | None


class LocalListApi:
    def __init__(self, web: Web, operations: Operations, lists: LocalLists, calls: CallsApi) -> None:
        self._web = web
        self._operations = operations
        self._lists = lists
        self._calls = calls

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1/operator", "operator")
        router.add_api_route(_PATH, self.send, methods=["POST"], responses=asked())
        router.add_api_route(_PATH, self.sent, methods=["GET"], responses=described(LocalListObject))
        return router

    async def send(
        self, request: Request, identity: Identity, body: LocalListBody, key: IdempotencyKey = None
    ) -> Response:
        """Tells the station which tokens may charge and which may not, so that it knows while it cannot ask.

        Only what changed since the last time, unless `full`, or the station has another list than we know; in as many messages
        as it wants.
        """
        caller = await self._web.guard.admit(request, scope="operator")
        station = await self._station(identity)
        call = await self._lists.draft(station, self._web.context.clock(), full=body.full)
        if call is None:
            raise Problem(
                409,
                "list_too_long",
                "There are more tokens than the station can keep.",
                "It told so itself (LocalAuthListMaxLength).",
            )
        return await self._calls.make(caller, identity, call, body, key, _patience_s(call))

    async def sent(self, request: Request, identity: Identity) -> Response:
        """Which list the station was sent last, and when."""
        await self._web.guard.admit(request, scope="operator")
        known = await self._lists.known(await self._station(identity))
        if known is None:
            return reply(LocalListObject(version=None, sent_at=None, known=False, tokens=None))
        entries = known.sent.entries
        return reply(
            LocalListObject(
                version=known.sent.version,
                sent_at=known.sent_at,
                known=entries is not None,
                tokens=None if entries is None else len(entries),
            )
        )

    async def _station(self, identity: str) -> StationId:
        station = StationId(identity)
        if not await self._operations.stations(station):
            raise not_found()
        return station


def _patience_s(call: SendLocalList) -> float:
    """For the whole of it, since that is what it may come to."""
    return min(PATIENCE_S_MAX, MESSAGE_S * (len(call.entries) // call.per_message + 1))
