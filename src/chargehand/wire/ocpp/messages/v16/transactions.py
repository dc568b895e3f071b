# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 1.6 and its security extension: transactions."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from chargehand.wire.ocpp.messages.quantities import Text20
from chargehand.wire.ocpp.messages.shape import Instant, Message
from chargehand.wire.ocpp.messages.v16.authorization import IdTagInfo

SampledValueContext = Literal[
    "Interruption.Begin", "Interruption.End", "Other", "Sample.Clock", "Sample.Periodic", "Transaction.Begin",
    "Transaction.End", "Trigger"
]
SampledValueFormat = Literal["Raw", "SignedData"]
SampledValueLocation = Literal["Body", "Cable", "EV", "Inlet", "Outlet"]
SampledValueMeasurand = Literal[
    "Current.Export", "Current.Import", "Current.Offered", "Energy.Active.Export.Interval",
    "Energy.Active.Export.Register", "Energy.Active.Import.Interval", "Energy.Active.Import.Register",
    "Energy.Reactive.Export.Interval", "Energy.Reactive.Export.Register", "Energy.Reactive.Import.Interval",
    "Energy.Reactive.Import.Register", "Frequency", "Power.Active.Export", "Power.Active.Import",
    "Power.Factor", "Power.Offered", "Power.Reactive.Export", "Power.Reactive.Import", "RPM", "SoC",
    "Temperature", "Voltage"
]
SampledValuePhase = Literal["L1", "L1-L2", "L1-N", "L2", "L2-L3", "L2-N", "L3", "L3-L1", "L3-N", "N"]
SampledValueUnit = Literal[
    "A", "Celcius", "Celsius", "Fahrenheit", "Hertz", "K", "Percent", "V", "VA", "W", "Wh", "kVA", "kW",
    "kWh", "kvar", "kvarh", "var", "varh"
]
StopTransactionReason = Literal[
    "DeAuthorized", "EVDisconnected", "EmergencyStop", "HardReset", "Local", "Other", "PowerLoss", "Reboot",
    "Remote", "SoftReset", "UnlockCommand"
]
StopTransactionSampledValueUnit = Literal[
    "A", "Celcius", "Celsius", "Fahrenheit", "K", "Percent", "V", "VA", "W", "Wh", "kVA", "kW", "kWh", "kvar",
    "kvarh", "var", "varh"
]


class SampledValue(Message, frozen=True, kw_only=True):
    value: str
    context: SampledValueContext | UnsetType = UNSET
    format: SampledValueFormat | UnsetType = UNSET
    measurand: SampledValueMeasurand | UnsetType = UNSET
    phase: SampledValuePhase | UnsetType = UNSET
    location: SampledValueLocation | UnsetType = UNSET
    unit: SampledValueUnit | UnsetType = UNSET


class MeterValue(Message, frozen=True, kw_only=True):
    timestamp: Instant
    sampled_value: Annotated[tuple[SampledValue, ...], Meta(min_length=1)]


class StopTransactionSampledValue(Message, frozen=True, kw_only=True):
    value: str
    context: SampledValueContext | UnsetType = UNSET
    format: SampledValueFormat | UnsetType = UNSET
    measurand: SampledValueMeasurand | UnsetType = UNSET
    phase: SampledValuePhase | UnsetType = UNSET
    location: SampledValueLocation | UnsetType = UNSET
    unit: StopTransactionSampledValueUnit | UnsetType = UNSET


class StopTransactionMeterValue(Message, frozen=True, kw_only=True):
    timestamp: Instant
    sampled_value: tuple[StopTransactionSampledValue, ...]


class MeterValuesRequest(Message, frozen=True, kw_only=True):
    connector_id: int
    meter_value: Annotated[tuple[MeterValue, ...], Meta(min_length=1)]
    transaction_id: int | UnsetType = UNSET


class MeterValuesResponse(Message, frozen=True, kw_only=True):
    pass


class StartTransactionRequest(Message, frozen=True, kw_only=True):
    connector_id: int
    id_tag: Text20
    meter_start: int
    timestamp: Instant
    reservation_id: int | UnsetType = UNSET


class StartTransactionResponse(Message, frozen=True, kw_only=True):
    id_tag_info: IdTagInfo
    transaction_id: int


class StopTransactionRequest(Message, frozen=True, kw_only=True):
    meter_stop: int
    timestamp: Instant
    transaction_id: int
    id_tag: Text20 | UnsetType = UNSET
    reason: StopTransactionReason | UnsetType = UNSET
    transaction_data: tuple[StopTransactionMeterValue, ...] | UnsetType = UNSET


class StopTransactionResponse(Message, frozen=True, kw_only=True):
    id_tag_info: IdTagInfo | UnsetType = UNSET
