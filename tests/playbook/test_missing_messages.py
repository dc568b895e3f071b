"""Before the wait for missing messages is over, their station is asked whether it has any (2.x E14); a hint, no more (F93)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chargehand.model.calls import MORE, AskTransaction
from chargehand.model.events import CallAnswered, Event
from tests.playbook.lines import call_answered, disconnected, ended, online, started, told, updated
from tests.playbook.play import Line, Play, calls, play, sets

REF = "tx-1"
ASKED = calls(AskTransaction(REF), until_s=30)


@pytest.fixture
def story() -> Play:
    """A transaction has ended, two of its messages have not come."""
    begun = told(started("ADA", 1_000, ref=REF), seq=0)
    made = play([*online(), begun], protocol="ocpp2.0.1").hears(told(updated(2_000), seq=1), after_s=900)
    return made.hears(told(ended(2_500, ref=REF), seq=4), after_s=60).leaves(bill="waiting")


def says(more: bool | None, outcome: str = "accepted") -> Line:
    def line(story: Play) -> Event:
        event = call_answered(outcome)(story)
        assert isinstance(event, CallAnswered)
        return replace(event, detail=MORE if more else "")

    return line


def test_it_is_asked_shortly_before_it_is_given_up(story: Play) -> None:
    story.rings("gap_ask").does(ASKED).leaves(bill="waiting").has(timers=1)


def test_a_station_that_has_nothing_more_is_waited_for_no_longer(story: Play) -> None:
    story.rings("gap_ask").hears(says(more=False), after_s=1)
    story.leaves(bill="final", energy_wh=1_500, flags=("seq_gap",)).has(timers=0)


def test_a_station_that_has_more_is_given_more_time(story: Play) -> None:
    story.rings("gap_ask").hears(says(more=True), after_s=1)
    story.does(sets("gap", after_s=600), sets("gap_ask", after_s=540)).leaves(bill="waiting")
    story.hears(told(updated(2_100, said_s=90), seq=2), after_s=30)
    story.hears(told(updated(2_200, said_s=40), seq=3), after_s=30)
    story.leaves(bill="final", seq=(0, 4)).has(timers=0)
    assert "seq_gap" not in story.session().flags


def test_but_not_for_ever(story: Play) -> None:
    """F93: a station that always has more has none."""
    asked = 0
    while any(kind == "gap_ask" for kind, _ in story.world.timers):
        story.rings("gap_ask").does(ASKED).hears(says(more=True), after_s=1)
        asked += 1
    assert asked == 7
    story.leaves(bill="waiting").rings("gap").leaves(bill="final", flags=("seq_gap",)).has(timers=0)


@pytest.mark.parametrize("outcome", ["unsupported", "rejected", "unanswered", "offline"])
def test_who_does_not_tell_is_given_up_in_its_time(story: Play, outcome: str) -> None:
    """F93"""
    story.rings("gap_ask").hears(says(None, outcome), after_s=5).does_nothing().leaves(bill="waiting")
    story.rings("gap").leaves(bill="final", flags=("seq_gap",)).has(timers=0)


def test_who_is_away_is_not_asked(story: Play) -> None:
    story.hears(disconnected(), after_s=10).rings("gap_ask").does_nothing()
    story.rings("gap").leaves(bill="final").has(timers=0)


def test_an_answer_that_comes_too_late_changes_nothing(story: Play) -> None:
    story.rings("gap_ask").rings("gap").leaves(bill="final")
    for more in (True, False):
        story.hears(says(more=more), after_s=5).leaves(bill="final").has(timers=0)
