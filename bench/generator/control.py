"""What the load can be told to do. A command is a line of JSON `{"do": name, ...}`; its answer is one line too.

Windows in which something is measured are marked by the lines `{"mark": "begin"}` and `{"mark": "end"}` before the answer, so that
who told us can read other processes' meters at the same moments.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import traceback
from collections import deque
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic, process_time
from typing import Any, Final

import uvloop
from picows import WSError

from bench.distribution import distribution
from bench.generator.crash import Survivors
from bench.generator.fleet import Arrivals, Fleet, begin_transactions, end_transactions
from bench.generator.loops import SCRIPTS, ClosedLoop
from bench.generator.pace import Pace
from bench.generator.station import Station
from bench.generator.web import Onlooker, Tapper, Watcher

_PATIENCE_S: Final = 10.0
_TAPS_S: Final = 90.0
_ANSWER_MOST_BYTES: Final = 1024
"""What a refused stream brings at most; a page brings more."""
"""A slow house is tapped fewer times."""
_LINE_BYTES: Final = 16 * 1024 * 1024

Answer = dict[str, Any]


def tell(line: Answer) -> None:
    """A line for who commands us."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


class Load:
    """Each public coroutine is a command; its parameters are the command's."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._survivors: Survivors | None = None

    # who is there

    async def connect(self, count: int, begin: int = 0, modern: bool = False) -> Answer:
        """These stations are connected and booted; they all come at once."""
        stations = self._fleet.modern(count) if modern else self._fleet.first(count, begin)
        arrivals = await self._fleet.gather(stations)
        boots = distribution(arrivals.boots_s)
        return {
            "seconds": arrivals.seconds,
            "arrived": boots.number,
            "p99_ms": boots.p99 * 1000,
            "faults": dict(arrivals.faults),
            "connected": len(self._fleet.connected()),
        }

    async def keep(self, count: int) -> Answer:
        """Only the first of the fleet stay connected; the others' lines are cut."""
        await self._fleet.drop([each for each in self._fleet.connected() if each.place >= count])
        return {"connected": len(self._fleet.connected())}

    async def settle(self, most_s: float) -> Answer:
        return {"seconds": await self._fleet.settle(most_s)}

    async def start(self, count: int, begin: int = 0, modern: bool = False) -> Answer:
        """These stations have a transaction; who had none starts one, all at the same moment."""
        stations = self._fleet.modern(count) if modern else self._fleet.first(count, begin)
        seconds, waits, failed = await begin_transactions(stations)
        spread = distribution(waits)
        return {
            "seconds": seconds,
            "answered": spread.number,
            "p50_ms": spread.p50 * 1000,
            "p99_ms": spread.p99 * 1000,
            "failed": failed,
        }

    async def stop(self, count: int, begin: int = 0) -> Answer:
        return {"failed": await end_transactions(self._fleet.first(count, begin))}

    # how much, how fast

    async def loop(
        self, script: str, count: int, at_once: int, warm_s: float, seconds: float, modern: bool = False
    ) -> Answer:
        """A closed loop over the first `count` stations, `at_once` CALLs out at a time."""
        stations = self._fleet.modern(count) if modern else self._fleet.first(count)
        loop = ClosedLoop(stations, SCRIPTS[script](), at_once)
        loop.begin()
        await asyncio.sleep(warm_s)
        tell({"mark": "begin"})
        loop.count()
        await asyncio.sleep(seconds)
        measured = loop.stop()
        tell({"mark": "end"})
        return measured | await loop.end()

    async def pace(
        self, rate: float, count: int, warm_s: float, seconds: float, patient: bool = True
    ) -> Answer:
        """An open loop of MeterValues over the first `count` stations."""
        pace = Pace(self._fleet.first(count), rate, patient=patient)
        pace.begin()
        await asyncio.sleep(warm_s)
        pace.forget()
        tell({"mark": "begin"})
        cpu_s = process_time()
        await asyncio.sleep(seconds)
        cpu_s = process_time() - cpu_s
        tell({"mark": "end"})
        return await pace.end() | {"cpu_s": cpu_s}

    # people

    async def taps(
        self, port: int, rate: float, pacing: int, sessions: list[list[str]], first: int
    ) -> Answer:
        """Drivers stop sessions, one after the other, while the first `pacing` stations send `rate` readings a second.

        `sessions`: id and bearer token of the sessions of the stations from place `first` on.
        """
        pace = Pace(self._fleet.first(pacing), rate)
        pace.begin()
        tapper = Tapper()
        waits: list[float] = []
        latest = monotonic() + _TAPS_S
        refused = silent = 0
        await asyncio.sleep(1)
        pace.forget()
        for station, (session, bearer) in zip(self._fleet.first(len(sessions), first), sessions, strict=True):
            told: asyncio.Future[float] = asyncio.get_running_loop().create_future()
            station.asked = _stop_told(told)
            began = monotonic()
            if began > latest:
                break
            status = await tapper.post(port, f"/api/v1/sessions/{session}/stop", bearer)
            if status != 202:
                refused += 1
                continue
            try:
                waits.append(await asyncio.wait_for(told, _PATIENCE_S) - began)
            except TimeoutError:
                silent += 1
        tapper.close()
        beside = await pace.end()
        await end_transactions(self._fleet.first(len(sessions), first))
        spread = distribution(waits)
        return {
            "rounds": spread.number,
            "p50_ms": spread.p50 * 1000,
            "p99_ms": spread.p99 * 1000,
            "most_ms": spread.most * 1000,
            "refused": refused,
            "silent": silent,
            "beside": beside,
        }

    async def watch(
        self, port: int, rate: float, pacing: int, seconds: float, sessions: list[list[str]]
    ) -> Answer:
        """Browsers watch the sessions of the first stations while the first `pacing` ones send `rate` readings a second."""
        stations = self._fleet.first(len(sessions))
        watchers = [Watcher(station, *named) for station, named in zip(stations, sessions, strict=True)]
        statuses = await asyncio.gather(*(watcher.open(port) for watcher in watchers))
        opened = sum(status == 200 for status in statuses)
        for station in stations:
            station.told = deque()
        pace = Pace(self._fleet.first(pacing), rate)
        pace.begin()
        await asyncio.sleep(2)
        pace.forget()
        for watcher in watchers:
            watcher.waits.clear()
        tell({"mark": "begin"})
        await asyncio.sleep(seconds)
        tell({"mark": "end"})
        spread = distribution(wait for watcher in watchers for wait in watcher.waits)
        beside = await pace.end()
        await asyncio.sleep(1)
        unseen = sum(len(station.told or ()) for station in stations)
        events = sum(watcher.browser.events for watcher in watchers if watcher.browser)
        for station, watcher in zip(stations, watchers, strict=True):
            station.told = None
            watcher.close()
        return {
            "opened": opened,
            "statuses": sorted(set(statuses)),
            "seen": spread.number,
            "events": events,
            "unseen": unseen,
            "p50_ms": spread.p50 * 1000,
            "p99_ms": spread.p99 * 1000,
            "most_ms": spread.most * 1000,
            "beside": beside,
        }

    async def look_on(self, port: int, rate: float, seconds: float, sessions: list[list[str]]) -> Answer:
        """Each station sends its share of `rate`; between the first two marks nobody looks, between the others a page is open for each."""
        pace = Pace(self._fleet.first(len(sessions)), rate)
        pace.begin()
        await asyncio.sleep(2)
        tell({"mark": "alone"})
        await asyncio.sleep(seconds)
        tell({"mark": "alone-end"})
        crowd = [Onlooker(*each) for each in sessions]
        for each in crowd:
            await each.open(port)
        await asyncio.sleep(5)
        before = sum(each.taken_bytes for each in crowd)
        tell({"mark": "watched"})
        await asyncio.sleep(seconds)
        tell({"mark": "watched-end"})
        taken = sum(each.taken_bytes for each in crowd) - before
        served = sum(each.taken_bytes > _ANSWER_MOST_BYTES for each in crowd)
        beside = await pace.end()
        for each in crowd:
            each.close()
        return {"seconds": seconds, "taken": taken, "served": served, "beside": beside}

    # rough times

    async def reconnects(self, cycles: int, count: int) -> Answer:
        """The first stations' lines are cut and built anew; every fifth time they are cut again before a word was said."""
        stations = self._fleet.first(count)
        arrivals = Arrivals()
        for begin in range(0, cycles, count):
            crowd = stations[: min(count, cycles - begin)]
            await self._fleet.drop(crowd)
            await asyncio.gather(*(self._again(station, arrivals) for station in crowd))
        await self._fleet.drop(self._fleet.connected())
        return {"faults": dict(arrivals.faults), "booted": len(arrivals.boots_s)}

    async def _again(self, station: Station, arrivals: Arrivals) -> None:
        if station.place % 5 == 0:
            try:
                await self._fleet.connect(station)
            except (OSError, WSError, TimeoutError) as fault:
                arrivals.faults[type(fault).__name__] += 1
            station.cut()
        await self._fleet.arrive(station, arrivals)

    async def survive(self, count: int, seed: int) -> Answer:
        """The first stations charge over and over and reconnect by themselves, until `survived`."""
        self._survivors = Survivors(self._fleet, self._fleet.first(count), seed)
        self._survivors.begin()
        return {}

    async def survived(self, facts: str) -> Answer:
        """They have come to rest; what they were answered stands in the file `facts`."""
        assert self._survivors is not None
        await self._survivors.end()
        await asyncio.to_thread(Path(facts).write_text, json.dumps(self._survivors.facts))
        return {"facts": len(self._survivors.facts), "faults": self._survivors.faults}


def _stop_told(told: asyncio.Future[float]) -> Callable[[Station, bytes], None]:
    def asked(_: Station, data: bytes) -> None:
        if b'"RemoteStopTransaction"' in data and not told.done():
            told.set_result(monotonic())

    return asked


async def _serve(url: str, password: str) -> None:
    load = Load(Fleet(url, password))
    reader = asyncio.StreamReader(limit=_LINE_BYTES)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    gc.freeze()
    gc.disable()
    while line := await reader.readline():
        command: dict[str, Any] = json.loads(line)
        act: Callable[..., Awaitable[Answer]] = getattr(load, command.pop("do"))
        try:
            tell({"done": await act(**command)})
        except Exception as fault:  # the process' own edge: the next command may still be measured
            traceback.print_exc()
            tell({"fault": f"{type(fault).__name__}: {fault}"})


def main() -> None:
    """Obeys the lines on standard input until it is closed. Arguments: the stations' URL, what their passwords begin with."""
    uvloop.run(_serve(sys.argv[1], sys.argv[2]))
