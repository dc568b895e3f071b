# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 1.6 and its security extension as its schemas have it: one module for each functional block, none for what it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MESSAGES: Final[Mapping[str, tuple[str, str]]] = {
    "Authorize": ("authorization", "station"),
    "BootNotification": ("provisioning", "station"),
    "CancelReservation": ("reservation", "csms"),
    "CertificateSigned": ("security", "csms"),
    "ChangeAvailability": ("availability", "csms"),
    "ChangeConfiguration": ("provisioning", "csms"),
    "ClearCache": ("authorization", "csms"),
    "ClearChargingProfile": ("smart_charging.profiles", "csms"),
    "DataTransfer": ("data_transfer", "both"),
    "DeleteCertificate": ("security", "csms"),
    "DiagnosticsStatusNotification": ("diagnostics", "station"),
    "ExtendedTriggerMessage": ("remote_control", "csms"),
    "FirmwareStatusNotification": ("firmware", "station"),
    "GetCompositeSchedule": ("smart_charging.profiles", "csms"),
    "GetConfiguration": ("provisioning", "csms"),
    "GetDiagnostics": ("diagnostics", "csms"),
    "GetInstalledCertificateIds": ("security", "csms"),
    "GetLocalListVersion": ("authorization", "csms"),
    "GetLog": ("diagnostics", "csms"),
    "Heartbeat": ("availability", "station"),
    "InstallCertificate": ("security", "csms"),
    "LogStatusNotification": ("diagnostics", "station"),
    "MeterValues": ("transactions", "station"),
    "RemoteStartTransaction": ("remote_control", "csms"),
    "RemoteStopTransaction": ("remote_control", "csms"),
    "ReserveNow": ("reservation", "csms"),
    "Reset": ("provisioning", "csms"),
    "SecurityEventNotification": ("security", "station"),
    "SendLocalList": ("authorization", "csms"),
    "SetChargingProfile": ("smart_charging.profiles", "csms"),
    "SignCertificate": ("security", "station"),
    "SignedFirmwareStatusNotification": ("firmware", "station"),
    "SignedUpdateFirmware": ("firmware", "csms"),
    "StartTransaction": ("transactions", "station"),
    "StatusNotification": ("availability", "station"),
    "StopTransaction": ("transactions", "station"),
    "TriggerMessage": ("remote_control", "csms"),
    "UnlockConnector": ("remote_control", "csms"),
    "UpdateFirmware": ("firmware", "csms"),
}
"""The module of each action's messages, and who may send the request: `station`, `csms` or `both`."""
