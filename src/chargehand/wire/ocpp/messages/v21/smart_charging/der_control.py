# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.1: smart charging: der control."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, field

from chargehand.wire.ocpp.messages.quantities import Text36, Text200, WholeFrom0
from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message
from chargehand.wire.ocpp.messages.v21.provisioning import StatusInfo
from chargehand.wire.ocpp.messages.v21.smart_charging.needs import DERControlEnum

DERControlStatusEnum = Literal["Accepted", "NotFound", "NotSupported", "Rejected"]
DERUnitEnum = Literal["Not_Applicable", "PctEffectiveV", "PctMaxVar", "PctMaxW", "PctVarAvail", "PctWAvail"]
GridEventFaultEnum = Literal[
    "CurrentImbalance", "LocalEmergency", "LowInputPower", "OverCurrent", "OverFrequency", "OverVoltage",
    "PhaseRotation", "RemoteEmergency", "UnderFrequency", "UnderVoltage", "VoltageImbalance"
]
PowerDuringCessationEnum = Literal["Active", "Reactive"]


class DERCurvePoints(Message, frozen=True, kw_only=True):
    x: float
    y: float
    custom_data: CustomData | UnsetType = UNSET


class Hysteresis(Message, frozen=True, kw_only=True):
    hysteresis_high: float | UnsetType = UNSET
    hysteresis_low: float | UnsetType = UNSET
    hysteresis_delay: float | UnsetType = UNSET
    hysteresis_gradient: float | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ReactivePowerParams(Message, frozen=True, kw_only=True):
    v_ref: float | UnsetType = UNSET
    autonomous_v_ref_enable: bool | UnsetType = UNSET
    autonomous_v_ref_time_constant: float | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class VoltageParams(Message, frozen=True, kw_only=True):
    hv10_min_mean_value: float | UnsetType = UNSET
    hv10_min_mean_trip_delay: float | UnsetType = UNSET
    power_during_cessation: PowerDuringCessationEnum | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class DERCurve(Message, frozen=True, kw_only=True):
    curve_data: Annotated[tuple[DERCurvePoints, ...], Meta(min_length=1, max_length=10)]
    priority: WholeFrom0
    y_unit: DERUnitEnum
    hysteresis: Hysteresis | UnsetType = UNSET
    reactive_power_params: ReactivePowerParams | UnsetType = UNSET
    voltage_params: VoltageParams | UnsetType = UNSET
    response_time: float | UnsetType = UNSET
    start_time: Instant | UnsetType = UNSET
    duration: float | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class DERCurveGet(Message, frozen=True, kw_only=True):
    curve: DERCurve
    id: Text36
    curve_type: DERControlEnum
    is_default: bool
    is_superseded: bool
    custom_data: CustomData | UnsetType = UNSET


class EnterService(Message, frozen=True, kw_only=True):
    priority: WholeFrom0
    high_voltage: float
    low_voltage: float
    high_freq: float
    low_freq: float
    delay: float | UnsetType = UNSET
    random_delay: float | UnsetType = UNSET
    ramp_rate: float | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class EnterServiceGet(Message, frozen=True, kw_only=True):
    enter_service: EnterService
    id: Text36
    custom_data: CustomData | UnsetType = UNSET


class FixedPF(Message, frozen=True, kw_only=True):
    priority: WholeFrom0
    displacement: float
    excitation: bool
    start_time: Instant | UnsetType = UNSET
    duration: float | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class FixedPFGet(Message, frozen=True, kw_only=True):
    fixed_pf: FixedPF = field(name="fixedPF")
    id: Text36
    is_default: bool
    is_superseded: bool
    custom_data: CustomData | UnsetType = UNSET


class FixedVar(Message, frozen=True, kw_only=True):
    priority: WholeFrom0
    setpoint: float
    unit: DERUnitEnum
    start_time: Instant | UnsetType = UNSET
    duration: float | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class FixedVarGet(Message, frozen=True, kw_only=True):
    fixed_var: FixedVar
    id: Text36
    is_default: bool
    is_superseded: bool
    custom_data: CustomData | UnsetType = UNSET


class FreqDroop(Message, frozen=True, kw_only=True):
    priority: WholeFrom0
    over_freq: float
    under_freq: float
    over_droop: float
    under_droop: float
    response_time: float
    start_time: Instant | UnsetType = UNSET
    duration: float | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class FreqDroopGet(Message, frozen=True, kw_only=True):
    freq_droop: FreqDroop
    id: Text36
    is_default: bool
    is_superseded: bool
    custom_data: CustomData | UnsetType = UNSET


