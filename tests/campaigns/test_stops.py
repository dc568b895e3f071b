"""Hundreds of stops at stations of every kind of disobedience (F55-F60); thousands: `python -m tests.campaigns.stops`."""

from __future__ import annotations

import pytest

from chargehand.model.command import CommandState
from chargehand.views import status
from chargehand.views.facts import Facts
from chargehand.views.status import Phase, Status
from tests.campaigns import stops
from tests.campaigns.stops import Manner, Report, Scene, campaign

STOPS = 600


@pytest.fixture(scope="module")
def report() -> Report:
    return campaign(STOPS, seed=1)


def test_nobody_reads_stopped_before_it_is_so_and_every_stop_ends_with_its_reason(report: Report) -> None:
    assert [(each.seed, each.wrongs) for each in report.wrongs] == []
    assert (report.stops, report.false_words) == (STOPS, 0)


def test_each_manner_ends_as_it_must(report: Report) -> None:
    """Accepted and nothing done (F55), another id (F56), nobody there (F57), a line that breaks meanwhile (F58)."""
    ends = {manner: {end for each, end in report.ends if each is manner} for manner in Manner}
    assert ends[Manner.OBEYS] == {"confirmed"}
    assert ends[Manner.IDLE] == {"unconfirmed not_done"}
    assert ends[Manner.REFUSES] == {"rejected refused"}
    assert ends[Manner.UNKNOWN] == {"rejected unsupported"}
    assert ends[Manner.SILENT] == {"unanswered no_answer"}
    assert ends[Manner.LATE] == {"confirmed"}
    # The second call may be held up in a slow house until it is too late.
    assert {"confirmed"} <= ends[Manner.OTHER] <= {"confirmed", "rejected refused"}
    assert ends[Manner.VANISHES] == {"unanswered offline"}
    assert "refused at once: charger_offline" in ends[Manner.AWAY]
    assert ends[Manner.BREAKS] >= {"confirmed", "unconfirmed not_done"}


def test_the_words_on_the_screen_go_one_way() -> None:
    """Asked, accepted, and then what is true: never from stopped back to stopping."""
    for seed in range(1, 41):
        words = [word for _, word in Scene(seed).play().words]
        over = [place for place, word in enumerate(words) if word in stops.SAYS_OVER]
        assert all(word in stops.SAYS_OVER for word in words[min(over, default=len(words)) :]), (seed, words)


def test_a_screen_that_takes_accepted_for_stopped_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    real = status._open  # the bug is planted where words are made

    def hasty(facts: Facts) -> tuple[Status, Phase]:
        if facts.stop is not None and facts.stop.state is CommandState.ACCEPTED:
            return Status.STOPPED, Phase.STOPPING
        return real(facts)

    monkeypatch.setattr(status, "_open", hasty)
    found = campaign(40, seed=1)
    assert found.false_words > 0
    assert {each.manner for each in found.wrongs} >= {Manner.IDLE}


def test_the_command_tells_how_the_stops_ended(capsys: pytest.CaptureFixture[str]) -> None:
    assert stops.main(["--stops", "20", "--seed", "3"]) == 0
    said = capsys.readouterr().out
    assert "accepts and does nothing: unconfirmed not_done" in said
    assert "20 stops, 0 false words, 0 wrong" in said
