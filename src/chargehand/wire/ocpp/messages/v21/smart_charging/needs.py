# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.1: smart charging: needs."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, field

from chargehand.wire.ocpp.messages.quantities import (
    Text3,
    Text36,
    Text50,
    Text2000,
    Whole0To100,
    WholeFrom0,
    WholeFrom1,
)
from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message
from chargehand.wire.ocpp.messages.v21.authorization import EnergyTransferModeEnum
from chargehand.wire.ocpp.messages.v21.provisioning import StatusInfo
from chargehand.wire.ocpp.messages.v21.smart_charging.profiles import ChargingSchedule, GenericStatusEnum

ControlModeEnum = Literal["DynamicControl", "ScheduledControl"]
DERControlEnum = Literal[
    "EnterService", "FixedPFAbsorb", "FixedPFInject", "FixedVar", "FreqDroop", "FreqWatt", "Gradients",
    "HFMayTrip", "HFMustTrip", "HVMayTrip", "HVMomCess", "HVMustTrip", "LFMustTrip", "LVMayTrip", "LVMomCess",
    "LVMustTrip", "LimitMaxDischarge", "PowerMonitoringMustTrip", "VoltVar", "VoltWatt", "WattPF", "WattVar"
]
IslandingDetectionEnum = Literal[
    "FrequencyJump", "ImpedanceAtFrequency", "ImpedanceMeasurement", "NoAntiIslandingSupport", "OtherActive",
    "OtherPassive", "RCLQFactor", "RoCoF", "SandiaFrequencyShift", "SandiaVoltageShift",
    "SlipModeFrequencyShift", "UFP_OFP", "UVP_OVP", "VoltageVectorShift", "ZeroCrossingDetection"
]
MobilityNeedsModeEnum = Literal["EVCC", "EVCC_SECC"]
NotifyAllowedEnergyTransferStatusEnum = Literal["Accepted", "Rejected"]
NotifyEVChargingNeedsStatusEnum = Literal["Accepted", "NoChargingProfile", "Processing", "Rejected"]


class ACChargingParameters(Message, frozen=True, kw_only=True):
    energy_amount: float
    ev_min_current: float
    ev_max_current: float
    ev_max_voltage: float
    custom_data: CustomData | UnsetType = UNSET


