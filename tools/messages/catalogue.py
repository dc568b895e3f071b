"""What the schemas do not say: which block of the specification an action belongs to, and who may send it."""

from __future__ import annotations

from dataclasses import dataclass

STATION = "station"
CSMS = "csms"
BOTH = "both"

Blocks = dict[str, dict[str, tuple[str, ...]]]
"""Block (a module, `room.module` in a room of its own), then sender, then actions. A type that several blocks need stands in the first of them."""


@dataclass(frozen=True)
class Version:
    """One version: where its schemas are (a folder of the package `ocpp`) and how it is divided."""

    folder: str
    title: str
    blocks: Blocks


_V16: Blocks = {
    "provisioning": {
        STATION: ("BootNotification",),
        CSMS: ("ChangeConfiguration", "GetConfiguration", "Reset"),
    },
    "authorization": {
        STATION: ("Authorize",),
        CSMS: ("ClearCache", "GetLocalListVersion", "SendLocalList"),
    },
    "transactions": {STATION: ("MeterValues", "StartTransaction", "StopTransaction")},
    "smart_charging.profiles": {CSMS: ("ClearChargingProfile", "GetCompositeSchedule", "SetChargingProfile")},
    "remote_control": {
        CSMS: (
            "ExtendedTriggerMessage",
            "RemoteStartTransaction",
            "RemoteStopTransaction",
            "TriggerMessage",
            "UnlockConnector",
        )
    },
    "availability": {STATION: ("Heartbeat", "StatusNotification"), CSMS: ("ChangeAvailability",)},
    "reservation": {CSMS: ("CancelReservation", "ReserveNow")},
    "firmware": {
        STATION: ("FirmwareStatusNotification", "SignedFirmwareStatusNotification"),
        CSMS: ("SignedUpdateFirmware", "UpdateFirmware"),
    },
    "security": {
        STATION: ("SecurityEventNotification", "SignCertificate"),
        CSMS: ("CertificateSigned", "DeleteCertificate", "GetInstalledCertificateIds", "InstallCertificate"),
    },
    "diagnostics": {
        STATION: ("DiagnosticsStatusNotification", "LogStatusNotification"),
        CSMS: ("GetDiagnostics", "GetLog"),
    },
    "data_transfer": {BOTH: ("DataTransfer",)},
}

_V201: Blocks = {
    "provisioning": {
        STATION: ("BootNotification", "NotifyReport"),
        CSMS: ("GetBaseReport", "GetReport", "GetVariables", "Reset", "SetNetworkProfile", "SetVariables"),
    },
    "authorization": {
        STATION: ("Authorize",),
        CSMS: ("ClearCache", "GetLocalListVersion", "SendLocalList"),
    },
    "transactions": {STATION: ("MeterValues", "TransactionEvent"), CSMS: ("GetTransactionStatus",)},
    "smart_charging.profiles": {
        STATION: ("ReportChargingProfiles",),
        CSMS: ("ClearChargingProfile", "GetChargingProfiles", "GetCompositeSchedule", "SetChargingProfile"),
    },
    "smart_charging.limits": {STATION: ("ClearedChargingLimit", "NotifyChargingLimit")},
    "smart_charging.needs": {STATION: ("NotifyEVChargingNeeds", "NotifyEVChargingSchedule")},
    "remote_control": {
        CSMS: ("RequestStartTransaction", "RequestStopTransaction", "TriggerMessage", "UnlockConnector")
    },
    "availability": {
        STATION: ("Heartbeat", "ReservationStatusUpdate", "StatusNotification"),
        CSMS: ("CancelReservation", "ChangeAvailability", "ReserveNow"),
    },
    "tariff": {CSMS: ("CostUpdated",)},
    "firmware": {
        STATION: ("FirmwareStatusNotification", "PublishFirmwareStatusNotification"),
        CSMS: ("PublishFirmware", "UnpublishFirmware", "UpdateFirmware"),
    },
    "security": {
        STATION: (
            "Get15118EVCertificate",
            "GetCertificateStatus",
            "SecurityEventNotification",
            "SignCertificate",
        ),
        CSMS: ("CertificateSigned", "DeleteCertificate", "GetInstalledCertificateIds", "InstallCertificate"),
    },
    "diagnostics": {
        STATION: ("LogStatusNotification", "NotifyCustomerInformation", "NotifyEvent", "NotifyMonitoringReport"),
        CSMS: (
            "ClearVariableMonitoring",
            "CustomerInformation",
            "GetLog",
            "GetMonitoringReport",
            "SetMonitoringBase",
            "SetMonitoringLevel",
            "SetVariableMonitoring",
        ),
    },
    "display": {
        STATION: ("NotifyDisplayMessages",),
        CSMS: ("ClearDisplayMessage", "GetDisplayMessages", "SetDisplayMessage"),
    },
    "data_transfer": {BOTH: ("DataTransfer",)},
}  # fmt: skip

# What 2.1 added to a block of 2.0.1.
_V21_ADDED: Blocks = {
    "smart_charging.profiles": {
        STATION: ("NotifyPriorityCharging", "PullDynamicScheduleUpdate"),
        CSMS: ("UpdateDynamicSchedule", "UsePriorityCharging"),
    },
    "smart_charging.limits": {CSMS: ("AFRRSignal",)},
    "smart_charging.needs": {CSMS: ("NotifyAllowedEnergyTransfer",)},
    "smart_charging.der_control": {
        STATION: ("NotifyDERAlarm", "NotifyDERStartStop", "ReportDERControl"),
        CSMS: ("ClearDERControl", "GetDERControl", "SetDERControl"),
    },
    "remote_control": {STATION: ("BatterySwap",), CSMS: ("RequestBatterySwap",)},
    "tariff": {
        STATION: ("NotifySettlement", "VatNumberValidation"),
        CSMS: (
            "ChangeTransactionTariff",
            "ClearTariffs",
            "GetTariffs",
            "NotifyWebPaymentStarted",
            "SetDefaultTariff",
        ),
    },
    "security": {STATION: ("GetCertificateChainStatus",)},
    "diagnostics": {
        STATION: ("ClosePeriodicEventStream", "NotifyPeriodicEventStream", "OpenPeriodicEventStream"),
        CSMS: ("AdjustPeriodicEventStream", "GetPeriodicEventStream"),
    },
}


def _joined(first: Blocks, second: Blocks) -> Blocks:
    """Both, block by block and sender by sender."""
    joined: Blocks = {}
    for block in dict.fromkeys([*first, *second]):
        parts = (first.get(block, {}), second.get(block, {}))
        joined[block] = {
            sender: tuple(sorted([*parts[0].get(sender, ()), *parts[1].get(sender, ())]))
            for sender in (STATION, CSMS, BOTH)
            if sender in parts[0] or sender in parts[1]
        }
    return joined


VERSIONS = (
    Version("v16", "OCPP 1.6 and its security extension", _V16),
    Version("v201", "OCPP 2.0.1", _V201),
    Version("v21", "OCPP 2.1", _joined(_V201, _V21_ADDED)),
)
