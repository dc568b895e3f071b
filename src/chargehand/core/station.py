"""A station's own life: connections, boots, what its connectors report (OCPP 1.6 §4.2, §4.6, §4.9; 2.0.1 B, G)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zlib import crc32

from msgspec.structs import replace

from chargehand.core.keeping import (
    connector_of,
    known_connector,
    names_transactions,
    open_on,
    with_connector,
    with_session,
    with_station,
)
from chargehand.core.remote_control import refreshed
from chargehand.model.answers import BootAnswer, ConnectedAnswer, Noted
from chargehand.model.calls import Configure
from chargehand.model.effects import CallStation, DropTimer, Effect, SetTimer, ShowSession, ShowStation
from chargehand.model.events import (
    ConnectorStatusReported,
    StationBooted,
    StationConfigured,
    StationConnected,
    StationDisconnected,
)
from chargehand.model.identity import CommandId
from chargehand.model.session import EnergyPhase, Session, Transaction
from chargehand.model.snapshot import Decision, Policy, Snapshot
from chargehand.model.station import Activity, BootStatus, Connector, ConnectorStatus, Station

CONFIGURE_WITHIN = timedelta(minutes=10)

PHASES = {
    Activity.CHARGING: EnergyPhase.CHARGING,
    Activity.SUSPENDED_EV: EnergyPhase.SUSPENDED_EV,
    Activity.SUSPENDED_EVSE: EnergyPhase.SUSPENDED_EVSE,
    Activity.FINISHING: EnergyPhase.IDLE,
    Activity.NONE: EnergyPhase.IDLE,
}


PLUGS_MAX = 16
WEIGHT = (
    ConnectorStatus.OCCUPIED,
    ConnectorStatus.RESERVED,
    ConnectorStatus.AVAILABLE,
    ConnectorStatus.FAULTED,
    ConnectorStatus.UNAVAILABLE,
)
"""Of several connectors' statuses the one that says most of their EVSE comes first."""


def digest_of(wishes: tuple[tuple[str, str], ...]) -> str:
    """A short name for a set of wishes, so that the same set is offered to a station once."""
    return f"{crc32(repr(wishes).encode()):08x}" if wishes else ""


def _configuring(station: Station, policy: Policy, at: datetime) -> tuple[Effect, ...]:
    if not policy.wishes or station.configured == digest_of(policy.wishes):
        return ()
    name = CommandId(f"cfg{station.epoch}.{station.public_id}"[:36])
    inventory = station.epoch if names_transactions(station) else 0
    return (CallStation(name, name, Configure(policy.wishes, inventory), at + CONFIGURE_WITHIN),)


def _shown(snapshot: Snapshot) -> tuple[Effect, ...]:
    live = tuple(ShowSession(session.id) for session in snapshot.sessions if session.live)
    return (ShowStation(snapshot.station.identity), *live)


def connected(snapshot: Snapshot, event: StationConnected) -> Decision:
    """The newest authenticated connection owns the station from now on (F26, F27)."""
    station = replace(
        snapshot.station,
        connected=True,
        epoch=snapshot.station.epoch + 1,
        gateway=event.gateway,
        protocol=event.protocol,
        heard_at=event.at,
        connected_at=event.at,
    )
    after = with_station(snapshot, station)
    due = ()
    if station.booted_at is not None and station.boot_policy is BootStatus.ACCEPTED:
        due = _configuring(station, snapshot.policy, event.at)
    back = tuple(DropTimer("silent", row.id) for row in _running(after))
    return Decision(after, ConnectedAnswer(station.epoch, station.boot_policy), (*_shown(after), *back, *due))


def _running(snapshot: Snapshot) -> tuple[Session, ...]:
    return tuple(row for row in snapshot.sessions if row.transaction is Transaction.OPEN)


def disconnected(snapshot: Snapshot, event: StationDisconnected) -> Decision:
    """An old connection's end says nothing about the present one (F28)."""
    if event.epoch != snapshot.station.epoch or not snapshot.station.connected:
        return Decision(snapshot, Noted())
    after = with_station(snapshot, replace(snapshot.station, connected=False, disconnected_at=event.at))
    until = event.at + timedelta(seconds=snapshot.policy.silent_after_s)
    doubts = tuple(SetTimer("silent", row.id, until) for row in _running(after))
    return Decision(after, Noted(), (*_shown(after), *doubts))


