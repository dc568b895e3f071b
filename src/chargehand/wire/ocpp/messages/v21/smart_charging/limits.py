# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.1: smart charging: limits."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from chargehand.wire.ocpp.messages.quantities import Text20, WholeFrom0
from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message
from chargehand.wire.ocpp.messages.v21.provisioning import StatusInfo
from chargehand.wire.ocpp.messages.v21.smart_charging.profiles import ChargingSchedule, GenericStatusEnum


class ChargingLimit(Message, frozen=True, kw_only=True):
    charging_limit_source: Text20
    is_local_generation: bool | UnsetType = UNSET
    is_grid_critical: bool | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class AFRRSignalRequest(Message, frozen=True, kw_only=True):
    timestamp: Instant
    signal: int
    custom_data: CustomData | UnsetType = UNSET


class AFRRSignalResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ClearedChargingLimitRequest(Message, frozen=True, kw_only=True):
    charging_limit_source: Text20
    evse_id: WholeFrom0 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ClearedChargingLimitResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class NotifyChargingLimitRequest(Message, frozen=True, kw_only=True):
    charging_limit: ChargingLimit
    charging_schedule: Annotated[tuple[ChargingSchedule, ...], Meta(min_length=1)] | UnsetType = UNSET
    evse_id: WholeFrom0 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class NotifyChargingLimitResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET
