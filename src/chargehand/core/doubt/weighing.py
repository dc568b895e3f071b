"""What signals do to a session that is open: doubt begins, deepens, or is over. Called once for each decision, at the door.

Newer evidence of the same weight replaces older; the card is let go on strong evidence of an end, or when its driver says so.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from chargehand.core.doubt import closing, ladder, watching
from chargehand.core.evidence import signals
from chargehand.core.evidence.grades import WEIGHTS, Sign, better, is_strong, kept
from chargehand.core.keeping import WATCH, same_runs, session_of
from chargehand.core.remote_control import Step
from chargehand.model.answers import ClaimTaken
from chargehand.model.effects import Effect, SetTimer, ShowSession
from chargehand.model.events import (
    Event,
    MeterSampled,
    NotChargingClaimed,
    TimerRang,
    TransactionStarted,
    TransactionUpdated,
)
from chargehand.model.evidence import Claim, Signal
from chargehand.model.refusals import Refusal
from chargehand.model.session import CardHold, Session, Transaction
from chargehand.model.snapshot import CardPolicy, Decision, Policy, Snapshot

DOUBTS: Final = frozenset(
    {
        Signal.TOLD_NOT_ONGOING,
        Signal.CONNECTOR_FREE,
        Signal.CONNECTOR_FINISHING,
        Signal.BOOTED,
        Signal.CONNECTION_LOST,
        Signal.SUSPENDED_LONG,
        Signal.READINGS_MISSING,
        Signal.ENERGY_STILL,
        Signal.STOP_REFUSED,
        Signal.TOKEN_ELSEWHERE,
        Signal.DRIVER_CLAIM,
        Signal.OPERATOR_DOUBTS,
        Signal.ZERO_ENERGY,
        Signal.TOLD_LATE,
    }
)
"""What begins a doubt, or deepens one."""

AT_ONCE: Final = frozenset(
    {
        Signal.SUSPENDED_LONG,
        Signal.READINGS_MISSING,
        Signal.ENERGY_STILL,
        Signal.TOKEN_ELSEWHERE,
        Signal.DRIVER_CLAIM,
        Signal.OPERATOR_DOUBTS,
    }
)
"""What is asked about at once; after the others the end, or what goes on, may come by itself first."""

GHOST_WAITS_S: Final = 60
"""So long a start that came to nothing is asked about before it is taken as over."""

AGAIN_AFTER: Final = timedelta(seconds=30)


def weighed(before: Snapshot, event: Event, decision: Decision) -> Decision:
    """`decision` with what its signals mean for the sessions concerned, and the evidence to keep."""
    if isinstance(decision.answer, Refusal) or _is_ordinary(before, event, decision.snapshot):
        return decision
    step = Step(decision.snapshot)
    for sign in _signs(before, event, decision):
        step = _joined(step, heeded(step.snapshot, sign, event.at))
    step = _joined(step, watching.begun(before, step.snapshot, event.at))
    step = _joined(step, _told_elsewhere(before, event, step.snapshot))
    if isinstance(event, NotChargingClaimed):
        step = _joined(step, _asked_again(step.snapshot, event))
    answer = decision.answer
    if isinstance(answer, ClaimTaken):
        answer = ClaimTaken(session_of(step.snapshot, answer.session.id) or answer.session)
    return Decision(step.snapshot, answer, (*decision.effects, *step.effects))


def _is_ordinary(before: Snapshot, event: Event, after: Snapshot) -> bool:
    """Readings of sessions that nobody doubts, and what concerns no session: nothing is to be weighed."""
    if not isinstance(event, MeterSampled | TransactionUpdated):
        return False
    for row in before.sessions:
        if row.doubted_at is not None:
            return False
    return isinstance(event, MeterSampled) or same_runs(before, after)


def _signs(before: Snapshot, event: Event, decision: Decision) -> tuple[Sign, ...]:
    found = tuple(signals.told(before, event, decision))
    if isinstance(event, TimerRang) and event.kind == WATCH and not found:
        return tuple(watching.missed(decision.snapshot, event))
    return found


def _joined(step: Step, following: Step) -> Step:
    return Step(following.snapshot, (*step.effects, *following.effects))


def heeded(snapshot: Snapshot, sign: Sign, at: datetime) -> Step:
    """`sign` kept, and what follows from it for its session."""
    row = session_of(snapshot, sign.session)
    trace: tuple[Effect, ...] = (kept(sign, at),)
    if row is None or row.transaction is not Transaction.OPEN:
        return Step(snapshot, trace)
    claim = sign.claim or WEIGHTS[sign.signal].claim
    step = Step(snapshot)
    if sign.signal is Signal.TOLD_ENDED_QUEUED:
        step = closing.waiting(snapshot, row, at)
        trace = (*trace, kept(Sign(row.id, Signal.CLOSED, note=sign.signal.value), at))
    elif claim is Claim.ALIVE:
        step = _believed(snapshot, row, at)
    elif sign.signal in DOUBTS and not (sign.signal is Signal.ENERGY_STILL and row.doubted_at is not None):
        step = _doubted(snapshot, row, sign.signal, at)
    elif sign.signal is Signal.CONNECTION_BACK:
        step = watching.settled(snapshot, _back(row, snapshot.policy, at), at)
    elif sign.signal is Signal.UNANSWERED:
        step = watching.settled(snapshot, ladder.hurried(snapshot.station, row, at), at)
    return Step(step.snapshot, (*trace, *step.effects))


def _back(row: Session, policy: Policy, at: datetime) -> Session:
    """Its station is there again: asked from the first rung, after what may be in its queue; so is its closing put off."""
    if row.doubted_at is None:
        return row
    until = at + timedelta(seconds=policy.free_after_s)
    close_at = None if row.close_at is None else max(row.close_at, until)
    return replace(row, probes=0, probe_at=ladder.first_at(policy, at), close_at=close_at)


def _doubted(snapshot: Snapshot, row: Session, signal: Signal, at: datetime) -> Step:
    policy = snapshot.policy
    if row.doubted_at is None:
        first = at if signal in AT_ONCE else ladder.first_at(policy, at)
        asks = snapshot.station.connected
        row = replace(
            row,
            doubted_at=at,
            doubt=signal.value,
            probes=0,
            probed_at=None,
            probe_at=first if asks else None,
        )
    elif signal in AT_ONCE:
        row = replace(row, probes=0, probe_at=at if snapshot.station.connected else None)
    if better(signal, row.end_signal):
        row = replace(row, end_signal=signal.value)
    if is_strong(signal):
        wait_s = GHOST_WAITS_S if signal is Signal.ZERO_ENERGY else policy.free_after_s
        due_at = at + timedelta(seconds=wait_s)
        row = replace(row, close_at=due_at if row.close_at is None else min(row.close_at, due_at))
    released: tuple[Effect, ...] = ()
    if row.card_hold is CardHold.HELD and (is_strong(signal) or signal is Signal.DRIVER_CLAIM):
        row = replace(row, card_hold=CardHold.RELEASED)
        released = (kept(Sign(row.id, Signal.HOLD_RELEASED, note=signal.value), at),)
    step = watching.settled(snapshot, row, at)
    return Step(step.snapshot, (*released, *step.effects, ShowSession(row.id)))


def _believed(snapshot: Snapshot, row: Session, at: datetime) -> Step:
    """It goes on: nothing speaks against it any more. The card that was let go stays free."""
    if row.doubted_at is None:
        return Step(snapshot)
    step = watching.settled(snapshot, watching.trusted(row), at)
    return Step(step.snapshot, (*step.effects, ShowSession(row.id)))


def _told_elsewhere(before: Snapshot, event: Event, after: Snapshot) -> Step:
    """A card that charges at another station begins a session here: the other one is to be looked into, if that is no custom."""
    if not isinstance(event, TransactionStarted) or before.elsewhere is None or before.elsewhere_at is None:
        return Step(after)
    known = {row.id for row in before.sessions if row.transaction is Transaction.OPEN}
    new = [row for row in after.sessions if row.transaction is Transaction.OPEN and row.id not in known]
    if not new or before.policy.card_policy is CardPolicy.ALLOW:
        return Step(after)
    return Step(after, (SetTimer(signals.ELSEWHERE, before.elsewhere, event.at, before.elsewhere_at),))


def _asked_again(snapshot: Snapshot, event: NotChargingClaimed) -> Step:
    """The driver says so once more, when all had been asked in vain: all are asked again, but not for each tap."""
    row = session_of(snapshot, event.session)
    if row is None or row.transaction is not Transaction.OPEN or row.probe_at is not None:
        return Step(snapshot)
    if row.probed_at is not None and event.at - row.probed_at < AGAIN_AFTER:
        return Step(snapshot)
    return watching.settled(snapshot, replace(row, probes=0, probe_at=event.at), event.at)
