"""What 2.1 says that 2.0.1 does not, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from chargehand.simulator.versions import Version

# The codes of OCPP-J 1.6 that part 4 of 2.0.1 spells otherwise.
SPELLING: Final = {
    "FormationViolation": "FormatViolation",
    "OccurenceConstraintViolation": "OccurrenceConstraintViolation",
}

_BOTH: Final = frozenset(
    {
        "CancelReservation", "CertificateSigned", "ChangeAvailability", "ClearCache", "ClearChargingProfile",
        "ClearDisplayMessage", "ClearVariableMonitoring", "CostUpdated", "CustomerInformation", "DataTransfer",
        "DeleteCertificate", "GetBaseReport", "GetChargingProfiles", "GetCompositeSchedule", "GetDisplayMessages",
        "GetInstalledCertificateIds", "GetLocalListVersion", "GetLog", "GetMonitoringReport", "GetReport",
        "GetTransactionStatus", "GetVariables", "InstallCertificate", "PublishFirmware", "RequestStartTransaction",
        "RequestStopTransaction", "ReserveNow", "Reset", "SendLocalList", "SetChargingProfile", "SetDisplayMessage",
        "SetMonitoringBase", "SetMonitoringLevel", "SetNetworkProfile", "SetVariableMonitoring", "SetVariables",
        "TriggerMessage", "UnlockConnector", "UnpublishFirmware", "UpdateFirmware",
    }
)  # fmt: skip
_NEW: Final = frozenset(
    {
        "AFRRSignal", "AdjustPeriodicEventStream", "ChangeTransactionTariff", "ClearDERControl", "ClearTariffs",
        "GetDERControl", "GetPeriodicEventStream", "GetTariffs", "NotifyAllowedEnergyTransfer",
        "NotifyWebPaymentStarted", "RequestBatterySwap", "SetDERControl", "SetDefaultTariff",
        "UpdateDynamicSchedule", "UsePriorityCharging",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dialect:
    """`resumes`: a transaction that goes on after a reboot says so (E17). `sends`: there are SEND frames (N11 to N15)."""

    orders: frozenset[str]
    resumes: bool = False
    sends: bool = False


DIALECTS: Final[dict[Version, Dialect]] = {
    "2.0.1": Dialect(_BOTH),
    "2.1": Dialect(_BOTH | _NEW, resumes=True, sends=True),
}
