"""Start, stop, refresh: remote requests followed to a truthful end (OCPP 1.6 §5.11, §5.12, §5.17; 2.0.1 E, F).

requested → sent → accepted | rejected | unanswered → confirmed by evidence | unconfirmed; over at the deadline at the latest.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from chargehand.core.keeping import (
    command_of,
    connector_of,
    numbered_by_us,
    open_command,
    session_of,
    with_command,
    with_session,
)
from chargehand.core.quirks.asking import asked_in_vain, asked_well, trigger
from chargehand.model.answers import Noted
from chargehand.model.calls import CallOutcome, StopTransaction, Trigger
from chargehand.model.command import OPERATIONS, Command, CommandKind, CommandState
from chargehand.model.effects import CallStation, DropTimer, Effect, SetTimer, ShowSession, ShowStation
from chargehand.model.events import CallAnswered, CallSent, TimerRang
from chargehand.model.identity import CommandId, SessionId
from chargehand.model.session import Bill, CardHold, EndBasis, EnergyPhase, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot

ASIDE = ".meter"
"""The end of the name of a call that only looks; a stop's fate does not hang on it."""

OTHER = ".other"
AGAIN = ".again"

CALLS_WITH_RESEND = 3
"""Before it was said again a stop has made one call, two with the other id: a timer that rings twice does nothing twice."""

REASONS = {
    CallOutcome.REJECTED: "refused",
    CallOutcome.UNSUPPORTED: "unsupported",
    CallOutcome.UNANSWERED: "no_answer",
    CallOutcome.OFFLINE: "offline",
}


class Step(NamedTuple):
    """A snapshot with the effects that lead to it."""

    snapshot: Snapshot
    effects: tuple[Effect, ...] = ()


def shown(command: Command) -> tuple[Effect, ...]:
    station: tuple[Effect, ...] = (ShowStation(command.station),)
    return station if command.session is None else (ShowSession(command.session), *station)


def finish(snapshot: Snapshot, command: Command, state: CommandState, reason: str, at: datetime) -> Step:
    """`command` is over, for good: a later answer changes it no more."""
    over = replace(command, state=state, reason=reason, ended_at=at, calls_open=0)
    timers = (DropTimer("deadline", command.id), DropTimer("resend", command.id))
    return Step(with_command(snapshot, over), (*timers, *shown(over)))


def sent(snapshot: Snapshot, event: CallSent) -> Decision:
    """The frame has left."""
    command = command_of(snapshot, event.command)
    if command is None or not command.open or command.state is not CommandState.REQUESTED:
        return Decision(snapshot, Noted())
    command = replace(command, state=CommandState.SENT, sent_at=event.at)
    return Decision(with_command(snapshot, command), Noted(), shown(command))


def answered(snapshot: Snapshot, event: CallAnswered) -> Decision:
    """What the station answered, or that it did not. After the command's end nothing changes (F12)."""
    command = command_of(snapshot, event.command)
    if command is None or not command.open:
        return Decision(snapshot, Noted())
    if command.kind is CommandKind.STOP and event.call_id.endswith(ASIDE):
        return Decision(snapshot, Noted())
    command = replace(command, calls_open=max(0, command.calls_open - 1), response=event.response)
    if event.outcome is CallOutcome.ACCEPTED:
        command = replace(command, state=CommandState.ACCEPTED, answered_at=event.at)
        if command.kind in OPERATIONS:
            step = finish(snapshot, command, CommandState.CONFIRMED, "", event.at)
            return Decision(step.snapshot, Noted(), step.effects)
        if command.kind is CommandKind.STOP and _has_stopped(snapshot, command):
            step = finish(snapshot, command, CommandState.CONFIRMED, "", event.at)
            return Decision(step.snapshot, Noted(), step.effects)
        return Decision(with_command(snapshot, command), Noted(), shown(command))
    step = _refused(snapshot, command, event)
    return Decision(step.snapshot, Noted(), step.effects)


def _has_stopped(snapshot: Snapshot, command: Command) -> bool:
    """Whether the station had said before that charging was over, and only waits for the cable (F03, F04 of 2.x)."""
    session = session_of(snapshot, command.session) if command.session is not None else None
    return session is not None and session.stopped_at is not None


