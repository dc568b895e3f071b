# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.0.1: smart charging: profiles."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from chargehand.wire.ocpp.messages.quantities import Text32, Text36, WholeFrom0
from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message
from chargehand.wire.ocpp.messages.v201.provisioning import StatusInfo

ChargingLimitSourceEnum = Literal["CSO", "EMS", "Other", "SO"]
ChargingProfileKindEnum = Literal["Absolute", "Recurring", "Relative"]
ChargingProfilePurposeEnum = Literal[
    "ChargingStationExternalConstraints", "ChargingStationMaxProfile", "TxDefaultProfile", "TxProfile"
]
ChargingProfileStatusEnum = Literal["Accepted", "Rejected"]
ChargingRateUnitEnum = Literal["A", "W"]
ClearChargingProfileStatusEnum = Literal["Accepted", "Unknown"]
CostKindEnum = Literal["CarbonDioxideEmission", "RelativePricePercentage", "RenewableGenerationPercentage"]
GenericStatusEnum = Literal["Accepted", "Rejected"]
GetChargingProfileStatusEnum = Literal["Accepted", "NoProfiles"]
RecurrencyKindEnum = Literal["Daily", "Weekly"]


class ClearChargingProfile(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET
    evse_id: int | UnsetType = UNSET
    charging_profile_purpose: ChargingProfilePurposeEnum | UnsetType = UNSET
    stack_level: int | UnsetType = UNSET


class ChargingProfileCriterion(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET
    charging_profile_purpose: ChargingProfilePurposeEnum | UnsetType = UNSET
    stack_level: int | UnsetType = UNSET
    charging_profile_id: Annotated[tuple[int, ...], Meta(min_length=1)] | UnsetType = UNSET
    charging_limit_source: Annotated[tuple[ChargingLimitSourceEnum, ...], Meta(min_length=1, max_length=4)] | UnsetType = UNSET


class ChargingSchedulePeriod(Message, frozen=True, kw_only=True):
    start_period: int
    limit: float
    custom_data: CustomData | UnsetType = UNSET
    number_phases: int | UnsetType = UNSET
    phase_to_use: int | UnsetType = UNSET


class CompositeSchedule(Message, frozen=True, kw_only=True):
    charging_schedule_period: Annotated[tuple[ChargingSchedulePeriod, ...], Meta(min_length=1)]
    evse_id: int
    duration: int
    schedule_start: Instant
    charging_rate_unit: ChargingRateUnitEnum
    custom_data: CustomData | UnsetType = UNSET


class RelativeTimeInterval(Message, frozen=True, kw_only=True):
    start: int
    custom_data: CustomData | UnsetType = UNSET
    duration: int | UnsetType = UNSET


class Cost(Message, frozen=True, kw_only=True):
    cost_kind: CostKindEnum
    amount: int
    custom_data: CustomData | UnsetType = UNSET
    amount_multiplier: int | UnsetType = UNSET


class ConsumptionCost(Message, frozen=True, kw_only=True):
    start_value: float
    cost: Annotated[tuple[Cost, ...], Meta(min_length=1, max_length=3)]
    custom_data: CustomData | UnsetType = UNSET


class SalesTariffEntry(Message, frozen=True, kw_only=True):
    relative_time_interval: RelativeTimeInterval
    custom_data: CustomData | UnsetType = UNSET
    e_price_level: WholeFrom0 | UnsetType = UNSET
    consumption_cost: Annotated[tuple[ConsumptionCost, ...], Meta(min_length=1, max_length=3)] | UnsetType = UNSET


class SalesTariff(Message, frozen=True, kw_only=True):
    id: int
    sales_tariff_entry: Annotated[tuple[SalesTariffEntry, ...], Meta(min_length=1, max_length=1024)]
    custom_data: CustomData | UnsetType = UNSET
    sales_tariff_description: Text32 | UnsetType = UNSET
    num_e_price_levels: int | UnsetType = UNSET


class ChargingSchedule(Message, frozen=True, kw_only=True):
    id: int
    charging_rate_unit: ChargingRateUnitEnum
    charging_schedule_period: Annotated[tuple[ChargingSchedulePeriod, ...], Meta(min_length=1, max_length=1024)]
    custom_data: CustomData | UnsetType = UNSET
    start_schedule: Instant | UnsetType = UNSET
    duration: int | UnsetType = UNSET
    min_charging_rate: float | UnsetType = UNSET
    sales_tariff: SalesTariff | UnsetType = UNSET


class ChargingProfile(Message, frozen=True, kw_only=True):
    id: int
    stack_level: int
    charging_profile_purpose: ChargingProfilePurposeEnum
    charging_profile_kind: ChargingProfileKindEnum
    charging_schedule: Annotated[tuple[ChargingSchedule, ...], Meta(min_length=1, max_length=3)]
    custom_data: CustomData | UnsetType = UNSET
    recurrency_kind: RecurrencyKindEnum | UnsetType = UNSET
    valid_from: Instant | UnsetType = UNSET
    valid_to: Instant | UnsetType = UNSET
    transaction_id: Text36 | UnsetType = UNSET


class ClearChargingProfileRequest(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET
    charging_profile_id: int | UnsetType = UNSET
    charging_profile_criteria: ClearChargingProfile | UnsetType = UNSET


class ClearChargingProfileResponse(Message, frozen=True, kw_only=True):
    status: ClearChargingProfileStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET


class GetChargingProfilesRequest(Message, frozen=True, kw_only=True):
    request_id: int
    charging_profile: ChargingProfileCriterion
    custom_data: CustomData | UnsetType = UNSET
    evse_id: int | UnsetType = UNSET


class GetChargingProfilesResponse(Message, frozen=True, kw_only=True):
    status: GetChargingProfileStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET


class GetCompositeScheduleRequest(Message, frozen=True, kw_only=True):
    duration: int
    evse_id: int
    custom_data: CustomData | UnsetType = UNSET
    charging_rate_unit: ChargingRateUnitEnum | UnsetType = UNSET


class GetCompositeScheduleResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET
    schedule: CompositeSchedule | UnsetType = UNSET


class ReportChargingProfilesRequest(Message, frozen=True, kw_only=True):
    request_id: int
    charging_limit_source: ChargingLimitSourceEnum
    charging_profile: Annotated[tuple[ChargingProfile, ...], Meta(min_length=1)]
    evse_id: int
    custom_data: CustomData | UnsetType = UNSET
    tbc: bool | UnsetType = UNSET


class ReportChargingProfilesResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class SetChargingProfileRequest(Message, frozen=True, kw_only=True):
    evse_id: int
    charging_profile: ChargingProfile
    custom_data: CustomData | UnsetType = UNSET


class SetChargingProfileResponse(Message, frozen=True, kw_only=True):
    status: ChargingProfileStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET
