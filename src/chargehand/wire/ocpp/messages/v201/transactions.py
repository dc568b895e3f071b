# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.0.1: transactions."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from chargehand.wire.ocpp.messages.quantities import Text20, Text36, Text50, Text2500
from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message
from chargehand.wire.ocpp.messages.v201.authorization import IdToken, IdTokenInfo, MessageContent
from chargehand.wire.ocpp.messages.v201.provisioning import EVSE

ChargingStateEnum = Literal["Charging", "EVConnected", "Idle", "SuspendedEV", "SuspendedEVSE"]
LocationEnum = Literal["Body", "Cable", "EV", "Inlet", "Outlet"]
MeasurandEnum = Literal[
    "Current.Export", "Current.Import", "Current.Offered", "Energy.Active.Export.Interval",
    "Energy.Active.Export.Register", "Energy.Active.Import.Interval", "Energy.Active.Import.Register",
    "Energy.Active.Net", "Energy.Apparent.Export", "Energy.Apparent.Import", "Energy.Apparent.Net",
    "Energy.Reactive.Export.Interval", "Energy.Reactive.Export.Register", "Energy.Reactive.Import.Interval",
    "Energy.Reactive.Import.Register", "Energy.Reactive.Net", "Frequency", "Power.Active.Export",
    "Power.Active.Import", "Power.Factor", "Power.Offered", "Power.Reactive.Export", "Power.Reactive.Import",
    "SoC", "Voltage"
]
PhaseEnum = Literal["L1", "L1-L2", "L1-N", "L2", "L2-L3", "L2-N", "L3", "L3-L1", "L3-N", "N"]
ReadingContextEnum = Literal[
    "Interruption.Begin", "Interruption.End", "Other", "Sample.Clock", "Sample.Periodic", "Transaction.Begin",
    "Transaction.End", "Trigger"
]
ReasonEnum = Literal[
    "DeAuthorized", "EVDisconnected", "EmergencyStop", "EnergyLimitReached", "GroundFault", "ImmediateReset",
    "Local", "LocalOutOfCredit", "MasterPass", "Other", "OvercurrentFault", "PowerLoss", "PowerQuality",
    "Reboot", "Remote", "SOCLimitReached", "StoppedByEV", "TimeLimitReached", "Timeout"
]
TransactionEventEnum = Literal["Ended", "Started", "Updated"]
TriggerReasonEnum = Literal[
    "AbnormalCondition", "Authorized", "CablePluggedIn", "ChargingRateChanged", "ChargingStateChanged",
    "Deauthorized", "EVCommunicationLost", "EVConnectTimeout", "EVDeparted", "EVDetected",
    "EnergyLimitReached", "MeterValueClock", "MeterValuePeriodic", "RemoteStart", "RemoteStop",
    "ResetCommand", "SignedDataReceived", "StopAuthorized", "TimeLimitReached", "Trigger", "UnlockCommand"
]


class SignedMeterValue(Message, frozen=True, kw_only=True):
    signed_meter_data: Text2500
    signing_method: Text50
    encoding_method: Text50
    public_key: Text2500
    custom_data: CustomData | UnsetType = UNSET


class UnitOfMeasure(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET
    unit: Text20 | UnsetType = UNSET
    multiplier: int | UnsetType = UNSET


class SampledValue(Message, frozen=True, kw_only=True):
    value: float
    custom_data: CustomData | UnsetType = UNSET
    context: ReadingContextEnum | UnsetType = UNSET
    measurand: MeasurandEnum | UnsetType = UNSET
    phase: PhaseEnum | UnsetType = UNSET
    location: LocationEnum | UnsetType = UNSET
    signed_meter_value: SignedMeterValue | UnsetType = UNSET
    unit_of_measure: UnitOfMeasure | UnsetType = UNSET


class MeterValue(Message, frozen=True, kw_only=True):
    sampled_value: Annotated[tuple[SampledValue, ...], Meta(min_length=1)]
    timestamp: Instant
    custom_data: CustomData | UnsetType = UNSET


class Transaction(Message, frozen=True, kw_only=True):
    transaction_id: Text36
    custom_data: CustomData | UnsetType = UNSET
    charging_state: ChargingStateEnum | UnsetType = UNSET
    time_spent_charging: int | UnsetType = UNSET
    stopped_reason: ReasonEnum | UnsetType = UNSET
    remote_start_id: int | UnsetType = UNSET


class GetTransactionStatusRequest(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET
    transaction_id: Text36 | UnsetType = UNSET


class GetTransactionStatusResponse(Message, frozen=True, kw_only=True):
    messages_in_queue: bool
    custom_data: CustomData | UnsetType = UNSET
    ongoing_indicator: bool | UnsetType = UNSET


class MeterValuesRequest(Message, frozen=True, kw_only=True):
    evse_id: int
    meter_value: Annotated[tuple[MeterValue, ...], Meta(min_length=1)]
    custom_data: CustomData | UnsetType = UNSET


class MeterValuesResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class TransactionEventRequest(Message, frozen=True, kw_only=True):
    event_type: TransactionEventEnum
    timestamp: Instant
    trigger_reason: TriggerReasonEnum
    seq_no: int
    transaction_info: Transaction
    custom_data: CustomData | UnsetType = UNSET
    meter_value: Annotated[tuple[MeterValue, ...], Meta(min_length=1)] | UnsetType = UNSET
    offline: bool | UnsetType = UNSET
    number_of_phases_used: int | UnsetType = UNSET
    cable_max_current: int | UnsetType = UNSET
    reservation_id: int | UnsetType = UNSET
    evse: EVSE | UnsetType = UNSET
    id_token: IdToken | UnsetType = UNSET


class TransactionEventResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET
    total_cost: float | UnsetType = UNSET
    charging_priority: int | UnsetType = UNSET
    id_token_info: IdTokenInfo | UnsetType = UNSET
    updated_personal_message: MessageContent | UnsetType = UNSET
