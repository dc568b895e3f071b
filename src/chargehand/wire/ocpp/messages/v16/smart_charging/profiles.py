# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 1.6 and its security extension: smart charging: profiles."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from chargehand.wire.ocpp.messages.shape import Instant, Message, Tenths

ChargingProfileChargingProfileKind = Literal["Absolute", "Recurring", "Relative"]
ChargingProfileChargingProfilePurpose = Literal["ChargePointMaxProfile", "TxDefaultProfile", "TxProfile"]
ChargingProfileRecurrencyKind = Literal["Daily", "Weekly"]
ChargingScheduleChargingRateUnit = Literal["A", "W"]
ClearChargingProfileChargingProfilePurpose = Literal[
    "ChargePointMaxProfile", "TxDefaultProfile", "TxProfile"
]
ClearChargingProfileStatus = Literal["Accepted", "Unknown"]
GetCompositeScheduleChargingRateUnit = Literal["A", "W"]
GetCompositeScheduleStatus = Literal["Accepted", "Rejected"]
SetChargingProfileStatus = Literal["Accepted", "NotSupported", "Rejected"]


class ChargingSchedulePeriod(Message, frozen=True, kw_only=True):
    start_period: int
    limit: Tenths
    number_phases: int | UnsetType = UNSET


class ChargingSchedule(Message, frozen=True, kw_only=True):
    charging_rate_unit: ChargingScheduleChargingRateUnit
    charging_schedule_period: tuple[ChargingSchedulePeriod, ...]
    duration: int | UnsetType = UNSET
    start_schedule: Instant | UnsetType = UNSET
    min_charging_rate: Tenths | UnsetType = UNSET


class ChargingProfile(Message, frozen=True, kw_only=True):
    charging_profile_id: int
    stack_level: int
    charging_profile_purpose: ChargingProfileChargingProfilePurpose
    charging_profile_kind: ChargingProfileChargingProfileKind
    charging_schedule: ChargingSchedule
    transaction_id: int | UnsetType = UNSET
    recurrency_kind: ChargingProfileRecurrencyKind | UnsetType = UNSET
    valid_from: Instant | UnsetType = UNSET
    valid_to: Instant | UnsetType = UNSET


class ClearChargingProfileRequest(Message, frozen=True, kw_only=True):
    id: int | UnsetType = UNSET
    connector_id: int | UnsetType = UNSET
    charging_profile_purpose: ClearChargingProfileChargingProfilePurpose | UnsetType = UNSET
    stack_level: int | UnsetType = UNSET


class ClearChargingProfileResponse(Message, frozen=True, kw_only=True):
    status: ClearChargingProfileStatus


class GetCompositeScheduleRequest(Message, frozen=True, kw_only=True):
    connector_id: int
    duration: int
    charging_rate_unit: GetCompositeScheduleChargingRateUnit | UnsetType = UNSET


class GetCompositeScheduleResponse(Message, frozen=True, kw_only=True):
    status: GetCompositeScheduleStatus
    connector_id: int | UnsetType = UNSET
    schedule_start: Instant | UnsetType = UNSET
    charging_schedule: ChargingSchedule | UnsetType = UNSET


class SetChargingProfileRequest(Message, frozen=True, kw_only=True):
    connector_id: int
    cs_charging_profiles: ChargingProfile


class SetChargingProfileResponse(Message, frozen=True, kw_only=True):
    status: SetChargingProfileStatus
