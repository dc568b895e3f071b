"""`python -m tests.acceptance.away.crash_points [--version 1.6] [--sample 20 --seed 1]`: each death, or a sample of them.

Needs nothing but this checkout: the database is one of its own. Ends with 1 if any telling came to another end.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from itertools import pairwise
from pathlib import Path

from chargehand.store.embedded import EmbeddedPostgres
from tests.acceptance.away.deaths import TALES, Deaths, Point, mortality


def sampled(points: list[Point], count: int, seed: int) -> list[tuple[int, Point]]:
    """`count` points with their places, one at random out of each of so many equal stretches of the tale."""
    chance = random.Random(seed)
    count = min(count, len(points))
    edges = [len(points) * number // count for number in range(count + 1)]
    return [(place, points[place]) for place in (chance.randrange(*stretch) for stretch in pairwise(edges))]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def _all_of(deaths: Deaths, version: str, count: int, seed: int) -> int:
    """How many tellings came to another end."""
    points = await deaths.points(version)
    kinds = Counter(point.what for point in points)
    _say(f"{version}: {len(points)} points: {', '.join(f'{n} {what}' for what, n in kinds.items())}")
    chosen = sampled(points, count or len(points), seed)
    began, failed = time.monotonic(), 0
    for place, point in chosen:
        try:
            await deaths.die(version, point, fresh_names=place % 2 == 1)
        except (AssertionError, ExceptionGroup, TimeoutError):
            failed += 1
            _say(f"{version}: {point}:\n{traceback.format_exc()}")
    took_s = time.monotonic() - began
    _say(f"{version}: {len(chosen)} deaths in {took_s:.0f} s, {failed} came to another end")
    return failed


async def _main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--version", choices=sorted(TALES), action="append")
    asked.add_argument(
        "--sample", type=int, default=0, help="so many deaths of each version; without it, all"
    )
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedPostgres(Path(folder) / "server")
        dsn = (await server.start()).dsn
        try:
            async with mortality(Path(folder), dsn) as deaths:
                for version in given.version or sorted(TALES):
                    failed += await _all_of(deaths, version, given.sample, given.seed)
        finally:
            await server.stop()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))
