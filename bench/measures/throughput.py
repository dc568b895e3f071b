"""How much: heartbeats, readings and whole sessions as fast as answers come, and what each costs."""

from __future__ import annotations

from bench import population
from bench.generator.loops import CALLS_OF_SESSION
from bench.goals import Figure
from bench.measures.stage import Measure, Stage, Values

_ALONE_S = 3.0
_SLOWER_US = 2_000


def _troubles(values: Values) -> str:
    parts = [f"{int(values[name])} {name}" for name in ("faults", "lost") if values.get(name)]
    return ", ".join(parts)


def _note(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


async def heartbeats(stage: Stage) -> Values:
    await stage.fleet(stage.scale.stations)
    return await stage.closed("heartbeats", stage.scale.stations, stage.scale.stations)


def tell_heartbeats(ours: Values, null: Values) -> list[Figure]:
    return [
        Figure("", "heartbeats", ours["calls_per_s"], "1/s", null.get("calls_per_s"), _troubles(ours)),
        Figure("", "heartbeat, CPU of all", ours["own_us"] + ours["database_us"], "us", null.get("own_us")),
    ]


async def readings(stage: Stage) -> Values:
    await stage.fleet(stage.scale.stations, transactions=True)
    before = await population.kept(stage.platform) if stage.platform else None
    values = await stage.closed("readings", stage.scale.stations, stage.scale.stations)
    if stage.platform and before:
        values["kept"] = (await population.kept(stage.platform)).readings - before.readings
    return values


def tell_readings(ours: Values, null: Values) -> list[Figure]:
    kept = f"answered {ours['answered']:.0f}, of these kept {ours.get('kept', 0):.0f}"
    split = f"own processes {ours['own_us']:.0f} us, PostgreSQL {ours['database_us']:.0f} us"
    load = ""
    if null:
        load = (
            f"the load itself takes {null['load_us']:.1f} us per call on the null gateway,"
            f" it could make at most {1e6 / null['load_us']:,.0f}/s on a core of its own"
        )
    return [
        Figure("P1", "readings kept, 1,000 stations", ours["calls_per_s"], "1/s", null.get("calls_per_s"),
               _note(kept, _troubles(ours))),
        Figure("", "  answer p50", ours["p50_ms"], "ms", null.get("p50_ms")),
        Figure("", "  answer p99", ours["p99_ms"], "ms", null.get("p99_ms")),
        Figure("P3", "CPU per reading, app and database", ours["own_us"] + ours["database_us"], "us",
               null.get("own_us"), _note(split, load)),
    ]  # fmt: skip


async def sessions(stage: Stage) -> Values:
    await stage.fleet(stage.scale.stations)
    await stage.crew.ask("stop", count=stage.scale.stations)
    before = await population.kept(stage.platform) if stage.platform else None
    values = await stage.closed("sessions", stage.scale.stations, stage.scale.stations)
    if stage.platform and before:
        after = await population.kept(stage.platform)
        values["kept"] = after.sessions - before.sessions
    # Stations march in step: counting sessions by their last call would count waves.
    return values | {"sessions_per_s": values["calls_per_s"] / CALLS_OF_SESSION}


def tell_sessions(ours: Values, null: Values) -> list[Figure]:
    return [
        Figure("P2", "whole sessions of 15 calls", ours["sessions_per_s"], "1/s", null.get("sessions_per_s"),
               _note(f"{ours.get('kept', 0):.0f} ended ones kept", _troubles(ours))),
        Figure("", "  calls in sessions", ours["calls_per_s"], "1/s", null.get("calls_per_s")),
        Figure("", "  answer p50", ours["p50_ms"], "ms", null.get("p50_ms")),
        Figure("", "  answer p99", ours["p99_ms"], "ms", null.get("p99_ms")),
        Figure("", "  CPU per call, app and database", ours["own_us"] + ours["database_us"], "us", null.get("own_us"),
               f"own processes {ours['own_us']:.0f} us, PostgreSQL {ours['database_us']:.0f} us"),
    ]  # fmt: skip


async def alone(stage: Stage) -> Values:
    await stage.fleet(1, transactions=True)
    return await stage.closed("readings", 1, 1, min(_ALONE_S, stage.scale.window_s))


def tell_alone(ours: Values, null: Values) -> list[Figure]:
    return [
        Figure("P15", "one station alone, reading kept, p50", ours["p50_ms"], "ms", null.get("p50_ms"),
               _note(f"p99 {ours['p99_ms']:.2f} ms", _troubles(ours))),
    ]  # fmt: skip


async def flatness(stage: Stage) -> Values:
    """The same number of CALLs out at a time, among many connected stations and among few."""
    wide, narrow = stage.scale.wide, stage.scale.narrow
    await stage.fleet(wide, transactions=True)
    many = await stage.closed("readings", wide, narrow)
    await stage.fleet(narrow, transactions=True)
    few = await stage.closed("readings", narrow, narrow)
    return {
        "many_per_s": many["calls_per_s"],
        "few_per_s": few["calls_per_s"],
        "percent": 100 * many["calls_per_s"] / few["calls_per_s"],
        "wide": wide,
        "narrow": narrow,
    }


def tell_flatness(ours: Values, null: Values) -> list[Figure]:
    note = (
        f"{ours['many_per_s']:,.0f}/s among {ours['wide']:,.0f} connected, {ours['few_per_s']:,.0f}/s among"
        f" {ours['narrow']:.0f}, {ours['narrow']:.0f} calls out at a time in both"
    )
    return [
        Figure(
            "P7",
            "rate among many connected to rate among few",
            ours["percent"],
            "%",
            null.get("percent"),
            note,
        )
    ]


async def slow_commits(stage: Stage) -> Values:
    """Every flush of the write-ahead log waits two milliseconds more, as on a slower disk."""
    platform = stage.platform
    assert platform is not None
    await stage.fleet(stage.scale.stations, transactions=True)
    seconds = max(2.0, stage.scale.window_s / 2)
    fast = await stage.closed("readings", stage.scale.stations, stage.scale.stations, seconds)
    await platform.ask_as_superuser(
        f"alter system set commit_delay = {_SLOWER_US}",
        "alter system set commit_siblings = 0",
        "select pg_reload_conf()",
    )
    try:
        slow = await stage.closed("readings", stage.scale.stations, stage.scale.stations, seconds)
    finally:
        await platform.ask_as_superuser(
            "alter system reset commit_delay", "alter system reset commit_siblings", "select pg_reload_conf()"
        )
    return {
        "percent": 100 * slow["calls_per_s"] / fast["calls_per_s"],
        "slow": slow["calls_per_s"],
        "fast": fast["calls_per_s"],
    }


def tell_slow_commits(ours: Values, _null: Values) -> list[Figure]:
    note = f"{ours['slow']:,.0f}/s with commit_delay of 2 ms, {ours['fast']:,.0f}/s without"
    return [Figure("P13", "rate with commits 2 ms slower to rate without", ours["percent"], "%", None, note)]


HEARTBEATS = Measure("heartbeats", (), True, heartbeats, tell_heartbeats)
READINGS = Measure("readings", ("P1", "P3"), True, readings, tell_readings)
SESSIONS = Measure("sessions", ("P2",), True, sessions, tell_sessions)
ALONE = Measure("alone", ("P15",), True, alone, tell_alone)
FLATNESS = Measure("flatness", ("P7",), True, flatness, tell_flatness)
SLOW_COMMITS = Measure("slow-commits", ("P13",), False, slow_commits, tell_slow_commits)
