"""Laws of doubt and evidence: what ends a session, what lets go of its card, what is asked, and what must be left to be seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from chargehand.core.doubt.closing import is_left_free
from chargehand.core.doubt.ladder import steps_max
from chargehand.core.evidence.grades import WEIGHTS, is_strong
from chargehand.core.keeping import WATCH, probed
from chargehand.model.calls import AskTransaction, TriggerMessage
from chargehand.model.effects import CallStation, DropTimer, KeepEvidence, SetTimer
from chargehand.model.events import (
    CallAnswered,
    CloseRequested,
    CloseUndone,
    Event,
    MeterSampled,
    TimerRang,
    TransactionEnded,
    TransactionStarted,
    TransactionUpdated,
)
from chargehand.model.evidence import Evidence, Signal
from chargehand.model.session import Bill, CardHold, EndBasis, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot
from chargehand.model.station import ConnectorStatus


def ended_stays_ended(before: Snapshot, event: Event, was: Session | None, now: Session) -> str | None:
    """But for an operator who takes their own closing back, while nothing was billed for good."""
    if was is None or was.live or not now.live:
        return None
    concluded = (was.end_basis, was.end_signal) == (EndBasis.INFERRED, Signal.OPERATOR_CLOSED)
    undone = isinstance(event, CloseUndone) and event.session == now.id and concluded
    return None if undone and was.bill in (Bill.ESTIMATED, Bill.IN_REVIEW) else "came back to life"


def a_final_bill_stands(before: Snapshot, event: Event, was: Session | None, now: Session) -> str | None:
    """After a reported end energy, end and bill change no more; after a weaker one only by the station's report."""
    if was is None or was.live or (now.live and isinstance(event, CloseUndone)):
        return None
    if isinstance(event, TransactionEnded) and was.end_basis is not EndBasis.REPORTED:
        return None
    overtaken = isinstance(event, TransactionStarted) and was.end_basis is not EndBasis.REPORTED
    if was.bill is Bill.WAITING or (overtaken and "start_unseen" in was.flags):  # for what has not come (F86)
        return None if was.ended_at == now.ended_at else "ended again"
    same = (was.energy_wh, was.ended_at, was.bill) == (now.energy_wh, now.ended_at, now.bill)
    return None if same else "changed after its end"


def an_end_has_a_basis(before: Snapshot, event: Event, was: Session | None, now: Session) -> str | None:
    """A session ends by what may end it, and by nothing else."""
    if now.live or (was is not None and was.end_basis is now.end_basis is not None):
        return None if now.live is (now.end_basis is None) else f"has the basis {now.end_basis}"
    pending = was is not None and was.transaction is Transaction.PENDING
    match now.end_basis:
        case EndBasis.REPORTED:
            lawful = isinstance(event, TransactionEnded) and not pending
        case EndBasis.SUPERSEDED:
            begins = isinstance(event, TransactionStarted | TransactionUpdated)
            lawful = begins and was is not None and not pending
        case EndBasis.NEVER_STARTED:
            lawful = isinstance(event, CallAnswered | TimerRang) and pending
        case EndBasis.INFERRED:
            lawful = was is not None and not pending and _evident(before, event, was, now)
        case EndBasis.CONTINUED:
            nobodys = was is not None and was.driver is None and was.token is None
            begins = isinstance(event, TransactionStarted | TransactionUpdated)
            lawful = begins and nobodys and not pending
        case _:
            lawful = False
    return None if lawful else f"ended as {now.end_basis} by {type(event).__name__}"


def _evident(before: Snapshot, event: Event, was: Session, now: Session) -> bool:
    """An operator says so, its station does, or what a timer found holds."""
    match event:
        case CloseRequested():
            return event.session == now.id and now.end_signal == Signal.OPERATOR_CLOSED
        case CallAnswered():
            return probed(event.command) == now.id and now.end_signal == Signal.TOLD_ENDED_QUEUED
        case TimerRang(kind="watch"):
            due = was.close_at is not None and was.close_at <= event.at
            strong = due and is_strong(now.end_signal)
            return before.station.connected and (strong or _is_silent(before, event, was, now))
        case TimerRang():
            return _looks_over(before, event, was)
        case _:
            return False


def _is_silent(before: Snapshot, event: TimerRang, was: Session, now: Session) -> bool:
    """Nothing was heard of it for as long as of a station that is gone, and nobody is to be asked any more."""
    if now.end_signal != Signal.SILENCE or was.doubted_at is None or was.probe_at is not None:
        return False
    heard = [at for at in (was.start_received_at, was.meter.received_at) if at is not None]
    return event.at - max(heard, default=was.doubted_at) >= timedelta(seconds=before.policy.silent_after_s)


