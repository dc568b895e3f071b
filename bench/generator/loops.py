"""Closed loops: as soon as a CALL is answered the next one leaves; nothing waits but for answers."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from time import monotonic, process_time
from typing import Final, Protocol

from bench.distribution import distribution
from bench.generator.station import Station, is_fault

_PATIENCE_S: Final = 20.0
_METERS: Final = 10
CALLS_OF_SESSION: Final = 5 + _METERS


class Script(Protocol):
    """What a station says, CALL by CALL."""

    def next(self, station: Station, /) -> bytes: ...

    def took(self, station: Station, data: bytes, /) -> bool:
        """The answer came; whether it completes a unit that is counted."""
        ...


class Heartbeats:
    def next(self, station: Station) -> bytes:
        return station.heartbeat()

    def took(self, _station: Station, _data: bytes) -> bool:
        return True


class Readings:
    """MeterValues (2.0.1: TransactionEvent Updated) of 4 samples, in an open transaction."""

    def next(self, station: Station) -> bytes:
        return station.meter()

    def took(self, _station: Station, _data: bytes) -> bool:
        return True


class Sessions:
    """Authorize, StartTransaction, Charging, ten MeterValues, StopTransaction, Available."""

    def next(self, station: Station) -> bytes:
        step = station.step
        if 3 <= step < 3 + _METERS:
            return station.meter()
        if step == 0:
            return station.authorize()
        if step == 1:
            return station.start()
        if step == 2:
            return station.status(b"Charging")
        return station.stop() if step == 3 + _METERS else station.status(b"Available")

    def took(self, station: Station, data: bytes) -> bool:
        if station.step == 1:
            station.took_start(data)
        station.step = (station.step + 1) % CALLS_OF_SESSION
        return station.step == 0


class Authorizations:
    def next(self, station: Station) -> bytes:
        return station.authorize()

    def took(self, _station: Station, _data: bytes) -> bool:
        return True


SCRIPTS: dict[str, type[Heartbeats | Readings | Sessions | Authorizations]] = {
    "authorizations": Authorizations,
    "heartbeats": Heartbeats,
    "readings": Readings,
    "sessions": Sessions,
}


class ClosedLoop:
    """`at_once` CALLs are out at a time, handed round among the stations; at most one of each."""

    def __init__(self, stations: Sequence[Station], script: Script, at_once: int) -> None:
        self._idle = deque(stations)
        self._stations = stations
        self._script = script
        self._at_once = min(at_once, len(stations))
        self._running = False
        self._counting = False
        self._out = 0
        self._all_in = asyncio.Event()
        self._waits: list[float] = []
        self._calls_all = 0
        self._units = 0
        self._faults = 0
        self._lost = 0

    def begin(self) -> None:
        self._running = True
        for station in self._stations:
            station.answered = self._answered
            station.gone = self._gone
        for _ in range(self._at_once):
            self._out += 1
            self._send(self._idle.popleft())

    def count(self) -> None:
        """From now on answers count."""
        self._counting = True
        self._began, self._cpu = monotonic(), process_time()

    def stop(self) -> dict[str, float]:
        """Answers count no more, no CALL follows: what was measured since `count`."""
        seconds = monotonic() - self._began
        cpu_s = process_time() - self._cpu
        self._counting = self._running = False
        waits = distribution(self._waits)
        return {
            "seconds": seconds,
            "calls": waits.number,
            "units": self._units,
            "p50_ms": waits.p50 * 1000,
            "p99_ms": waits.p99 * 1000,
            "most_ms": waits.most * 1000,
            "cpu_s": cpu_s,
        }

    async def end(self) -> dict[str, int]:
        """All answers are in, or given up. `answered`: in all, outside the window too."""
        if self._out:
            self._all_in.clear()
            try:
                await asyncio.wait_for(self._all_in.wait(), _PATIENCE_S)
            except TimeoutError:
                self._lost += self._out
        return {"faults": self._faults, "lost": self._lost, "answered": self._calls_all}

    def _send(self, station: Station) -> None:
        station.sent_at = monotonic()
        station.send(self._script.next(station))

    def _answered(self, station: Station, data: bytes) -> None:
        self._calls_all += 1
        if is_fault(data):
            self._faults += 1
        complete = self._script.took(station, data)
        if self._counting:
            self._waits.append(monotonic() - station.sent_at)
            self._units += complete
        self._idle.append(station)
        if self._running:
            self._send(self._idle.popleft())
        else:
            self._in()

    def _gone(self, station: Station) -> None:
        if station not in self._idle:
            self._lost += 1
            self._in()

    def _in(self) -> None:
        self._out -= 1
        if self._out <= 0:
            self._all_in.set()
