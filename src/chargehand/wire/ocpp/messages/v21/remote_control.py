# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.1: remote control."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from chargehand.wire.ocpp.messages.quantities import (
    Number0To100,
    Text36,
    Text50,
    Text500,
    WholeFrom0,
    WholeFrom1,
)
from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message
from chargehand.wire.ocpp.messages.v21.authorization import IdToken
from chargehand.wire.ocpp.messages.v21.provisioning import EVSE, StatusInfo
from chargehand.wire.ocpp.messages.v21.smart_charging.profiles import ChargingProfile, GenericStatusEnum

BatterySwapEventEnum = Literal["BatteryIn", "BatteryOut", "BatteryOutTimeout"]
MessageTriggerEnum = Literal[
    "BootNotification", "CustomTrigger", "FirmwareStatusNotification", "Heartbeat", "LogStatusNotification",
    "MeterValues", "PublishFirmwareStatusNotification", "SignChargingStationCertificate",
    "SignCombinedCertificate", "SignV2G20Certificate", "SignV2GCertificate", "StatusNotification",
    "TransactionEvent"
]
RequestStartStopStatusEnum = Literal["Accepted", "Rejected"]
TriggerMessageStatusEnum = Literal["Accepted", "NotImplemented", "Rejected"]
UnlockStatusEnum = Literal["OngoingAuthorizedTransaction", "UnknownConnector", "UnlockFailed", "Unlocked"]


class BatteryData(Message, frozen=True, kw_only=True):
    evse_id: WholeFrom0
    serial_number: Text50
    so_c: Number0To100
    so_h: Number0To100
    production_date: Instant | UnsetType = UNSET
    vendor_info: Text500 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class BatterySwapRequest(Message, frozen=True, kw_only=True):
    battery_data: Annotated[tuple[BatteryData, ...], Meta(min_length=1)]
    event_type: BatterySwapEventEnum
    id_token: IdToken
    request_id: int
    custom_data: CustomData | UnsetType = UNSET


class BatterySwapResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class RequestBatterySwapRequest(Message, frozen=True, kw_only=True):
    id_token: IdToken
    request_id: int
    custom_data: CustomData | UnsetType = UNSET


class RequestBatterySwapResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class RequestStartTransactionRequest(Message, frozen=True, kw_only=True):
    id_token: IdToken
    remote_start_id: int
    evse_id: WholeFrom1 | UnsetType = UNSET
    group_id_token: IdToken | UnsetType = UNSET
    charging_profile: ChargingProfile | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class RequestStartTransactionResponse(Message, frozen=True, kw_only=True):
    status: RequestStartStopStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    transaction_id: Text36 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class RequestStopTransactionRequest(Message, frozen=True, kw_only=True):
    transaction_id: Text36
    custom_data: CustomData | UnsetType = UNSET


class RequestStopTransactionResponse(Message, frozen=True, kw_only=True):
    status: RequestStartStopStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class TriggerMessageRequest(Message, frozen=True, kw_only=True):
    requested_message: MessageTriggerEnum
    evse: EVSE | UnsetType = UNSET
    custom_trigger: Text50 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class TriggerMessageResponse(Message, frozen=True, kw_only=True):
    status: TriggerMessageStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class UnlockConnectorRequest(Message, frozen=True, kw_only=True):
    evse_id: WholeFrom0
    connector_id: WholeFrom0
    custom_data: CustomData | UnsetType = UNSET


class UnlockConnectorResponse(Message, frozen=True, kw_only=True):
    status: UnlockStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET
