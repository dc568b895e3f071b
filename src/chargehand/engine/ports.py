"""What the engine asks of the world, and what the edges ask of the engine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol

from chargehand.model.answers import Answer
from chargehand.model.batch import Course, DueCall, DueTimer, Halted, Kept, Want
from chargehand.model.calls import Reply
from chargehand.model.events import Event
from chargehand.model.faults import LaneHalted, UnknownStation, WorldFault
from chargehand.model.identity import StationId
from chargehand.model.refusals import Refusal
from chargehand.model.snapshot import Change, Snapshot

__all__ = [
    "Course",
    "Courses",
    "DueCall",
    "DueTimer",
    "Feed",
    "LaneHalted",
    "Observer",
    "Outbox",
    "StationCaller",
    "Submit",
    "Timers",
    "UnitStore",
    "UnknownStation",
    "WorldFault",
]


class Submit(Protocol):
    """The engine's door for inlets."""

    def submit(self, event: Event, frame: str | None = None) -> Awaitable[Answer | Refusal]:
        """Decide `event` on its station's lane; when the answer is there, the decision is committed.

        `frame`: the raw text that told the event, kept in the journal.
        Awaiting raises WorldFault, LaneHalted or UnknownStation; then nothing was kept.
        """
        ...


class UnitStore(Protocol):
    """State, journal, readings, outbox and timers."""

    async def load(self, wants: Sequence[Want]) -> list[Snapshot | Halted | None]:
        """The lanes' snapshots with what the events name, in the order of `wants`; None: unknown station."""
        ...

    async def commit(self, kept: Sequence[Kept]) -> None:
        """Write all decisions in one transaction, at most one of each station; durable when this returns.

        Raises StaleSnapshot, PassingFault, other WorldFault or ConflictFault; then nothing was kept.
        """
        ...

    async def halt(self, station: StationId, law: str) -> None:
        """Mark the lane as halted, for people to see."""
        ...

    async def probe(self) -> None:
        """Returns if a transaction could be committed now; raises WorldFault otherwise."""
        ...


class Outbox(Protocol):
    async def take(self, gateway: str) -> list[DueCall]:
        """Take the waiting calls of the stations that `gateway` holds, each once, oldest first, overdue ones too."""
        ...

    async def done(self, call_id: str) -> None:
        """The call needs no keeping any more."""
        ...


class Timers(Protocol):
    async def due(self, now: datetime, limit: int) -> list[DueTimer]:
        """Timers that should ring; one stays until the decision that it rings for has dropped it."""
        ...


class Courses(Protocol):
    """Where the clocks of the house's machines stand, each in its machine's present life."""

    async def course(self, boot: str) -> Course | None:
        """What was last kept of this life; None: nothing yet."""
        ...

    async def keep_course(self, boot: str, course: Course) -> None:
        """Keep it, unless a later one of this life is kept."""
        ...


class StationCaller(Protocol):
    """The gateway, as the performer sees it."""

    def has(self, station: StationId) -> bool:
        """Whether the station's socket is here."""
        ...

    async def call(self, due: DueCall, sent: Callable[[], Awaitable[None]]) -> Reply:
        """Send and wait for the answer, at most until `due.until`; `sent` is awaited once the frame has left.

        Never raises for what a station does. For a Configure the detail lists the refused keys, comma separated, and after a
        semicolon those that could not be offered; of an operator's call the answer is kept.
        """
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

    def fault(self, reason: str) -> None: ...
