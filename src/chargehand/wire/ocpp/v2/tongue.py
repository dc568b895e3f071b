"""OCPP 2.0.1 and 2.1 as a whole: every action with its reader, every answer and call with its writer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, assert_never

from msgspec import Raw

from chargehand.model.answers import (
    Answer,
    AuthorizeAnswer,
    BootAnswer,
    ContractAnswer,
    LeadAnswer,
    NeedsAnswer,
    Noted,
    RevocationAnswer,
    SigningAnswer,
    StartAnswer,
    StopAnswer,
    UpdateAnswer,
)
from chargehand.model.calls import (
    AnyCall,
    AskTransaction,
    Call,
    CallOutcome,
    ChangeAvailability,
    Configure,
    Reset,
    SendLocalList,
    SetChargingLimit,
    SetPassword,
    ShowCost,
    StartTransaction,
    StopTransaction,
    TriggerMessage,
    UnlockConnector,
    UpdateFirmware,
)
from chargehand.model.events import Event
from chargehand.wire.ocpp.codec import CallText, Context, Question
from chargehand.wire.ocpp.dialect import OCPP21, Dialect
from chargehand.wire.ocpp.faults import OurWireFault
from chargehand.wire.ocpp.fields import clean
from chargehand.wire.ocpp.parts.outcomes import outcomes_of, read_outcome
from chargehand.wire.ocpp.v2 import (
    authorization,
    availability,
    contracts,
    device_model,
    firmware,
    metering,
    provisioning,
    remote_control,
    reports,
    security,
    transactions,
)

Reader = Callable[[Raw | bytes, Context], Event]
_READERS: Final[dict[str, Reader]] = {
    "Authorize": authorization.read_authorize,
    "BootNotification": provisioning.read_boot,
    "Get15118EVCertificate": contracts.read_contract,
    "GetCertificateStatus": contracts.read_one,
    "Heartbeat": availability.read_heartbeat,
    "MeterValues": metering.read_meter_values,
    "NotifyEVChargingNeeds": reports.read_needs,
    "NotifyEvent": availability.read_event,
    "NotifyMonitoringReport": device_model.read_monitors,
    "NotifyReport": device_model.read_report,
    "ReservationStatusUpdate": availability.read_reservation,
    "SecurityEventNotification": security.read_security_event,
    "SignCertificate": security.read_signing,
    "StatusNotification": availability.read_status,
    "TransactionEvent": transactions.read_transaction,
    **{each.action: each.read for each in (*firmware.REPORTS, *reports.REPORTS)},
}
_READERS_SINCE_21: Final[dict[str, Reader]] = {
    **{each.action: each.read for each in reports.SINCE_21},
    "GetCertificateChainStatus": contracts.read_chain,
    "PullDynamicScheduleUpdate": reports.read_pull,
    "VatNumberValidation": authorization.read_vat,
}
_ECHOES: Final[Mapping[str, Callable[[Question], bytes]]] = {
    "GetCertificateChainStatus": contracts.write_failed_chain,
    "VatNumberValidation": authorization.write_vat,
}
"""Answers that must repeat what was asked."""
_ANSWERS: Final[dict[str, bytes]] = {**reports.ANSWERS, **security.ANSWERS}
_EMPTY: Final = b"{}"


class Ocpp2:
    """The codec of OCPP 2.0.1 or 2.1; see Codec."""

    def __init__(self, dialect: Dialect) -> None:
        newer = dialect.subprotocol == OCPP21.subprotocol
        self.dialect = dialect
        self._newer = newer
        self._readers: Mapping[str, Reader] = _READERS | _READERS_SINCE_21 if newer else _READERS
        self._answers: Mapping[str, bytes] = _ANSWERS | reports.ANSWERS_SINCE_21 if newer else _ANSWERS

    def read(self, action: str, payload: Raw | bytes, context: Context) -> Event:
        reader = self._readers.get(action)
        if reader is None:
            raise self.dialect.unread(action)
        return reader(payload, context)

    def write_answer(self, action: str, answer: Answer, asked: Question | None = None) -> bytes:
        match answer:
            case Noted():
                return self._noted(action, asked)
            case StartAnswer() | UpdateAnswer() | StopAnswer():
                return transactions.write_event(answer, asked, newer=self._newer)
            case AuthorizeAnswer():
                return authorization.write_authorize(answer, newer=self._newer)
            case BootAnswer():
                return provisioning.write_boot(answer)
            case NeedsAnswer():
                return reports.write_needs(answer, knows_profiles=self._newer)
            case LeadAnswer():
                return reports.write_pull(answer)
            case SigningAnswer():
                return security.write_signing(answer)
            case ContractAnswer():
                return contracts.write_contract(answer, tells_remaining=self._newer)
            case RevocationAnswer():
                return contracts.write_revocation(action, answer, asked)
            case _:
                raise OurWireFault(f"{type(answer).__name__} answers no station")

    def _noted(self, action: str, asked: Question | None) -> bytes:
        """The least that answers what has no effect."""
        echo = _ECHOES.get(action)
        if echo is None:
            return self._answers.get(action, _EMPTY)
        if asked is None:
            raise OurWireFault("an answer that must repeat what was asked")
        return echo(asked)

    def write_heard(self, at: datetime) -> bytes:
        return availability.write_heartbeat(at)

    def write_call(self, call: Call) -> tuple[CallText, ...]:
        match call:
            case StartTransaction():
                return (remote_control.write_start(call, newer=self._newer),)
            case StopTransaction():
                return (remote_control.write_stop(call),)
            case TriggerMessage():
                return (remote_control.write_trigger(call),)
            case UnlockConnector():
                return (remote_control.write_unlock(call),)
            case Configure():
                return provisioning.write_configure(call)
            case SetPassword():
                return (provisioning.write_password(call),)
            case Reset():
                return (provisioning.write_reset(call),)
            case ChangeAvailability():
                return (availability.write_change(call),)
            case UpdateFirmware():
                return (firmware.write_update(call),)
            case SetChargingLimit():
                return (remote_control.write_limit(call, newer=self._newer),)
            case ShowCost():
                return (transactions.write_cost(call),)
            case AskTransaction():
                return (remote_control.write_question(call),)
            case SendLocalList():
                return authorization.write_list(call, newer=self._newer)
            case AnyCall():
                return (CallText(call.action, call.payload.encode()),)
            case _:
                assert_never(call)

    def read_result(self, call: Call, payload: Raw | bytes) -> tuple[CallOutcome, str]:
        match call:
            case Configure() | SetPassword():
                return provisioning.read_set(call, payload)
            case AskTransaction():
                return remote_control.read_question(payload)
            case _:
                return read_outcome(payload, outcomes_of(call))

    def read_error(self, code: str) -> tuple[CallOutcome, str]:
        return CallOutcome.UNSUPPORTED, clean(code)