def _refused(snapshot: Snapshot, command: Command, event: CallAnswered) -> Step:
    """Not accepted: wait for a sibling call that may fare better, try the other id once, or end with the reason."""
    other = _other_id(snapshot, command, event)
    reason = REASONS[event.outcome]
    if event.outcome in (CallOutcome.REJECTED, CallOutcome.UNSUPPORTED):
        command = replace(command, reason=reason, answered_at=event.at)
    if other is not None:
        command = replace(command, calls_open=command.calls_open + 1, calls_made=command.calls_made + 1)
        return Step(with_command(snapshot, command), (other,))
    if command.state is CommandState.ACCEPTED or command.calls_open > 0:
        return Step(with_command(snapshot, command))
    # A refusal that came before is more than a silence after it.
    state = CommandState.REJECTED if command.reason else CommandState.UNANSWERED
    step = finish(snapshot, command, state, command.reason or reason, event.at)
    if command.kind is CommandKind.START:
        return _start_failed(step, command.session, command.reason or reason, event.at)
    return step


def _other_id(snapshot: Snapshot, command: Command, event: CallAnswered) -> CallStation | None:
    """A refused stop is tried once with the id that the same connector's latest readings carried (F56)."""
    if command.kind is not CommandKind.STOP or event.outcome is not CallOutcome.REJECTED or command.reason:
        return None
    session = session_of(snapshot, command.session) if command.session is not None else None
    connector = connector_of(snapshot, session.connector) if session is not None else None
    if session is None or connector is None or not session.live or not numbered_by_us(session):
        return None
    ref = connector.seen_ref
    if ref is None or ref == session.ref:
        return None
    return CallStation(command.id, f"{command.id}{OTHER}", StopTransaction(ref), command.deadline_at)


def _start_failed(step: Step, session_id: SessionId | None, reason: str, at: datetime) -> Step:
    """The start came to nothing: the pending session ends at no cost and frees the card."""
    session = session_of(step.snapshot, session_id) if session_id is not None else None
    if session is None or session.transaction is not Transaction.PENDING:
        return step
    failed = never_started(session, reason, at)
    shown = (ShowSession(session.id), ShowStation(session.station))
    return Step(with_session(step.snapshot, failed), (*step.effects, DropTimer("start", session.id), *shown))


def never_started(session: Session, reason: str, at: datetime) -> Session:
    return replace(
        session,
        transaction=Transaction.ENDED,
        ended_at=at,
        end_received_at=at,
        end_basis=EndBasis.NEVER_STARTED,
        end_reason=reason,
        bill=Bill.FINAL,
        card_hold=CardHold.RELEASED,
        energy_phase=EnergyPhase.IDLE,
        due_at=None,
    )


def rang(snapshot: Snapshot, event: TimerRang) -> Decision:
    """A timer came due; one whose subject is over only goes away, one that rang early is set again."""
    gone: tuple[Effect, ...] = (DropTimer(event.kind, event.subject),)
    if event.kind == "start":
        return _start_due(snapshot, event, gone)
    command = command_of(snapshot, CommandId(event.subject))
    if command is None or not command.open or event.kind not in ("resend", "deadline"):
        return Decision(snapshot, Noted(), gone)
    due_at = command.deadline_at
    if event.kind == "resend":
        due_at = command.requested_at + timedelta(seconds=snapshot.policy.resend_after_s)
    if event.at < due_at:
        return Decision(snapshot, Noted(), (SetTimer(event.kind, command.id, due_at),))
    if event.kind == "resend":
        return _resend(snapshot, command, event, gone)
    step = _deadline(snapshot, command, event.at)
    after = step.snapshot
    if command.kind is CommandKind.REFRESH and command.state is CommandState.ACCEPTED:
        after = asked_in_vain(after, event.at)
    return Decision(after, Noted(), (*gone, *step.effects))


def _start_due(snapshot: Snapshot, event: TimerRang, gone: tuple[Effect, ...]) -> Decision:
    """Nothing began in time (F59): usually no car was plugged in."""
    session = session_of(snapshot, SessionId(event.subject))
    if session is None or session.transaction is not Transaction.PENDING:
        return Decision(snapshot, Noted(), gone)
    if session.due_at is not None and event.at < session.due_at:
        return Decision(snapshot, Noted(), (SetTimer("start", session.id, session.due_at),))
    command = open_command(snapshot, CommandKind.START, session.id)
    if command is not None:
        step = _deadline(snapshot, command, event.at)
    else:
        step = _start_failed(Step(snapshot), session.id, "not_plugged_in", event.at)
    return Decision(step.snapshot, Noted(), (*gone, *step.effects))


