"""F94, F95: `kill -9` just after each commit of the canonical story, before its answer left: told again, decided once."""

from __future__ import annotations

from tests.acceptance.crashes import Crash, enumerated, undisturbed
from tests.acceptance.house import House
from tests.acceptance.tales import stopped_from_the_app


async def test_death_after_any_commit_loses_and_doubles_nothing(mortal_house: House) -> None:
    decisions = await undisturbed(mortal_house, stopped_from_the_app)
    assert decisions >= 15
    await enumerated(
        mortal_house,
        stopped_from_the_app,
        [
            *(Crash("commit", at, "after", fresh_names=at % 2 == 1) for at in range(1, decisions + 1)),
            Crash("take", 1, "after"),
            Crash("take", 2, "after", fresh_names=True),
            Crash("done", 1, "after", fresh_names=True),
            Crash("done", 2, "after"),
        ],
    )
