# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 1.6 and its security extension: provisioning."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from chargehand.wire.ocpp.messages.quantities import Text20, Text25, Text50, Text500
from chargehand.wire.ocpp.messages.shape import Instant, Message

BootNotificationStatus = Literal["Accepted", "Pending", "Rejected"]
ChangeConfigurationStatus = Literal["Accepted", "NotSupported", "RebootRequired", "Rejected"]
ResetStatus = Literal["Accepted", "Rejected"]
ResetType = Literal["Hard", "Soft"]


class KeyValue(Message, frozen=True, kw_only=True):
    key: Text50
    readonly: bool
    value: Text500 | UnsetType = UNSET


class BootNotificationRequest(Message, frozen=True, kw_only=True):
    charge_point_vendor: Text20
    charge_point_model: Text20
    charge_point_serial_number: Text25 | UnsetType = UNSET
    charge_box_serial_number: Text25 | UnsetType = UNSET
    firmware_version: Text50 | UnsetType = UNSET
    iccid: Text20 | UnsetType = UNSET
    imsi: Text20 | UnsetType = UNSET
    meter_type: Text25 | UnsetType = UNSET
    meter_serial_number: Text25 | UnsetType = UNSET


class BootNotificationResponse(Message, frozen=True, kw_only=True):
    status: BootNotificationStatus
    current_time: Instant
    interval: int


class ChangeConfigurationRequest(Message, frozen=True, kw_only=True):
    key: Text50
    value: Text500


class ChangeConfigurationResponse(Message, frozen=True, kw_only=True):
    status: ChangeConfigurationStatus


class GetConfigurationRequest(Message, frozen=True, kw_only=True):
    key: tuple[Text50, ...] | UnsetType = UNSET


class GetConfigurationResponse(Message, frozen=True, kw_only=True):
    configuration_key: tuple[KeyValue, ...] | UnsetType = UNSET
    unknown_key: tuple[Text50, ...] | UnsetType = UNSET


class ResetRequest(Message, frozen=True, kw_only=True):
    type: ResetType


class ResetResponse(Message, frozen=True, kw_only=True):
    status: ResetStatus
