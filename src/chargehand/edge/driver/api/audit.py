"""The audit log for those who run the house: who did what, when, from where, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.messages import Instant
from chargehand.edge.driver.api.replies import api_router, described, reply
from chargehand.edge.driver.ports import Audit
from chargehand.edge.driver.web import Web
from chargehand.model.audit import AuditChoice
from chargehand.views.account.audit import EntryObject, entry_object

Part = Annotated[str | None, Query(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*$")]


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryList:
    """`next` is `before` of the next page; null: there is none."""

    entries: list[EntryObject]
    next: int | None


class AuditApi:
    def __init__(self, web: Web, audit: Audit) -> None:
        self._web = web
        self._audit = audit

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1/operator/audit", "operator")
        router.add_api_route("", self.entries, methods=["GET"], responses=described(EntryList))
        return router

    async def entries(
        self,
        request: Request,
        actor: Part = None,
        act: Part = None,
        since: Annotated[Instant, Query()] = None,
        before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    ) -> Response:
        """Entries, newest first: of this actor, with this in what was done, from then on. Each carries the hash of the one before it."""
        await self._web.guard.admit(request, scope="operator")
        choice = AuditChoice(actor=actor, act=act, since=since, before=before, limit=limit)
        found = await self._audit.entries(choice)
        more = found[-1].number if len(found) == limit and found[-1].number > 1 else None
        return reply(EntryList(entries=[entry_object(each) for each in found], next=more))
