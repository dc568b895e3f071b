"""What drivers and operators ask for: taken with a deadline, or refused with a reason."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from chargehand.core.authorization import status_of
from chargehand.core.keeping import (
    command_of,
    holds_its_card,
    keeps_its_place,
    names_transactions,
    open_command,
    open_on,
    session_of,
    with_command,
    with_session,
)
from chargehand.core.quirks.asking import trigger
from chargehand.core.session import add_flag, take_number
from chargehand.core.tariff.period import in_force, priced
from chargehand.model.answers import ClaimTaken, CommandTaken
from chargehand.model.calls import StartTransaction, StopTransaction, Trigger, TriggerMessage
from chargehand.model.command import Command, CommandKind
from chargehand.model.effects import CallStation, Effect, SetTimer, ShowSession, ShowStation
from chargehand.model.events import NotChargingClaimed, RefreshRequested, StartRequested, StopRequested
from chargehand.model.refusals import Refusal
from chargehand.model.session import CardHold, Session, Transaction
from chargehand.model.snapshot import CardPolicy, Decision, Snapshot
from chargehand.model.station import BootStatus
from chargehand.model.token import TokenStatus

CARD_ELSEWHERE = "card_elsewhere"
"""The flag of a session whose card had another one when it was asked for, and that was taken all the same."""

SAME_START_WITHIN = timedelta(seconds=60)
"""A driver's second start at a connector within this time is the first one, while that is on its way or came to a session."""

CONNECTORS_ASKED_MAX = 4
"""A refresh asks about so many connectors at most; more would keep the station busy past the deadline."""


def start(snapshot: Snapshot, event: StartRequested) -> Decision:
    """A pending session with a deadline, and the call to the station. The same wish again gets the same answer (S40), also
    under another name; one that came to nothing may be wished anew at once.
    """
    earlier = command_of(snapshot, event.command)
    if earlier is not None:
        return _told_before(snapshot, earlier, event)
    refusal = _may_not_start(snapshot, event)
    if refusal is not None:
        return Decision(snapshot, refusal)
    under_way = _under_way(snapshot, event)
    if under_way is not None:
        return _taken(snapshot, under_way)
    if _busy(snapshot, event):
        return Decision(snapshot, Refusal.CONNECTOR_BUSY)
    holds = snapshot.elsewhere is not None or _holds(snapshot, event)
    if holds and snapshot.policy.card_policy is CardPolicy.REFUSE:
        return Decision(snapshot, Refusal.CARD_BUSY)
    noted = holds and snapshot.policy.card_policy is CardPolicy.WARN
    return _begin(snapshot, event, (CARD_ELSEWHERE,) if noted else ())


def _told_before(
    snapshot: Snapshot, earlier: Command, event: StartRequested | StopRequested | RefreshRequested
) -> Decision:
    """The same wish under the same name is the same command; a name that another wish has is nobody's business."""
    kinds = {
        StartRequested: CommandKind.START,
        StopRequested: CommandKind.STOP,
        RefreshRequested: CommandKind.REFRESH,
    }
    same = earlier.kind is kinds[type(event)] and earlier.driver == event.driver
    if isinstance(event, StopRequested):
        same = same and earlier.session == event.session
    return _taken(snapshot, earlier) if same else Decision(snapshot, Refusal.NOT_FOUND)


def _may_not_start(snapshot: Snapshot, event: StartRequested) -> Refusal | None:
    token = snapshot.token
    if not event.account_active:
        return Refusal.ACCOUNT_INACTIVE
    if token is None or event.token is None or token.driver != event.driver:
        return Refusal.NO_CARD
    status = status_of(token, event.at)
    if status is TokenStatus.EXPIRED:
        return Refusal.TOKEN_EXPIRED
    if status is not TokenStatus.ACCEPTED:
        return Refusal.TOKEN_BLOCKED
    if not snapshot.station.connected:
        return Refusal.STATION_OFFLINE
    if snapshot.station.boot_policy is not BootStatus.ACCEPTED:
        return Refusal.NOT_ACCEPTED
    costs = event.limits is not None and event.limits.cost is not None
    return Refusal.NO_TARIFF if costs and in_force(snapshot, event.at) is None else None


