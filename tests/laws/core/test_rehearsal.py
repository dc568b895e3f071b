"""Two thousand stories of charging, each law checked after each event, the truth compared at the end."""

from __future__ import annotations

import pytest

from chargehand.simulator.rehearsal import __main__ as command
from chargehand.simulator.rehearsal.paths import RARE
from chargehand.simulator.rehearsal.run import Report, rehearse, shortest
from chargehand.simulator.rehearsal.story import told

STORIES = 2_000


@pytest.fixture(scope="module")
def report() -> Report:
    return rehearse(STORIES, seed=1)


def test_no_law_is_broken_in_two_thousand_stories(report: Report) -> None:
    assert [ending.detail for ending in report.failures] == []
    assert report.stories == STORIES


def test_every_rare_path_is_walked(report: Report) -> None:
    assert report.unwalked == []
    assert len(RARE) > 50


def test_a_seed_always_tells_the_same_story() -> None:
    first, again, other = told(7), told(7), told(8)
    assert first == again
    assert first.digest != other.digest
    assert rehearse(5, 7).digest == rehearse(5, 7).digest != rehearse(5, 8).digest


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--stories", "20", "--seed", "7"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("20 stories, ")
    assert f"digest {rehearse(20, 7).digest}, 0 broken" in said


def test_a_broken_law_is_told_with_its_seed_and_its_shortest_story(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("chargehand.core.session._known_start", lambda *_: None)
    report = rehearse(200, 1, failures_max=1)
    assert len(report.failures) == 1
    ending = report.failures[0]
    assert ending.laws
    assert len(shortest(ending)) < len(ending.events)
    assert command.main(["--stories", "1", "--seed", str(ending.seed)]) == 1
    said = capsys.readouterr().out
    assert f"--stories 1 --seed {ending.seed}" in said
    assert ending.laws[0] in said
    assert "shortest: " in said
