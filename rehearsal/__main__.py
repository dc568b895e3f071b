"""The command: `python -m rehearsal --sessions 2000 --seed 1`."""

from __future__ import annotations

import argparse
import sys
import time

from rehearsal.paths import RARE
from rehearsal.play import Ending, Play
from rehearsal.run import Report, rehearse

SHOWN_MAX = 5
EVERY_S = 60.0


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Prints what was walked and what broke; 1 if anything broke or a rare path was never taken."""
    parser = argparse.ArgumentParser(
        prog="rehearsal", description="Plays the whole house against a street of virtual stations."
    )
    parser.add_argument("--sessions", type=int, default=1_000, help="at least so many")
    parser.add_argument("--plays", type=int, help="at most so many")
    parser.add_argument("--seed", type=int, default=1, help="the first play's; the others follow")
    parser.add_argument("--jobs", type=int, default=1, help="processes that play at once")
    parser.add_argument("--paths", action="store_true", help="tell every path's count")
    parser.add_argument("--trace", metavar="STATION", help="tell all that one play brings this station")
    asked = parser.parse_args(arguments)
    if asked.trace:
        return _trace(asked.seed, asked.trace)
    began = told = time.monotonic()
    failed = 0

    def watch(report: Report) -> None:
        nonlocal told, failed
        if len(report.failures) > failed:
            failed = len(report.failures)
            _tell_failure(report.failures[-1])
        if time.monotonic() - told >= EVERY_S:
            told = time.monotonic()
            say(f"  … {report.sessions} sessions, {len(report.failures)} plays broken")

    report = rehearse(asked.sessions, asked.seed, jobs=asked.jobs, plays_max=asked.plays, watch=watch)
    tell(report, time.monotonic() - began, paths=asked.paths)
    return 0 if report.good else 1


def tell(report: Report, seconds: float, *, paths: bool) -> None:
    say(
        f"{report.sessions} sessions of the whole house in {report.plays} plays, {report.happened} happenings, "
        f"{seconds:.1f} s, digest {report.digest}, {len(report.failures)} plays broken"
    )
    walked = [path for path in RARE if report.paths[path]]
    rarest = min(walked, key=lambda path: report.paths[path], default="")
    say(f"{len(walked)} of {len(RARE)} rare paths; rarest: {rarest} ({report.paths[rarest]})")
    for path in sorted(report.paths) if paths else report.unwalked:
        say(f"  {report.paths[path]:7} {path}")


def _tell_failure(ending: Ending) -> None:
    say(f"\nbroken: {', '.join(ending.laws)}")
    say(f"again:  python -m rehearsal --plays 1 --seed {ending.seed} [--trace STATION]")
    for law, detail in ending.broken[:SHOWN_MAX]:
        say(f"  {law}: {detail}")


def _trace(seed: int, station: str) -> int:
    def show(line: str) -> None:
        if f" {station} " in line or " house " in line:
            say(line)

    ending = Play(seed, show).played()
    for law, detail in ending.broken:
        say(f"{law}: {detail}")
    return 1 if ending.broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
