# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.0.1: availability."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message
from chargehand.wire.ocpp.messages.v201.authorization import IdToken
from chargehand.wire.ocpp.messages.v201.provisioning import EVSE, StatusInfo

CancelReservationStatusEnum = Literal["Accepted", "Rejected"]
ChangeAvailabilityStatusEnum = Literal["Accepted", "Rejected", "Scheduled"]
ConnectorEnum = Literal[
    "Other1PhMax16A", "Other1PhOver16A", "Other3Ph", "Pan", "Undetermined", "Unknown", "cCCS1", "cCCS2",
    "cG105", "cTesla", "cType1", "cType2", "s309-1P-16A", "s309-1P-32A", "s309-3P-16A", "s309-3P-32A",
    "sBS1361", "sCEE-7-7", "sType2", "sType3", "wInductive", "wResonant"
]
ConnectorStatusEnum = Literal["Available", "Faulted", "Occupied", "Reserved", "Unavailable"]
OperationalStatusEnum = Literal["Inoperative", "Operative"]
ReservationUpdateStatusEnum = Literal["Expired", "Removed"]
ReserveNowStatusEnum = Literal["Accepted", "Faulted", "Occupied", "Rejected", "Unavailable"]


class CancelReservationRequest(Message, frozen=True, kw_only=True):
    reservation_id: int
    custom_data: CustomData | UnsetType = UNSET


class CancelReservationResponse(Message, frozen=True, kw_only=True):
    status: CancelReservationStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET


class ChangeAvailabilityRequest(Message, frozen=True, kw_only=True):
    operational_status: OperationalStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    evse: EVSE | UnsetType = UNSET


class ChangeAvailabilityResponse(Message, frozen=True, kw_only=True):
    status: ChangeAvailabilityStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET


class HeartbeatRequest(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class HeartbeatResponse(Message, frozen=True, kw_only=True):
    current_time: Instant
    custom_data: CustomData | UnsetType = UNSET


class ReservationStatusUpdateRequest(Message, frozen=True, kw_only=True):
    reservation_id: int
    reservation_update_status: ReservationUpdateStatusEnum
    custom_data: CustomData | UnsetType = UNSET


class ReservationStatusUpdateResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class ReserveNowRequest(Message, frozen=True, kw_only=True):
    id: int
    expiry_date_time: Instant
    id_token: IdToken
    custom_data: CustomData | UnsetType = UNSET
    connector_type: ConnectorEnum | UnsetType = UNSET
    evse_id: int | UnsetType = UNSET
    group_id_token: IdToken | UnsetType = UNSET


class ReserveNowResponse(Message, frozen=True, kw_only=True):
    status: ReserveNowStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET


class StatusNotificationRequest(Message, frozen=True, kw_only=True):
    timestamp: Instant
    connector_status: ConnectorStatusEnum
    evse_id: int
    connector_id: int
    custom_data: CustomData | UnsetType = UNSET


class StatusNotificationResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET
