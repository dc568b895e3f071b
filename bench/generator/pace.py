"""Open loops: readings leave when they are meant to, however the answers come. Waits count from the meant instant."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from time import monotonic
from typing import Final

from bench.distribution import distribution
from bench.generator.fleet import until
from bench.generator.station import Station, is_fault

_PATIENCE_S: Final = 20.0
_TICK_S: Final = 0.001
"""The loop's timers are no finer; what is due within one tick leaves together, its lateness counts."""


class Pace:
    """`rate` MeterValues a second, one station after the other.

    A station that still waits for an answer sends its next reading after it (`patient`), or at once as a broken one would;
    such a one stops when its socket takes no more, and what it would have sent is dropped.
    """

    def __init__(self, stations: Sequence[Station], rate: float, *, patient: bool = True) -> None:
        self._stations = stations
        self._rate = rate
        self._patient = patient
        self._running = False
        self._waits: list[float] = []
        self.meant = 0
        self.answered = 0
        self.dropped = 0
        self.faults = 0
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        self._running = True
        for station in self._stations:
            station.due.clear()
            station.answered = self._answered
        self._task = asyncio.get_running_loop().create_task(self._run())

    def forget(self) -> None:
        """What was measured until now was warming up."""
        self._waits.clear()

    async def end(self) -> dict[str, float]:
        """No more is sent; what was sent is answered, or given up. Readings that still wait at a patient station have waited until now."""
        self._running = False
        if self._task is not None:
            await self._task
        behind = self.waiting()
        if self._patient:
            now = monotonic()
            for station in self._stations:
                while len(station.due) > 1:
                    self._waits.append(now - station.due.pop())
        await until(lambda: not self.waiting(), _PATIENCE_S)
        waits = distribution(self._waits)
        return {
            "meant": self.meant,
            "answered": self.answered,
            "dropped": self.dropped,
            "faults": self.faults,
            "behind": behind,
            "unanswered": self.waiting(),
            "p50_ms": waits.p50 * 1000,
            "p99_ms": waits.p99 * 1000,
            "most_ms": waits.most * 1000,
        }

    def waiting(self) -> int:
        return sum(len(station.due) for station in self._stations)

    async def _run(self) -> None:
        began, place = monotonic(), 0
        while self._running:
            due = int((monotonic() - began) * self._rate)
            while place < due:
                self._mean(self._stations[place % len(self._stations)], began + place / self._rate)
                place += 1
            await asyncio.sleep(_TICK_S)

    def _mean(self, station: Station, instant: float) -> None:
        self.meant += 1
        if self._patient:
            station.due.append(instant)
            if len(station.due) == 1:
                self._send(station)
        elif station.blocked:
            self.dropped += 1
        else:
            station.due.append(instant)
            self._send(station)

    def _send(self, station: Station) -> None:
        frame = station.meter()
        if station.told is not None:
            station.told.append((station.register_wh, station.due[0]))
        station.send(frame)

    def _answered(self, station: Station, data: bytes) -> None:
        self.answered += 1
        if is_fault(data):
            self.faults += 1
        due = station.due
        if due:
            self._waits.append(monotonic() - due.popleft())
            if due and self._patient:
                self._send(station)
