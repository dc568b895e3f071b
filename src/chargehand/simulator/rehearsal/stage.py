"""The stage of a story: its clock, its order of happenings, its chance, and the lane that hears it all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from heapq import heappop, heappush
from random import Random

import msgspec

from chargehand.model.events import Event, TimerRang
from chargehand.model.identity import StationId
from chargehand.model.snapshot import Decision
from chargehand.simulator.rehearsal.paths import paths_of
from chargehand.simulator.rehearsal.world import Broken, World

EPOCH = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
STATION = StationId("REHEARSAL-1")
EVENTS_MAX = 3_000

Action = Callable[[], None]
_encode = msgspec.json.Encoder(order="deterministic").encode


class Stage:
    """Whatever is to happen waits in one heap; what is heard is decided at once. Time passes only between happenings."""

    def __init__(self, rng: Random, world: World) -> None:
        self.rng = rng
        self.world = world
        self.now_s = 0.0
        self.paths: Counter[str] = Counter()
        self.digest = blake2b(digest_size=8)
        self.after: list[Action] = []
        """Looked at after each event: who waits for what the decision wants."""
        self._heap: list[tuple[float, int, Action]] = []
        self._count = 0

    @property
    def at(self) -> datetime:
        return EPOCH + timedelta(seconds=self.now_s)

    def seconds(self, at: datetime) -> float:
        return (at - EPOCH).total_seconds()

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def name(self, kind: str) -> str:
        self._count += 1
        return f"{kind}{self._count}"

    def later(self, delay_s: float, action: Action) -> None:
        self._count += 1
        heappush(self._heap, (self.now_s + max(0.0, delay_s), self._count, action))

    def hear(self, event: Event) -> Decision:
        """Decide `event`, and let those act who wait for decisions. Raises Broken."""
        if len(self.world.journal) >= EVENTS_MAX:
            raise Broken(("stories_end",), f"{EVENTS_MAX} events and no end")
        before = self.world.brought(event)
        decision = self.world.hear(event)
        self.digest.update(_encode((event, decision.answer, len(decision.effects))))
        self.paths.update(paths_of(before, event, decision))
        for action in self.after:
            action()
        return decision

    def run(self, until_s: float) -> None:
        """Let everything happen that is due before `until_s`; timers ring a little late, some of them twice."""
        while True:
            due = min(self.world.timers.items(), key=lambda item: (item[1], item[0]), default=None)
            ring_s = self.seconds(due[1]) + 0.3 if due is not None else until_s + 1
            happen_s = self._heap[0][0] if self._heap else until_s + 1
            if min(ring_s, happen_s) > until_s:
                break
            if happen_s <= ring_s:
                self.now_s, _, action = heappop(self._heap)
                action()
            elif due is not None:
                self.now_s = max(self.now_s, ring_s)
                self._ring(*due[0])
        self.now_s = max(self.now_s, until_s)

    def _ring(self, kind: str, subject: str) -> None:
        def ring() -> None:
            self.hear(TimerRang(station=STATION, at=self.at, kind=kind, subject=subject))

        ring()
        if self.chance(0.1):
            self.later(self.rng.uniform(0, 40), ring)
