# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.0.1: smart charging: limits."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from chargehand.wire.ocpp.messages.shape import CustomData, Message
from chargehand.wire.ocpp.messages.v201.smart_charging.profiles import (
    ChargingLimitSourceEnum,
    ChargingSchedule,
)


class ChargingLimit(Message, frozen=True, kw_only=True):
    charging_limit_source: ChargingLimitSourceEnum
    custom_data: CustomData | UnsetType = UNSET
    is_grid_critical: bool | UnsetType = UNSET


class ClearedChargingLimitRequest(Message, frozen=True, kw_only=True):
    charging_limit_source: ChargingLimitSourceEnum
    custom_data: CustomData | UnsetType = UNSET
    evse_id: int | UnsetType = UNSET


class ClearedChargingLimitResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class NotifyChargingLimitRequest(Message, frozen=True, kw_only=True):
    charging_limit: ChargingLimit
    custom_data: CustomData | UnsetType = UNSET
    charging_schedule: Annotated[tuple[ChargingSchedule, ...], Meta(min_length=1)] | UnsetType = UNSET
    evse_id: int | UnsetType = UNSET


class NotifyChargingLimitResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET
