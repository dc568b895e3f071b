"""What a driver may be told of a charger: free, mine, in use, offline or out of service."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chargehand.model.sight import StationSight
from chargehand.model.station import Activity, BootStatus, Connector, ConnectorStatus


class Availability(StrEnum):
    FREE = "free"
    MINE = "my_session"
    IN_USE = "in_use"
    OFFLINE = "offline"
    OUT_OF_SERVICE = "out_of_service"
    PLUGGED_IN = "plugged_in"
    """A cable is in and nobody's session is known: likely the driver's own car before the start."""
    RESERVED = "reserved"
    UNKNOWN = "unknown"
    """Connected, and the connector has not been reported yet."""


class ConnectorDisplay(Struct, frozen=True, kw_only=True):
    connector: Connector
    state: Availability
    startable: bool
    """A start may be asked for here. Status can lag, so only a known session, offline and out of service forbid it."""


class ChargerDisplay(Struct, frozen=True, kw_only=True):
    state: Availability
    at: datetime | None
    """Since when, or when last heard: the time of that state."""
    mine: bool
    connectors: tuple[ConnectorDisplay, ...]

    @property
    def startable(self) -> bool:
        if not self.connectors:
            return self.state is Availability.UNKNOWN
        return any(each.startable for each in self.connectors)


_BROKEN = frozenset({ConnectorStatus.UNAVAILABLE, ConnectorStatus.FAULTED})
_BUSY = frozenset({Activity.CHARGING, Activity.SUSPENDED_EV, Activity.SUSPENDED_EVSE})
_RANK = (
    Availability.MINE,
    Availability.FREE,
    Availability.PLUGGED_IN,
    Availability.UNKNOWN,
    Availability.RESERVED,
    Availability.IN_USE,
    Availability.OUT_OF_SERVICE,
)


def availability(sight: StationSight) -> ChargerDisplay:
    """The charger as one driver sees it: offline and out of service first, then the best that any connector offers."""
    connectors = tuple(_connector(sight, each) for each in sight.connectors)
    states = {each.state for each in connectors}
    state = _whole(sight)
    if state is None:
        if sight.mine:
            states.add(Availability.MINE)
        state = next((each for each in _RANK if each in states), Availability.UNKNOWN)
    return ChargerDisplay(
        state=state, at=_since(sight, state, connectors), mine=bool(sight.mine), connectors=connectors
    )


def _whole(sight: StationSight) -> Availability | None:
    """What holds for all connectors at once, or None."""
    station = sight.station
    if not station.connected:
        return Availability.OFFLINE
    if station.boot_policy is not BootStatus.ACCEPTED or station.status in _BROKEN:
        return Availability.OUT_OF_SERVICE
    return None


def _connector(sight: StationSight, connector: Connector) -> ConnectorDisplay:
    mine = any(each.session.connector == connector.number for each in sight.mine)
    whole = _whole(sight)
    if whole is not None:
        return ConnectorDisplay(
            connector=connector, state=Availability.MINE if mine else whole, startable=False
        )
    if mine:
        return ConnectorDisplay(connector=connector, state=Availability.MINE, startable=False)
    if connector.number in sight.busy:
        return ConnectorDisplay(connector=connector, state=Availability.IN_USE, startable=False)
    state = Availability.PLUGGED_IN if _mine_still_in(sight, connector) else _reported(connector)
    return ConnectorDisplay(
        connector=connector, state=state, startable=state is not Availability.OUT_OF_SERVICE
    )


def _mine_still_in(sight: StationSight, connector: Connector) -> bool:
    """What the connector says is older than the end of the driver's last session on it: it speaks of that session."""
    last = sight.last.session if sight.last is not None else None
    if last is None or last.connector != connector.number or last.ended_at is None:
        return False
    over_at = last.end_received_at or last.ended_at
    occupied = connector.status is ConnectorStatus.OCCUPIED
    return occupied and (connector.status_at is None or connector.status_at <= over_at)


def _reported(connector: Connector) -> Availability:
    if connector.status in _BROKEN:
        return Availability.OUT_OF_SERVICE
    if connector.activity in _BUSY:
        return Availability.IN_USE
    return {
        ConnectorStatus.AVAILABLE: Availability.FREE,
        ConnectorStatus.OCCUPIED: Availability.PLUGGED_IN,
        ConnectorStatus.RESERVED: Availability.RESERVED,
    }.get(connector.status, Availability.UNKNOWN)


def _since(
    sight: StationSight, state: Availability, connectors: tuple[ConnectorDisplay, ...]
) -> datetime | None:
    station = sight.station
    if state is Availability.OFFLINE:
        return station.disconnected_at or station.heard_at
    if state is Availability.MINE:
        begun = [each.session.started_at or each.session.requested_at for each in sight.mine]
        return min((at for at in begun if at is not None), default=None)
    told = [
        each.connector.status_at for each in connectors if each.state is state and each.connector.status_at
    ]
    return max(told, default=station.heard_at)
