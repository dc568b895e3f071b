"""F58, F94: `kill -9` around each commit from the tap on "start" to the transaction's end. No start is made of thin air."""

from __future__ import annotations

from tests.acceptance.crashes import Crash, enumerated, undisturbed
from tests.acceptance.house import House
from tests.acceptance.tales import started_from_the_app

ARRIVED = 5
"""Decisions until the charger is there: connection, boot, configuration, status of station and connector."""


async def test_death_around_a_remote_start_makes_one_session_of_one_wish(mortal_house: House) -> None:
    decisions = await undisturbed(mortal_house, started_from_the_app)
    assert decisions >= ARRIVED + 6
    crashes = [
        Crash("commit", at, when, fresh_names=(at + len(when)) % 2 == 0)
        for at in range(ARRIVED + 1, decisions + 1)
        for when in ("before", "after")
    ]
    await enumerated(mortal_house, started_from_the_app, [*crashes, Crash("take", 2, "after")])