class Gradient(Message, frozen=True, kw_only=True):
    priority: WholeFrom0
    gradient: float
    soft_gradient: float
    custom_data: CustomData | UnsetType = UNSET


class GradientGet(Message, frozen=True, kw_only=True):
    gradient: Gradient
    id: Text36
    custom_data: CustomData | UnsetType = UNSET


class LimitMaxDischarge(Message, frozen=True, kw_only=True):
    priority: WholeFrom0
    pct_max_discharge_power: float | UnsetType = UNSET
    power_monitoring_must_trip: DERCurve | UnsetType = UNSET
    start_time: Instant | UnsetType = UNSET
    duration: float | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class LimitMaxDischargeGet(Message, frozen=True, kw_only=True):
    id: Text36
    is_default: bool
    is_superseded: bool
    limit_max_discharge: LimitMaxDischarge
    custom_data: CustomData | UnsetType = UNSET


class ClearDERControlRequest(Message, frozen=True, kw_only=True):
    is_default: bool
    control_type: DERControlEnum | UnsetType = UNSET
    control_id: Text36 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ClearDERControlResponse(Message, frozen=True, kw_only=True):
    status: DERControlStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetDERControlRequest(Message, frozen=True, kw_only=True):
    request_id: int
    is_default: bool | UnsetType = UNSET
    control_type: DERControlEnum | UnsetType = UNSET
    control_id: Text36 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetDERControlResponse(Message, frozen=True, kw_only=True):
    status: DERControlStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class NotifyDERAlarmRequest(Message, frozen=True, kw_only=True):
    control_type: DERControlEnum
    timestamp: Instant
    grid_event_fault: GridEventFaultEnum | UnsetType = UNSET
    alarm_ended: bool | UnsetType = UNSET
    extra_info: Text200 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class NotifyDERAlarmResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class NotifyDERStartStopRequest(Message, frozen=True, kw_only=True):
    control_id: Text36
    started: bool
    timestamp: Instant
    superseded_ids: Annotated[tuple[Text36, ...], Meta(min_length=1, max_length=24)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class NotifyDERStartStopResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class ReportDERControlRequest(Message, frozen=True, kw_only=True):
    request_id: int
    curve: Annotated[tuple[DERCurveGet, ...], Meta(min_length=1, max_length=24)] | UnsetType = UNSET
    enter_service: Annotated[tuple[EnterServiceGet, ...], Meta(min_length=1, max_length=24)] | UnsetType = UNSET
    fixed_pf_absorb: Annotated[tuple[FixedPFGet, ...], Meta(min_length=1, max_length=24)] | UnsetType = field(default=UNSET, name="fixedPFAbsorb")
    fixed_pf_inject: Annotated[tuple[FixedPFGet, ...], Meta(min_length=1, max_length=24)] | UnsetType = field(default=UNSET, name="fixedPFInject")
    fixed_var: Annotated[tuple[FixedVarGet, ...], Meta(min_length=1, max_length=24)] | UnsetType = UNSET
    freq_droop: Annotated[tuple[FreqDroopGet, ...], Meta(min_length=1, max_length=24)] | UnsetType = UNSET
    gradient: Annotated[tuple[GradientGet, ...], Meta(min_length=1, max_length=24)] | UnsetType = UNSET
    limit_max_discharge: Annotated[tuple[LimitMaxDischargeGet, ...], Meta(min_length=1, max_length=24)] | UnsetType = UNSET
    tbc: bool | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ReportDERControlResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class SetDERControlRequest(Message, frozen=True, kw_only=True):
    is_default: bool
    control_id: Text36
    control_type: DERControlEnum
    curve: DERCurve | UnsetType = UNSET
    enter_service: EnterService | UnsetType = UNSET
    fixed_pf_absorb: FixedPF | UnsetType = field(default=UNSET, name="fixedPFAbsorb")
    fixed_pf_inject: FixedPF | UnsetType = field(default=UNSET, name="fixedPFInject")
    fixed_var: FixedVar | UnsetType = UNSET
    freq_droop: FreqDroop | UnsetType = UNSET
    gradient: Gradient | UnsetType = UNSET
    limit_max_discharge: LimitMaxDischarge | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class SetDERControlResponse(Message, frozen=True, kw_only=True):
    status: DERControlStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    superseded_ids: Annotated[tuple[Text36, ...], Meta(min_length=1, max_length=24)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET
