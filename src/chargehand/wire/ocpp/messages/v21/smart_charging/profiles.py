# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.1: smart charging: profiles."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, field

from chargehand.wire.ocpp.messages.quantities import (
    NumberTo0,
    Text3,
    Text8,
    Text20,
    Text32,
    Text36,
    Text80,
    Text88,
    Text100,
    Text160,
    Text256,
    Text2000,
    Whole0To3,
    Whole0To100,
    WholeFrom0,
)
from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message
from chargehand.wire.ocpp.messages.v21.provisioning import StatusInfo
from chargehand.wire.ocpp.messages.v21.transactions import OperationModeEnum

ChargingProfileKindEnum = Literal["Absolute", "Dynamic", "Recurring", "Relative"]
ChargingProfilePurposeEnum = Literal[
    "ChargingStationExternalConstraints", "ChargingStationMaxProfile", "LocalGeneration", "PriorityCharging",
    "TxDefaultProfile", "TxProfile"
]
ChargingProfileStatusEnum = Literal["Accepted", "Rejected"]
ChargingRateUnitEnum = Literal["A", "W"]
ClearChargingProfileStatusEnum = Literal["Accepted", "Unknown"]
CostKindEnum = Literal["CarbonDioxideEmission", "RelativePricePercentage", "RenewableGenerationPercentage"]
GenericStatusEnum = Literal["Accepted", "Rejected"]
GetChargingProfileStatusEnum = Literal["Accepted", "NoProfiles"]
PriorityChargingStatusEnum = Literal["Accepted", "NoProfile", "Rejected"]
RecurrencyKindEnum = Literal["Daily", "Weekly"]


