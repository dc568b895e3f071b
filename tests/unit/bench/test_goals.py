from __future__ import annotations

import pytest

from bench.goals import GOALS, Figure, Goal, Verdict
from bench.report import shown, table


@pytest.mark.parametrize(
    ("value", "verdict"),
    [(10_000, Verdict.TARGET), (9_999, Verdict.GATE), (4_000, Verdict.GATE), (3_999, Verdict.MISS)],
)
def test_where_more_is_better_a_goal_is_reached_from_below(value: float, verdict: Verdict) -> None:
    assert Goal(4_000, 10_000, more=True).verdict(value) is verdict


@pytest.mark.parametrize(
    ("value", "verdict"),
    [(15, Verdict.TARGET), (15.1, Verdict.GATE), (50, Verdict.GATE), (50.1, Verdict.MISS)],
)
def test_where_less_is_better_a_goal_is_reached_from_above(value: float, verdict: Verdict) -> None:
    assert Goal(50, 15).verdict(value) is verdict


def test_one_lost_answer_misses_the_goal_of_losing_none() -> None:
    assert GOALS["P10"].verdict(0) is Verdict.TARGET
    assert GOALS["P10"].verdict(1) is Verdict.MISS


def test_no_target_is_easier_than_its_gate() -> None:
    for goal in GOALS.values():
        assert goal.target >= goal.gate if goal.more else goal.target <= goal.gate


def test_a_goal_that_could_not_be_measured_is_missed() -> None:
    assert Figure("P8", "stop tap", None, "ms").verdict is Verdict.MISS


def test_a_figure_without_a_goal_has_no_verdict() -> None:
    assert Figure("", "heartbeats", 1.0, "1/s").verdict is Verdict.NONE


def test_the_ratio_needs_both_values() -> None:
    assert Figure("P1", "readings", 10.0, "1/s", 40.0).ratio == 0.25
    assert Figure("P1", "readings", None, "1/s", 40.0).ratio is None
    assert Figure("P1", "readings", 10.0, "1/s").ratio is None


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "-"), (0, "0"), (0.333, "0.33"), (12.34, "12.3"), (999.0, "999"), (12_345.6, "12,346")],
)
def test_numbers_are_shown_as_short_as_their_size_allows(value: float | None, text: str) -> None:
    assert shown(value) == text


def test_the_table_shows_both_values_their_ratio_the_goal_and_the_note() -> None:
    lines = table([Figure("P1", "readings kept", 12_000.0, "1/s", 60_000.0, "none lost")]).splitlines()
    assert lines[2].split() == [
        "P1",
        "readings",
        "kept,",
        "1/s",
        "12,000",
        "60,000",
        "0.20",
        "≥",
        "4,000",
        "≥",
        "10,000",
        "ok+",
    ]
    assert lines[-1] == "P1: none lost"
