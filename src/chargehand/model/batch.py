"""What passes between the engine and the store, a batch at a time."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from chargehand.model.calls import Call
from chargehand.model.events import Event
from chargehand.model.identity import CommandId, StationId
from chargehand.model.snapshot import Decision, Needs, Snapshot


class Want(Struct, frozen=True, gc=False):
    """A lane's snapshot with what an event names."""

    station: StationId
    needs: Needs


class Halted(Struct, frozen=True):
    """Instead of a snapshot: this lane is halted because `law` was broken on it."""

    law: str


class Kept(Struct, frozen=True, gc=False):
    """One decision to write: what was, what is decided, and what told it (`frame`: the raw text, if a station's)."""

    before: Snapshot
    decision: Decision
    event: Event
    frame: str | None


class DueCall(Struct, frozen=True):
    station: StationId
    command: CommandId
    call_id: str
    call: Call
    until: datetime


class Course(Struct, frozen=True):
    """Where a clock of the house stood: `house_ns` since 1970, when the machine had run for `steady_ns`."""

    steady_ns: int
    house_ns: int


class DueTimer(Struct, frozen=True):
    station: StationId
    kind: str
    subject: str
    due_at: datetime
