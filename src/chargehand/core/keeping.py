"""Putting a changed thing back into its snapshot, and finding things in one."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from chargehand.model.command import Command, CommandKind
from chargehand.model.effects import DropTimer, Effect
from chargehand.model.identity import CommandId, SessionId
from chargehand.model.session import CardHold, EnergyPhase, Session, Transaction
from chargehand.model.snapshot import Snapshot
from chargehand.model.station import Connector, ConnectorStatus, Station

CONNECTOR_MAX = 1_000
"""Beyond this a connector's number is nonsense (F52): the session is kept without a connector."""

PLACELESS_FOR = timedelta(hours=1)
"""So long a transaction that its station names may be told of without a place, or not at all: a car comes sooner, if any does."""

ABOUT = "gap."
"""How calls are named that only ask about a session's missing messages."""

WATCH = "watch"
"""The one timer of an open session: for missing readings, the next question, its closing."""

PROBE = "probe."
"""How calls are named that only ask whether a session goes on."""

STRAY = "stray."
"""How calls are named that stop what flows on after a session's end; whatever is answered changes nothing."""


def with_station(snapshot: Snapshot, station: Station) -> Snapshot:
    return replace(snapshot, station=station)


def names_transactions(station: Station) -> bool:
    """Whether its transactions go by names of its own (2.x), not by our numbers."""
    return station.protocol.startswith("ocpp2")


def with_session(snapshot: Snapshot, session: Session) -> Snapshot:
    """The snapshot with `session` in the place of the one with its id, or added as the youngest."""
    rows = snapshot.sessions
    for index, row in enumerate(rows):
        if row.id == session.id:
            return replace(snapshot, sessions=(*rows[:index], session, *rows[index + 1 :]))
    return replace(snapshot, sessions=(*rows, session))


def with_command(snapshot: Snapshot, command: Command) -> Snapshot:
    rows = snapshot.commands
    for index, row in enumerate(rows):
        if row.id == command.id:
            return replace(snapshot, commands=(*rows[:index], command, *rows[index + 1 :]))
    return replace(snapshot, commands=(*rows, command))


def with_connector(snapshot: Snapshot, connector: Connector) -> Snapshot:
    rows = tuple(row for row in snapshot.connectors if row.number != connector.number)
    return replace(snapshot, connectors=tuple(sorted((*rows, connector), key=lambda row: row.number)))


def connector_of(snapshot: Snapshot, number: int | None) -> Connector | None:
    for row in snapshot.connectors:
        if row.number == number:
            return row
    return None


def known_connector(snapshot: Snapshot, number: int) -> tuple[Snapshot, int | None]:
    """The number to keep for a connector that a station spoke of; an unknown one is added as undeclared (F52)."""
    if not 1 <= number <= CONNECTOR_MAX:
        return snapshot, None
    if connector_of(snapshot, number) is None:
        snapshot = with_connector(snapshot, Connector(number=number, declared=False))
    return snapshot, number


def session_of(snapshot: Snapshot, session: SessionId) -> Session | None:
    for row in snapshot.sessions:
        if row.id == session:
            return row
    return None


def session_by_ref(snapshot: Snapshot, ref: str) -> Session | None:
    for row in snapshot.sessions:
        if row.ref == ref:
            return row
    return None


def keeps_its_place(session: Session) -> bool:
    """Whether a session keeps its connector from others.

    One that is said to be over does not, nor one that nobody was named for yet: a car that was plugged in before its
    driver asks (2.x).
    """
    somebody = session.token is not None or session.driver is not None or numbered_by_us(session)
    return session.live and session.card_hold is CardHold.HELD and somebody


def holds_its_card(session: Session) -> bool:
    """Whether a session keeps its card from another start: one in doubt never does."""
    return session.live and session.card_hold is CardHold.HELD and session.doubted_at is None


def numbered_by_us(session: Session) -> bool:
    """Whether its transaction goes by our number. A station may know that under another id; a name of its own it keeps."""
    return session.ref == str(session.number)


def same_runs(before: Snapshot, after: Snapshot) -> bool:
    """Whether the same sessions run at the same places, and none let go of its card."""
    if len(before.sessions) != len(after.sessions):
        return False
    for was, now in zip(before.sessions, after.sessions, strict=True):
        if was is now:
            continue
        if was.transaction is not now.transaction or was.connector != now.connector:
            return False
        if was.card_hold is not now.card_hold:
            return False
    return True


def no_car_came(snapshot: Snapshot, session: Session) -> bool:
    """Whether a card alone began it: its connector was free then and has not been told of since, and nothing flowed."""
    connector = connector_of(snapshot, session.connector)
    flowed = session.energy_wh or session.energy_phase not in (EnergyPhase.IDLE, EnergyPhase.UNKNOWN)
    return connector is not None and free_before(connector, session) and not flowed


def free_before(connector: Connector, session: Session) -> bool:
    """Whether the connector was last told of before the session began, and was free then."""
    began, told = session.started_at, connector.status_at
    free = connector.status is ConnectorStatus.AVAILABLE
    return free and began is not None and told is not None and told < began


def open_on(snapshot: Snapshot, connector: int | None) -> Session | None:
    """The session with an open transaction on `connector`, if any; there is at most one."""
    if connector is None:
        return None
    for row in snapshot.sessions:
        if row.connector == connector and row.transaction is Transaction.OPEN:
            return row
    return None


def doubts_off(session: Session) -> tuple[Effect, ...]:
    """The timers that doubt whether an open session still runs, or watch over it."""
    return DropTimer("free", session.id), DropTimer("silent", session.id), DropTimer(WATCH, session.id)


def command_of(snapshot: Snapshot, command: CommandId) -> Command | None:
    for row in snapshot.commands:
        if row.id == command:
            return row
    return None


def open_command(snapshot: Snapshot, kind: CommandKind, session: SessionId | None) -> Command | None:
    """The open command of `kind` for `session`; there is at most one stop."""
    for row in snapshot.commands:
        if row.open and row.kind is kind and row.session == session:
            return row
    return None


def asking_about(session: SessionId) -> CommandId:
    """The name of calls that only ask about a session; no command goes by it."""
    return CommandId(f"{ABOUT}{session}")


def asked_about(command: CommandId) -> SessionId | None:
    """The session that a call of this name asks about; None for all others."""
    return SessionId(command.removeprefix(ABOUT)) if command.startswith(ABOUT) else None


def probing(session: SessionId) -> CommandId:
    """The name of calls that ask whether a session goes on; no command goes by it."""
    return CommandId(f"{PROBE}{session}")


def probed(command: CommandId) -> SessionId | None:
    """The session that a call of this name probes; None for all others."""
    return SessionId(command.removeprefix(PROBE)) if command.startswith(PROBE) else None