def _looks_over(before: Snapshot, event: Event, session: Session) -> bool:
    """The connector became free, the station has been gone for long, or nothing was heard for long of what no car was seen for."""
    heard = [at for at in (session.start_received_at, session.meter.received_at) if at is not None]
    silent = bool(heard) and event.at - max(heard) >= timedelta(hours=1)
    if session.connector is None and before.station.connected:
        return silent
    if before.station.connected:
        rows = [row for row in before.connectors if row.number == session.connector]
        told = [
            row.status_at is not None and row.status_at >= (session.started_at or row.status_at)
            for row in rows
        ]
        return [row.status for row in rows] == [ConnectorStatus.AVAILABLE] and (told == [True] or silent)
    return before.station.disconnected_at is not None


def an_end_is_in_its_time(before: Snapshot, event: Event, was: Session | None, now: Session) -> str | None:
    """Not before the start, and by whatever evidence not after now."""
    if now.ended_at is None or (was is not None and was.ended_at == now.ended_at):
        return None
    early = now.started_at is not None and now.ended_at < now.started_at
    late = now.ended_at > max(event.at, now.started_at or event.at)
    return f"ended at {now.ended_at}" if early or late else None


def a_doubt_has_its_reason(before: Snapshot, event: Event, was: Session | None, now: Session) -> str | None:
    """Only what is open is doubted, on a signal, since it came; without a doubt nobody asks and nothing is to be closed.

    A doubt may be older than it seems: from before our own clock was put back (F68b).
    """
    if now.doubted_at is not None:
        since = was.doubted_at if was is not None else None
        named = now.doubt in set(Signal) and (now.doubted_at <= event.at or now.doubted_at == since)
        return None if named and now.transaction is Transaction.OPEN else f"doubted for {now.doubt!r}"
    left = now.doubt, now.close_at, now.probe_at, now.probes, now.end_signal if now.live else ""
    return None if left == ("", None, None, 0, "") else f"not doubted, but {left}"


def strong_evidence_is_heeded(
    before: Snapshot, event: Event, was: Session | None, now: Session
) -> str | None:
    """On strong evidence of an end the card is free and the closing set, no later than the policy says; so is the card
    when its driver says that nothing charges.
    """
    if now.transaction is not Transaction.OPEN:
        return None
    strong = is_strong(now.end_signal)
    if (strong or now.doubt == Signal.DRIVER_CLAIM) and now.card_hold is not CardHold.RELEASED:
        return f"holds the card on {now.end_signal}"
    if not strong:
        return None if now.close_at is None else f"is to be closed on {now.end_signal!r}"
    latest = event.at + timedelta(seconds=before.policy.free_after_s)
    known = was.close_at if was is not None else None
    fits = now.close_at is not None and (now.close_at == known or now.close_at <= latest)
    return None if fits else f"is to be closed at {now.close_at} on {now.end_signal}"


def what_came_to_nothing_costs_nothing(
    before: Snapshot, event: Event, was: Session | None, now: Session
) -> str | None:
    """A start at which nothing flowed and no car was ends at no cost."""
    if now.live or now.end_signal != Signal.ZERO_ENERGY:
        return None
    free = now.energy_wh == 0 and (now.cost is None or now.cost.minor == 0)
    return None if free else f"came to nothing, {now.energy_wh} Wh for {now.cost}"


def the_ladder_ends(before: Snapshot, event: Event, was: Session | None, now: Session) -> str | None:
    most = steps_max(before.policy)
    return None if now.probes <= most else f"asked {now.probes} times of {most}"


def _told(decision: Decision) -> Iterator[Evidence]:
    return (effect.evidence for effect in decision.effects if isinstance(effect, KeepEvidence))


