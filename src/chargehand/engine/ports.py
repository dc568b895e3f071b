"""What the engine asks of the world, and what the edges ask of the engine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from chargehand.model.answers import Answer
from chargehand.model.calls import Call, CallOutcome
from chargehand.model.events import Event
from chargehand.model.identity import CommandId, StationId
from chargehand.model.refusals import Refusal
from chargehand.model.snapshot import Change, Decision, Needs, Snapshot


class WorldFault(Exception):
    """The world failed us (no database, no commit): nothing was decided. Gateways close the socket, HTTP says 503."""


class LaneHalted(Exception):
    """A law was broken on this station's lane: it is halted until a person has looked; everybody else goes on."""


class UnknownStation(Exception):
    """No such station is configured."""


class Submit(Protocol):
    """The engine's door for inlets."""

    async def submit(self, event: Event, frame: str | None = None) -> Answer | Refusal:
        """Decide `event` on its station's lane; when this returns, the decision is committed.

        `frame`: the raw text that told the event, kept in the journal.
        Raises WorldFault, LaneHalted or UnknownStation; then nothing was kept.
        """
        ...


class Want(Struct, frozen=True):
    station: StationId
    needs: Needs


class Kept(Struct, frozen=True):
    """One decision to write: what was, what is decided, and what told it."""

    before: Snapshot
    decision: Decision
    event: Event
    frame: str | None


class ConflictFault(Exception):
    """The write broke one of the database's own laws (a unique index, a check): a defect of one of the batch's decisions."""


class UnitTransaction(Protocol):
    async def lock(self, wants: Sequence[Want]) -> list[Snapshot | None | LaneHalted]:
        """Lock the stations' lanes and bring their snapshots, in the order of `wants`; None: unknown station."""
        ...

    async def write(self, kept: Sequence[Kept]) -> None:
        """Write state, journal, readings, outbox and timers of all decisions; visible after the commit."""
        ...


class UnitStore(Protocol):
    def transaction(self) -> AbstractAsyncContextManager[UnitTransaction]:
        """Commits on leaving without exception. Raises WorldFault or ConflictFault; then nothing was kept."""
        ...

    async def halt(self, station: StationId, law: str) -> None:
        """Mark the lane as halted, for people to see."""
        ...


class DueCall(Struct, frozen=True):
    station: StationId
    command: CommandId
    call_id: str
    call: Call
    until: datetime


class Outbox(Protocol):
    async def take(self, stations: Sequence[StationId]) -> list[DueCall]:
        """Take the waiting calls of these stations, each once, oldest first; overdue ones too (they are to be dropped, not sent)."""
        ...


class DueTimer(Struct, frozen=True):
    station: StationId
    kind: str
    subject: str
    due_at: datetime


class Timers(Protocol):
    async def due(self, now: datetime, limit: int) -> list[DueTimer]:
        """Timers that should ring; one stays until the decision that it rings for has dropped it."""
        ...


class StationCaller(Protocol):
    """The gateway, as the performer sees it."""

    def holds(self) -> Sequence[StationId]:
        """Stations whose socket is here."""
        ...

    def has(self, station: StationId) -> bool: ...

    async def call(self, due: DueCall, sent: Callable[[], Awaitable[None]]) -> tuple[CallOutcome, str]:
        """Send and wait for the answer, at most until `due.until`. `sent` is awaited once the frame has left. Never raises for what a station does."""
        ...


class Feed(Protocol):
    """Wake-ups after commits. Rows are truth; a lost wake-up costs latency, never a fact."""

    def publish(self, changes: Sequence[Change]) -> None: ...

    def subscribe(self, listener: Callable[[Sequence[Change]], None]) -> Callable[[], None]:
        """Calls `listener` (quick, must not raise) with later changes until the returned function is called."""
        ...


class Observer(Protocol):
    """Counts and logs what was decided."""

    def decided(self, event: Event, answer: Answer | Refusal, latency_s: float) -> None: ...

    def batch(self, events: int, seconds: float) -> None: ...

    def halted(self, station: StationId, law: str) -> None: ...

    def retried(self, reason: str) -> None: ...