class DERChargingParameters(Message, frozen=True, kw_only=True):
    ev_supported_der_control: Annotated[tuple[DERControlEnum, ...], Meta(min_length=1)] | UnsetType = field(default=UNSET, name="evSupportedDERControl")
    ev_over_excited_max_discharge_power: float | UnsetType = UNSET
    ev_over_excited_power_factor: float | UnsetType = UNSET
    ev_under_excited_max_discharge_power: float | UnsetType = UNSET
    ev_under_excited_power_factor: float | UnsetType = UNSET
    max_apparent_power: float | UnsetType = UNSET
    max_charge_apparent_power: float | UnsetType = UNSET
    max_charge_apparent_power_l2: float | UnsetType = field(default=UNSET, name="maxChargeApparentPower_L2")
    max_charge_apparent_power_l3: float | UnsetType = field(default=UNSET, name="maxChargeApparentPower_L3")
    max_discharge_apparent_power: float | UnsetType = UNSET
    max_discharge_apparent_power_l2: float | UnsetType = field(default=UNSET, name="maxDischargeApparentPower_L2")
    max_discharge_apparent_power_l3: float | UnsetType = field(default=UNSET, name="maxDischargeApparentPower_L3")
    max_charge_reactive_power: float | UnsetType = UNSET
    max_charge_reactive_power_l2: float | UnsetType = field(default=UNSET, name="maxChargeReactivePower_L2")
    max_charge_reactive_power_l3: float | UnsetType = field(default=UNSET, name="maxChargeReactivePower_L3")
    min_charge_reactive_power: float | UnsetType = UNSET
    min_charge_reactive_power_l2: float | UnsetType = field(default=UNSET, name="minChargeReactivePower_L2")
    min_charge_reactive_power_l3: float | UnsetType = field(default=UNSET, name="minChargeReactivePower_L3")
    max_discharge_reactive_power: float | UnsetType = UNSET
    max_discharge_reactive_power_l2: float | UnsetType = field(default=UNSET, name="maxDischargeReactivePower_L2")
    max_discharge_reactive_power_l3: float | UnsetType = field(default=UNSET, name="maxDischargeReactivePower_L3")
    min_discharge_reactive_power: float | UnsetType = UNSET
    min_discharge_reactive_power_l2: float | UnsetType = field(default=UNSET, name="minDischargeReactivePower_L2")
    min_discharge_reactive_power_l3: float | UnsetType = field(default=UNSET, name="minDischargeReactivePower_L3")
    nominal_voltage: float | UnsetType = UNSET
    nominal_voltage_offset: float | UnsetType = UNSET
    max_nominal_voltage: float | UnsetType = UNSET
    min_nominal_voltage: float | UnsetType = UNSET
    ev_inverter_manufacturer: Text50 | UnsetType = UNSET
    ev_inverter_model: Text50 | UnsetType = UNSET
    ev_inverter_serial_number: Text50 | UnsetType = UNSET
    ev_inverter_sw_version: Text50 | UnsetType = UNSET
    ev_inverter_hw_version: Text50 | UnsetType = UNSET
    ev_islanding_detection_method: Annotated[tuple[IslandingDetectionEnum, ...], Meta(min_length=1)] | UnsetType = UNSET
    ev_islanding_trip_time: float | UnsetType = UNSET
    ev_maximum_level1_dc_injection: float | UnsetType = field(default=UNSET, name="evMaximumLevel1DCInjection")
    ev_duration_level1_dc_injection: float | UnsetType = field(default=UNSET, name="evDurationLevel1DCInjection")
    ev_maximum_level2_dc_injection: float | UnsetType = field(default=UNSET, name="evMaximumLevel2DCInjection")
    ev_duration_level2_dc_injection: float | UnsetType = field(default=UNSET, name="evDurationLevel2DCInjection")
    ev_reactive_susceptance: float | UnsetType = UNSET
    ev_session_total_discharge_energy_available: float | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class EVPriceRule(Message, frozen=True, kw_only=True):
    energy_fee: float
    power_range_start: float
    custom_data: CustomData | UnsetType = UNSET


class EVAbsolutePriceScheduleEntry(Message, frozen=True, kw_only=True):
    duration: int
    ev_price_rule: Annotated[tuple[EVPriceRule, ...], Meta(min_length=1, max_length=8)]
    custom_data: CustomData | UnsetType = UNSET


class EVAbsolutePriceSchedule(Message, frozen=True, kw_only=True):
    time_anchor: Instant
    currency: Text3
    ev_absolute_price_schedule_entries: Annotated[tuple[EVAbsolutePriceScheduleEntry, ...], Meta(min_length=1, max_length=1024)]
    price_algorithm: Text2000
    custom_data: CustomData | UnsetType = UNSET


class EVPowerScheduleEntry(Message, frozen=True, kw_only=True):
    duration: int
    power: float
    custom_data: CustomData | UnsetType = UNSET


class EVPowerSchedule(Message, frozen=True, kw_only=True):
    ev_power_schedule_entries: Annotated[tuple[EVPowerScheduleEntry, ...], Meta(min_length=1, max_length=1024)]
    time_anchor: Instant
    custom_data: CustomData | UnsetType = UNSET


