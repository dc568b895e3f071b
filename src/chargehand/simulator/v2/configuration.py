"""The station's device model (2.0.1 part 1 §4, part 2 §2): what can be asked, changed and reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.hardware.build import Build

Outcome: TypeAlias = Literal["Accepted", "Rejected", "UnknownComponent", "UnknownVariable", "RebootRequired"]
Mutability: TypeAlias = Literal["ReadOnly", "ReadWrite", "WriteOnly"]

_REGISTER: Final = "Energy.Active.Import.Register"
_SAMPLED: Final = f"{_REGISTER},Power.Active.Import,Current.Import,SoC"
MEASURANDS: Final = (_REGISTER, "Power.Active.Import", "Current.Import", "Voltage", "SoC")
_POINTS: Final = "ParkingBayOccupancy,EVConnected,Authorized,DataSigned,PowerPathClosed,EnergyTransfer"

Name: TypeAlias = tuple[str, str, int]
"""Component, variable, EVSE (0: the whole station)."""


@dataclass(frozen=True, slots=True)
class Variable:
    component: str
    variable: str
    value: str
    kind: str = "string"
    mutability: Mutability = "ReadWrite"
    unit: str = ""
    instance: str = ""
    evse: int = 0
    connector: int = 0
    needs_reboot: bool = False

    @property
    def name(self) -> Name:
        return (self.component, self.variable, self.evse)

    @property
    def component_told(self) -> JsonObject:
        told: JsonObject = {"name": self.component}
        if self.evse:
            place: JsonObject = {"id": self.evse}
            told["evse"] = place | {"connectorId": self.connector} if self.connector else place
        return told

    @property
    def variable_told(self) -> JsonObject:
        told: JsonObject = {"name": self.variable}
        return told | {"instance": self.instance} if self.instance else told

    @property
    def told(self) -> JsonObject:
        """As ReportDataType; what may only be written has no value (B06.FR.09)."""
        attribute: JsonObject = {"type": "Actual", "mutability": self.mutability}
        if self.mutability != "WriteOnly":
            attribute["value"] = self.value
        traits: JsonObject = {"dataType": self.kind, "supportsMonitoring": False}
        if self.unit:
            traits["unit"] = self.unit
        if self.kind in {"OptionList", "MemberList", "SequenceList"}:
            traits["valuesList"] = _POINTS if self.variable.startswith("Tx") else ",".join(MEASURANDS)
        return {
            "component": self.component_told,
            "variable": self.variable_told,
            "variableAttribute": [attribute],
            "variableCharacteristics": traits,
        }


_V: Final = Variable
_VARIABLES: Final = (
    _V("OCPPCommCtrlr", "HeartbeatInterval", "300", "integer", unit="s"),
    _V("OCPPCommCtrlr", "MessageAttempts", "3", "integer", instance="TransactionEvent"),
    _V("OCPPCommCtrlr", "MessageAttemptInterval", "60", "integer", unit="s", instance="TransactionEvent"),
    _V("OCPPCommCtrlr", "MessageTimeout", "30", "integer", "ReadOnly", unit="s", instance="Default"),
    _V("OCPPCommCtrlr", "NetworkConfigurationPriority", "1", "SequenceList", needs_reboot=True),
    _V("OCPPCommCtrlr", "NetworkProfileConnectionAttempts", "3", "integer"),
    _V("OCPPCommCtrlr", "OfflineThreshold", "60", "integer", unit="s"),
    _V("OCPPCommCtrlr", "ResetRetries", "1", "integer"),
    _V("OCPPCommCtrlr", "UnlockOnEVSideDisconnect", "true", "boolean"),
    _V("OCPPCommCtrlr", "WebSocketPingInterval", "0", "integer", unit="s", needs_reboot=True),
    _V("AuthCtrlr", "AuthorizeRemoteStart", "false", "boolean"),
    _V("AuthCtrlr", "LocalAuthorizeOffline", "true", "boolean"),
    _V("AuthCtrlr", "LocalPreAuthorize", "false", "boolean"),
    _V("AuthCtrlr", "OfflineTxForUnknownIdEnabled", "true", "boolean"),
    _V("AuthCtrlr", "MasterPassGroupId", "", "string"),
    _V("AuthCacheCtrlr", "Enabled", "true", "boolean"),
    _V("LocalAuthListCtrlr", "Enabled", "true", "boolean"),
    _V("LocalAuthListCtrlr", "Entries", "0", "integer", "ReadOnly"),
    _V("LocalAuthListCtrlr", "ItemsPerMessage", "100", "integer", "ReadOnly"),
    _V("TxCtrlr", "EVConnectionTimeOut", "60", "integer", unit="s"),
    _V("TxCtrlr", "StopTxOnEVSideDisconnect", "true", "boolean"),
    _V("TxCtrlr", "StopTxOnInvalidId", "true", "boolean"),
    _V("TxCtrlr", "TxStartPoint", "PowerPathClosed", "MemberList", "ReadOnly"),
    _V("TxCtrlr", "TxStopPoint", "PowerPathClosed", "MemberList", "ReadOnly"),
    _V("SampledDataCtrlr", "TxStartedMeasurands", _REGISTER, "MemberList"),
    _V("SampledDataCtrlr", "TxUpdatedMeasurands", _SAMPLED, "MemberList"),
    _V("SampledDataCtrlr", "TxUpdatedInterval", "60", "integer", unit="s"),
    _V("SampledDataCtrlr", "TxEndedMeasurands", _REGISTER, "MemberList"),
    _V("SampledDataCtrlr", "TxEndedInterval", "0", "integer", unit="s"),
    _V("AlignedDataCtrlr", "Interval", "0", "integer", unit="s"),
    _V("AlignedDataCtrlr", "Measurands", _REGISTER, "MemberList"),
    _V("DeviceDataCtrlr", "ItemsPerMessage", "20", "integer", "ReadOnly", instance="GetReport"),
    _V("DeviceDataCtrlr", "ItemsPerMessage", "20", "integer", "ReadOnly", instance="GetVariables"),
    _V("DeviceDataCtrlr", "ItemsPerMessage", "20", "integer", "ReadOnly", instance="SetVariables"),
    _V("SecurityCtrlr", "BasicAuthPassword", "", "string", "WriteOnly"),
    _V("SecurityCtrlr", "OrganizationName", "Chargehand"),
    _V("SecurityCtrlr", "SecurityProfile", "1", "integer", "ReadOnly"),
    _V("SecurityCtrlr", "CertificateEntries", "0", "integer", "ReadOnly"),
    _V("ClockCtrlr", "TimeSource", "Heartbeat", "SequenceList", "ReadOnly"),
    _V("ReservationCtrlr", "Enabled", "true", "boolean"),
    _V("SmartChargingCtrlr", "Enabled", "true", "boolean"),
    _V("SmartChargingCtrlr", "ProfileStackLevel", "8", "integer", "ReadOnly"),
    _V("SmartChargingCtrlr", "RateUnit", "W,A", "MemberList", "ReadOnly"),
    _V("SmartChargingCtrlr", "PeriodsPerSchedule", "24", "integer", "ReadOnly"),
    _V("DisplayMessageCtrlr", "Enabled", "true", "boolean"),
    _V("MonitoringCtrlr", "Enabled", "true", "boolean"),
)

# What 1.6 calls the same thing.
_OLD_NAMES: Final[dict[str, tuple[str, str]]] = {
    "AuthorizationCacheEnabled": ("AuthCacheCtrlr", "Enabled"),
    "AuthorizeRemoteTxRequests": ("AuthCtrlr", "AuthorizeRemoteStart"),
    "AllowOfflineTxForUnknownId": ("AuthCtrlr", "OfflineTxForUnknownIdEnabled"),
    "ClockAlignedDataInterval": ("AlignedDataCtrlr", "Interval"),
    "ConnectionTimeOut": ("TxCtrlr", "EVConnectionTimeOut"),
    "HeartbeatInterval": ("OCPPCommCtrlr", "HeartbeatInterval"),
    "LocalAuthorizeOffline": ("AuthCtrlr", "LocalAuthorizeOffline"),
    "LocalPreAuthorize": ("AuthCtrlr", "LocalPreAuthorize"),
    "MeterValueSampleInterval": ("SampledDataCtrlr", "TxUpdatedInterval"),
    "MeterValuesAlignedData": ("AlignedDataCtrlr", "Measurands"),
    "MeterValuesSampledData": ("SampledDataCtrlr", "TxUpdatedMeasurands"),
    "StopTransactionOnEVSideDisconnect": ("TxCtrlr", "StopTxOnEVSideDisconnect"),
    "StopTransactionOnInvalidId": ("TxCtrlr", "StopTxOnInvalidId"),
    "StopTxnSampledData": ("SampledDataCtrlr", "TxEndedMeasurands"),
    "TransactionMessageAttempts": ("OCPPCommCtrlr", "MessageAttempts"),
    "TransactionMessageRetryInterval": ("OCPPCommCtrlr", "MessageAttemptInterval"),
    "WebSocketPingInterval": ("OCPPCommCtrlr", "WebSocketPingInterval"),
}


def _about(build: Build) -> Iterator[Variable]:
    """What the station, its EVSEs and connectors are."""
    fixed: Mutability = "ReadOnly"
    yield _V("ChargingStation", "AvailabilityState", "Available", "OptionList", fixed)
    yield _V("ChargingStation", "Model", build.model, "string", fixed)
    yield _V("ChargingStation", "VendorName", build.vendor, "string", fixed)
    yield _V("ChargingStation", "SupplyPhases", str(build.phases), "integer", fixed)
    for evse in range(1, build.connectors + 1):
        yield _V("EVSE", "AvailabilityState", "Available", "OptionList", fixed, evse=evse)
        yield _V("EVSE", "Power", f"{build.max_power_w:.0f}", "decimal", fixed, unit="W", evse=evse)
        kind = "cCCS2" if build.direct_current else "cType2"
        yield _V("Connector", "ConnectorType", kind, "string", fixed, evse=evse, connector=1)


class DeviceModel:
    """The values in force. Only what differs from the usual is kept per station."""

    __slots__ = ("_after_reboot", "_changed", "_known")

    def __init__(self, build: Build, changed: Iterable[tuple[str, str]] = ()) -> None:
        self._known = (*_VARIABLES, *_about(build))
        self._changed: dict[Name, str] = {}
        self._after_reboot: dict[Name, str] = {}
        for key, value in changed:
            self.put(key, value)

    @property
    def attempts(self) -> int:
        return self.count("OCPPCommCtrlr.MessageAttempts")

    @property
    def retry_interval_s(self) -> int:
        return self.count("OCPPCommCtrlr.MessageAttemptInterval")

    def text(self, key: str) -> str:
        """The value of `Component.Variable`, or of what 1.6 calls so; KeyError if there is none."""
        return self._in_force(self._found(key)).value

    def count(self, key: str) -> int:
        return int(self.text(key))

    def flag(self, key: str) -> bool:
        return self.text(key) == "true"

    def measurands(self, key: str) -> list[str]:
        return [name for name in self.text(key).split(",") if name]

    def put(self, key: str, value: str) -> None:
        """Sets a value from inside the station, fixed ones too."""
        self._changed[self._found(key).name] = value

    def look(self, component: str, variable: str, evse: int = 0) -> Variable | Outcome:
        """The variable of that name, spelt in any case, or why there is none."""
        wanted = (component.casefold(), variable.casefold(), evse)
        for each in self._known:
            if (each.component.casefold(), each.variable.casefold(), each.evse) == wanted:
                return self._in_force(each)
        components = {each.component.casefold() for each in self._known}
        return "UnknownVariable" if component.casefold() in components else "UnknownComponent"

    def change(self, component: str, variable: str, value: str, evse: int = 0) -> Outcome:
        """What SetVariables asks for (B05): done, or why not."""
        found = self.look(component, variable, evse)
        if not isinstance(found, Variable):
            return found
        tidy = _tidy(found.kind, value)
        if found.mutability == "ReadOnly" or tidy is None:
            return "Rejected"
        if found.needs_reboot:
            self._after_reboot[found.name] = tidy
            return "RebootRequired"
        self._changed[found.name] = tidy
        return "Accepted"

    def reboot(self) -> None:
        """Values that waited for a reboot are in force."""
        self._changed.update(self._after_reboot)
        self._after_reboot.clear()

    def report(self, *, only_changeable: bool = False) -> list[Variable]:
        """All variables, or those of a ConfigurationInventory: what can be written (B07)."""
        wanted = self._known
        if only_changeable:
            wanted = tuple(each for each in wanted if each.mutability != "ReadOnly")
        return [self._in_force(each) for each in wanted]

    def _found(self, key: str) -> Variable:
        component, _, variable = key.partition(".")
        wanted = _OLD_NAMES.get(key, (component, variable))
        return next(each for each in self._known if (each.component, each.variable) == wanted)

    def _in_force(self, known: Variable) -> Variable:
        value = self._changed.get(known.name)
        return known if value is None else replace(known, value=value)


def _tidy(kind: str, value: str) -> str | None:
    """The value as it will be kept, None if it does not fit its variable."""
    if kind == "integer":
        return value if value.isascii() and value.isdigit() else None
    if kind == "boolean":
        return value.lower() if value.lower() in {"true", "false"} else None
    if kind == "MemberList":
        names = [name.strip() for name in value.split(",") if name.strip()]
        return ",".join(names) if all(name in MEASURANDS for name in names) else None
    return value