def evidence_is_as_graded(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """It is of a session here, came now, is not of the future, and weighs what its signal weighs."""
    known = {row.id for row in decision.snapshot.sessions}
    for row in _told(decision):
        weight = WEIGHTS[row.signal]
        if row.session not in known:
            return f"{row.signal} of {row.session}, which is not here"
        if row.received_at != event.at or row.at > event.at:
            return f"{row.signal} came at {row.received_at}, happened at {row.at}"
        if (row.grade, row.source) != (weight.grade, weight.source):
            return f"{row.signal} is graded {row.grade}"
    return None


def _is_plain(before: Snapshot, event: Event) -> bool:
    return isinstance(event, MeterSampled) and all(row.doubted_at is None for row in before.sessions)


def readings_leave_no_evidence(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """Of what nobody doubts a reading leaves itself, and neither a row of evidence nor a timer."""
    if not _is_plain(before, event):
        return None
    rows = [
        effect
        for effect in decision.effects
        if isinstance(effect, KeepEvidence) or (isinstance(effect, SetTimer) and effect.kind == WATCH)
    ]
    return f"{rows}" if rows else None


def _goes_on(before: Snapshot, after: Snapshot) -> bool:
    """Whether what runs goes on undoubted, and what is over stays so: then there is nothing to tell, and no timer to set."""
    if len(before.sessions) != len(after.sessions):
        return False
    for was, now in zip(before.sessions, after.sessions, strict=True):
        if was is now:
            continue
        if was.id != now.id or was.doubted_at is not None or now.doubted_at is not None:
            return False
        if was.transaction is not now.transaction or was.card_hold is not now.card_hold:
            return False
        if was.end_basis is not now.end_basis:
            return False
    return True


def what_changes_is_told(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """A doubt that begins or is over, a card that is let go, an end without a word, a correction: each leaves its evidence."""
    if before.sessions is decision.snapshot.sessions or _goes_on(before, decision.snapshot):
        return None
    old = {row.id: row for row in before.sessions}
    told = [(row.session, row.signal) for row in _told(decision)]
    for now in decision.snapshot.sessions:
        was = old.get(now.id)
        if was is None or was is now:
            continue
        wanted = _wanted(was, now)
        signals = {signal for session, signal in told if session == now.id}
        if wanted and not wanted & signals:
            return f"{now.id} leaves {signals}, none of {wanted}"
    return None


def _wanted(was: Session, now: Session) -> set[Signal]:
    """One of these must be told of what became of the session; none if it is empty."""
    if was.live and not now.live:
        if now.end_basis is EndBasis.INFERRED:
            return {Signal.CLOSED, Signal.OPERATOR_CLOSED}
        return {Signal.NEXT_START} if now.end_basis is EndBasis.SUPERSEDED else set()
    if not was.live:
        weaker = was.end_basis is not EndBasis.REPORTED and now.end_basis is EndBasis.REPORTED
        return {Signal.CORRECTED} if weaker else {Signal.OPERATOR_UNDID} if now.live else set()
    if was.card_hold is CardHold.HELD and now.card_hold is CardHold.RELEASED:
        return {Signal.HOLD_RELEASED}
    if (was.doubted_at is None) is not (now.doubted_at is None):
        return set(Signal) - {Signal.ASKED, Signal.HOLD_RELEASED}
    return set()


def questions_leave_a_trace(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """A probe asks and does nothing else (unlocking would end what runs, in 1.6), of a session in doubt; it is told of."""
    doubted = {row.id for row in decision.snapshot.sessions if row.doubted_at is not None}
    traces = {row.session for row in _told(decision) if row.signal is Signal.ASKED}
    for effect in decision.effects:
        if isinstance(effect, CallStation) and (about := probed(effect.command)) is not None:
            if not isinstance(effect.call, TriggerMessage | AskTransaction):
                return f"{effect.call} is no question"
            if about not in doubted or about not in traces:
                return f"{about} is asked about without a doubt or a trace"
    return None


def a_doubt_is_followed(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """Whatever comes next for an open session whose doubt changed has its timer, if its station is there; so has each new one."""
    after = decision.snapshot
    if before.sessions is after.sessions or not after.station.connected or _goes_on(before, after):
        return None
    old = {row.id: row for row in before.sessions}
    timers = {
        effect.subject: effect.due_at
        for effect in decision.effects
        if isinstance(effect, SetTimer) and effect.kind in (WATCH, "free")
    }
    for now in decision.snapshot.sessions:
        was = old.get(now.id)
        if now is was or now.transaction is not Transaction.OPEN:
            continue
        free = was is not None and was.close_at == now.close_at and is_left_free(decision.snapshot, now)
        dues = [due for due in (now.probe_at, None if free else now.close_at) if due is not None]
        same = was is not None and was.transaction is Transaction.OPEN
        same = same and was is not None and (was.probe_at, was.close_at) == (now.probe_at, now.close_at)
        if not same and (dues or was is None) and timers.get(now.id) is None:
            return f"{now.id} has no timer for {dues}"
    return None


def a_timer_rings_once(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """What rang is gone or waits anew: else it would ring as often as it is looked at, for nothing."""
    if not isinstance(event, TimerRang):
        return None
    own = [
        effect
        for effect in decision.effects
        if isinstance(effect, SetTimer | DropTimer)
        and (effect.kind, effect.subject) == (event.kind, event.subject)
    ]
    # What is set stays, also if it is dropped.
    due_ats = [effect.due_at for effect in own if isinstance(effect, SetTimer)]
    if not own or (due_ats and due_ats[-1] <= event.at):
        return f"{event.kind} of {event.subject} rings again at once"
    return None
