# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 1.6 and its security extension: availability."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from chargehand.wire.ocpp.messages.quantities import Text50, Text255
from chargehand.wire.ocpp.messages.shape import Instant, Message

ChangeAvailabilityStatus = Literal["Accepted", "Rejected", "Scheduled"]
ChangeAvailabilityType = Literal["Inoperative", "Operative"]
StatusNotificationErrorCode = Literal[
    "ConnectorLockFailure", "EVCommunicationError", "GroundFailure", "HighTemperature", "InternalError",
    "LocalListConflict", "NoError", "OtherError", "OverCurrentFailure", "OverVoltage", "PowerMeterFailure",
    "PowerSwitchFailure", "ReaderFailure", "ResetFailure", "UnderVoltage", "WeakSignal"
]
StatusNotificationStatus = Literal[
    "Available", "Charging", "Faulted", "Finishing", "Preparing", "Reserved", "SuspendedEV", "SuspendedEVSE",
    "Unavailable"
]


class ChangeAvailabilityRequest(Message, frozen=True, kw_only=True):
    connector_id: int
    type: ChangeAvailabilityType


class ChangeAvailabilityResponse(Message, frozen=True, kw_only=True):
    status: ChangeAvailabilityStatus


class HeartbeatRequest(Message, frozen=True, kw_only=True):
    pass


class HeartbeatResponse(Message, frozen=True, kw_only=True):
    current_time: Instant


class StatusNotificationRequest(Message, frozen=True, kw_only=True):
    connector_id: int
    error_code: StatusNotificationErrorCode
    status: StatusNotificationStatus
    info: Text50 | UnsetType = UNSET
    timestamp: Instant | UnsetType = UNSET
    vendor_id: Text255 | UnsetType = UNSET
    vendor_error_code: Text50 | UnsetType = UNSET


class StatusNotificationResponse(Message, frozen=True, kw_only=True):
    pass