def _under_way(snapshot: Snapshot, event: StartRequested) -> Command | None:
    """The start of this driver that pends here, or that a session here came from just now (F58: never repeated blindly)."""
    for row in snapshot.sessions:
        mine = row.live and row.driver == event.driver and row.requested_at is not None
        if not mine or not (event.connector is None or row.connector in (None, event.connector)):
            continue
        for command in snapshot.commands:
            told = command.kind is CommandKind.START and command.session == row.id
            pends = told and row.transaction is Transaction.PENDING and command.open
            if pends or (told and event.at - command.requested_at < SAME_START_WITHIN):
                return command
    return None


def _busy(snapshot: Snapshot, event: StartRequested) -> bool:
    """Whether sessions keep the wanted connector, or all of them.

    A session that has no connector yet will need one. One that its driver says is over keeps none: the station will
    refuse if it is not.
    """
    held = [row for row in snapshot.sessions if keeps_its_place(row)]
    taken = {row.connector for row in held if row.connector is not None}
    unplaced = len(held) - len([row for row in held if row.connector is not None])
    free = max(1, len(snapshot.connectors)) - len(taken)
    return event.connector in taken or free <= unplaced


def _holds(snapshot: Snapshot, event: StartRequested) -> bool:
    """Whether the card already has a session at another connector here."""
    return any(holds_its_card(row) and row.token == event.token for row in snapshot.sessions)


def _only_one(snapshot: Snapshot) -> int | None:
    """2.x F01: some stations take no start that names no EVSE; where there is but one there is nothing to choose."""
    only = names_transactions(snapshot.station) and len(snapshot.connectors) == 1
    return snapshot.connectors[0].number if only else None


def _begin(snapshot: Snapshot, event: StartRequested, flags: tuple[str, ...]) -> Decision:
    due_at = event.at + timedelta(seconds=snapshot.policy.start_deadline_s)
    answer_by = min(due_at, event.at + timedelta(seconds=snapshot.policy.command_deadline_s))
    after, number = take_number(snapshot)
    token = event.token
    if token is None:
        return Decision(snapshot, Refusal.NO_CARD)
    event = replace(event, connector=_only_one(snapshot) if event.connector is None else event.connector)
    session = priced(replace(_asked_for(event, number, due_at), flags=flags), snapshot, event.at)
    command = _command(event, CommandKind.START, session, due_at, calls=1)
    effects: tuple[Effect, ...] = (
        CallStation(command.id, command.id, StartTransaction(token, event.connector, number), answer_by),
        SetTimer("start", session.id, due_at),
        ShowSession(session.id),
        ShowStation(event.station),
    )
    return Decision(
        with_command(with_session(after, session), command), CommandTaken(command, session), effects
    )


def _asked_for(event: StartRequested, number: int, due_at: datetime) -> Session:
    return Session(
        id=event.fresh,
        station=event.station,
        number=number,
        connector=event.connector,
        token=event.token,
        driver=event.driver,
        transaction=Transaction.PENDING,
        requested_at=event.at,
        due_at=due_at,
        limits=event.limits,
    )


def stop(snapshot: Snapshot, event: StopRequested) -> Decision:
    """One stop per session, however many taps (F60); it names this session and dies with its deadline."""
    session = session_of(snapshot, event.session)
    if session is None or (event.driver is not None and session.driver != event.driver):
        return Decision(snapshot, Refusal.NOT_FOUND)
    earlier = command_of(snapshot, event.command)
    if earlier is not None:
        return _told_before(snapshot, earlier, event)
    asked = open_command(snapshot, CommandKind.STOP, session.id)
    if asked is not None and event.account_active:
        return _taken(snapshot, asked)
    refusal = _may_not_stop(snapshot, session, event)
    if refusal is not None or session.ref is None:
        return Decision(snapshot, refusal or Refusal.NOT_STARTED)
    policy = snapshot.policy
    deadline_at = event.at + timedelta(seconds=policy.command_deadline_s)
    command = _command(event, CommandKind.STOP, session, deadline_at, calls=1)
    effects: tuple[Effect, ...] = (
        CallStation(command.id, command.id, StopTransaction(session.ref), deadline_at),
        SetTimer("deadline", command.id, deadline_at),
        SetTimer("resend", command.id, event.at + timedelta(seconds=policy.resend_after_s)),
        ShowSession(session.id),
        ShowStation(event.station),
    )
    return Decision(with_command(snapshot, command), CommandTaken(command, session), effects)


