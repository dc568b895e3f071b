"""F94, F95: `kill -9` of the house before and after everything that it does for one session, in two versions.

Here it dies at a sample of the places; `python -m tests.acceptance.away.crash_points` lets it die at each.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance.away.crash_points import sampled
from tests.acceptance.away.deaths import TALES, mortality

SAMPLE = 7
SEED = 94
AT_LEAST = {
    "before turns": 15,
    "after turns": 15,
    "before commit": 12,
    "after commit": 12,
    "before an answer": 10,
    "before fill_outbox": 2,
    "after take_calls": 2,
    "after call_done": 2,
}
"""What the tale cannot do without: decisions, those with more than one statement, answers, and calls."""


@pytest.fixture
def database_url(fresh_database: Callable[[], str]) -> str:
    return fresh_database()


@pytest.mark.parametrize("version", sorted(TALES))
async def test_f94_death_anywhere_loses_and_doubles_nothing(
    tmp_path: Path, database_url: str, version: str
) -> None:
    async with mortality(tmp_path, database_url) as deaths:
        points = await deaths.points(version)
        for what, count in AT_LEAST.items():
            assert sum(point.what == what for point in points) >= count, what
        assert len(points) >= 110
        assert len(set(points)) == len(points)
        for place, point in sampled(points, SAMPLE, SEED):
            await deaths.die(version, point, fresh_names=place % 2 == 1)
