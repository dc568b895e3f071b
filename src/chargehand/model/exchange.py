"""What went over a station's line, for eyes: one row for a frame and its answer, one for each coming and going."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chargehand.model.identity import CommandId, SessionId, StationId


class Direction(StrEnum):
    IN = "in"
    """The station spoke first."""
    OUT = "out"
    """We did."""
    LINE = "line"
    """The connection itself: `opened` and `closed`."""


class Exchange(Struct, frozen=True, gc=False):
    """A frame with the one that answered it. `at`: when the first one was received or sent.

    `request` None: the journal has it, under the same station and instant. `error` is empty when all went as it should:
    else the error that was answered, or why there is no answer. `took_s`: from the one frame to the other. `ref`: the
    transaction's id as the protocol has it. `repeats`: so many of the same before this one were counted, not kept.
    """

    at: datetime
    station: StationId
    direction: Direction
    action: str
    message_id: str
    request: str | None
    answer: bytes | None
    error: str = ""
    took_s: float | None = None
    ref: str | None = None
    repeats: int = 0


class ExchangeFilter(Struct, frozen=True, kw_only=True):
    """Which exchanges of `station` are wanted: from `since` on and before `until`, newest first."""

    station: StationId
    since: datetime | None = None
    until: datetime | None = None
    before: tuple[datetime, int] | None = None
    """Older than the row with this instant and number."""
    action: str | None = None
    message_id: str | None = None
    session: SessionId | None = None
    direction: Direction | None = None
    limit: int = 100


class ExchangeRow(Struct, frozen=True, kw_only=True):
    """One exchange as it is shown: what is personal or secret is masked. `event` and `decision`: what it was read as and what came of it."""

    at: datetime
    number: int
    """Of several rows with the same instant the later one has the higher number."""
    direction: Direction
    action: str
    message_id: str
    request: str | None
    answer: str | None
    event: str
    decision: str
    error: str
    took_ms: float | None
    transaction: str | None
    session: SessionId | None
    command: CommandId | None
    repeats: int


class DeviationRow(Struct, frozen=True, kw_only=True):
    """How a station's calls do not keep to the schema: `path` in the payload of `action`, and the kind of deviation."""

    action: str
    path: str
    kind: str
    count: int
    """Connections on which it was seen."""
    first_at: datetime
    last_at: datetime
