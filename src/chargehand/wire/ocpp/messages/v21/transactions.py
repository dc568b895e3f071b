# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.1: transactions."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from chargehand.wire.ocpp.messages.quantities import (
    Text3,
    Text20,
    Text36,
    Text50,
    Text60,
    Text500,
    Text2500,
    Text32768,
    Whole0To3,
    Whole0To100,
    WholeFrom0,
)
from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message
from chargehand.wire.ocpp.messages.v21.authorization import IdToken, IdTokenInfo, MessageContent, Price
from chargehand.wire.ocpp.messages.v21.provisioning import EVSE

ChargingStateEnum = Literal["Charging", "EVConnected", "Idle", "SuspendedEV", "SuspendedEVSE"]
CostDimensionEnum = Literal[
    "ChargingTime", "Energy", "IdleTIme", "MaxCurrent", "MaxPower", "MinCurrent", "MinPower"
]
LocationEnum = Literal["Body", "Cable", "EV", "Inlet", "Outlet", "Upstream"]
MeasurandEnum = Literal[
    "Current.Export", "Current.Export.Minimum", "Current.Export.Offered", "Current.Import",
    "Current.Import.Minimum", "Current.Import.Offered", "Current.Offered", "Display.BatteryEnergyCapacity",
    "Display.ChargingComplete", "Display.InletHot", "Display.MaximumSOC", "Display.MinimumSOC",
    "Display.PresentSOC", "Display.RemainingTimeToMaximumSOC", "Display.RemainingTimeToMinimumSOC",
    "Display.RemainingTimeToTargetSOC", "Display.TargetSOC", "Energy.Active.Export.Interval",
    "Energy.Active.Export.Register", "Energy.Active.Import.CableLoss", "Energy.Active.Import.Interval",
    "Energy.Active.Import.LocalGeneration.Register", "Energy.Active.Import.Register", "Energy.Active.Net",
    "Energy.Active.Setpoint.Interval", "Energy.Apparent.Export", "Energy.Apparent.Import",
    "Energy.Apparent.Net", "Energy.Reactive.Export.Interval", "Energy.Reactive.Export.Register",
    "Energy.Reactive.Import.Interval", "Energy.Reactive.Import.Register", "Energy.Reactive.Net",
    "EnergyRequest.Bulk", "EnergyRequest.Maximum", "EnergyRequest.Maximum.V2X", "EnergyRequest.Minimum",
    "EnergyRequest.Minimum.V2X", "EnergyRequest.Target", "Frequency", "Power.Active.Export",
    "Power.Active.Import", "Power.Active.Residual", "Power.Active.Setpoint", "Power.Export.Minimum",
    "Power.Export.Offered", "Power.Factor", "Power.Import.Minimum", "Power.Import.Offered", "Power.Offered",
    "Power.Reactive.Export", "Power.Reactive.Import", "SoC", "Voltage", "Voltage.Maximum", "Voltage.Minimum"
]
OperationModeEnum = Literal[
    "CentralFrequency", "CentralSetpoint", "ChargingOnly", "ExternalLimits", "ExternalSetpoint", "Idle",
    "LocalFrequency", "LocalLoadBalancing"
]
PhaseEnum = Literal["L1", "L1-L2", "L1-N", "L2", "L2-L3", "L2-N", "L3", "L3-L1", "L3-N", "N"]
PreconditioningStatusEnum = Literal["NotReady", "Preconditioning", "Ready", "Unknown"]
ReadingContextEnum = Literal[
    "Interruption.Begin", "Interruption.End", "Other", "Sample.Clock", "Sample.Periodic", "Transaction.Begin",
    "Transaction.End", "Trigger"
]
ReasonEnum = Literal[
    "DeAuthorized", "EVDisconnected", "EmergencyStop", "EnergyLimitReached", "GroundFault", "ImmediateReset",
    "Local", "LocalOutOfCredit", "MasterPass", "Other", "OvercurrentFault", "PowerLoss", "PowerQuality",
    "Reboot", "Remote", "ReqEnergyTransferRejected", "SOCLimitReached", "StoppedByEV", "TimeLimitReached",
    "Timeout"
]
TariffCostEnum = Literal["MaxCost", "MinCost", "NormalCost"]
TransactionEventEnum = Literal["Ended", "Started", "Updated"]
TriggerReasonEnum = Literal[
    "AbnormalCondition", "Authorized", "CablePluggedIn", "ChargingRateChanged", "ChargingStateChanged",
    "CostLimitReached", "Deauthorized", "EVCommunicationLost", "EVConnectTimeout", "EVDeparted", "EVDetected",
    "EnergyLimitReached", "LimitSet", "MeterValueClock", "MeterValuePeriodic", "OperationModeChanged",
    "RemoteStart", "RemoteStop", "ResetCommand", "RunningCost", "SignedDataReceived", "SoCLimitReached",
    "StopAuthorized", "TariffChanged", "TariffNotAccepted", "TimeLimitReached", "Trigger", "TxResumed",
    "UnlockCommand"
]