def booted(snapshot: Snapshot, event: StationBooted) -> Decision:
    """Idempotent (F33). A boot is not an end: transactions may go on."""
    before = snapshot.station
    station = replace(
        before,
        vendor=event.vendor,
        model=event.model,
        serial=event.serial,
        firmware=event.firmware,
        booted_at=event.at,
        configured=before.configured if before.firmware == event.firmware else "",
    )
    after = with_station(snapshot, station)
    policy = snapshot.policy
    due = _configuring(station, policy, event.at) if station.boot_policy is BootStatus.ACCEPTED else ()
    answer = BootAnswer(station.boot_policy, policy.heartbeat_interval_s, event.at)
    return Decision(after, answer, (ShowStation(station.identity), *due))


def configured(snapshot: Snapshot, event: StationConfigured) -> Decision:
    """The wishes were offered; refusals are no reason to offer them again before the firmware changes."""
    return Decision(with_station(snapshot, replace(snapshot.station, configured=event.digest)), Noted())


def statuses_reported(snapshot: Snapshot, event: ConnectorStatusReported) -> Decision:
    """All that one message told, one after the other."""
    decision = status_reported(snapshot, event)
    for each in event.others:
        after = status_reported(decision.snapshot, each)
        decision = replace(after, effects=(*decision.effects, *after.effects))
    return decision


def status_reported(snapshot: Snapshot, event: ConnectorStatusReported) -> Decision:
    """The newest report by the station's own time stands; energy follows what the connector does.

    What is known from a time that our clock has not reached is known from before that was put back: it outranks nothing,
    and what is told now comes after it (F68b).
    """
    if event.connector == 0:
        after = with_station(snapshot, replace(snapshot.station, status=event.status))
        return refreshed(after, event.at, None, Decision(after, Noted(), (ShowStation(event.station),)))
    after, number = known_connector(snapshot, event.connector)
    connector = connector_of(after, number)
    if connector is None:
        return Decision(snapshot, Noted())
    said = event.at if event.said_at is None or event.said_at > event.at else event.said_at
    if connector.status_at is not None and said < connector.status_at <= event.at:
        return refreshed(snapshot, event.at, number, Decision(snapshot, Noted()))
    session = open_on(after, number)
    began = session.started_at if session is not None else None
    said = max(said, began) if began is not None and began > event.at else said
    status, plugs = _of_its_plugs(connector, event)
    activity = event.activity if event.activity is not None else _activity(connector, status)
    now = replace(connector, status=status, activity=activity, status_at=said, error=event.error, plugs=plugs)
    after = with_connector(after, now)
    effects: tuple[Effect, ...] = (ShowStation(event.station),)
    if session is not None:
        if event.activity is not None:
            phase = PHASES.get(event.activity, session.energy_phase)
            after = with_session(after, replace(session, energy_phase=phase))
        until = event.at + timedelta(seconds=snapshot.policy.free_after_s)
        effects = (*effects, *_doubts(session, connector, now, until), ShowSession(session.id))
    return refreshed(after, event.at, number, Decision(after, Noted(), effects))


def _of_its_plugs(
    connector: Connector, event: ConnectorStatusReported
) -> tuple[ConnectorStatus, tuple[tuple[int, ConnectorStatus], ...]]:
    """What an EVSE with several connectors is: occupied if one of them is, free if one can be used."""
    if not 0 < event.plug <= PLUGS_MAX:
        return event.status, connector.plugs
    others = tuple(row for row in connector.plugs if row[0] != event.plug)
    plugs = tuple(sorted((*others, (event.plug, event.status))))
    told = {status for _, status in plugs}
    return next((status for status in WEIGHT if status in told), event.status), plugs


def _activity(connector: Connector, status: ConnectorStatus) -> Activity:
    """What goes on at a connector whose status does not tell (2.x): its transaction did, until the cable is out."""
    return connector.activity if status is ConnectorStatus.OCCUPIED else Activity.NONE


def _doubts(session: Session, was: Connector, now: Connector, until: datetime) -> tuple[Effect, ...]:
    """A connector that became free after the session's start is waited for a while: the end may be on its way (F47)."""
    began = session.started_at

    def free(connector: Connector) -> bool:
        told = connector.status_at is not None and began is not None and connector.status_at >= began
        return connector.status is ConnectorStatus.AVAILABLE and told

    if free(was) is free(now):
        return ()
    return (SetTimer("free", session.id, until),) if free(now) else (DropTimer("free", session.id),)
