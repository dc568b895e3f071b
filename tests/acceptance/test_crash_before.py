"""F94, F95: `kill -9` just before each commit of the canonical story. Nothing was answered, so everything comes again."""

from __future__ import annotations

from tests.acceptance.crashes import Crash, enumerated, undisturbed
from tests.acceptance.house import House
from tests.acceptance.tales import stopped_from_the_app


async def test_death_before_any_commit_loses_and_doubles_nothing(mortal_house: House) -> None:
    decisions = await undisturbed(mortal_house, stopped_from_the_app)
    assert decisions >= 15
    await enumerated(
        mortal_house,
        stopped_from_the_app,
        [
            *(Crash("commit", at, "before", fresh_names=at % 2 == 0) for at in range(1, decisions + 1)),
            Crash("done", 1, "before"),
            Crash("done", 2, "before", fresh_names=True),
        ],
    )
