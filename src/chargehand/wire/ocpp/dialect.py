"""What differs between the versions in the frame around a payload: names of protocols, actions and errors."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from chargehand.wire.ocpp.faults import ErrorCode


class Dialect(Struct, frozen=True, kw_only=True):
    """One version's words. `actions` are all that its specification has, in either direction."""

    subprotocol: str
    """As offered in the WebSocket handshake."""
    actions: frozenset[str]
    spelling: dict[ErrorCode, str]
    ignores_unknown_types: bool
    """Whether a message type other than CALL, CALLRESULT and CALLERROR goes without a reply (F07)."""


OCPP16: Final = Dialect(
    subprotocol="ocpp1.6",
    # OCPP 1.6 §4 and §5, and the messages that its security white paper added.
    actions=frozenset(
        [
            "Authorize",
            "BootNotification",
            "CancelReservation",
            "CertificateSigned",
            "ChangeAvailability",
            "ChangeConfiguration",
            "ClearCache",
            "ClearChargingProfile",
            "DataTransfer",
            "DeleteCertificate",
            "DiagnosticsStatusNotification",
            "ExtendedTriggerMessage",
            "FirmwareStatusNotification",
            "GetCompositeSchedule",
            "GetConfiguration",
            "GetDiagnostics",
            "GetInstalledCertificateIds",
            "GetLocalListVersion",
            "GetLog",
            "Heartbeat",
            "InstallCertificate",
            "LogStatusNotification",
            "MeterValues",
            "RemoteStartTransaction",
            "RemoteStopTransaction",
            "ReserveNow",
            "Reset",
            "SecurityEventNotification",
            "SendLocalList",
            "SetChargingProfile",
            "SignCertificate",
            "SignedFirmwareStatusNotification",
            "SignedUpdateFirmware",
            "StartTransaction",
            "StatusNotification",
            "StopTransaction",
            "TriggerMessage",
            "UnlockConnector",
            "UpdateFirmware",
        ]
    ),
    # OCPP-J 1.6 table 7, with its own spelling of "Occurence".
    spelling={
        ErrorCode.NOT_IMPLEMENTED: "NotImplemented",
        ErrorCode.NOT_SUPPORTED: "NotSupported",
        ErrorCode.INTERNAL: "InternalError",
        ErrorCode.UNREADABLE: "FormationViolation",
        ErrorCode.ENVELOPE: "ProtocolError",
        ErrorCode.FORMATION: "FormationViolation",
        ErrorCode.OCCURRENCE: "OccurenceConstraintViolation",
        ErrorCode.TYPE: "TypeConstraintViolation",
        ErrorCode.PROPERTY: "PropertyConstraintViolation",
        ErrorCode.SECURITY: "SecurityError",
        ErrorCode.PROTOCOL: "ProtocolError",
    },
    ignores_unknown_types=True,
)