class SignedMeterValue(Message, frozen=True, kw_only=True):
    signed_meter_data: Text32768
    encoding_method: Text50
    signing_method: Text50 | UnsetType = UNSET
    public_key: Text2500 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class UnitOfMeasure(Message, frozen=True, kw_only=True):
    unit: Text20 | UnsetType = UNSET
    multiplier: int | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class SampledValue(Message, frozen=True, kw_only=True):
    value: float
    measurand: MeasurandEnum | UnsetType = UNSET
    context: ReadingContextEnum | UnsetType = UNSET
    phase: PhaseEnum | UnsetType = UNSET
    location: LocationEnum | UnsetType = UNSET
    signed_meter_value: SignedMeterValue | UnsetType = UNSET
    unit_of_measure: UnitOfMeasure | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class MeterValue(Message, frozen=True, kw_only=True):
    sampled_value: Annotated[tuple[SampledValue, ...], Meta(min_length=1)]
    timestamp: Instant
    custom_data: CustomData | UnsetType = UNSET


class CostDimension(Message, frozen=True, kw_only=True):
    type: CostDimensionEnum
    volume: float
    custom_data: CustomData | UnsetType = UNSET


class ChargingPeriod(Message, frozen=True, kw_only=True):
    start_period: Instant
    dimensions: Annotated[tuple[CostDimension, ...], Meta(min_length=1)] | UnsetType = UNSET
    tariff_id: Text60 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class TotalPrice(Message, frozen=True, kw_only=True):
    excl_tax: float | UnsetType = UNSET
    incl_tax: float | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class TotalCost(Message, frozen=True, kw_only=True):
    currency: Text3
    type_of_cost: TariffCostEnum
    total: TotalPrice
    fixed: Price | UnsetType = UNSET
    energy: Price | UnsetType = UNSET
    charging_time: Price | UnsetType = UNSET
    idle_time: Price | UnsetType = UNSET
    reservation_time: Price | UnsetType = UNSET
    reservation_fixed: Price | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class TotalUsage(Message, frozen=True, kw_only=True):
    energy: float
    charging_time: int
    idle_time: int
    reservation_time: int | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class CostDetails(Message, frozen=True, kw_only=True):
    total_cost: TotalCost
    total_usage: TotalUsage
    charging_periods: Annotated[tuple[ChargingPeriod, ...], Meta(min_length=1)] | UnsetType = UNSET
    failure_to_calculate: bool | UnsetType = UNSET
    failure_reason: Text500 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class TransactionLimit(Message, frozen=True, kw_only=True):
    max_cost: float | UnsetType = UNSET
    max_energy: float | UnsetType = UNSET
    max_time: int | UnsetType = UNSET
    max_so_c: Whole0To100 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class Transaction(Message, frozen=True, kw_only=True):
    transaction_id: Text36
    charging_state: ChargingStateEnum | UnsetType = UNSET
    time_spent_charging: int | UnsetType = UNSET
    stopped_reason: ReasonEnum | UnsetType = UNSET
    remote_start_id: int | UnsetType = UNSET
    operation_mode: OperationModeEnum | UnsetType = UNSET
    tariff_id: Text60 | UnsetType = UNSET
    transaction_limit: TransactionLimit | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetTransactionStatusRequest(Message, frozen=True, kw_only=True):
    transaction_id: Text36 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetTransactionStatusResponse(Message, frozen=True, kw_only=True):
    messages_in_queue: bool
    ongoing_indicator: bool | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class MeterValuesRequest(Message, frozen=True, kw_only=True):
    evse_id: WholeFrom0
    meter_value: Annotated[tuple[MeterValue, ...], Meta(min_length=1)]
    custom_data: CustomData | UnsetType = UNSET


class MeterValuesResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class TransactionEventRequest(Message, frozen=True, kw_only=True):
    event_type: TransactionEventEnum
    timestamp: Instant
    trigger_reason: TriggerReasonEnum
    seq_no: WholeFrom0
    transaction_info: Transaction
    cost_details: CostDetails | UnsetType = UNSET
    meter_value: Annotated[tuple[MeterValue, ...], Meta(min_length=1)] | UnsetType = UNSET
    offline: bool | UnsetType = UNSET
    number_of_phases_used: Whole0To3 | UnsetType = UNSET
    cable_max_current: int | UnsetType = UNSET
    reservation_id: WholeFrom0 | UnsetType = UNSET
    preconditioning_status: PreconditioningStatusEnum | UnsetType = UNSET
    evse_sleep: bool | UnsetType = UNSET
    evse: EVSE | UnsetType = UNSET
    id_token: IdToken | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class TransactionEventResponse(Message, frozen=True, kw_only=True):
    total_cost: float | UnsetType = UNSET
    charging_priority: int | UnsetType = UNSET
    id_token_info: IdTokenInfo | UnsetType = UNSET
    transaction_limit: TransactionLimit | UnsetType = UNSET
    updated_personal_message: MessageContent | UnsetType = UNSET
    updated_personal_message_extra: Annotated[tuple[MessageContent, ...], Meta(min_length=1, max_length=4)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET
