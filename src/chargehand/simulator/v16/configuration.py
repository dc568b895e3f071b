"""The station's configuration keys (OCPP 1.6 §9): what can be asked, what can be changed, and how it answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from chargehand.simulator.frames import JsonObject

Outcome: TypeAlias = Literal["Accepted", "Rejected", "NotSupported", "RebootRequired"]

MEASURANDS: Final = (
    "Energy.Active.Import.Register",
    "Power.Active.Import",
    "Current.Import",
    "Voltage",
    "SoC",
)


@dataclass(frozen=True, slots=True)
class _Key:
    value: str
    kind: Literal["count", "flag", "text", "measurands"]
    fixed: bool = False
    needs_reboot: bool = False


_KEYS: Final[dict[str, _Key]] = {
    "AllowOfflineTxForUnknownId": _Key("true", "flag"),
    "AuthorizationCacheEnabled": _Key("true", "flag"),
    "AuthorizeRemoteTxRequests": _Key("false", "flag"),
    "ClockAlignedDataInterval": _Key("0", "count"),
    "ConnectionTimeOut": _Key("60", "count"),
    "ConnectorPhaseRotation": _Key("Unknown", "text"),
    "GetConfigurationMaxKeys": _Key("50", "count", fixed=True),
    "HeartbeatInterval": _Key("300", "count"),
    "LocalAuthorizeOffline": _Key("true", "flag"),
    "LocalPreAuthorize": _Key("false", "flag"),
    "MeterValueSampleInterval": _Key("60", "count"),
    "MeterValuesAlignedData": _Key("Energy.Active.Import.Register", "measurands"),
    "MeterValuesSampledData": _Key(
        "Energy.Active.Import.Register,Power.Active.Import,Current.Import,SoC", "measurands"
    ),
    "MinimumStatusDuration": _Key("0", "count"),
    "NumberOfConnectors": _Key("1", "count", fixed=True),
    "ReserveConnectorZeroSupported": _Key("false", "flag", fixed=True),
    "ResetRetries": _Key("1", "count"),
    "StopTransactionOnEVSideDisconnect": _Key("true", "flag"),
    "StopTransactionOnInvalidId": _Key("true", "flag"),
    "StopTxnAlignedData": _Key("", "measurands"),
    "StopTxnSampledData": _Key("", "measurands"),
    "SupportedFeatureProfiles": _Key(
        "Core,FirmwareManagement,LocalAuthListManagement,RemoteTrigger,Reservation,SmartCharging",
        "text",
        fixed=True,
    ),
    "TransactionMessageAttempts": _Key("3", "count"),
    "TransactionMessageRetryInterval": _Key("60", "count"),
    "UnlockConnectorOnEVSideDisconnect": _Key("true", "flag"),
    "WebSocketPingInterval": _Key("0", "count", needs_reboot=True),
}
_SPELLING: Final = {name.casefold(): name for name in _KEYS}


class Configuration:
    """The values in force. Only what differs from the usual is kept per station."""

    __slots__ = ("_after_reboot", "_changed")

    def __init__(self, changed: Iterable[tuple[str, str]] = ()) -> None:
        self._changed = dict(changed)
        self._after_reboot: dict[str, str] = {}

    @property
    def attempts(self) -> int:
        return self.count("TransactionMessageAttempts")

    @property
    def retry_interval_s(self) -> int:
        return self.count("TransactionMessageRetryInterval")

    def text(self, key: str) -> str:
        return self._changed.get(key, _KEYS[key].value)

    def count(self, key: str) -> int:
        return int(self.text(key))

    def flag(self, key: str) -> bool:
        return self.text(key) == "true"

    def measurands(self, key: str) -> list[str]:
        return [name for name in self.text(key).split(",") if name]

    def put(self, key: str, value: str) -> None:
        """Sets a value from inside the station, fixed keys too."""
        self._changed[key] = value

    def change(self, key: str, value: str) -> Outcome:
        """What ChangeConfiguration asks for (§5.3): done, or refused with the reason as the answer's status."""
        name = _SPELLING.get(key.casefold())
        if name is None:
            return "NotSupported"
        known = _KEYS[name]
        tidy = _tidy(known.kind, value)
        if known.fixed or tidy is None:
            return "Rejected"
        if known.needs_reboot:
            self._after_reboot[name] = tidy
            return "RebootRequired"
        self._changed[name] = tidy
        return "Accepted"

    def reboot(self) -> None:
        """Values that waited for a reboot are in force."""
        self._changed.update(self._after_reboot)
        self._after_reboot.clear()

    def listing(self, keys: Sequence[str], *, lower: bool = False) -> JsonObject:
        """The answer to GetConfiguration (§5.8): all keys when none is named."""
        names = [_SPELLING.get(key.casefold(), "") for key in keys] if keys else list(_KEYS)
        answer: JsonObject = {
            "configurationKey": [
                {
                    "key": name.lower() if lower else name,
                    "readonly": _KEYS[name].fixed,
                    "value": self.text(name),
                }
                for name in names
                if name
            ]
        }
        unknown = [key for key in keys if key.casefold() not in _SPELLING]
        if unknown:
            answer["unknownKey"] = unknown
        return answer


def _tidy(kind: str, value: str) -> str | None:
    """The value as it will be kept, None if it does not fit its key."""
    if kind == "count":
        return value if value.isascii() and value.isdigit() else None
    if kind == "flag":
        return value.lower() if value.lower() in {"true", "false"} else None
    if kind == "measurands":
        names = [name.strip() for name in value.split(",") if name.strip()]
        return ",".join(names) if all(name in MEASURANDS for name in names) else None
    return value
