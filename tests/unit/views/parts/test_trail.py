"""The evidence of a session as lines: newest last, a question and its missing answer in one."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chargehand.model.evidence import Claim, Evidence, Grade, Signal, Source
from chargehand.views.parts.trail import TrailLine, evidence_words, grade_words, source_words, trail
from chargehand.views.words.language import Language
from tests.unit.views.facts import SEEN, evidence

EN = Language.EN


def asked(seconds: float, step: str = "meter") -> Evidence:
    return evidence(Signal.ASKED, Claim.NOTHING, Grade.D, seconds, source=Source.HOUSE, note=step)


def silence(seconds: float, note: str = "meter") -> Evidence:
    return evidence(Signal.UNANSWERED, Claim.NOTHING, Grade.D, seconds, source=Source.HOUSE, note=note)


def told(*rows: Evidence) -> list[tuple[str, str]]:
    return [(line.words, line.outcome) for line in trail(rows, SEEN)]


def only(row: Evidence) -> TrailLine:
    (line,) = trail((row,), SEEN)
    return line


@pytest.mark.parametrize("signal", Signal)
def test_every_signal_has_its_sentence(signal: Signal) -> None:
    row = evidence(signal, Claim.NOTHING, Grade.C, 10)
    words = evidence_words(row, EN)
    assert words[0].isupper()
    assert "{" not in words


@pytest.mark.parametrize("source", Source)
def test_every_source_has_its_name(source: Source) -> None:
    assert source_words(source, EN)


@pytest.mark.parametrize(
    ("grade", "word"),
    [
        (Grade.A, "conclusive"),
        (Grade.A_MINUS, "conclusive"),
        (Grade.B_PLUS, "strong"),
        (Grade.B, "strong"),
        (Grade.B_MINUS, "strong"),
        (Grade.C, "hint"),
        (Grade.D, "says little"),
        (None, ""),
    ],
)
def test_grades_are_told_in_a_word(grade: Grade | None, word: str) -> None:
    assert grade_words(grade, EN) == word


def test_a_line_has_its_second_its_source_and_its_grade() -> None:
    line = only(evidence(Signal.CONNECTOR_FREE, Claim.ENDED, Grade.B_PLUS, 7))
    assert (line.time, line.words, line.source, line.grade) == (
        "14:02:00",
        "The connector is free",
        "the charger's own message",
        "strong",
    )


def test_our_own_doing_bears_no_grade() -> None:
    assert only(asked(5)).grade == ""


def test_a_question_and_its_missing_answer_are_one_line() -> None:
    assert told(asked(30), silence(20)) == [("Asked the charger for a reading", "no answer")]
    refused = told(asked(30, "status"), silence(20, "status rejected"))
    assert refused == [("Asked the charger for the connector's state", "it would not tell")]


def test_a_question_that_is_still_open_says_nothing_of_its_answer() -> None:
    assert told(asked(3)) == [("Asked the charger for a reading", "")]


def test_a_question_that_was_answered_says_so_and_the_answer_follows() -> None:
    answer = evidence(Signal.TOLD_ONGOING, Claim.ALIVE, Grade.A, 25)
    assert told(asked(30, "transaction"), answer) == [
        ("Asked the charger whether the session runs", "answered"),
        ("Asked, the charger said that the session still runs", ""),
    ]


def test_each_question_has_its_own_outcome() -> None:
    assert told(asked(60), silence(50), asked(30)) == [
        ("Asked the charger for a reading", "no answer"),
        ("Asked the charger for a reading", ""),
    ]


def test_a_silence_without_its_question_is_told_by_itself() -> None:
    assert told(silence(20)) == [("The charger did not answer when asked for a reading", "")]


def test_what_was_concluded_names_what_it_was_concluded_from() -> None:
    closed = evidence(Signal.CLOSED, Claim.ENDED, Grade.B, 5, source=Source.HOUSE, note="connector_free")
    assert only(closed).words == "Taken as ended: the connector is free"


def test_somebodys_own_word_stands_in_brackets() -> None:
    closed = evidence(
        Signal.OPERATOR_CLOSED, Claim.ENDED, Grade.B, 5, source=Source.OPERATOR, note="car gone"
    )
    assert (only(closed).words, only(closed).source) == (
        "The operator closed the session (car gone)",
        "the operator",
    )


def test_lines_of_one_instant_have_their_own_keys() -> None:
    row = evidence(Signal.ASKED, Claim.NOTHING, Grade.D, 5, note="status")
    keys = [line.key for line in trail((row, replace(row, note="meter")), SEEN)]
    assert len(set(keys)) == 2


def test_evidence_of_several_days_names_its_day() -> None:
    lines = trail((evidence(Signal.STARTED, Claim.BEGAN, Grade.A, 86_400), asked(7)), SEEN)
    assert [line.time for line in lines] == ["19 Nov 2026, 14:02:07", "20 Nov 2026, 14:02:00"]


def test_what_an_answer_told_is_said() -> None:
    flowing = evidence(Signal.TRIGGERED, Claim.ALIVE, Grade.B, 5, note="energy")
    assert only(flowing).words == "Asked, the charger read its meter: energy flows"
    odd = evidence(Signal.TRIGGERED, Claim.ALIVE, Grade.B, 5, note="something new")
    assert only(odd).words == "The charger told its state as it is now"
    back = evidence(Signal.READINGS_BACK, Claim.ALIVE, Grade.B, 5, note="no_energy")
    assert only(back).words == "Readings come again, and no energy flows"


def test_a_correction_tells_what_had_been_assumed() -> None:
    row = evidence(Signal.CORRECTED, Claim.ENDED, Grade.A, 5, note="connector_free 12412")
    assert only(row).words == "The charger's own report came after all; 12.412 kWh had been assumed"
    assert only(replace(row, note="")).words == "The charger's own report came after all"
