"""Getting a station going: BootNotification, SetVariables, Reset (OCPP 2.0.1 B)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

import msgspec
from msgspec import Raw, Struct

from chargehand.model.answers import BootAnswer
from chargehand.model.calls import CallOutcome, Configure, Reset, SetPassword
from chargehand.model.events import StationBooted
from chargehand.model.station import BootStatus
from chargehand.wire.ocpp.codec import CallText, Context
from chargehand.wire.ocpp.faults import OurWireFault, WireFault
from chargehand.wire.ocpp.fields import INT_MAX, clean
from chargehand.wire.ocpp.instants import write_instant
from chargehand.wire.ocpp.parts.outcomes import SET, TAKEN, UNREADABLE, outcome_of, read_outcome
from chargehand.wire.ocpp.usable import Usable

_VALUE_LENGTH: Final = 1000
Place: TypeAlias = tuple[str, str, str | None]


class ChargingStation(Struct, frozen=True, rename="camel", gc=False):
    vendor_name: str
    model: str
    serial_number: str | None = None
    firmware_version: str | None = None


class BootNotification(Struct, frozen=True, rename="camel", gc=False):
    charging_station: ChargingStation


class BootNotificationResponse(Struct, frozen=True, rename="camel"):
    status: str
    current_time: str
    interval: int


class Component(Struct, frozen=True):
    name: str


class Variable(Struct, frozen=True, omit_defaults=True):
    name: str
    instance: str | None = None


class SetVariableData(Struct, frozen=True, rename="camel"):
    attribute_value: str
    component: Component
    variable: Variable


class SetVariables(Struct, frozen=True, rename="camel"):
    set_variable_data: tuple[SetVariableData]


class SetVariableResult(Struct, frozen=True, rename="camel", gc=False):
    attribute_status: str


class SetVariablesResponse(Struct, frozen=True, rename="camel"):
    set_variable_result: list[SetVariableResult]


class GetBaseReport(Struct, frozen=True, rename="camel"):
    request_id: int
    report_base: str


class ResetRequest(Struct, frozen=True, rename="camel", omit_defaults=True):
    type: str
    evse_id: int | None = None


_station: Final = Usable(ChargingStation)
_boot: Final = Usable(BootNotification, menders={"charging_station": _station.read})
_set: Final = Usable(SetVariablesResponse)
_encode: Final = msgspec.json.Encoder().encode
_BOOT: Final = {
    BootStatus.ACCEPTED: "Accepted",
    BootStatus.PENDING: "Pending",
    BootStatus.REJECTED: "Rejected",
}
# The wishes are named as in 1.6; part 2 appendix §3 names their counterparts, component, variable and its instance.
_PLACES: Final[Mapping[str, tuple[Place, ...]]] = {
    "HeartbeatInterval": (("OCPPCommCtrlr", "HeartbeatInterval", None),),
    "WebSocketPingInterval": (("OCPPCommCtrlr", "WebSocketPingInterval", None),),
    "TransactionMessageAttempts": (("OCPPCommCtrlr", "MessageAttempts", "TransactionEvent"),),
    "TransactionMessageRetryInterval": (("OCPPCommCtrlr", "MessageAttemptInterval", "TransactionEvent"),),
    "MeterValueSampleInterval": (("SampledDataCtrlr", "TxUpdatedInterval", None),),
    "MeterValuesSampledData": (
        ("SampledDataCtrlr", "TxUpdatedMeasurands", None),
        ("SampledDataCtrlr", "TxStartedMeasurands", None),
    ),
    "StopTxnSampledData": (("SampledDataCtrlr", "TxEndedMeasurands", None),),
    "ClockAlignedDataInterval": (("AlignedDataCtrlr", "Interval", None),),
    "MeterValuesAlignedData": (("AlignedDataCtrlr", "Measurands", None),),
    "StopTxnAlignedData": (("AlignedDataCtrlr", "TxEndedMeasurands", None),),
    "ConnectionTimeOut": (("TxCtrlr", "EVConnectionTimeOut", None),),
    "StopTransactionOnInvalidId": (("TxCtrlr", "StopTxOnInvalidId", None),),
    "StopTransactionOnEVSideDisconnect": (("TxCtrlr", "StopTxOnEVSideDisconnect", None),),
    "AuthorizeRemoteTxRequests": (("AuthCtrlr", "AuthorizeRemoteStart", None),),
    "LocalAuthorizeOffline": (("AuthCtrlr", "LocalAuthorizeOffline", None),),
    "LocalPreAuthorize": (("AuthCtrlr", "LocalPreAuthorize", None),),
    "LocalAuthListEnabled": (("LocalAuthListCtrlr", "Enabled", None),),
    "AuthorizationCacheEnabled": (("AuthCacheCtrlr", "Enabled", None),),
}
_NO_HISTORY: Final = (
    (("SampledDataCtrlr", "TxEndedMeasurands", None), "Energy.Active.Import.Register"),
    (("SampledDataCtrlr", "TxEndedInterval", None), "0"),
)
"""What an empty StopTxnSampledData means here: first and last register, nothing between (F19). The Ended event has no
meter value of its own as a StopTransaction has, so that it must sample the register."""


def read_boot(payload: Raw | bytes, context: Context) -> StationBooted:
    said = _boot.read(payload).charging_station
    return StationBooted(
        station=context.station,
        at=context.at,
        vendor=clean(said.vendor_name),
        model=clean(said.model),
        serial=clean(said.serial_number),
        firmware=clean(said.firmware_version),
    )


def write_boot(answer: BootAnswer) -> bytes:
    return _encode(
        BootNotificationResponse(_BOOT[answer.status], write_instant(answer.now), max(0, answer.interval_s))
    )


def write_configure(call: Configure) -> tuple[CallText, ...]:
    """One SetVariables per variable, since some stations take no more at a time; nothing for a wish of 1.6 alone.

    The device model is asked for when all are set (B07).
    """
    wishes = tuple(
        _wish(key, place, value) for key, wanted in call.wishes for place, value in _meant(key, wanted)
    )
    if not 0 < call.inventory <= INT_MAX:
        return wishes
    report = CallText("GetBaseReport", _encode(GetBaseReport(call.inventory, "FullInventory")), "inventory")
    return (*wishes, report)


def _meant(key: str, value: str) -> Iterable[tuple[Place, str]]:
    if key == "StopTxnSampledData" and not value:
        return _NO_HISTORY
    return ((place, value) for place in _PLACES.get(key, ()))


def write_password(call: SetPassword) -> CallText:
    """A01: 16 to 40 characters."""
    if not call.key:
        raise OurWireFault("a password that is none")
    return _wish("BasicAuthPassword", ("SecurityCtrlr", "BasicAuthPassword", None), call.key)


def _wish(key: str, place: Place, value: str) -> CallText:
    if len(value) > _VALUE_LENGTH:
        raise OurWireFault("value of a variable too long")
    component, name, instance = place
    data = SetVariableData(value, Component(component), Variable(name, instance))
    return CallText("SetVariables", _encode(SetVariables((data,))), key)


def read_set(call: Configure | SetPassword, payload: Raw | bytes) -> tuple[CallOutcome, str]:
    """How the one variable fared (B05), or the asking for the device model, if that was part of it."""
    try:
        results = _set.read(payload).set_variable_result
    except WireFault:
        inventory = isinstance(call, Configure) and call.inventory
        return read_outcome(payload, TAKEN) if inventory else UNREADABLE
    return outcome_of(results[0].attribute_status, SET) if results else UNREADABLE


def write_reset(call: Reset) -> CallText:
    """B11, B12: at once, or when no transaction runs."""
    connector = call.connector
    evse_id = connector if connector is not None and 0 < connector <= INT_MAX else None
    return CallText("Reset", _encode(ResetRequest("Immediate" if call.at_once else "OnIdle", evse_id)))
