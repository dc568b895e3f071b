"""OCPP 1.6 as a whole: every action with its reader, every answer and call with its writer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, assert_never

from msgspec import Raw

from chargehand.model.answers import (
    Answer,
    AuthorizeAnswer,
    BootAnswer,
    Noted,
    SigningAnswer,
    StartAnswer,
    StopAnswer,
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
from chargehand.wire.ocpp.dialect import OCPP16, Dialect
from chargehand.wire.ocpp.faults import OurWireFault
from chargehand.wire.ocpp.fields import clean
from chargehand.wire.ocpp.parts.outcomes import outcomes_of, read_outcome
from chargehand.wire.ocpp.v16 import (
    authorization,
    availability,
    firmware,
    metering,
    provisioning,
    remote_control,
    reports,
    security,
    transactions,
)

_READERS: Final[Mapping[str, Callable[[Raw | bytes, Context], Event]]] = {
    "Authorize": authorization.read_authorize,
    "BootNotification": provisioning.read_boot,
    "Heartbeat": availability.read_heartbeat,
    "MeterValues": metering.read_meter_values,
    "SecurityEventNotification": security.read_security_event,
    "SignCertificate": security.read_signing,
    "StartTransaction": transactions.read_start,
    "StatusNotification": availability.read_status,
    "StopTransaction": transactions.read_stop,
    **{each.action: each.read for each in (*firmware.REPORTS, *reports.REPORTS)},
}
_ANSWERS: Final[Mapping[str, bytes]] = {**reports.ANSWERS, **security.ANSWERS}
_EMPTY: Final = b"{}"


class Ocpp16:
    """The codec of OCPP 1.6; see Codec."""

    dialect: Dialect = OCPP16

    def read(self, action: str, payload: Raw | bytes, context: Context) -> Event:
        reader = _READERS.get(action)
        if reader is None:
            raise self.dialect.unread(action)
        return reader(payload, context)

    def write_answer(self, action: str, answer: Answer, asked: Question | None = None) -> bytes:
        del asked  # no answer of 1.6 repeats anything
        match answer:
            case Noted():
                return _ANSWERS.get(action, _EMPTY)
            case StartAnswer():
                return transactions.write_start(answer)
            case StopAnswer():
                return transactions.write_stop(answer)
            case AuthorizeAnswer():
                return authorization.write_authorize(answer)
            case BootAnswer():
                return provisioning.write_boot(answer)
            case SigningAnswer():
                return security.write_signing(answer)
            case _:
                raise OurWireFault(f"{type(answer).__name__} answers no station")

    def write_heard(self, at: datetime) -> bytes:
        return availability.write_heartbeat(at)

    def write_call(self, call: Call) -> tuple[CallText, ...]:
        match call:
            case StartTransaction():
                return (remote_control.write_start(call),)
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
                return (remote_control.write_limit(call),)
            case ShowCost():
                raise OurWireFault("OCPP 1.6 shows no costs")
            case AskTransaction():
                raise OurWireFault("1.6 has no word for it")
            case SendLocalList():
                return authorization.write_list(call)
            case AnyCall():
                return (CallText(call.action, call.payload.encode()),)
            case _:
                assert_never(call)

    def read_result(self, call: Call, payload: Raw | bytes) -> tuple[CallOutcome, str]:
        return read_outcome(payload, outcomes_of(call))

    def read_error(self, code: str) -> tuple[CallOutcome, str]:
        return CallOutcome.UNSUPPORTED, clean(code)
