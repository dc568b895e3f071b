"""Laws of commands: who may ask for what, that each ends once and in time, and that no call says more than was asked."""

from __future__ import annotations

from chargehand.core.keeping import ABOUT, PROBE, STRAY, holds_its_card, keeps_its_place, probed
from chargehand.model.calls import ShowCost, StartTransaction, StopTransaction
from chargehand.model.command import Command, CommandKind, CommandState
from chargehand.model.effects import CallStation, SetTimer
from chargehand.model.events import (
    CallAnswered,
    CallSent,
    Event,
    NotChargingClaimed,
    StartRequested,
    StopRequested,
    TimerRang,
)
from chargehand.model.refusals import Refusal
from chargehand.model.session import EndBasis, Transaction
from chargehand.model.snapshot import CardPolicy, Decision, Snapshot
from chargehand.model.station import BootStatus
from chargehand.model.token import AccountStatus, TokenStatus

_NOBODYS = ("cfg", ABOUT, PROBE, STRAY)
"""How calls are named that nobody asked for: what a station is configured with, questions, and what stops nobody's energy."""


def refused_changes_nothing(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """Who is refused changes nothing and causes no call."""
    if not isinstance(decision.answer, Refusal):
        return None
    same = decision.snapshot == before and not decision.effects
    return None if same else f"{decision.answer} left a trace"


def a_start_is_allowed(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """A start is taken for the driver's own good card, free elsewhere and here, at a connector that nobody holds."""
    if not isinstance(event, StartRequested) or before.sessions is decision.snapshot.sessions:
        return None
    token = before.token
    good = token is not None and token.driver == event.driver and token.status is TokenStatus.ACCEPTED
    if token is None or not good or token.account in (AccountStatus.SUSPENDED, AccountStatus.CLOSED):
        return "no card of the driver's that may charge"
    if token.expires_at is not None and token.expires_at <= event.at:
        return "the card has expired"
    if not event.account_active or before.station.boot_policy is not BootStatus.ACCEPTED:
        return "the driver or the station may not charge"
    held = [row for row in before.sessions if keeps_its_place(row)]
    holding = [row for row in before.sessions if holds_its_card(row) and row.token == event.token]
    refuses = before.policy.card_policy is CardPolicy.REFUSE
    if refuses and (before.elsewhere is not None or holding):
        return "the card has a session already"
    taken = event.connector is not None and any(row.connector == event.connector for row in held)
    return "the connector is taken" if taken else None


def a_stop_is_for_its_owner(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """A driver's wish never touches another driver's session (S30)."""
    if not isinstance(event, StopRequested | NotChargingClaimed) or isinstance(decision.answer, Refusal):
        return None
    owners = [row.driver for row in decision.snapshot.sessions if row.id == event.session]
    return None if owners == [event.driver] or (event.driver is None and owners) else "a stranger was obeyed"


def only_what_runs_is_stopped(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """A stop is asked for an open transaction, by an active account."""
    if not isinstance(event, StopRequested) or before.commands is decision.snapshot.commands:
        return None
    runs = [row.id for row in before.sessions if row.transaction is Transaction.OPEN]
    return None if event.session in runs and event.account_active else f"{event.session} cannot be stopped so"


def one_open_stop_per_session(before: Snapshot, event: Event, decision: Decision) -> str | None:
    if before.commands is decision.snapshot.commands:
        return None
    asked = [row.session for row in decision.snapshot.commands if row.open and row.kind is CommandKind.STOP]
    return None if len(asked) == len(set(asked)) else f"{len(asked)} stops for {len(set(asked))} sessions"


def a_command_ends_once(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """What is over stays as it ended, and no open command outlives its session."""
    if before.commands is decision.snapshot.commands and before.sessions is decision.snapshot.sessions:
        return None
    old = {row.id: row for row in before.commands}
    ended = {row.id for row in decision.snapshot.sessions if not row.live}
    for row in decision.snapshot.commands:
        was = old.get(row.id)
        if was is not None and not was.open and was != row:
            return f"{row.id} changed after its end"
        if row.open and row.session in ended:
            return f"{row.id} is open, its session is not"
    return None


def a_command_has_a_deadline(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """A command that begins sets the timer that will end it, at its deadline, and nothing but its own timer ends the waiting."""
    old = {row.id: row for row in before.commands}
    for row in decision.snapshot.commands:
        was = old.get(row.id)
        if was is None and row.open and not _timed(row, decision):
            return f"{row.id} could wait for ever"
        if was is None or row.open or not was.open or row.reason == "session_ended":
            continue
        if isinstance(event, TimerRang):
            its_own = event.subject in (row.id, row.session)
            if not its_own or event.at < row.deadline_at:
                return f"{row.id} was ended by {event.kind} of {event.subject} at {event.at}"
    return None


def _timed(command: Command, decision: Decision) -> bool:
    subject = command.session if command.kind is CommandKind.START else command.id
    ends = [
        (effect.subject, effect.due_at)
        for effect in decision.effects
        if isinstance(effect, SetTimer) and effect.kind in ("deadline", "start")
    ]
    return ends == [(subject, command.deadline_at)]


def answers_move_their_own_command(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """What became of a call is told of the command that made it; what ends a session, also of its stop."""
    if not isinstance(event, CallSent | CallAnswered) or before.commands is decision.snapshot.commands:
        return None
    known, about = set(map(id, before.commands)), probed(event.command)
    rows = [row for row in decision.snapshot.commands if id(row) not in known]
    over = [row.id for row in decision.snapshot.sessions if row.id == about and not row.live]
    moved = [row.id for row in rows if row.open or row.session not in over]
    return None if moved in ([], [event.command]) else f"{event.command} moved {moved}"


def stopped_implies_evidence(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """Accepted is not done: a stop is confirmed by the station's own word that charging is over, a start by its beginning."""
    if before.commands is decision.snapshot.commands:
        return None
    old = {row.id for row in before.commands if row.state is CommandState.CONFIRMED}
    for row in decision.snapshot.commands:
        if row.state is CommandState.CONFIRMED and row.id not in old and not _evident(decision.snapshot, row):
            return f"{row.id} is called confirmed without evidence"
    return None


def _evident(after: Snapshot, command: Command) -> bool:
    sessions = [row for row in after.sessions if row.id == command.session]
    match command.kind:
        case CommandKind.STOP:
            return any(row.end_basis is EndBasis.REPORTED or row.stopped_at is not None for row in sessions)
        case CommandKind.START:
            return any(row.started_at is not None for row in sessions)
        case CommandKind.REFRESH:
            return command.sent_at is not None or command.answered_at is not None
        case _:
            return command.answered_at is not None


def calls_belong_to_an_open_command(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """Calls belong to a command of this station that is still open, and end with it."""
    deadlines = {row.id: row.deadline_at for row in decision.snapshot.commands if row.open}
    for effect in decision.effects:
        if isinstance(effect, CallStation) and not _of_the_house(effect):
            if effect.command not in deadlines:
                return f"{effect.call_id} has no open command"
            if effect.until > deadlines[effect.command]:
                return f"{effect.call_id} outlives its command"
    return None


def _of_the_house(effect: CallStation) -> bool:
    """Nobody waits for it: no command."""
    return effect.command.startswith(_NOBODYS) or isinstance(effect.call, ShowCost)


def a_call_names_its_session(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """A stop names its own session's transaction, or the id that its connector goes by; a start is asked for once (F56, F58)."""
    after = decision.snapshot
    for effect in decision.effects:
        if not isinstance(effect, CallStation):
            continue
        if isinstance(effect.call, StartTransaction) and not isinstance(event, StartRequested):
            return f"{effect.call_id} starts again"
        if isinstance(effect.call, StopTransaction) and not effect.command.startswith(STRAY):
            sessions = {row.session for row in after.commands if row.id == effect.command}
            named = [row for row in after.sessions if row.id in sessions]
            seen = {
                row.seen_ref for row in after.connectors if row.number in {each.connector for each in named}
            }
            if effect.call.ref not in {row.ref for row in named} | seen:
                return f"{effect.call_id} stops {effect.call.ref}"
    return None


def only_connected_stations_are_called(before: Snapshot, event: Event, decision: Decision) -> str | None:
    if decision.snapshot.station.connected:
        return None
    called = [
        effect.call_id
        for effect in decision.effects
        if isinstance(effect, CallStation) and not effect.command.startswith("cfg")
    ]
    return f"{called} to nobody" if called else None
