"""Many at the same time: storms, idle masses, starts at one moment, a steady stream, broken lines."""

from __future__ import annotations

import asyncio
import time

from bench import population
from bench.goals import Figure
from bench.measures.stage import Measure, Stage, Values

_WAVE = 1_000
_FIRST_COMERS = 50
_GHOSTS_S = 15.0
_PATIENCE_S = 60.0


async def storm(stage: Stage) -> Values:
    """Everybody comes at once, unknown to a process that has just started."""
    await stage.crew.ask("keep", count=0)
    arrived = await stage.crew.ask("connect", count=stage.scale.crowd)
    faults: dict[str, int] = arrived["faults"]
    return {
        "seconds": arrived["seconds"],
        "count": stage.scale.crowd,
        "missing": stage.scale.crowd - arrived["arrived"],
        "faults": sum(faults.values()),
        "p99_ms": arrived["p99_ms"],
        "settled_s": await stage.settle(),
    }


def tell_storm(ours: Values, null: Values) -> list[Figure]:
    seconds = None if ours["missing"] else ours["seconds"]
    note = (
        f"{ours['count']:,.0f} stations; {ours['missing']:.0f} never accepted, {ours['faults']:.0f} attempts failed;"
        f" BootNotification p99 {ours['p99_ms']:,.0f} ms;"
        f" configuration was offered to all {ours['settled_s']:.1f} s later"
    )
    return [Figure("P5", "boot storm, until the last was accepted", seconds, "s", null.get("seconds"), note)]


async def memory(stage: Stage) -> Values:
    """What idle stations weigh: growth since the subject had seen but a few, at rest."""
    count = stage.scale.idle
    here = (await stage.crew.ask("connect", count=0))["connected"]
    for begin in range(here, count, _WAVE):
        await stage.crew.ask("connect", count=min(_WAVE, count - begin), begin=begin)
    await stage.settle()
    connected = (await stage.crew.ask("connect", count=0))["connected"]
    grown = stage.subject.pss_bytes() - stage.idle_bytes
    return {
        "connected": connected,
        "kib_each": grown / max(1, connected) / 1024,
        "mib_per_10000": grown / max(1, connected) * 10_000 / 2**20,
        "all_mib": stage.subject.pss_bytes() / 2**20,
        "before_mib": stage.idle_bytes / 2**20,
    }


def tell_memory(ours: Values, null: Values) -> list[Figure]:
    scaled = "" if ours["connected"] >= 10_000 else f", scaled from {ours['connected']:,.0f} connected"
    note = (
        f"growth by idle stations{scaled}; {ours['before_mib']:.0f} MiB before, {ours['all_mib']:.0f} MiB with"
        f" {ours['connected']:,.0f}"
    )
    null_each = null.get("kib_each")
    return [
        Figure("P6", "PSS per 10,000 idle stations, no database", ours["mib_per_10000"], "MiB",
               null.get("mib_per_10000"), note),
        Figure("", "  per 1,000 idle stations", ours["kib_each"] * 1000, "KiB",
               None if null_each is None else null_each * 1000),
    ]  # fmt: skip


async def starts(stage: Stage) -> Values:
    await stage.fleet(stage.scale.stations)
    await stage.crew.ask("stop", count=stage.scale.stations)
    return await stage.crew.ask("start", count=stage.scale.stations)


def tell_starts(ours: Values, null: Values) -> list[Figure]:
    seconds = None if ours["failed"] else ours["seconds"]
    note = f"{ours['answered']:,.0f} answered, {ours['failed']:.0f} failed, p50 {ours['p50_ms']:.0f} ms"
    return [Figure("P11", "1,000 StartTransactions at one moment", seconds, "s", null.get("seconds"), note)]


async def stream(stage: Stage) -> Values:
    await stage.fleet(stage.scale.crowd, transactions=True)
    return await stage.crew.ask(
        "pace",
        rate=stage.scale.pace,
        count=stage.scale.crowd,
        warm_s=stage.scale.warm_s,
        seconds=stage.scale.pace_s,
    ) | {"count": stage.scale.crowd, "rate": stage.scale.pace}


def tell_stream(ours: Values, null: Values) -> list[Figure]:
    note = (
        f"{ours['count']:,.0f} stations, {ours['rate']:,.0f} readings/s, p50 {ours['p50_ms']:.1f} ms,"
        f" longest {ours['most_ms']:.0f} ms, {ours['behind']:.0f} of {ours['meant']:,.0f} waiting at the end"
    )
    return [
        Figure(
            "P4",
            "answer p99 from the meant instant, open loop",
            ours["p99_ms"],
            "ms",
            null.get("p99_ms"),
            note,
        )
    ]


async def reconnects(stage: Stage) -> Values:
    """Lines break and come back, some break again half-way in; when all are gone nothing of them may be left."""
    platform = stage.platform
    assert platform is not None
    await stage.fleet(0)
    await _until_gone(stage, _PATIENCE_S)
    files = platform.files()
    crowd = min(200, stage.scale.cycles)
    answer = await stage.crew.ask("reconnects", cycles=stage.scale.cycles, count=crowd)
    ghosts = await _until_gone(stage, _GHOSTS_S)
    held = platform.station_sockets()
    return {
        "ghosts": ghosts,
        "sockets": held,
        "files": platform.files() - files,
        "cycles": stage.scale.cycles,
        "failed": sum(answer["faults"].values()),
        "left": ghosts + held,
    }


async def _until_gone(stage: Stage, patience_s: float) -> int:
    """Stations still shown as online although all lines are cut."""
    assert stage.platform is not None
    deadline = time.monotonic() + patience_s
    while True:
        ghosts = await population.connected(stage.platform)
        if not ghosts or time.monotonic() > deadline:
            return ghosts
        await asyncio.sleep(0.2)


def tell_reconnects(ours: Values, _null: Values) -> list[Figure]:
    note = (
        f"{ours['cycles']:,.0f} cycles, {ours['failed']:.0f} attempts failed; {ours['ghosts']:.0f} online without a line,"
        f" {ours['sockets']:.0f} sockets held, open files {ours['files']:+.0f}"
    )
    return [Figure("P14", "ghosts and sockets left after reconnects", ours["left"], "", None, note)]


async def warm(stage: Stage) -> None:
    """A few stations came and went: code is loaded, pools are filled, what weighs now weighs without anybody."""
    await stage.crew.ask("connect", count=_FIRST_COMERS)
    await stage.settle()
    await stage.crew.ask("start", count=_FIRST_COMERS)
    await stage.crew.ask("stop", count=_FIRST_COMERS)
    await stage.crew.ask("keep", count=0)
    stage.idle_bytes = stage.subject.pss_bytes()


STORM = Measure("storm", ("P5",), True, storm, tell_storm)
MEMORY = Measure("memory", ("P6",), True, memory, tell_memory)
STARTS = Measure("starts", ("P11",), True, starts, tell_starts)
STREAM = Measure("stream", ("P4",), True, stream, tell_stream)
RECONNECTS = Measure("reconnects", ("P14",), False, reconnects, tell_reconnects)
