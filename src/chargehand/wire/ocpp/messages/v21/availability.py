# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.1: availability."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from chargehand.wire.ocpp.messages.quantities import Text20, WholeFrom0
from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message
from chargehand.wire.ocpp.messages.v21.authorization import IdToken
from chargehand.wire.ocpp.messages.v21.provisioning import EVSE, StatusInfo

CancelReservationStatusEnum = Literal["Accepted", "Rejected"]
ChangeAvailabilityStatusEnum = Literal["Accepted", "Rejected", "Scheduled"]
ConnectorStatusEnum = Literal["Available", "Faulted", "Occupied", "Reserved", "Unavailable"]
OperationalStatusEnum = Literal["Inoperative", "Operative"]
ReservationUpdateStatusEnum = Literal["Expired", "NoTransaction", "Removed"]
ReserveNowStatusEnum = Literal["Accepted", "Faulted", "Occupied", "Rejected", "Unavailable"]


class CancelReservationRequest(Message, frozen=True, kw_only=True):
    reservation_id: WholeFrom0
    custom_data: CustomData | UnsetType = UNSET


class CancelReservationResponse(Message, frozen=True, kw_only=True):
    status: CancelReservationStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ChangeAvailabilityRequest(Message, frozen=True, kw_only=True):
    operational_status: OperationalStatusEnum
    evse: EVSE | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ChangeAvailabilityResponse(Message, frozen=True, kw_only=True):
    status: ChangeAvailabilityStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class HeartbeatRequest(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class HeartbeatResponse(Message, frozen=True, kw_only=True):
    current_time: Instant
    custom_data: CustomData | UnsetType = UNSET


class ReservationStatusUpdateRequest(Message, frozen=True, kw_only=True):
    reservation_id: WholeFrom0
    reservation_update_status: ReservationUpdateStatusEnum
    custom_data: CustomData | UnsetType = UNSET


class ReservationStatusUpdateResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class ReserveNowRequest(Message, frozen=True, kw_only=True):
    id: WholeFrom0
    expiry_date_time: Instant
    id_token: IdToken
    connector_type: Text20 | UnsetType = UNSET
    evse_id: WholeFrom0 | UnsetType = UNSET
    group_id_token: IdToken | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ReserveNowResponse(Message, frozen=True, kw_only=True):
    status: ReserveNowStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class StatusNotificationRequest(Message, frozen=True, kw_only=True):
    timestamp: Instant
    connector_status: ConnectorStatusEnum
    evse_id: WholeFrom0
    connector_id: WholeFrom0
    custom_data: CustomData | UnsetType = UNSET


class StatusNotificationResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET
