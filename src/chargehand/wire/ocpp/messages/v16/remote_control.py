# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 1.6 and its security extension: remote control."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from chargehand.wire.ocpp.messages.quantities import Text20
from chargehand.wire.ocpp.messages.shape import Message
from chargehand.wire.ocpp.messages.v16.smart_charging.profiles import ChargingProfile

MessageTriggerEnum = Literal[
    "BootNotification", "FirmwareStatusNotification", "Heartbeat", "LogStatusNotification", "MeterValues",
    "SignChargePointCertificate", "StatusNotification"
]
RemoteStartTransactionStatus = Literal["Accepted", "Rejected"]
RemoteStopTransactionStatus = Literal["Accepted", "Rejected"]
TriggerMessageRequestedMessage = Literal[
    "BootNotification", "DiagnosticsStatusNotification", "FirmwareStatusNotification", "Heartbeat",
    "MeterValues", "StatusNotification"
]
TriggerMessageStatus = Literal["Accepted", "NotImplemented", "Rejected"]
TriggerMessageStatusEnum = Literal["Accepted", "NotImplemented", "Rejected"]
UnlockConnectorStatus = Literal["NotSupported", "UnlockFailed", "Unlocked"]


class ExtendedTriggerMessageRequest(Message, frozen=True, kw_only=True):
    requested_message: MessageTriggerEnum
    connector_id: int | UnsetType = UNSET


class ExtendedTriggerMessageResponse(Message, frozen=True, kw_only=True):
    status: TriggerMessageStatusEnum


class RemoteStartTransactionRequest(Message, frozen=True, kw_only=True):
    id_tag: Text20
    connector_id: int | UnsetType = UNSET
    charging_profile: ChargingProfile | UnsetType = UNSET


class RemoteStartTransactionResponse(Message, frozen=True, kw_only=True):
    status: RemoteStartTransactionStatus


class RemoteStopTransactionRequest(Message, frozen=True, kw_only=True):
    transaction_id: int


class RemoteStopTransactionResponse(Message, frozen=True, kw_only=True):
    status: RemoteStopTransactionStatus


class TriggerMessageRequest(Message, frozen=True, kw_only=True):
    requested_message: TriggerMessageRequestedMessage
    connector_id: int | UnsetType = UNSET


class TriggerMessageResponse(Message, frozen=True, kw_only=True):
    status: TriggerMessageStatus


class UnlockConnectorRequest(Message, frozen=True, kw_only=True):
    connector_id: int


class UnlockConnectorResponse(Message, frozen=True, kw_only=True):
    status: UnlockConnectorStatus
