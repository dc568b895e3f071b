# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.0.1: remote control."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from chargehand.wire.ocpp.messages.quantities import Text36
from chargehand.wire.ocpp.messages.shape import CustomData, Message
from chargehand.wire.ocpp.messages.v201.authorization import IdToken
from chargehand.wire.ocpp.messages.v201.provisioning import EVSE, StatusInfo
from chargehand.wire.ocpp.messages.v201.smart_charging.profiles import ChargingProfile

MessageTriggerEnum = Literal[
    "BootNotification", "FirmwareStatusNotification", "Heartbeat", "LogStatusNotification", "MeterValues",
    "PublishFirmwareStatusNotification", "SignChargingStationCertificate", "SignCombinedCertificate",
    "SignV2GCertificate", "StatusNotification", "TransactionEvent"
]
RequestStartStopStatusEnum = Literal["Accepted", "Rejected"]
TriggerMessageStatusEnum = Literal["Accepted", "NotImplemented", "Rejected"]
UnlockStatusEnum = Literal["OngoingAuthorizedTransaction", "UnknownConnector", "UnlockFailed", "Unlocked"]


class RequestStartTransactionRequest(Message, frozen=True, kw_only=True):
    id_token: IdToken
    remote_start_id: int
    custom_data: CustomData | UnsetType = UNSET
    evse_id: int | UnsetType = UNSET
    group_id_token: IdToken | UnsetType = UNSET
    charging_profile: ChargingProfile | UnsetType = UNSET


class RequestStartTransactionResponse(Message, frozen=True, kw_only=True):
    status: RequestStartStopStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET
    transaction_id: Text36 | UnsetType = UNSET


class RequestStopTransactionRequest(Message, frozen=True, kw_only=True):
    transaction_id: Text36
    custom_data: CustomData | UnsetType = UNSET


class RequestStopTransactionResponse(Message, frozen=True, kw_only=True):
    status: RequestStartStopStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET


class TriggerMessageRequest(Message, frozen=True, kw_only=True):
    requested_message: MessageTriggerEnum
    custom_data: CustomData | UnsetType = UNSET
    evse: EVSE | UnsetType = UNSET


class TriggerMessageResponse(Message, frozen=True, kw_only=True):
    status: TriggerMessageStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET


class UnlockConnectorRequest(Message, frozen=True, kw_only=True):
    evse_id: int
    connector_id: int
    custom_data: CustomData | UnsetType = UNSET


class UnlockConnectorResponse(Message, frozen=True, kw_only=True):
    status: UnlockStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET
