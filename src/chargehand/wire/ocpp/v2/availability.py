"""What can be used: StatusNotification, NotifyEvent, Heartbeat, ReservationStatusUpdate, ChangeAvailability (2.0.1 G, H)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from chargehand.model.calls import ChangeAvailability
from chargehand.model.events import (
    ConnectorStatusReported,
    ReservationReported,
    StationHeard,
    StationReported,
)
from chargehand.model.reservation import ReservationStatus
from chargehand.model.station import ConnectorStatus
from chargehand.wire.ocpp.codec import CallText, Context
from chargehand.wire.ocpp.faults import ErrorCode, WireFault
from chargehand.wire.ocpp.fields import INT_MAX, clean, whole
from chargehand.wire.ocpp.instants import read_instant, write_instant
from chargehand.wire.ocpp.parts.reports import reported
from chargehand.wire.ocpp.usable import Usable, readable
from chargehand.wire.ocpp.v2.device_model import Component, Named, components, names


class StatusNotification(Struct, frozen=True, rename="camel", gc=False):
    evse_id: int
    connector_status: str
    timestamp: str | None = None
    connector_id: int | None = None


class EventData(Struct, frozen=True, rename="camel", gc=False):
    component: Component
    variable: Named
    actual_value: str = ""
    timestamp: str | None = None
    tech_code: str | None = None
    tech_info: str | None = None


class NotifyEvent(Struct, frozen=True, rename="camel", gc=False):
    event_data: list[EventData]


class ReservationStatusUpdate(Struct, frozen=True, rename="camel", gc=False):
    reservation_id: int
    reservation_update_status: str


class Heartbeat(Struct, frozen=True, gc=False):
    pass


class HeartbeatResponse(Struct, frozen=True, rename="camel"):
    current_time: str


class Evse(Struct, frozen=True, gc=False):
    id: int


class ChangeAvailabilityRequest(Struct, frozen=True, rename="camel", omit_defaults=True):
    operational_status: str
    evse: Evse | None = None


def _mended_events(raw: Raw) -> list[EventData]:
    if not bytes(raw).startswith(b"["):
        raise WireFault(ErrorCode.TYPE, "eventData is not as it should be")
    return readable(_event_data, raw)


_status: Final = Usable(StatusNotification)
_event_data: Final = Usable(EventData, menders={"component": components.read, "variable": names.read})
_event: Final = Usable(NotifyEvent, menders={"event_data": _mended_events})
_reservation: Final = Usable(ReservationStatusUpdate)
_heartbeat: Final = Usable(Heartbeat)
_encode: Final = msgspec.json.Encoder().encode
# In lower case, since some stations do not keep to the letters' case (F63).
_STATUSES: Final = {
    "available": ConnectorStatus.AVAILABLE,
    "occupied": ConnectorStatus.OCCUPIED,
    "reserved": ConnectorStatus.RESERVED,
    "unavailable": ConnectorStatus.UNAVAILABLE,
    "faulted": ConnectorStatus.FAULTED,
}
_RESERVATIONS: Final = {
    "expired": ReservationStatus.EXPIRED,
    "removed": ReservationStatus.CANCELLED,
    "notransaction": ReservationStatus.USED,
}
_AVAILABILITY: Final = "AvailabilityState"
_PLACES: Final = frozenset({"Connector", "EVSE", "ChargingStation"})
_SHOWN: Final = 4
_STATUSES_MAX: Final = 200


def read_status(payload: Raw | bytes, context: Context) -> ConnectorStatusReported:
    """What goes on at the connector is told by its transaction, not here."""
    said = _status.read(payload)
    status = _STATUSES.get(said.connector_status.lower())
    if status is None or said.evse_id < 0:
        raise WireFault(ErrorCode.PROPERTY, "connectorStatus or evseId is none that there is")
    return ConnectorStatusReported(
        station=context.station,
        at=context.at,
        connector=whole(said.evse_id),
        plug=whole(said.connector_id or 0),
        status=status,
        activity=None,
        said_at=read_instant(said.timestamp, context.at),
    )


def read_event(payload: Raw | bytes, context: Context) -> ConnectorStatusReported | StationReported:
    """The statuses that it tells (2.1 G01: instead of StatusNotification); if there are none, something to be kept."""
    said = _event.read(payload).event_data
    statuses = [status for each in said[:_STATUSES_MAX] if (status := _status_of(each, context)) is not None]
    if statuses:
        return replace(statuses[0], others=tuple(statuses[1:]))
    told = "; ".join(_told(each) for each in said[:_SHOWN])
    more = f"; {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
    return reported(context, "NotifyEvent", told + more)


def _status_of(said: EventData, context: Context) -> ConnectorStatusReported | None:
    place, status = said.component, _STATUSES.get(said.actual_value.lower())
    if said.variable.name != _AVAILABILITY or place.name not in _PLACES or status is None:
        return None
    if place.evse is None and place.name != "ChargingStation":
        return None
    return ConnectorStatusReported(
        station=context.station,
        at=context.at,
        connector=whole(place.evse.id) if place.evse is not None else 0,
        plug=whole(place.evse.connector_id or 0) if place.evse is not None else 0,
        status=status,
        activity=None,
        error=clean(said.tech_code),
        said_at=read_instant(said.timestamp, context.at),
    )


def _told(said: EventData) -> str:
    place = f"{said.component.name}.{said.variable.name}"
    where = f" of EVSE {said.component.evse.id}" if said.component.evse is not None else ""
    return f"{place}{where} = {clean(said.actual_value)} {clean(said.tech_info)}".rstrip()


def read_reservation(payload: Raw | bytes, context: Context) -> ReservationReported:
    said = _reservation.read(payload)
    status = _RESERVATIONS.get(said.reservation_update_status.lower())
    if status is None:
        raise WireFault(ErrorCode.PROPERTY, "reservationUpdateStatus is none that there is")
    return ReservationReported(
        station=context.station, at=context.at, number=whole(said.reservation_id), status=status
    )


def read_heartbeat(payload: Raw | bytes, context: Context) -> StationHeard:
    _heartbeat.read(payload)
    return StationHeard(station=context.station, at=context.at)


def write_heartbeat(at: datetime) -> bytes:
    return _encode(HeartbeatResponse(write_instant(at)))


def write_change(call: ChangeAvailability) -> CallText:
    """For the whole station when no connector is given (G03, G04)."""
    connector = call.connector
    evse = Evse(connector) if connector is not None and 0 < connector <= INT_MAX else None
    wanted = "Operative" if call.operative else "Inoperative"
    return CallText("ChangeAvailability", _encode(ChangeAvailabilityRequest(wanted, evse)))
