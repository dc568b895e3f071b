"""Bugs in what is doubted, asked, concluded and kept as evidence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from chargehand.core.doubt.closing import over
from chargehand.core.evidence.grades import Sign
from chargehand.core.keeping import WATCH
from chargehand.core.remote_control import Step
from chargehand.model.calls import UnlockConnector
from chargehand.model.effects import KeepEvidence, SetTimer
from chargehand.model.events import MeterSampled
from chargehand.model.evidence import Grade, Signal
from chargehand.model.session import CardHold, EndBasis, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot
from tests.sabotage.planting import CORE, Bug, always, each_changed, ended_ones


def concluded_in_the_future(row: Session) -> Session:
    """As an operator typed it in."""
    if row.end_basis is not EndBasis.INFERRED or row.end_received_at is None:
        return row
    return replace(row, ended_at=row.end_received_at + timedelta(days=1))


def counts_for_ever(row: Session) -> Session:
    return row if row.doubted_at is None else replace(row, probes=row.probes + 7)


def takes_the_card_back(row: Session) -> Session:
    return replace(row, card_hold=CardHold.HELD) if row.transaction is Transaction.OPEN else row


def came_to_nothing(row: Session) -> Session:
    """Whatever is concluded is given away."""
    if row.end_basis is not EndBasis.INFERRED or not row.end_signal:
        return row
    return replace(row, end_signal=Signal.ZERO_ENERGY.value)


def hints_close(perhaps: Callable[..., Step | None]) -> Callable[..., Step | None]:
    """Whatever is doubted is over at the next look."""

    def wrong(snapshot: Snapshot, session: Session, at: datetime) -> Step | None:
        if session.doubted_at is None:
            return perhaps(snapshot, session, at)
        return over(snapshot, session, Signal.READINGS_MISSING, at)

    return wrong


def all_is_conclusive(kept: Callable[..., KeepEvidence]) -> Callable[..., KeepEvidence]:
    def wrong(sign: Sign, at: datetime) -> KeepEvidence:
        return KeepEvidence(replace(kept(sign, at).evidence, grade=Grade.A))

    return wrong


def by_its_own_clock(kept: Callable[..., KeepEvidence]) -> Callable[..., KeepEvidence]:
    """A station's clock is believed, wherever it is."""

    def wrong(sign: Sign, at: datetime) -> KeepEvidence:
        ahead = replace(kept(sign, at).evidence, at=at + timedelta(hours=1))
        return KeepEvidence(ahead)

    return wrong


def each_reading_is_watched(sampled: Callable[..., Decision]) -> Callable[..., Decision]:
    def wrong(snapshot: Snapshot, event: MeterSampled) -> Decision:
        decision = sampled(snapshot, event)
        timers = tuple(
            SetTimer(WATCH, row.id, event.at + timedelta(minutes=3)) for row in decision.snapshot.sessions
        )
        return replace(decision, effects=(*decision.effects, *timers))

    return wrong


def without(*kinds: type) -> Callable[[Callable[..., Step]], Callable[..., Step]]:
    """The effects of these kinds are forgotten."""

    def wrap(make: Callable[..., Step]) -> Callable[..., Step]:
        def wrong(*args: Any) -> Step:
            step = make(*args)
            return Step(step.snapshot, tuple(each for each in step.effects if not isinstance(each, kinds)))

        return wrong

    return wrap


def unlocking_asks(_: object) -> Callable[..., UnlockConnector]:
    return lambda _station, session, _question: UnlockConnector(session.connector or 1)


def ongoing_is_over(by_probe: Callable[..., Any]) -> Callable[..., Any]:
    """What goes on by its station's word is taken as over."""

    def wrong(*args: Any) -> Any:
        for sign in by_probe(*args):
            ongoing = sign.signal is Signal.TOLD_ONGOING
            yield sign._replace(signal=Signal.TOLD_ENDED_QUEUED) if ongoing else sign

    return wrong


DOUBT_BUGS: tuple[Bug, ...] = (
    Bug("an end lies ahead", ("an_end_is_in_its_time",), CORE, each_changed(concluded_in_the_future)),
    Bug(
        "an ended session is still doubted",
        ("a_doubt_has_its_reason",),
        CORE,
        each_changed(ended_ones(doubt=Signal.OLD.value)),
    ),
    Bug("a doubt asks without end", ("the_ladder_ends",), CORE, each_changed(counts_for_ever)),
    Bug(
        "strong evidence is a hint",
        ("strong_evidence_is_heeded",),
        ("doubt.weighing.is_strong",),
        always(False),
    ),
    Bug(
        "a session in doubt keeps the card",
        ("strong_evidence_is_heeded",),
        CORE,
        each_changed(takes_the_card_back),
    ),
    Bug("a hint closes", ("an_end_has_a_basis",), ("doubt.closing.perhaps",), hints_close),
    Bug(
        "an operator takes back what was reported",
        ("ended_stays_ended",),
        ("doubt.people._by_an_operator",),
        always(True),
    ),
    Bug(
        "all evidence is conclusive", ("evidence_is_as_graded",), ("doubt.weighing.kept",), all_is_conclusive
    ),
    Bug("evidence of the future", ("evidence_is_as_graded",), ("doubt.weighing.kept",), by_its_own_clock),
    Bug(
        "each reading sets a timer",
        ("readings_leave_no_evidence",),
        ("session.sampled",),
        each_reading_is_watched,
    ),
    Bug("an end leaves no evidence", ("what_changes_is_told",), ("evidence.signals._by_ends",), always(())),
    Bug(
        "a doubt leaves no evidence",
        ("what_changes_is_told",),
        ("doubt.weighing.heeded",),
        without(KeepEvidence),
    ),
    Bug(
        "a question leaves no trace",
        ("questions_leave_a_trace",),
        ("doubt.ladder.step",),
        without(KeepEvidence),
    ),
    Bug("unlocking is a question", ("questions_leave_a_trace",), ("doubt.ladder._call",), unlocking_asks),
    Bug("nobody follows a doubt", ("a_doubt_is_followed",), ("doubt.watching.settled",), without(SetTimer)),
    Bug("what begins is not watched", ("a_doubt_is_followed",), ("doubt.watching.begun",), without(SetTimer)),
    Bug(
        "a car that waits has come to nothing",
        ("told_whole_is_exact",),
        ("doubt.watching._came_to_nothing",),
        always(True),
        first=885,
    ),
    Bug(
        "what has charged came to nothing",
        ("what_came_to_nothing_costs_nothing",),
        CORE,
        each_changed(came_to_nothing),
    ),
    Bug("a card may charge twice", ("a_start_is_allowed",), ("requests.holds_its_card",), always(False)),
    Bug("what goes on is over", ("an_end_is_true",), ("evidence.signals._by_probe",), ongoing_is_over),
)
