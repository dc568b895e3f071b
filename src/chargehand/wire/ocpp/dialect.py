"""What differs between the versions in the frame around a payload: names of protocols, actions and errors."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from chargehand.wire.ocpp.faults import ErrorCode, WireFault


class Dialect(Struct, frozen=True, kw_only=True):
    """One version's words. `actions` are all that its specification has, in either direction."""

    subprotocol: str
    """As offered in the WebSocket handshake."""
    actions: frozenset[str]
    spelling: dict[ErrorCode, str]
    ignores_unknown_types: bool
    """Whether a message type that this version does not have goes without a reply (F07)."""
    sends: frozenset[str] = frozenset()
    """Actions of the messages that are told and never answered (2.1: SEND)."""
    refuses_results: bool = False
    """Whether a peer may say that it could not use a CALLRESULT (2.1: CALLRESULTERROR)."""
    pending: frozenset[str] = frozenset({"BootNotification"})
    """What a station may say while its boot is answered with Pending (1.6 §4.2; 2.0.1 B02, B07)."""

    def unread(self, action: str) -> WireFault:
        """What is wrong with a call that we do not read: no such action, or one that stations do not send (F06)."""
        known = action in self.actions
        return WireFault(ErrorCode.NOT_SUPPORTED if known else ErrorCode.NOT_IMPLEMENTED, "action")


_OF_16: Final = """
    Authorize BootNotification CancelReservation ChangeAvailability ChangeConfiguration ClearCache ClearChargingProfile
    DataTransfer DiagnosticsStatusNotification FirmwareStatusNotification GetCompositeSchedule GetConfiguration
    GetDiagnostics GetLocalListVersion Heartbeat MeterValues RemoteStartTransaction RemoteStopTransaction ReserveNow
    Reset SendLocalList SetChargingProfile StartTransaction StatusNotification StopTransaction TriggerMessage
    UnlockConnector UpdateFirmware
"""
_OF_16_SECURITY: Final = """
    CertificateSigned DeleteCertificate ExtendedTriggerMessage GetInstalledCertificateIds GetLog InstallCertificate
    LogStatusNotification SecurityEventNotification SignCertificate SignedFirmwareStatusNotification
    SignedUpdateFirmware
"""
_OF_201: Final = """
    Authorize BootNotification CancelReservation CertificateSigned ChangeAvailability ClearCache ClearChargingProfile
    ClearDisplayMessage ClearVariableMonitoring ClearedChargingLimit CostUpdated CustomerInformation DataTransfer
    DeleteCertificate FirmwareStatusNotification Get15118EVCertificate GetBaseReport GetCertificateStatus
    GetChargingProfiles GetCompositeSchedule GetDisplayMessages GetInstalledCertificateIds GetLocalListVersion GetLog
    GetMonitoringReport GetReport GetTransactionStatus GetVariables Heartbeat InstallCertificate LogStatusNotification
    MeterValues NotifyChargingLimit NotifyCustomerInformation NotifyDisplayMessages NotifyEVChargingNeeds
    NotifyEVChargingSchedule NotifyEvent NotifyMonitoringReport NotifyReport PublishFirmware
    PublishFirmwareStatusNotification ReportChargingProfiles RequestStartTransaction RequestStopTransaction
    ReservationStatusUpdate ReserveNow Reset SecurityEventNotification SendLocalList SetChargingProfile
    SetDisplayMessage SetMonitoringBase SetMonitoringLevel SetNetworkProfile SetVariableMonitoring SetVariables
    SignCertificate StatusNotification TransactionEvent TriggerMessage UnlockConnector UnpublishFirmware UpdateFirmware
"""
_SINCE_21: Final = """
    AFRRSignal AdjustPeriodicEventStream BatterySwap ChangeTransactionTariff ClearDERControl ClearTariffs
    ClosePeriodicEventStream GetCertificateChainStatus GetDERControl GetPeriodicEventStream GetTariffs
    NotifyAllowedEnergyTransfer NotifyDERAlarm NotifyDERStartStop NotifyPeriodicEventStream NotifyPriorityCharging
    NotifySettlement NotifyWebPaymentStarted OpenPeriodicEventStream PullDynamicScheduleUpdate ReportDERControl
    RequestBatterySwap SetDERControl SetDefaultTariff UpdateDynamicSchedule UsePriorityCharging VatNumberValidation
"""
# OCPP-J 2.0.1 part 4 §4.3, the same in 2.1.
_SPELLING_2: Final = {
    ErrorCode.NOT_IMPLEMENTED: "NotImplemented",
    ErrorCode.NOT_SUPPORTED: "NotSupported",
    ErrorCode.INTERNAL: "InternalError",
    ErrorCode.UNREADABLE: "RpcFrameworkError",
    ErrorCode.ENVELOPE: "RpcFrameworkError",
    ErrorCode.MESSAGE_TYPE: "MessageTypeNotSupported",
    ErrorCode.FORMATION: "FormatViolation",
    ErrorCode.OCCURRENCE: "OccurrenceConstraintViolation",
    ErrorCode.TYPE: "TypeConstraintViolation",
    ErrorCode.PROPERTY: "PropertyConstraintViolation",
    ErrorCode.SECURITY: "SecurityError",
    ErrorCode.PROTOCOL: "ProtocolError",
}

OCPP16: Final = Dialect(
    subprotocol="ocpp1.6",
    # OCPP 1.6 §4 and §5, and the messages that its security white paper added.
    actions=frozenset((_OF_16 + _OF_16_SECURITY).split()),
    # OCPP-J 1.6 table 7, with its own spelling of "Occurence".
    spelling={
        ErrorCode.NOT_IMPLEMENTED: "NotImplemented",
        ErrorCode.NOT_SUPPORTED: "NotSupported",
        ErrorCode.INTERNAL: "InternalError",
        ErrorCode.UNREADABLE: "FormationViolation",
        ErrorCode.ENVELOPE: "ProtocolError",
        ErrorCode.MESSAGE_TYPE: "ProtocolError",
        ErrorCode.FORMATION: "FormationViolation",
        ErrorCode.OCCURRENCE: "OccurenceConstraintViolation",
        ErrorCode.TYPE: "TypeConstraintViolation",
        ErrorCode.PROPERTY: "PropertyConstraintViolation",
        ErrorCode.SECURITY: "SecurityError",
        ErrorCode.PROTOCOL: "ProtocolError",
    },
    ignores_unknown_types=True,
)
OCPP201: Final = Dialect(
    subprotocol="ocpp2.0.1",
    actions=frozenset(_OF_201.split()),
    spelling=_SPELLING_2,
    ignores_unknown_types=False,
    pending=frozenset({"BootNotification", "NotifyReport"}),
)
OCPP21: Final = Dialect(
    subprotocol="ocpp2.1",
    actions=frozenset((_OF_201 + _SINCE_21).split()),
    spelling=_SPELLING_2,
    ignores_unknown_types=True,
    sends=frozenset({"NotifyPeriodicEventStream"}),
    refuses_results=True,
    pending=OCPP201.pending,
)
