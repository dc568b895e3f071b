"""What went over a station's line, for those who run the house; tokens and passwords are masked before it comes here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime, BaseModel, BeforeValidator, Field
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.replies import api_router, described, reply
from chargehand.edge.driver.ports import Messages, Operations
from chargehand.edge.driver.problems import invalid, not_found
from chargehand.edge.driver.web import Web
from chargehand.model.exchange import DeviationRow, Direction, ExchangeFilter, ExchangeRow
from chargehand.model.identity import SessionId, StationId

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_CURSOR: Final = re.compile(r"([0-9]{1,17})-([0-9]{1,10})")


def _unspaced(value: object) -> object:
    """A plus sign that was not escaped arrives as a blank. Plain numbers are no instants."""
    if not isinstance(value, str):
        return value
    if value[4:5] != "-":
        raise ValueError("no instant of RFC 3339")
    return value.replace(" ", "+")


Identity = Annotated[str, Path(min_length=1, max_length=48, pattern=r"^[^\x00]+$")]
Instant = Annotated[AwareDatetime | None, BeforeValidator(_unspaced)]
Word = Annotated[str | None, Field(max_length=64, pattern=r"^[^\x00]*$")]


class MessageQuery(BaseModel):
    since: Instant = None
    until: Instant = None
    action: Word = None
    message_id: Word = None
    session: Word = None
    direction: Direction | None = None
    cursor: Annotated[str | None, Field(max_length=40)] = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100

    def chosen(self, station: StationId) -> ExchangeFilter:
        return ExchangeFilter(
            station=station,
            since=self.since,
            until=self.until,
            before=None if self.cursor is None else _read_cursor(self.cursor),
            action=self.action or None,
            message_id=self.message_id or None,
            session=SessionId(self.session) if self.session else None,
            direction=self.direction,
            limit=self.limit,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageObject:
    """`direction` `in`: the station spoke first, `out`: we did, `line`: the connection was `opened` or `closed`.

    `request` and `answer` are the frames as they were, masked; `error` is empty when all went as it should.
    `event` and `decision`: what a call was read as and what came of it.
    """

    at: datetime
    direction: Direction
    action: str
    message_id: str
    request: str | None
    answer: str | None
    event: str
    decision: str
    error: str
    latency_ms: float | None
    transaction: str | None
    session_id: str | None
    command_id: str | None
    repeats: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageList:
    messages: list[MessageObject]
    cursor: str | None
    """Begins the next page, further back in time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviationObject:
    action: str
    path: str
    kind: str
    count: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviationList:
    deviations: list[DeviationObject]


class MessagesApi:
    def __init__(self, web: Web, operations: Operations, messages: Messages) -> None:
        self._web = web
        self._operations = operations
        self._messages = messages

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1/operator/stations/{identity}", "operator")
        router.add_api_route("/messages", self.messages, methods=["GET"], responses=described(MessageList))
        router.add_api_route(
            "/deviations", self.deviations, methods=["GET"], responses=described(DeviationList)
        )
        return router

    async def messages(
        self, request: Request, identity: Identity, query: Annotated[MessageQuery, Query()]
    ) -> Response:
        """What went over the station's line, newest first, for as long as it is kept."""
        station = await self._admitted(request, identity)
        rows = await self._messages.exchanges(query.chosen(station))
        last = _write_cursor(rows[-1]) if len(rows) == query.limit else None
        return reply(MessageList(messages=[_message(row) for row in rows], cursor=last))

    async def deviations(self, request: Request, identity: Identity) -> Response:
        """How the station's calls do not keep to OCPP's schemas; each was served as far as it could be."""
        station = await self._admitted(request, identity)
        rows = await self._messages.deviations(station)
        return reply(DeviationList(deviations=[_deviation(row) for row in rows]))

    async def _admitted(self, request: Request, identity: str) -> StationId:
        await self._web.guard.admit(request, scope="operator")
        station = StationId(identity)
        if not await self._operations.stations(station):
            raise not_found()
        return station


def _message(row: ExchangeRow) -> MessageObject:
    return MessageObject(
        at=row.at,
        direction=row.direction,
        action=row.action,
        message_id=row.message_id,
        request=row.request,
        answer=row.answer,
        event=row.event,
        decision=row.decision,
        error=row.error,
        latency_ms=row.took_ms,
        transaction=row.transaction,
        session_id=row.session,
        command_id=row.command,
        repeats=row.repeats,
    )


def _deviation(row: DeviationRow) -> DeviationObject:
    return DeviationObject(
        action=row.action,
        path=row.path,
        kind=row.kind,
        count=row.count,
        first_at=row.first_at,
        last_at=row.last_at,
    )


def _write_cursor(row: ExchangeRow) -> str:
    return f"{(row.at - _EPOCH) // _MICROSECOND}-{row.number}"


def _read_cursor(text: str) -> tuple[datetime, int]:
    found = _CURSOR.fullmatch(text)
    if found is None or int(found[2]) >= 2**31:
        raise invalid("`cursor` is none of ours.")
    try:
        return _EPOCH + int(found[1]) * _MICROSECOND, int(found[2])
    except OverflowError:
        raise invalid("`cursor` is none of ours.") from None
