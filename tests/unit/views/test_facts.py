"""session-truth.md §1: four facts, each with what it rests on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chargehand.model.evidence import Claim, Grade, Signal, Source
from chargehand.model.reading import Meter
from chargehand.model.session import Bill, CardHold, EndBasis, EnergyPhase, Session, Transaction
from chargehand.model.sight import SessionSight
from chargehand.model.station import Activity
from chargehand.views.facts import Facts, closes_at, evidence_of, facts_of
from tests.unit.views.facts import (
    CONNECTOR,
    NOW,
    STATION,
    ago,
    ended,
    evidence,
    offline,
    pending,
    session,
    sight,
)

FINISHING = replace(CONNECTOR, activity=Activity.FINISHING, status_at=ago(20))


def facts(seen: SessionSight) -> Facts:
    return facts_of(seen, NOW, 90)


def signals(seen: SessionSight) -> list[Signal]:
    return [row.signal for row in evidence_of(seen)]


def doubted(signal: Signal, seconds: float, **changes: object) -> Session:
    return session(doubted_at=ago(seconds), doubt=signal.value, **changes)


# evidence that the session's own row tells


def test_the_start_is_told_by_the_session_itself() -> None:
    (row,) = evidence_of(sight())
    assert (row.signal, row.claim, row.grade, row.source) == (
        Signal.STARTED,
        Claim.BEGAN,
        Grade.A,
        Source.STATION,
    )
    assert (row.at, row.received_at) == (ago(2530), ago(2530))


def test_the_start_stands_before_what_was_made_of_it_in_the_same_moment() -> None:
    kept = evidence(Signal.TOLD_LATE, Claim.NOTHING, Grade.D, 2530)
    assert signals(sight(evidence=(kept,))) == [Signal.STARTED, Signal.TOLD_LATE]


def test_a_wish_has_no_evidence_yet() -> None:
    assert evidence_of(sight(pending())) == ()


REPORTS = [
    (ended(), Signal.ENDED, Grade.A),
    (ended(flags=("seq_gap",)), Signal.ENDED_WITH_GAP, Grade.A_MINUS),
    (ended(Bill.ESTIMATED, flags=("matched_end",)), Signal.ENDED_UNNAMED, Grade.B),
    (ended(end_signal="ended_unnamed"), Signal.ENDED_UNNAMED, Grade.B),
]


@pytest.mark.parametrize(("over", "signal", "grade"), REPORTS)
def test_so_is_a_reported_end(over: Session, signal: Signal, grade: Grade) -> None:
    row = evidence_of(sight(over))[-1]
    assert (row.signal, row.claim, row.grade, row.note) == (signal, Claim.ENDED, grade, "Remote")


def test_an_end_that_was_kept_is_not_told_twice() -> None:
    kept = evidence(Signal.ENDED_UNNAMED, Claim.ENDED, Grade.B, 30)
    assert signals(sight(ended(flags=("matched_end",)), evidence=(kept,))) == [
        Signal.STARTED,
        Signal.ENDED_UNNAMED,
    ]


def test_of_an_orphan_nobody_saw_the_start() -> None:
    assert signals(sight(ended(Bill.IN_REVIEW, flags=("orphan",)))) == [Signal.ENDED_UNNAMED]


def test_a_concluded_end_is_told_only_by_what_was_kept() -> None:
    free = evidence(Signal.CONNECTOR_FREE, Claim.ENDED, Grade.B_PLUS, 600)
    concluded = ended(Bill.ESTIMATED, EndBasis.INFERRED)
    assert signals(sight(concluded, evidence=(free,))) == [Signal.STARTED, Signal.CONNECTOR_FREE]


# transaction


def test_an_open_transaction_rests_on_the_newest_that_the_charger_said_of_it() -> None:
    read = facts(sight()).transaction
    assert (read.value, read.grade, read.signal, read.received_at) == (
        Transaction.OPEN,
        Grade.A,
        None,
        ago(4),
    )
    unread = facts(sight(session(meter=Meter()))).transaction
    assert (unread.signal, unread.at) == (Signal.STARTED, ago(2530))
    alive = evidence(Signal.TOLD_ONGOING, Claim.ALIVE, Grade.A, 2)
    asked = facts(sight(evidence=(alive,))).transaction
    assert (asked.signal, asked.received_at) == (Signal.TOLD_ONGOING, ago(2))


def test_an_ended_one_rests_on_the_signal_that_it_was_closed_on() -> None:
    free = evidence(Signal.CONNECTOR_FREE, Claim.ENDED, Grade.B_PLUS, 600)
    told = evidence(Signal.TOLD_NOT_ONGOING, Claim.ENDED, Grade.B, 500)
    closed = evidence(Signal.CLOSED, Claim.ENDED, Grade.B_PLUS, 30, source=Source.HOUSE)
    concluded = ended(Bill.ESTIMATED, EndBasis.INFERRED, end_signal="connector_free")
    fact = facts(sight(concluded, evidence=(free, told, closed))).transaction
    assert (fact.signal, fact.grade, fact.received_at) == (Signal.CONNECTOR_FREE, Grade.B_PLUS, ago(600))
    assert fact.at == concluded.ended_at


def test_without_a_name_it_rests_on_the_best_that_says_so() -> None:
    hint = evidence(Signal.ENERGY_STILL, Claim.ENDED, Grade.C, 100)
    free = evidence(Signal.CONNECTOR_FREE, Claim.ENDED, Grade.B_PLUS, 600)
    concluded = ended(Bill.ESTIMATED, EndBasis.INFERRED)
    assert facts(sight(concluded, evidence=(free, hint))).transaction.signal is Signal.CONNECTOR_FREE


def test_an_end_on_silence_is_a_hint_and_nothing_else_is_named_for_it() -> None:
    elsewhere = evidence(Signal.TOKEN_ELSEWHERE, Claim.ENDED, Grade.C, 600)
    closed = evidence(Signal.CLOSED, Claim.ENDED, Grade.B, 30, source=Source.HOUSE, note="silence")
    gone = ended(Bill.ESTIMATED, EndBasis.INFERRED, end_signal="silence", end_reason="station_gone")
    fact = facts(sight(gone, evidence=(elsewhere, closed))).transaction
    assert (fact.signal, fact.grade, fact.source) == (Signal.SILENCE, Grade.C, Source.HOUSE)


def test_a_report_that_came_after_a_conclusion_is_what_the_end_rests_on() -> None:
    free = evidence(Signal.CONNECTOR_FREE, Claim.ENDED, Grade.B_PLUS, 600)
    late = ended(Bill.CORRECTED, end_signal="connector_free")
    fact = facts(sight(late, evidence=(free,))).transaction
    assert (fact.signal, fact.grade) == (Signal.ENDED, Grade.A)


def test_an_end_of_which_nothing_was_kept_rests_on_its_basis() -> None:
    fact = facts(sight(ended(Bill.ESTIMATED, EndBasis.SUPERSEDED))).transaction
    assert (fact.signal, fact.grade, fact.source) == (None, Grade.A_MINUS, Source.HOUSE)


# energy


def test_energy_rests_on_the_latest_reading() -> None:
    fact = facts(sight()).energy
    assert (fact.value, fact.grade, fact.received_at) == (EnergyPhase.CHARGING, Grade.A, ago(4))


def test_a_still_meter_says_that_nothing_flows() -> None:
    still = evidence(Signal.ENERGY_STILL, Claim.IDLE, Grade.C, 1, source=Source.HOUSE)
    fact = facts(sight(evidence=(still,))).energy
    assert (fact.value, fact.signal, fact.grade) == (EnergyPhase.IDLE, Signal.ENERGY_STILL, Grade.C)


def test_old_readings_are_no_evidence_that_energy_flows_now() -> None:
    fact = facts(sight(station=offline())).energy
    assert (fact.value, fact.grade, fact.signal) == (
        EnergyPhase.UNKNOWN,
        Grade.D,
        Signal.CONNECTION_LOST,
    )
    fact = facts(sight(doubted(Signal.READINGS_MISSING, 30))).energy
    assert (fact.value, fact.signal) == (EnergyPhase.UNKNOWN, Signal.READINGS_MISSING)


# bill and card


def test_a_bill_rests_on_the_end_and_a_corrected_one_on_the_correction() -> None:
    running = facts(sight()).bill
    assert (running.value, running.grade, running.received_at) == (Bill.RUNNING, None, ago(4))
    final = facts(sight(ended())).bill
    assert (final.value, final.grade, final.signal) == (Bill.FINAL, Grade.A, Signal.ENDED)
    correction = evidence(Signal.CORRECTED, Claim.ENDED, Grade.A, 10)
    corrected = facts(sight(ended(Bill.CORRECTED), evidence=(correction,))).bill
    assert (corrected.signal, corrected.received_at) == (Signal.CORRECTED, ago(10))


def test_a_card_is_held_until_something_lets_it_go() -> None:
    assert facts(sight()).card_hold.value is CardHold.HELD
    freed = evidence(Signal.HOLD_RELEASED, Claim.NOTHING, Grade.B, 40, source=Source.HOUSE)
    early = facts(sight(session(card_hold=CardHold.RELEASED), evidence=(freed,))).card_hold
    assert (early.value, early.signal, early.received_at) == (
        CardHold.RELEASED,
        Signal.HOLD_RELEASED,
        ago(40),
    )
    assert early.grade is None, "that we let it go says nothing of how well we knew"
    free = evidence(Signal.CONNECTOR_FREE, Claim.ENDED, Grade.B_PLUS, 41)
    claim = evidence(Signal.DRIVER_CLAIM, Claim.ENDED, Grade.B_MINUS, 10, source=Source.DRIVER)
    because = replace(freed, note="connector_free")
    known = facts(sight(session(card_hold=CardHold.RELEASED), evidence=(free, because, claim))).card_hold
    assert (known.signal, known.grade, known.source) == (Signal.CONNECTOR_FREE, Grade.B_PLUS, Source.STATION)
    with_the_end = facts(sight(ended())).card_hold
    assert (with_the_end.signal, with_the_end.grade) == (Signal.ENDED, Grade.A)


# confirmed or not


def test_a_doubted_session_is_not_confirmed_however_many_heartbeats_come() -> None:
    meter = replace(session().meter, received_at=ago(200), read_at=ago(200))
    told = facts(sight(doubted(Signal.READINGS_MISSING, 20, meter=meter)))
    assert STATION.heard_at == ago(4)
    assert (told.unconfirmed_since, told.doubt) == (ago(200), Signal.READINGS_MISSING)
    assert told.stale_at is None


def test_a_doubt_that_is_younger_than_the_latest_word_counts_from_the_doubt() -> None:
    told = facts(sight(doubted(Signal.DRIVER_CLAIM, 30)))
    assert told.unconfirmed_since == ago(30)


def test_a_lost_connection_leaves_the_last_frame_as_the_last_word() -> None:
    lost = doubted(Signal.CONNECTION_LOST, 298)
    assert facts(sight(lost, station=offline(300))).unconfirmed_since == ago(298)
    assert facts(sight(lost, station=offline(310))).unconfirmed_since == ago(298)


def test_an_answer_that_it_runs_confirms_it() -> None:
    meter = replace(session().meter, received_at=ago(200), read_at=ago(200))
    alive = evidence(Signal.TOLD_ONGOING, Claim.ALIVE, Grade.A, 3)
    told = facts(sight(session(meter=meter), station=replace(STATION, heard_at=None), evidence=(alive,)))
    assert told.confirmed_until == ago(3)
    assert told.unconfirmed_since is None
    assert told.stale_at == ago(3) + timedelta(seconds=90)


def test_a_connector_that_finishes_is_told_as_stopped_and_not_as_doubt() -> None:
    told = facts(sight(doubted(Signal.CONNECTOR_FINISHING, 20), connector=FINISHING))
    assert told.stopped
    assert told.unconfirmed_since is None


def test_after_the_end_nothing_is_doubted() -> None:
    told = facts(sight(ended(doubted_at=ago(100), doubt="connector_free")))
    assert (told.doubt, told.unconfirmed_since) == (None, None)


def test_a_session_is_closed_when_its_evidence_says_or_after_the_silence_of_its_charger() -> None:
    closing = session(close_at=NOW)
    assert closes_at(sight(closing), 86_400) == NOW
    assert closes_at(sight(), 86_400) is None
    assert closes_at(sight(closing, station=offline(300)), 86_400) == ago(300) + timedelta(days=1)
