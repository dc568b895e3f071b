"""The command: `python -m chargehand.simulator.rehearsal --stories 2000 --seed 1`."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import datetime

import msgspec

from chargehand.model.events import (
    Event,
    MeterSampled,
    TransactionEnded,
    TransactionStarted,
    TransactionUpdated,
)
from chargehand.simulator.rehearsal.paths import RARE
from chargehand.simulator.rehearsal.run import Report, rehearse, shortest
from chargehand.simulator.rehearsal.stage import EPOCH
from chargehand.simulator.rehearsal.story import Ending

SHOWN_MAX = 3
SHOWN_EVENTS_MAX = 60


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


def main(arguments: list[str]) -> int:
    """Prints what was walked and what broke; 1 if anything broke or a rare path was never taken."""
    parser = argparse.ArgumentParser(
        prog="rehearsal", description="Plays simulated sessions against the core."
    )
    parser.add_argument("--stories", type=int, default=1_000, help="how many")
    parser.add_argument("--seed", type=int, default=1, help="the first one's; the others follow")
    parser.add_argument("--paths", action="store_true", help="tell every rare path's count")
    asked = parser.parse_args(arguments)
    began = time.perf_counter()
    report = rehearse(asked.stories, asked.seed)
    tell(report, time.perf_counter() - began, paths=asked.paths)
    return 0 if report.good else 1


def tell(report: Report, seconds: float, *, paths: bool) -> None:
    say(
        f"{report.stories} stories, {report.events} events, {seconds:.1f} s, "
        f"digest {report.digest}, {len(report.failures)} broken"
    )
    walked = [path for path in RARE if report.paths[path]]
    rarest = min(walked, key=lambda path: report.paths[path], default="")
    say(f"{len(walked)} of {len(RARE)} rare paths; rarest: {rarest} ({report.paths[rarest]})")
    for path in RARE if paths else report.unwalked:
        say(f"  {report.paths[path]:7} {path}")
    for ending in report.failures[:SHOWN_MAX]:
        _tell_failure(ending)


def _tell_failure(ending: Ending) -> None:
    say(f"\nbroken: {ending.detail}")
    say(f"again:  python -m chargehand.simulator.rehearsal --stories 1 --seed {ending.seed}")
    events = shortest(ending)
    say(f"shortest: {len(events)} of {len(ending.events)} events")
    for event in events[-SHOWN_EVENTS_MAX:]:
        say(f"  {_in_short(event)}")


def _in_short(event: Event) -> str:
    """What it says, without what every event says or what it leaves out."""
    facts = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in msgspec.structs.asdict(event).items()
        if name not in ("station", "at") and value not in (None, "", (), False)
    }
    if isinstance(event, MeterSampled | TransactionStarted | TransactionUpdated | TransactionEnded):
        facts["readings"] = [f"{reading.register_wh} Wh at {reading.said_at}" for reading in event.readings]
    seconds = (event.at - EPOCH).total_seconds()
    return f"{seconds:9.2f} {type(event).__name__} " + " ".join(
        f"{key}={value}" for key, value in facts.items()
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
