"""What drivers feel: from the tap to the charger, from the charger to the screen, while thousands of readings pass."""

from __future__ import annotations

from bench import population
from bench.goals import Figure
from bench.measures.stage import Measure, Stage, Values
from bench.processes import Spent

READING_EVERY_S = 10


async def taps(stage: Stage) -> Values:
    platform, scale = stage.platform, stage.scale
    assert platform is not None
    first = scale.stations
    await stage.fleet(first + scale.taps, transactions=True)
    places = range(first, first + scale.taps)
    answer = await stage.crew.ask(
        "taps",
        port=platform.web_port,
        rate=scale.pace,
        pacing=first,
        sessions=await population.sessions_of(platform, places),
        first=first,
    )
    beside = answer.pop("beside")
    return answer | {"rate": scale.pace, "beside_p99_ms": beside["p99_ms"], "wanted": scale.taps}


def tell_taps(ours: Values, _null: Values) -> list[Figure]:
    complete = ours["rounds"] and not ours["refused"] and not ours["silent"]
    note = (
        f"{ours['rounds']:,.0f} of {ours['wanted']:,.0f} rounds, p50 {ours['p50_ms']:.1f} ms, longest {ours['most_ms']:.0f} ms,"
        f" {ours['refused']:.0f} not taken, {ours['silent']:.0f} never arrived; readings beside it:"
        f" {ours['rate']:,.0f}/s, p99 {ours['beside_p99_ms']:.1f} ms"
    )
    value = ours["p99_ms"] if complete else None
    return [Figure("P8", "stop tap to station, p99", value, "ms", None, note)]


async def browsers(stage: Stage) -> Values:
    """The load spreads over so many stations that each sends about one reading a second."""
    platform, scale = stage.platform, stage.scale
    assert platform is not None
    pacing = max(scale.browsers, min(scale.crowd, int(scale.pace)))
    await stage.fleet(pacing, transactions=True)
    answer = await stage.crew.ask(
        "watch",
        port=platform.web_port,
        rate=scale.pace,
        pacing=pacing,
        seconds=scale.watch_s,
        sessions=await population.sessions_of(platform, range(scale.browsers)),
    )
    beside = answer.pop("beside")
    statuses: list[int] = answer.pop("statuses")
    return answer | {
        "browsers": scale.browsers,
        "strange": next((status for status in statuses if status != 200), 0),
        "rate": scale.pace,
        "beside_p99_ms": beside["p99_ms"],
    }


def tell_browsers(ours: Values, _null: Values) -> list[Figure]:
    complete = ours["seen"] and ours["opened"] == ours["browsers"]
    strange = f" (status {ours['strange']:.0f})" if ours["strange"] else ""
    note = (
        f"{ours['opened']:.0f} of {ours['browsers']:.0f} streams{strange}, {ours['seen']:,.0f} readings in"
        f" {ours['events']:,.0f} events, p50 {ours['p50_ms']:.1f} ms, longest {ours['most_ms']:.0f} ms,"
        f" {ours['unseen']:.0f} never seen; readings beside it: {ours['rate']:,.0f}/s, p99 {ours['beside_p99_ms']:.1f} ms"
    )
    value = ours["p99_ms"] if complete else None
    return [Figure("P9", "reading to browser, p99", value, "ms", None, note)]


async def watchers(stage: Stage) -> Values:
    """What a page open at each session costs, beside the same readings without anybody looking: one every ten seconds from each."""
    platform, scale = stage.platform, stage.scale
    assert platform is not None
    await stage.fleet(scale.watchers, transactions=True)
    marks: dict[str, Spent] = {}
    answer = await stage.crew.ask(
        "look_on",
        mark=lambda name: marks.update({name: platform.spent()}),
        port=platform.web_port,
        rate=scale.watchers / READING_EVERY_S,
        seconds=scale.watch_s,
        sessions=await population.sessions_of(platform, range(scale.watchers)),
    )
    alone = marks["alone-end"].since(marks["alone"])
    watched = marks["watched-end"].since(marks["watched"])
    beside = answer.pop("beside")
    return answer | {
        "watchers": scale.watchers,
        "alone_percent": (alone.own_s + alone.database_s) / answer["seconds"] * 100,
        "watched_percent": (watched.own_s + watched.database_s) / answer["seconds"] * 100,
        "beside_p99_ms": beside["p99_ms"],
    }


def tell_watchers(ours: Values, _null: Values) -> list[Figure]:
    cost = ours["watched_percent"] - ours["alone_percent"]
    note = (
        f"{ours['served']:.0f} of {ours['watchers']:.0f} pages served, {ours['taken'] / ours['seconds'] / 1024:,.0f} KiB/s of fragments;"
        f" {ours['alone_percent']:.1f} % of a core without them, {ours['watched_percent']:.1f} % with them, a reading every"
        f" {READING_EVERY_S} s from each charger, p99 {ours['beside_p99_ms']:.1f} ms"
    )
    value = cost if ours["served"] == ours["watchers"] else None
    return [Figure("P16", f"{ours['watchers']:,.0f} open pages, of a core", value, "%", None, note)]


TAPS = Measure("taps", ("P8",), False, taps, tell_taps)
WATCHERS = Measure("watchers", ("P16",), False, watchers, tell_watchers)
BROWSERS = Measure("browsers", ("P9",), False, browsers, tell_browsers)
