"""A law of the whole house is not trusted until a planted bug has broken it."""

from __future__ import annotations

from functools import cache

import pytest

from chargehand.engine.unit import Unit
from rehearsal.play import Play, Setting
from rehearsal.run import LAWS
from tests.sabotage.house.hunting import HOUSE_BUGS, HouseCatch, hunt
from tests.sabotage.house.planting import HouseBug, planted

hunted = cache(hunt)


@pytest.mark.says_anything("planted bugs say what no schema has")
@pytest.mark.parametrize("bug", HOUSE_BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_is_caught(bug: HouseBug) -> None:
    catch: HouseCatch = hunted(bug)
    assert not catch.survived, f"caught by {catch.laws} only"


def test_each_law_catches_a_bug() -> None:
    named = {law for bug in HOUSE_BUGS for law in bug.breaks}
    assert set(LAWS) - named == set()


def test_enough_is_planted_and_nothing_twice() -> None:
    names = [bug.name for bug in HOUSE_BUGS]
    assert len(names) == len(set(names)) >= 40
    assert sum("core" not in bug.rooms for bug in HOUSE_BUGS) >= 12
    assert {room for bug in HOUSE_BUGS for room in bug.rooms} == {"core", "edge", "engine", "wire"}


def test_what_was_planted_is_taken_out_again() -> None:
    before, ending = Unit._decide, Play(2, setting=Setting(3)).played()
    for bug in HOUSE_BUGS[:3]:
        with planted(bug):
            pass
    assert Unit._decide is before
    assert Play(2, setting=Setting(3)).played() == ending
