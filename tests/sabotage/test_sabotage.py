"""A law is not trusted until a planted bug has broken it."""

from __future__ import annotations

import pytest

from chargehand.core import decide, laws
from chargehand.simulator.rehearsal.story import told
from chargehand.simulator.rehearsal.witnesses.oracle import TELLINGS, VERDICTS
from tests.sabotage.planting import Bug, planted
from tests.sabotage.run import BUGS, hunt

WORLD = (
    "the_tables_hold",
    "calls_are_made_once",
    "a_stop_stops_its_own",
    "replay_is_the_same",
    "stories_end",
)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_is_caught(bug: Bug) -> None:
    catch = hunt(bug)
    assert catch.survived == [], f"{catch.stories} stories, caught by {catch.by}"


def test_each_law_catches_a_bug() -> None:
    caught = {law for bug in BUGS for law in bug.breaks}
    assert {*laws.NAMES, *TELLINGS, *VERDICTS, *WORLD} - caught == set()


def test_no_bug_is_planted_twice() -> None:
    names = [bug.name for bug in BUGS]
    assert len(names) == len(set(names)) >= 25


def test_what_was_planted_is_taken_out_again() -> None:
    before, story = decide.decide, told(2)
    for bug in BUGS[:3]:
        with planted(bug):
            pass
    assert decide.decide is before
    assert told(2) == story