def _may_not_stop(snapshot: Snapshot, session: Session, event: StopRequested) -> Refusal | None:
    if not session.live:
        return Refusal.ALREADY_ENDED
    if not event.account_active:
        return Refusal.ACCOUNT_INACTIVE
    if session.transaction is Transaction.PENDING:
        return Refusal.NOT_STARTED
    if not snapshot.station.connected:
        return Refusal.STATION_OFFLINE
    return None


def refresh(snapshot: Snapshot, event: RefreshRequested) -> Decision:
    """Ask the station itself; one refresh per driver at a time."""
    earlier = command_of(snapshot, event.command)
    if earlier is not None:
        return _told_before(snapshot, earlier, event)
    asking = _refresh_of(snapshot, event)
    if asking is not None:
        return _taken(snapshot, asking)
    if not snapshot.station.connected:
        return Decision(snapshot, Refusal.STATION_OFFLINE)
    deadline_at = event.at + timedelta(seconds=snapshot.policy.command_deadline_s)
    calls = _questions(snapshot, event)
    command = _command(event, CommandKind.REFRESH, None, deadline_at, calls=len(calls))
    asked = tuple(
        CallStation(command.id, f"{command.id}.{place}", call, deadline_at)
        for place, call in enumerate(calls)
    )
    timer = SetTimer("deadline", command.id, deadline_at)
    shown = (ShowStation(event.station), *(ShowSession(row.id) for row in snapshot.sessions if row.live))
    return Decision(with_command(snapshot, command), CommandTaken(command), (*asked, timer, *shown))


def _refresh_of(snapshot: Snapshot, event: RefreshRequested) -> Command | None:
    for row in snapshot.commands:
        if row.open and row.kind is CommandKind.REFRESH and row.driver == event.driver:
            return row
    return None


def _questions(snapshot: Snapshot, event: RefreshRequested) -> list[TriggerMessage]:
    """Status of the connectors meant, and readings where a session runs."""
    numbers = [event.connector] if event.connector else [row.number for row in snapshot.connectors]
    station = snapshot.station
    questions = [trigger(station, Trigger.STATUS, number) for number in numbers[:CONNECTORS_ASKED_MAX]]
    running = [number for number in numbers if open_on(snapshot, number) is not None]
    questions += [trigger(station, Trigger.METER, number) for number in running[:CONNECTORS_ASKED_MAX]]
    return list(dict.fromkeys(questions)) or [TriggerMessage(Trigger.STATUS, None)]


def claim(snapshot: Snapshot, event: NotChargingClaimed) -> Decision:
    """The driver says "I'm not charging": the card is free at once, the station is asked (`core.doubt`), the bill waits for
    evidence.
    """
    session = session_of(snapshot, event.session)
    if session is None or session.driver != event.driver:
        return Decision(snapshot, Refusal.NOT_FOUND)
    if not session.live:
        return Decision(snapshot, Refusal.ALREADY_ENDED)
    released = add_flag(replace(session, card_hold=CardHold.RELEASED), "driver_says_not_charging")
    return Decision(with_session(snapshot, released), ClaimTaken(released), (ShowSession(session.id),))


def _command(
    event: StartRequested | StopRequested | RefreshRequested,
    kind: CommandKind,
    session: Session | None,
    deadline_at: datetime,
    *,
    calls: int,
) -> Command:
    return Command(
        id=event.command,
        kind=kind,
        station=event.station,
        session=session.id if session else None,
        driver=event.driver,
        connector=session.connector
        if session
        else (None if isinstance(event, StopRequested) else event.connector),
        requested_at=event.at,
        deadline_at=deadline_at,
        calls_open=calls,
        calls_made=calls,
    )


def _taken(snapshot: Snapshot, command: Command) -> Decision:
    session = session_of(snapshot, command.session) if command.session is not None else None
    return Decision(snapshot, CommandTaken(command, session))