def _deadline(snapshot: Snapshot, command: Command, at: datetime) -> Step:
    """The end of waiting, said as it is (F55): accepted is not done, sent is not accepted, asked is not sent."""
    state, reason = CommandState.UNANSWERED, "offline"
    if command.state is CommandState.ACCEPTED:
        state, reason = CommandState.UNCONFIRMED, "not_done"
    elif command.reason:
        state, reason = CommandState.REJECTED, command.reason
    elif command.state is CommandState.SENT:
        reason = "no_answer"
    step = finish(snapshot, command, state, reason, at)
    if command.kind is not CommandKind.START:
        return step
    return _start_failed(step, command.session, "not_plugged_in" if reason == "not_done" else reason, at)


def _resend(snapshot: Snapshot, command: Command, event: TimerRang, gone: tuple[Effect, ...]) -> Decision:
    """No movement for a while: say it once more, and ask for a reading (F55). An id that was refused is not said again."""
    session = session_of(snapshot, command.session) if command.session is not None else None
    if session is None or not session.live or session.ref is None or not snapshot.station.connected:
        return Decision(snapshot, Noted(), gone)
    until = command.deadline_at
    if event.at >= until or command.calls_made >= CALLS_WITH_RESEND:
        return Decision(snapshot, Noted(), gone)
    look = trigger(snapshot.station, Trigger.METER, session.connector)
    calls = [CallStation(command.id, f"{command.id}{ASIDE}", look, until)]
    if not command.reason:
        again = CallStation(command.id, f"{command.id}{AGAIN}", StopTransaction(session.ref), until)
        calls.insert(0, again)
        command = replace(command, calls_open=command.calls_open + 1)
    command = replace(command, calls_made=command.calls_made + len(calls))
    return Decision(with_command(snapshot, command), Noted(), (*gone, *calls))


def confirmed_start(snapshot: Snapshot, session: Session, at: datetime) -> Step:
    """The transaction began: the start that led to it is confirmed."""
    effects: tuple[Effect, ...] = (DropTimer("start", session.id),)
    for command in snapshot.commands:
        if command.open and command.kind is CommandKind.START and command.session == session.id:
            snapshot, more = finish(snapshot, command, CommandState.CONFIRMED, "", at)
            effects = (*effects, *more)
            return Step(snapshot, effects)
    return Step(snapshot)


def confirmed_stop(snapshot: Snapshot, session: Session, at: datetime) -> Step:
    """The session ended on evidence: its open stop is confirmed, or dies with it when the evidence is weaker."""
    reported = session.end_basis is EndBasis.REPORTED
    state = CommandState.CONFIRMED if reported else CommandState.UNCONFIRMED
    for command in snapshot.commands:
        if command.open and command.kind is CommandKind.STOP and command.session == session.id:
            return finish(snapshot, command, state, "" if reported else "session_ended", at)
    return Step(snapshot)


def charging_stopped(snapshot: Snapshot, session: Session, at: datetime) -> Step:
    """The station says that it stopped charging, the transaction goes on until the cable is out: what was asked for is done."""
    command = open_command(snapshot, CommandKind.STOP, session.id)
    return Step(snapshot) if command is None else finish(snapshot, command, CommandState.CONFIRMED, "", at)


def refreshed(snapshot: Snapshot, at: datetime, connector: int | None, decision: Decision) -> Decision:
    """`decision` with open refreshes confirmed: after we asked, the station told us something new."""
    after = decision.snapshot
    if not after.commands:
        return decision
    effects = decision.effects
    for command in after.commands:
        asked = command.open and command.kind is CommandKind.REFRESH
        waiting = command.state in (CommandState.SENT, CommandState.ACCEPTED)
        if asked and waiting and command.connector in (None, connector):
            after, more = finish(after, command, CommandState.CONFIRMED, "", at)
            after, effects = asked_well(after, at), (*effects, *more)
    return Decision(after, decision.answer, effects)