class ClearChargingProfile(Message, frozen=True, kw_only=True):
    evse_id: WholeFrom0 | UnsetType = UNSET
    charging_profile_purpose: ChargingProfilePurposeEnum | UnsetType = UNSET
    stack_level: WholeFrom0 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ChargingProfileCriterion(Message, frozen=True, kw_only=True):
    charging_profile_purpose: ChargingProfilePurposeEnum | UnsetType = UNSET
    stack_level: WholeFrom0 | UnsetType = UNSET
    charging_profile_id: Annotated[tuple[int, ...], Meta(min_length=1)] | UnsetType = UNSET
    charging_limit_source: Annotated[tuple[Text20, ...], Meta(min_length=1, max_length=4)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class V2XFreqWattPoint(Message, frozen=True, kw_only=True):
    frequency: float
    power: float
    custom_data: CustomData | UnsetType = UNSET


class V2XSignalWattPoint(Message, frozen=True, kw_only=True):
    signal: int
    power: float
    custom_data: CustomData | UnsetType = UNSET


class ChargingSchedulePeriod(Message, frozen=True, kw_only=True):
    start_period: int
    limit: float | UnsetType = UNSET
    limit_l2: float | UnsetType = field(default=UNSET, name="limit_L2")
    limit_l3: float | UnsetType = field(default=UNSET, name="limit_L3")
    number_phases: Whole0To3 | UnsetType = UNSET
    phase_to_use: Whole0To3 | UnsetType = UNSET
    discharge_limit: NumberTo0 | UnsetType = UNSET
    discharge_limit_l2: NumberTo0 | UnsetType = field(default=UNSET, name="dischargeLimit_L2")
    discharge_limit_l3: NumberTo0 | UnsetType = field(default=UNSET, name="dischargeLimit_L3")
    setpoint: float | UnsetType = UNSET
    setpoint_l2: float | UnsetType = field(default=UNSET, name="setpoint_L2")
    setpoint_l3: float | UnsetType = field(default=UNSET, name="setpoint_L3")
    setpoint_reactive: float | UnsetType = UNSET
    setpoint_reactive_l2: float | UnsetType = field(default=UNSET, name="setpointReactive_L2")
    setpoint_reactive_l3: float | UnsetType = field(default=UNSET, name="setpointReactive_L3")
    preconditioning_request: bool | UnsetType = UNSET
    evse_sleep: bool | UnsetType = UNSET
    v2x_baseline: float | UnsetType = UNSET
    operation_mode: OperationModeEnum | UnsetType = UNSET
    v2x_freq_watt_curve: Annotated[tuple[V2XFreqWattPoint, ...], Meta(min_length=1, max_length=20)] | UnsetType = UNSET
    v2x_signal_watt_curve: Annotated[tuple[V2XSignalWattPoint, ...], Meta(min_length=1, max_length=20)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class CompositeSchedule(Message, frozen=True, kw_only=True):
    evse_id: WholeFrom0
    duration: int
    schedule_start: Instant
    charging_rate_unit: ChargingRateUnitEnum
    charging_schedule_period: Annotated[tuple[ChargingSchedulePeriod, ...], Meta(min_length=1)]
    custom_data: CustomData | UnsetType = UNSET


class ChargingScheduleUpdate(Message, frozen=True, kw_only=True):
    limit: float | UnsetType = UNSET
    limit_l2: float | UnsetType = field(default=UNSET, name="limit_L2")
    limit_l3: float | UnsetType = field(default=UNSET, name="limit_L3")
    discharge_limit: NumberTo0 | UnsetType = UNSET
    discharge_limit_l2: NumberTo0 | UnsetType = field(default=UNSET, name="dischargeLimit_L2")
    discharge_limit_l3: NumberTo0 | UnsetType = field(default=UNSET, name="dischargeLimit_L3")
    setpoint: float | UnsetType = UNSET
    setpoint_l2: float | UnsetType = field(default=UNSET, name="setpoint_L2")
    setpoint_l3: float | UnsetType = field(default=UNSET, name="setpoint_L3")
    setpoint_reactive: float | UnsetType = UNSET
    setpoint_reactive_l2: float | UnsetType = field(default=UNSET, name="setpointReactive_L2")
    setpoint_reactive_l3: float | UnsetType = field(default=UNSET, name="setpointReactive_L3")
    custom_data: CustomData | UnsetType = UNSET


class LimitAtSoC(Message, frozen=True, kw_only=True):
    soc: Whole0To100
    limit: float
    custom_data: CustomData | UnsetType = UNSET


class RelativeTimeInterval(Message, frozen=True, kw_only=True):
    start: int
    duration: int | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class Cost(Message, frozen=True, kw_only=True):
    cost_kind: CostKindEnum
    amount: int
    amount_multiplier: int | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ConsumptionCost(Message, frozen=True, kw_only=True):
    start_value: float
    cost: Annotated[tuple[Cost, ...], Meta(min_length=1, max_length=3)]
    custom_data: CustomData | UnsetType = UNSET


class SalesTariffEntry(Message, frozen=True, kw_only=True):
    relative_time_interval: RelativeTimeInterval
    e_price_level: WholeFrom0 | UnsetType = UNSET
    consumption_cost: Annotated[tuple[ConsumptionCost, ...], Meta(min_length=1, max_length=3)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class SalesTariff(Message, frozen=True, kw_only=True):
    id: WholeFrom0
    sales_tariff_entry: Annotated[tuple[SalesTariffEntry, ...], Meta(min_length=1, max_length=1024)]
    sales_tariff_description: Text32 | UnsetType = UNSET
    num_e_price_levels: WholeFrom0 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class RationalNumber(Message, frozen=True, kw_only=True):
    exponent: int
    value: int
    custom_data: CustomData | UnsetType = UNSET


class PriceRule(Message, frozen=True, kw_only=True):
    energy_fee: RationalNumber
    power_range_start: RationalNumber
    parking_fee_period: int | UnsetType = UNSET
    carbon_dioxide_emission: WholeFrom0 | UnsetType = UNSET
    renewable_generation_percentage: Whole0To100 | UnsetType = UNSET
    parking_fee: RationalNumber | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class PriceRuleStack(Message, frozen=True, kw_only=True):
    duration: int
    price_rule: Annotated[tuple[PriceRule, ...], Meta(min_length=1, max_length=8)]
    custom_data: CustomData | UnsetType = UNSET


class TaxRule(Message, frozen=True, kw_only=True):
    tax_rule_id: WholeFrom0 = field(name="taxRuleID")
    applies_to_energy_fee: bool
    applies_to_parking_fee: bool
    applies_to_overstay_fee: bool
    applies_to_minimum_maximum_cost: bool
    tax_rate: RationalNumber
    tax_rule_name: Text100 | UnsetType = UNSET
    tax_included_in_price: bool | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class OverstayRule(Message, frozen=True, kw_only=True):
    overstay_fee: RationalNumber
    start_time: int
    overstay_fee_period: int
    overstay_rule_description: Text32 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class OverstayRuleList(Message, frozen=True, kw_only=True):
    overstay_rule: Annotated[tuple[OverstayRule, ...], Meta(min_length=1, max_length=5)]
    overstay_power_threshold: RationalNumber | UnsetType = UNSET
    overstay_time_threshold: int | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class AdditionalSelectedServices(Message, frozen=True, kw_only=True):
    service_fee: RationalNumber
    service_name: Text80
    custom_data: CustomData | UnsetType = UNSET


class AbsolutePriceSchedule(Message, frozen=True, kw_only=True):
    time_anchor: Instant
    price_schedule_id: WholeFrom0 = field(name="priceScheduleID")
    currency: Text3
    language: Text8
    price_algorithm: Text2000
    price_rule_stacks: Annotated[tuple[PriceRuleStack, ...], Meta(min_length=1, max_length=1024)]
    price_schedule_description: Text160 | UnsetType = UNSET
    minimum_cost: RationalNumber | UnsetType = UNSET
    maximum_cost: RationalNumber | UnsetType = UNSET
    tax_rules: Annotated[tuple[TaxRule, ...], Meta(min_length=1, max_length=10)] | UnsetType = UNSET
    overstay_rule_list: OverstayRuleList | UnsetType = UNSET
    additional_selected_services: Annotated[tuple[AdditionalSelectedServices, ...], Meta(min_length=1, max_length=5)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class PriceLevelScheduleEntry(Message, frozen=True, kw_only=True):
    duration: int
    price_level: WholeFrom0
    custom_data: CustomData | UnsetType = UNSET


class PriceLevelSchedule(Message, frozen=True, kw_only=True):
    price_level_schedule_entries: Annotated[tuple[PriceLevelScheduleEntry, ...], Meta(min_length=1, max_length=100)]
    time_anchor: Instant
    price_schedule_id: WholeFrom0
    number_of_price_levels: WholeFrom0
    price_schedule_description: Text32 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ChargingSchedule(Message, frozen=True, kw_only=True):
    id: int
    charging_rate_unit: ChargingRateUnitEnum
    charging_schedule_period: Annotated[tuple[ChargingSchedulePeriod, ...], Meta(min_length=1, max_length=1024)]
    limit_at_so_c: LimitAtSoC | UnsetType = UNSET
    start_schedule: Instant | UnsetType = UNSET
    duration: int | UnsetType = UNSET
    min_charging_rate: float | UnsetType = UNSET
    power_tolerance: float | UnsetType = UNSET
    signature_id: WholeFrom0 | UnsetType = UNSET
    digest_value: Text88 | UnsetType = UNSET
    use_local_time: bool | UnsetType = UNSET
    randomized_delay: WholeFrom0 | UnsetType = UNSET
    sales_tariff: SalesTariff | UnsetType = UNSET
    absolute_price_schedule: AbsolutePriceSchedule | UnsetType = UNSET
    price_level_schedule: PriceLevelSchedule | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ChargingProfile(Message, frozen=True, kw_only=True):
    id: int
    stack_level: WholeFrom0
    charging_profile_purpose: ChargingProfilePurposeEnum
    charging_profile_kind: ChargingProfileKindEnum
    charging_schedule: Annotated[tuple[ChargingSchedule, ...], Meta(min_length=1, max_length=3)]
    recurrency_kind: RecurrencyKindEnum | UnsetType = UNSET
    valid_from: Instant | UnsetType = UNSET
    valid_to: Instant | UnsetType = UNSET
    transaction_id: Text36 | UnsetType = UNSET
    max_offline_duration: int | UnsetType = UNSET
    invalid_after_offline_duration: bool | UnsetType = UNSET
    dyn_update_interval: int | UnsetType = UNSET
    dyn_update_time: Instant | UnsetType = UNSET
    price_schedule_signature: Text256 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ClearChargingProfileRequest(Message, frozen=True, kw_only=True):
    charging_profile_id: int | UnsetType = UNSET
    charging_profile_criteria: ClearChargingProfile | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ClearChargingProfileResponse(Message, frozen=True, kw_only=True):
    status: ClearChargingProfileStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetChargingProfilesRequest(Message, frozen=True, kw_only=True):
    request_id: int
    charging_profile: ChargingProfileCriterion
    evse_id: WholeFrom0 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetChargingProfilesResponse(Message, frozen=True, kw_only=True):
    status: GetChargingProfileStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetCompositeScheduleRequest(Message, frozen=True, kw_only=True):
    duration: int
    evse_id: WholeFrom0
    charging_rate_unit: ChargingRateUnitEnum | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetCompositeScheduleResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    schedule: CompositeSchedule | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class NotifyPriorityChargingRequest(Message, frozen=True, kw_only=True):
    transaction_id: Text36
    activated: bool
    custom_data: CustomData | UnsetType = UNSET


class NotifyPriorityChargingResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class PullDynamicScheduleUpdateRequest(Message, frozen=True, kw_only=True):
    charging_profile_id: int
    custom_data: CustomData | UnsetType = UNSET


class PullDynamicScheduleUpdateResponse(Message, frozen=True, kw_only=True):
    status: ChargingProfileStatusEnum
    schedule_update: ChargingScheduleUpdate | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ReportChargingProfilesRequest(Message, frozen=True, kw_only=True):
    request_id: int
    charging_limit_source: Text20
    charging_profile: Annotated[tuple[ChargingProfile, ...], Meta(min_length=1)]
    evse_id: WholeFrom0
    tbc: bool | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ReportChargingProfilesResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class SetChargingProfileRequest(Message, frozen=True, kw_only=True):
    evse_id: WholeFrom0
    charging_profile: ChargingProfile
    custom_data: CustomData | UnsetType = UNSET


class SetChargingProfileResponse(Message, frozen=True, kw_only=True):
    status: ChargingProfileStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class UpdateDynamicScheduleRequest(Message, frozen=True, kw_only=True):
    charging_profile_id: int
    schedule_update: ChargingScheduleUpdate
    custom_data: CustomData | UnsetType = UNSET


class UpdateDynamicScheduleResponse(Message, frozen=True, kw_only=True):
    status: ChargingProfileStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class UsePriorityChargingRequest(Message, frozen=True, kw_only=True):
    transaction_id: Text36
    activate: bool
    custom_data: CustomData | UnsetType = UNSET


class UsePriorityChargingResponse(Message, frozen=True, kw_only=True):
    status: PriorityChargingStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET
