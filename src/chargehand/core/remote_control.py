"""Start, stop, refresh: remote requests followed to a truthful end (OCPP 1.6 §5.11, §5.12, §5.17; 2.0.1 E, F).

requested → sent → accepted | rejected | unanswered → confirmed by evidence | unconfirmed; over at the deadline at the latest.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from chargehand.core.keeping import command_of, connector_of, session_of, with_command, with_session
from chargehand.model.answers import Noted
from chargehand.model.calls import CallOutcome, StopTransaction, Trigger, TriggerMessage
from chargehand.model.command import Command, CommandKind, CommandState
from chargehand.model.effects import CallStation, DropTimer, Effect, ShowSession, ShowStation
from chargehand.model.events import CallAnswered, CallSent, TimerRang
from chargehand.model.identity import CommandId
from chargehand.model.session import Bill, CardHold, EndBasis, EnergyPhase, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot

ASIDE = (".meter", ".status")
"""Calls that only look; a stop's fate does not hang on them."""

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
    command = replace(command, calls_open=max(0, command.calls_open - 1))
    if command.kind is not CommandKind.REFRESH and event.call_id.endswith(ASIDE):
        return Decision(with_command(snapshot, command), Noted())
    if event.outcome is CallOutcome.ACCEPTED:
        command = replace(command, state=CommandState.ACCEPTED, answered_at=event.at)
        return Decision(with_command(snapshot, command), Noted(), shown(command))
    step = _refused(snapshot, command, event)
    return Decision(step.snapshot, Noted(), step.effects)


def _refused(snapshot: Snapshot, command: Command, event: CallAnswered) -> Step:
    """Not accepted: wait for a sibling call that may fare better, try the other id once, or end with the reason."""
    other = _other_id(snapshot, command, event)
    if other is not None:
        return other
    if command.state is CommandState.ACCEPTED or command.calls_open > 0:
        return Step(with_command(snapshot, command))
    said_no = event.outcome in (CallOutcome.REJECTED, CallOutcome.UNSUPPORTED)
    state = CommandState.REJECTED if said_no else CommandState.UNANSWERED
    command = replace(command, answered_at=event.at if said_no else None)
    step = finish(snapshot, command, state, REASONS[event.outcome], event.at)
    if command.kind is CommandKind.START:
        return _start_failed(step, command, REASONS[event.outcome], event.at)
    return step


def _other_id(snapshot: Snapshot, command: Command, event: CallAnswered) -> Step | None:
    """A refused stop is tried once with the id that the same connector's latest readings carried (F56)."""
    if (
        command.kind is not CommandKind.STOP
        or event.outcome is not CallOutcome.REJECTED
        or command.session is None
    ):
        return None
    session = session_of(snapshot, command.session)
    connector = connector_of(snapshot, session.connector) if session is not None else None
    if session is None or connector is None or connector.seen_ref in (None, session.ref):
        return None
    call_id = f"{command.id}.other"
    if event.call_id == call_id or not session.live:
        return None
    command = replace(command, calls_open=command.calls_open + 1, calls_made=command.calls_made + 1)
    call = CallStation(command.id, call_id, StopTransaction(connector.seen_ref or ""), command.deadline_at)
    after = with_command(snapshot, command)
    return Step(after, (call,))


def _start_failed(step: Step, command: Command, reason: str, at: datetime) -> Step:
    """The start came to nothing: the pending session ends at no cost and frees the card."""
    session = session_of(step.snapshot, command.session) if command.session is not None else None
    if session is None or session.transaction is not Transaction.PENDING:
        return step
    failed = never_started(session, reason, at)
    effects = (*step.effects, DropTimer("start", session.id), ShowSession(session.id))
    return Step(with_session(step.snapshot, failed), effects)


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
    """A timer came due; one whose subject is over only goes away."""
    gone: tuple[Effect, ...] = (DropTimer(event.kind, event.subject),)
    if event.kind == "start":
        return _start_due(snapshot, event, gone)
    command = command_of(snapshot, CommandId(event.subject))
    if command is None or not command.open:
        return Decision(snapshot, Noted(), gone)
    if event.kind == "resend":
        return _resend(snapshot, command, event, gone)
    step = _deadline(snapshot, command, event.at)
    return Decision(step.snapshot, Noted(), (*gone, *step.effects))


def _start_due(snapshot: Snapshot, event: TimerRang, gone: tuple[Effect, ...]) -> Decision:
    """Nothing began in time (F59): usually no car was plugged in."""
    session = next((row for row in snapshot.sessions if row.id == event.subject), None)
    if session is None or session.transaction is not Transaction.PENDING:
        return Decision(snapshot, Noted(), gone)
    after = with_session(snapshot, never_started(session, "not_plugged_in", event.at))
    effects: tuple[Effect, ...] = (ShowSession(session.id), ShowStation(event.station))
    for command in after.commands:
        if command.open and command.session == session.id:
            after, more = finish(after, command, CommandState.UNCONFIRMED, "not_plugged_in", event.at)
            effects = (*effects, *more)
    return Decision(after, Noted(), (*gone, *effects))


def _deadline(snapshot: Snapshot, command: Command, at: datetime) -> Step:
    """The end of waiting, said as it is (F55): accepted is not done, sent is not accepted, asked is not sent."""
    if command.state is CommandState.ACCEPTED:
        reason = "not_done" if command.kind is not CommandKind.START else "not_plugged_in"
        return finish(snapshot, command, CommandState.UNCONFIRMED, reason, at)
    reason = "no_answer" if command.state is CommandState.SENT else "offline"
    step = finish(snapshot, command, CommandState.UNANSWERED, reason, at)
    return _start_failed(step, command, reason, at) if command.kind is CommandKind.START else step


def _resend(snapshot: Snapshot, command: Command, event: TimerRang, gone: tuple[Effect, ...]) -> Decision:
    """No movement for a while: say it once more, and ask for a reading (F55)."""
    session = session_of(snapshot, command.session) if command.session is not None else None
    if session is None or not session.live or session.ref is None or not snapshot.station.connected:
        return Decision(snapshot, Noted(), gone)
    until = command.deadline_at
    again = CallStation(command.id, f"{command.id}.again", StopTransaction(session.ref), until)
    look = CallStation(
        command.id, f"{command.id}.meter", TriggerMessage(Trigger.METER, session.connector), until
    )
    command = replace(command, calls_open=command.calls_open + 2, calls_made=command.calls_made + 2)
    return Decision(with_command(snapshot, command), Noted(), (*gone, again, look))


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
            effects = (*effects, *more)
    return Decision(after, decision.answer, effects)
