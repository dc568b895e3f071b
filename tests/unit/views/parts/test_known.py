"""What we know of a session, in words: each claim with its source, its time and how far it is trusted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chargehand.model.evidence import Claim, Grade, Signal, Source
from chargehand.model.session import Bill, CardHold, EndBasis, EnergyPhase
from chargehand.model.sight import SessionSight
from chargehand.views.parts.known import FactLine, asking, flag_words, known
from chargehand.views.words.language import Language
from tests.unit.views.facts import (
    NOW,
    SEEN,
    STATION,
    ago,
    command,
    ended,
    evidence,
    offline,
    pending,
    session,
    sight,
)


def line(seen: SessionSight, key: str) -> FactLine:
    return next(each for each in known(seen, SEEN).facts if each.key == key)


def words(seen: SessionSight, key: str) -> tuple[str, str]:
    told = line(seen, key)
    return told.words, told.grade


ENDS = [
    (EndBasis.REPORTED, "Ended: the charger reported it (Remote)", "conclusive"),
    (EndBasis.SUPERSEDED, "Ended: a later session began on the same connector", "conclusive"),
    (EndBasis.INFERRED, "Ended: concluded from other evidence; the end is the last reading", "strong"),
    (EndBasis.NEVER_STARTED, "Never started: no energy, no cost", "strong"),
]


@pytest.mark.parametrize(("basis", "told", "grade"), ENDS)
def test_how_it_ended_and_on_what_evidence(basis: EndBasis, told: str, grade: str) -> None:
    assert words(sight(ended(basis=basis)), "transaction") == (told, grade)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("connector_free", "Ended: the connector is free again; the end is the last reading"),
        ("station_gone", "Ended: the charger has long been gone; the end is the last reading"),
        ("operator_closed", "Ended: the operator closed it"),
    ],
)
def test_the_evidence_that_an_end_was_concluded_from_is_named(reason: str, told: str) -> None:
    concluded = sight(ended(basis=EndBasis.INFERRED, end_reason=reason))
    assert words(concluded, "transaction") == (told, "strong")


def test_an_end_on_any_other_signal_names_that() -> None:
    row = evidence(Signal.TOLD_NOT_ONGOING, Claim.ENDED, Grade.B, 600)
    over = ended(basis=EndBasis.INFERRED, end_signal="told_not_ongoing", end_reason="told_not_ongoing")
    assert words(sight(over, evidence=(row,)), "transaction") == (
        "Ended: asked, the charger said that no such session runs; the end is the last reading",
        "strong",
    )


def test_the_four_facts_stand_on_top_each_with_its_source_and_time() -> None:
    told = known(sight(stop=command()), SEEN).facts
    assert [each.key for each in told] == ["transaction", "energy", "bill", "card", "charger", "stop"]
    assert all(each.source for each in told)
    assert line(sight(), "charger").at == "14:02"
    assert words(sight(), "energy") == ("12.412 kWh, charging", "conclusive")
    assert words(sight(station=offline()), "charger")[0] == "Offline"


def test_our_own_reckoning_bears_no_grade() -> None:
    assert words(sight(pending()), "transaction") == ("Asked for; the charger has not started it yet", "")
    assert words(sight(), "bill") == ("Running estimate", "")
    assert words(sight(), "card") == ("In use by this session", "")


def test_what_was_told_late_says_both_instants() -> None:
    late = sight(ended(ended_at=ago(3600), end_received_at=ago(60)))
    assert line(late, "transaction").at == "13:02, received 14:01"


def test_a_session_that_is_not_confirmed_says_since_when_and_why() -> None:
    assert "unconfirmed" not in [each.key for each in known(sight(), SEEN).facts]
    gone = line(sight(station=offline()), "unconfirmed")
    assert (gone.words, gone.grade) == ("Since 14:02: the connection to the charger was lost", "says little")
    silent = sight(
        session(meter=replace(session().meter, received_at=ago(100))),
        station=replace(STATION, heard_at=ago(100)),
    )
    assert line(silent, "unconfirmed").words == "Since 14:00: nothing has come for longer than expected"


def test_a_doubt_names_the_evidence_that_began_it() -> None:
    row = evidence(Signal.CONNECTOR_FREE, Claim.ENDED, Grade.B_PLUS, 30)
    doubted = sight(session(doubted_at=ago(30), doubt="connector_free"), evidence=(row,))
    told = line(doubted, "unconfirmed")
    assert (told.words, told.source, told.grade) == (
        "Since 14:01: the connector is free",
        "the charger's own message",
        "strong",
    )


def test_a_doubt_that_deepened_names_the_best_evidence() -> None:
    rows = (
        evidence(Signal.CONNECTOR_FINISHING, Claim.ENDED, Grade.B, 40),
        evidence(Signal.CONNECTOR_FREE, Claim.ENDED, Grade.B_PLUS, 30),
    )
    deeper = session(doubted_at=ago(40), doubt="connector_finishing", end_signal="connector_free")
    assert line(sight(deeper, evidence=rows), "unconfirmed").words == "Since 14:01: the connector is free"


def test_while_nobody_confirms_it_nothing_is_said_to_flow() -> None:
    assert words(sight(station=offline()), "energy") == (
        "12.412 kWh, not known whether energy flows",
        "says little",
    )
    paused = sight(session(energy_phase=EnergyPhase.SUSPENDED_EV))
    assert words(paused, "energy")[0] == "12.412 kWh, paused by the car"


def test_a_card_that_was_let_go_says_by_whom() -> None:
    row = evidence(Signal.DRIVER_CLAIM, Claim.ENDED, Grade.B_MINUS, 20, source=Source.DRIVER)
    freed = sight(session(card_hold=CardHold.RELEASED), evidence=(row,))
    told = line(freed, "card")
    assert (told.words, told.source, told.at, told.grade) == (
        "Free for the next session",
        "you",
        "14:01",
        "strong",
    )


def test_flags_are_told_in_words() -> None:
    told = known(
        sight(ended(Bill.IN_REVIEW, flags=("register_drop", "odd_thing"), token_refused=True)), SEEN
    ).facts
    assert [each.words for each in told if each.key.startswith("doubt")] == [
        "The meter's register fell once; that reading was not counted",
        "odd thing",
        "The charger started although the card may not charge",
    ]
    assert flag_words("never_heard_of", Language.EN) == "never heard of"


DOUBTED = session(
    doubted_at=ago(60),
    doubt="readings_missing",
    probes=1,
    probed_at=ago(7),
    probe_at=NOW + timedelta(seconds=53),
    close_at=NOW + timedelta(minutes=10),
)
ASKED = evidence(Signal.ASKED, Claim.NOTHING, Grade.D, 7, source=Source.HOUSE, note="meter")


def test_a_doubt_says_what_was_asked_and_what_comes_next() -> None:
    assert known(sight(), SEEN).ahead == ()
    assert known(sight(DOUBTED), SEEN).ahead == (
        "Asked so far: 1, last at 14:02:00.",
        "We ask the charger again at 14:03:00.",
        "If it tells nothing else, the session is taken as ended at 14:12.",
    )


def test_when_all_questions_are_asked_that_is_said() -> None:
    done = replace(DOUBTED, probe_at=None, close_at=None)
    assert known(sight(done), SEEN).ahead[1:] == (
        "All questions are asked. What the charger tells from now on still counts.",
    )


def test_the_card_has_the_latest_question_with_what_became_of_it() -> None:
    assert asking(sight(evidence=(ASKED,)), SEEN) == ()
    assert asking(sight(DOUBTED), SEEN)[0] == "We ask the charger again at 14:03:00."
    assert asking(sight(DOUBTED, evidence=(ASKED,)), SEEN)[0] == "Asked the charger for a reading at 14:02:00"
    silence = replace(ASKED, signal=Signal.UNANSWERED, received_at=ago(1), at=ago(1))
    told = asking(sight(DOUBTED, evidence=(ASKED, silence)), SEEN)
    assert told[0] == "Asked the charger for a reading at 14:02:00 · no answer"


def test_an_offline_charger_cannot_be_asked_and_that_is_said() -> None:
    gone = replace(DOUBTED, doubt="connection_lost", probes=0, probe_at=None, close_at=None)
    assert known(sight(gone, station=offline(300)), SEEN).ahead == (
        "The charger is offline. We ask it as soon as it is back.",
        "If it does not come back, the session is taken as ended at 21 Nov 2026, 13:57.",
    )