class EVEnergyOffer(Message, frozen=True, kw_only=True):
    ev_power_schedule: EVPowerSchedule
    ev_absolute_price_schedule: EVAbsolutePriceSchedule | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class DCChargingParameters(Message, frozen=True, kw_only=True):
    ev_max_current: float
    ev_max_voltage: float
    ev_max_power: float | UnsetType = UNSET
    ev_energy_capacity: float | UnsetType = UNSET
    energy_amount: float | UnsetType = UNSET
    state_of_charge: Whole0To100 | UnsetType = UNSET
    full_so_c: Whole0To100 | UnsetType = UNSET
    bulk_so_c: Whole0To100 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class V2XChargingParameters(Message, frozen=True, kw_only=True):
    min_charge_power: float | UnsetType = UNSET
    min_charge_power_l2: float | UnsetType = field(default=UNSET, name="minChargePower_L2")
    min_charge_power_l3: float | UnsetType = field(default=UNSET, name="minChargePower_L3")
    max_charge_power: float | UnsetType = UNSET
    max_charge_power_l2: float | UnsetType = field(default=UNSET, name="maxChargePower_L2")
    max_charge_power_l3: float | UnsetType = field(default=UNSET, name="maxChargePower_L3")
    min_discharge_power: float | UnsetType = UNSET
    min_discharge_power_l2: float | UnsetType = field(default=UNSET, name="minDischargePower_L2")
    min_discharge_power_l3: float | UnsetType = field(default=UNSET, name="minDischargePower_L3")
    max_discharge_power: float | UnsetType = UNSET
    max_discharge_power_l2: float | UnsetType = field(default=UNSET, name="maxDischargePower_L2")
    max_discharge_power_l3: float | UnsetType = field(default=UNSET, name="maxDischargePower_L3")
    min_charge_current: float | UnsetType = UNSET
    max_charge_current: float | UnsetType = UNSET
    min_discharge_current: float | UnsetType = UNSET
    max_discharge_current: float | UnsetType = UNSET
    min_voltage: float | UnsetType = UNSET
    max_voltage: float | UnsetType = UNSET
    ev_target_energy_request: float | UnsetType = UNSET
    ev_min_energy_request: float | UnsetType = UNSET
    ev_max_energy_request: float | UnsetType = UNSET
    ev_min_v2_x_energy_request: float | UnsetType = UNSET
    ev_max_v2_x_energy_request: float | UnsetType = UNSET
    target_so_c: Whole0To100 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ChargingNeeds(Message, frozen=True, kw_only=True):
    requested_energy_transfer: EnergyTransferModeEnum
    ac_charging_parameters: ACChargingParameters | UnsetType = UNSET
    der_charging_parameters: DERChargingParameters | UnsetType = UNSET
    ev_energy_offer: EVEnergyOffer | UnsetType = UNSET
    dc_charging_parameters: DCChargingParameters | UnsetType = UNSET
    v2x_charging_parameters: V2XChargingParameters | UnsetType = UNSET
    available_energy_transfer: Annotated[tuple[EnergyTransferModeEnum, ...], Meta(min_length=1)] | UnsetType = UNSET
    control_mode: ControlModeEnum | UnsetType = UNSET
    mobility_needs_mode: MobilityNeedsModeEnum | UnsetType = UNSET
    departure_time: Instant | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class NotifyAllowedEnergyTransferRequest(Message, frozen=True, kw_only=True):
    transaction_id: Text36
    allowed_energy_transfer: Annotated[tuple[EnergyTransferModeEnum, ...], Meta(min_length=1)]
    custom_data: CustomData | UnsetType = UNSET


class NotifyAllowedEnergyTransferResponse(Message, frozen=True, kw_only=True):
    status: NotifyAllowedEnergyTransferStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class NotifyEVChargingNeedsRequest(Message, frozen=True, kw_only=True):
    evse_id: WholeFrom1
    charging_needs: ChargingNeeds
    max_schedule_tuples: WholeFrom0 | UnsetType = UNSET
    timestamp: Instant | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class NotifyEVChargingNeedsResponse(Message, frozen=True, kw_only=True):
    status: NotifyEVChargingNeedsStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class NotifyEVChargingScheduleRequest(Message, frozen=True, kw_only=True):
    time_base: Instant
    charging_schedule: ChargingSchedule
    evse_id: WholeFrom1
    selected_charging_schedule_id: WholeFrom0 | UnsetType = UNSET
    power_tolerance_acceptance: bool | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class NotifyEVChargingScheduleResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET
