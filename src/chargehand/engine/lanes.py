"""One queue per station: serial within, parallel across.

A lane is *ready* when its first event waits and none of its events is being decided. A batch takes the first events of
many ready lanes, at most one of each.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable

from chargehand.model.answers import Answer
from chargehand.model.events import Event
from chargehand.model.faults import WorldFault
from chargehand.model.identity import StationId
from chargehand.model.refusals import Refusal

LANE_MAX = 256
"""Events that may wait on one lane: stations send one at a time, so that only a defect or an attack gets here."""


class Pending:
    """An event on its way: who waits for its answer, and since when (monotonic seconds)."""

    __slots__ = ("event", "frame", "future", "since", "tries")

    def __init__(
        self, event: Event, frame: str | None, future: asyncio.Future[Answer | Refusal], since: float
    ) -> None:
        self.event = event
        self.frame = frame
        self.future = future
        self.since = since
        self.tries = 0

    def answer(self, answer: Answer | Refusal) -> None:
        if not self.future.done():
            self.future.set_result(answer)

    def fail(self, fault: Exception) -> None:
        if not self.future.done():
            self.future.set_exception(fault)


class Lanes:
    """The queues. Not thread-safe; belongs to one event loop."""

    def __init__(self) -> None:
        self._queues: dict[StationId, deque[Pending]] = {}
        self._ready: deque[StationId] = deque()
        self._busy: set[StationId] = set()

    def put(self, pending: Pending) -> None:
        """Let `pending` wait its turn. Raises WorldFault when its lane is full."""
        station = pending.event.station
        queue = self._queues.get(station)
        if queue is None:
            queue = self._queues[station] = deque()
            if station not in self._busy:
                self._ready.append(station)
        elif len(queue) >= LANE_MAX:
            raise WorldFault("too much waits on this station's lane")
        queue.append(pending)

    def take(self, most: int) -> list[Pending]:
        """The first events of up to `most` ready lanes; these lanes are busy until `done`."""
        taken: list[Pending] = []
        while self._ready and len(taken) < most:
            station = self._ready.popleft()
            queue = self._queues[station]
            taken.append(queue.popleft())
            self._busy.add(station)
            if not queue:
                del self._queues[station]
        return taken

    def done(self, stations: Iterable[StationId]) -> None:
        """These lanes may go on."""
        for station in stations:
            self._busy.discard(station)
            if station in self._queues:
                self._ready.append(station)

    def __bool__(self) -> bool:
        return bool(self._ready)

    def waiting(self) -> int:
        """Events that wait, over all lanes."""
        return sum(len(queue) for queue in self._queues.values())
