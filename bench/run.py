"""`make bench`: everything that is measured, in one run, on this machine."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import asyncpg

from bench.crew import Crew, LoadBroke, LoadFault
from bench.generator.modern import FIRST_PLACE
from bench.goals import GOALS, Figure, Verdict
from bench.machine import machine
from bench.measures.crowds import MEMORY, RECONNECTS, STARTS, STORM, STREAM, warm
from bench.measures.endurance import KILLS, OVERLOAD
from bench.measures.modern import AUTHORIZATIONS, EVENTS
from bench.measures.paint import PAINT
from bench.measures.people import BROWSERS, TAPS, WATCHERS
from bench.measures.stage import QUICK, Measure, Scale, Stage, Values
from bench.measures.throughput import ALONE, FLATNESS, HEARTBEATS, READINGS, SESSIONS, SLOW_COMMITS
from bench.population import populate
from bench.processes import Neighbours
from bench.report import description, table
from bench.subject import NullGateway, Platform, SubjectBroke

MEASURES: tuple[Measure, ...] = (
    STORM, MEMORY, FLATNESS, STREAM, STARTS, HEARTBEATS, READINGS, SESSIONS, ALONE, AUTHORIZATIONS, EVENTS, SLOW_COMMITS,
    TAPS, BROWSERS, WATCHERS, PAINT, OVERLOAD, RECONNECTS, KILLS,
)  # fmt: skip
"""In this order on one process that began empty: the storm must find it cold, the kills leave nothing to measure."""

TOLD: tuple[Measure, ...] = (
    HEARTBEATS, READINGS, SESSIONS, AUTHORIZATIONS, EVENTS, STREAM, STORM, MEMORY, FLATNESS, TAPS, BROWSERS, WATCHERS, PAINT, KILLS, STARTS,
    OVERLOAD, SLOW_COMMITS, RECONNECTS, ALONE,
)  # fmt: skip
"""In the order of the goals."""

REMARKS = (
    "Load, platform and database share the cores; loopback, plain ws, fsync on, answers after the commit.",
    "null: the same WebSocket library and loop behind which nothing is decided or kept. ratio: ours to null.",
    "CPU per call disturbs least; rates fall with whatever else runs here.",
)
DISTURBED_PERCENT = 10
_SPARE_STATIONS = 100


class Wish(NamedTuple):
    scale: Scale
    measures: Sequence[Measure]
    json: Path | None
    keep: Path | None


def wish(arguments: Sequence[str]) -> Wish:
    """What was asked for. Ends the program with a sentence if there is no such thing."""
    names = [measure.name for measure in MEASURES]
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer of everything, about a minute")
    parser.add_argument(
        "--only",
        action="append",
        metavar="NAME",
        help=f"P1 to P17 or one of {', '.join(names)}; may be repeated",
    )
    parser.add_argument("--kills", type=int, metavar="N", help="how often something is killed (P10)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--log", type=Path, metavar="FILE", help="keep the platform's output there")
    given = parser.parse_args(arguments)
    scale = QUICK if given.quick else Scale()
    if given.kills is not None:
        scale = scale._replace(kills=given.kills)
    wanted = set(given.only or names)
    known = {*names, *GOALS}
    if wanted - known:
        parser.error(f"nothing here is called {', '.join(sorted(wanted - known))}")
    chosen = [measure for measure in MEASURES if wanted & {measure.name, *measure.goals}]
    return Wish(scale, chosen, given.json, given.log)


async def act(stage: Stage, measures: Sequence[Measure]) -> dict[str, Values]:
    """The values of each measure by name; one that broke is left out, and said."""
    values: dict[str, Values] = {}
    for measure in measures:
        neighbours = Neighbours()
        try:
            values[measure.name] = await measure.act(stage)
            values[measure.name]["neighbours"] = neighbours.percent()
        except (KeyError, OSError, LoadFault, SubjectBroke, asyncpg.PostgresError) as fault:
            print(f"{measure.name} could not be measured: {type(fault).__name__}: {fault}", file=sys.stderr)
        say(f"  {measure.name}")
    return values


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


async def null_values(wanted: Wish) -> dict[str, Values]:
    measures = [measure for measure in wanted.measures if measure.on_null]
    null = NullGateway()
    if not measures:
        return {}
    say("null gateway")
    try:
        await null.start()
        async with Crew(null.url, "-") as crew:
            stage = Stage(crew, null, wanted.scale)
            await warm(stage)
            return await act(stage, measures)
    finally:
        null.stop()


@contextlib.contextmanager
def folder_to_pass() -> Iterator[Path]:
    """A folder for this run. As root the database runs as somebody else, who must be able to pass."""
    with tempfile.TemporaryDirectory(prefix="chargehand-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


@contextlib.asynccontextmanager
async def running(wanted: Wish) -> AsyncIterator[Platform]:
    """The platform in a folder that is gone afterwards, with everybody it needs to know."""
    scale = wanted.scale
    count = max(scale.idle, scale.crowd, scale.wide, scale.stations + scale.taps) + _SPARE_STATIONS
    with folder_to_pass() as folder:
        platform = Platform(folder)
        try:
            await platform.start()
            await populate(platform, (*range(count), *range(FIRST_PLACE, FIRST_PLACE + scale.stations)))
            yield platform
        finally:
            platform.stop()
            if wanted.keep is not None:
                wanted.keep.write_bytes(platform.log.read_bytes())


async def our_values(wanted: Wish) -> tuple[dict[str, Values], dict[str, str]]:
    say("chargehand")
    async with running(wanted) as platform, Crew(platform.url, platform.password) as crew:
        connection = await asyncpg.connect(platform.dsn)
        facts = {"database": str(await connection.fetchval("show server_version"))}
        await connection.close()
        facts["first start"] = f"{platform.starts_s[0]:.1f} s until both ports answered"
        stage = Stage(crew, platform, wanted.scale, platform)
        await warm(stage)
        return await act(stage, wanted.measures), facts


async def measured(wanted: Wish) -> tuple[list[Figure], dict[str, str]]:
    """All figures in the order of the goals, and what to know of the machine."""
    with folder_to_pass() as folder:
        about = machine(folder)
    null = await null_values(wanted)
    ours, facts = await our_values(wanted)
    figures: list[Figure] = []
    for measure in (each for each in TOLD if each in wanted.measures):
        if measure.name in ours:
            figures += measure.tell(ours[measure.name], null.get(measure.name, {}))
        else:
            figures += [Figure(goal, measure.name, None, "", None, "not measured") for goal in measure.goals]
    return figures, about | facts | {"neighbours": neighbours_of(ours)}


def neighbours_of(ours: Mapping[str, Values]) -> str:
    """Whether somebody else was at work meanwhile; then rates and waits are worth little. The killed leave no account."""
    busy = {name: values["neighbours"] for name, values in ours.items() if name != KILLS.name}
    if max(busy.values(), default=0.0) < DISTURBED_PERCENT:
        return "quiet"
    told = ", ".join(f"{name} {percent:.0f} %" for name, percent in busy.items())
    return f"DISTURBED: other processes took of all cores: {told}"


def main(arguments: Sequence[str]) -> int:
    """Prints the table; 1 if the load broke. A missed goal is a figure, not a failure."""
    wanted = wish(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whatever ends us, what we started ends too
    began = time.monotonic()
    try:
        figures, about = asyncio.run(measured(wanted))
    except (LoadBroke, SubjectBroke) as fault:
        say(f"bench: {fault}")
        return 1
    except KeyboardInterrupt:
        say("bench: ended before it was done")
        return 130
    about["duration"] = f"{time.monotonic() - began:.0f} s{', quick' if wanted.scale == QUICK else ''}"
    print(description(about, REMARKS))
    print()
    print(table(figures))
    missed = sum(figure.verdict is Verdict.MISS for figure in figures)
    print(f"\n{missed} of {sum(figure.goal in GOALS for figure in figures)} goals missed their gate")
    if wanted.json is not None:
        lines = [figure._asdict() | {"verdict": figure.verdict, "ratio": figure.ratio} for figure in figures]
        wanted.json.write_text(json.dumps({"machine": about, "figures": lines}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
