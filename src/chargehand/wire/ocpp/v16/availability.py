"""What can be used: StatusNotification, Heartbeat, ChangeAvailability (OCPP 1.6 §4.6, §4.9, §5.2)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec
from msgspec import Raw, Struct

from chargehand.model.calls import ChangeAvailability
from chargehand.model.events import ConnectorStatusReported, StationHeard
from chargehand.model.station import Activity, ConnectorStatus
from chargehand.wire.ocpp.codec import CallText, Context
from chargehand.wire.ocpp.faults import ErrorCode, WireFault
from chargehand.wire.ocpp.fields import INT_MAX, clean, whole
from chargehand.wire.ocpp.instants import read_instant, write_instant
from chargehand.wire.ocpp.usable import Usable


class StatusNotification(Struct, frozen=True, rename="camel", gc=False):
    connector_id: int
    status: str
    error_code: str
    vendor_error_code: str | None = None
    timestamp: str | None = None


class Heartbeat(Struct, frozen=True, gc=False):
    pass


class HeartbeatConf(Struct, frozen=True, rename="camel"):
    current_time: str


class ChangeAvailabilityReq(Struct, frozen=True, rename="camel"):
    connector_id: int
    type: str


_status: Final = Usable(StatusNotification)
_heartbeat: Final = Usable(Heartbeat)
_encode: Final = msgspec.json.Encoder().encode
# §7.7 in lower case, since some stations do not keep to the letters' case (F63); "occupied" is 1.5's.
_STATUSES: Final = {
    "available": (ConnectorStatus.AVAILABLE, Activity.NONE),
    "occupied": (ConnectorStatus.OCCUPIED, Activity.NONE),
    "preparing": (ConnectorStatus.OCCUPIED, Activity.PREPARING),
    "charging": (ConnectorStatus.OCCUPIED, Activity.CHARGING),
    "suspendedevse": (ConnectorStatus.OCCUPIED, Activity.SUSPENDED_EVSE),
    "suspendedev": (ConnectorStatus.OCCUPIED, Activity.SUSPENDED_EV),
    "finishing": (ConnectorStatus.OCCUPIED, Activity.FINISHING),
    "reserved": (ConnectorStatus.RESERVED, Activity.NONE),
    "unavailable": (ConnectorStatus.UNAVAILABLE, Activity.NONE),
    "faulted": (ConnectorStatus.FAULTED, Activity.NONE),
}


def read_status(payload: Raw | bytes, context: Context) -> ConnectorStatusReported:
    """Any error code is taken (F09); a status must be one of the nine."""
    said = _status.read(payload)
    meaning = _STATUSES.get(said.status.lower())
    if meaning is None or said.connector_id < 0:
        raise WireFault(ErrorCode.PROPERTY, "status or connectorId is none that there is")
    return ConnectorStatusReported(
        station=context.station,
        at=context.at,
        connector=whole(said.connector_id),
        status=meaning[0],
        activity=meaning[1],
        error=_error(said),
        said_at=read_instant(said.timestamp, context.at),
    )


def _error(said: StatusNotification) -> str:
    code = clean(said.error_code)
    if code in ("", "NoError"):
        return ""
    vendor = clean(said.vendor_error_code)
    return f"{code} ({vendor})" if vendor else code


def read_heartbeat(payload: Raw | bytes, context: Context) -> StationHeard:
    _heartbeat.read(payload)
    return StationHeard(station=context.station, at=context.at)


def write_heartbeat(at: datetime) -> bytes:
    return _encode(HeartbeatConf(write_instant(at)))


def write_change(call: ChangeAvailability) -> CallText:
    """Connector 0 is the whole station."""
    connector = min(max(0, call.connector or 0), INT_MAX)
    wanted = "Operative" if call.operative else "Inoperative"
    return CallText("ChangeAvailability", _encode(ChangeAvailabilityReq(connector, wanted)))
