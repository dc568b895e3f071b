"""Hundreds of sessions whose end is never told (F45-F48); thousands: `python -m tests.campaigns.lost_ends`."""

from __future__ import annotations

import pytest

from chargehand.core.doubt import weighing
from chargehand.model.evidence import Signal
from tests.campaigns import lost_ends
from tests.campaigns.lost_ends import Manner, Report, campaign

SESSIONS = 350


@pytest.fixture(scope="module")
def report() -> Report:
    return campaign(SESSIONS, seed=1)


def test_each_is_closed_in_time_at_its_last_reading_and_keeps_no_card(report: Report) -> None:
    assert [(visit.seed, visit.wrongs) for visit in report.wrongs] == []
    assert report.visits == sum(report.ends.values()) == SESSIONS


def test_each_is_closed_on_the_evidence_that_there_was(report: Report) -> None:
    ends = {manner: {end for each, end in report.ends if each is manner} for manner in Manner}
    assert ends[Manner.LEAVES] == {"inferred connector_free"}
    assert ends[Manner.STAYS] == {"inferred connector_finishing", "inferred told_not_ongoing"}
    assert ends[Manner.DIES] == {"inferred silence"}
    assert ends[Manner.BOOTS] == {"inferred connector_free"}
    assert ends[Manner.MUTE] >= {"inferred silence"}
    assert {end.split()[0] for end in ends[Manner.NEXT]} == {"superseded"}
    assert "inferred connector_free" in ends[Manner.CLAIMED]


def test_a_house_that_holds_cards_in_doubt_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighing, "is_strong", lambda _: False)
    found = campaign(35, seed=1)
    assert len(found.wrongs) > 5


def test_a_house_that_doubts_nothing_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighing, "DOUBTS", frozenset[Signal]())
    found = campaign(35, seed=1)
    assert len(found.wrongs) > 5


def test_the_command_tells_how_the_sessions_ended(capsys: pytest.CaptureFixture[str]) -> None:
    assert lost_ends.main(["--sessions", "14", "--seed", "3"]) == 0
    said = capsys.readouterr().out
    assert "the station is never heard again: inferred silence" in said
    assert "14 sessions, 0 wrong" in said
