"""OCPP 1.6 as a whole: every action with its reader, every answer and call with its writer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, assert_never

from msgspec import Raw, Struct

from chargehand.model.answers import (
    Answer,
    AuthorizeAnswer,
    BootAnswer,
    Noted,
    StartAnswer,
    StopAnswer,
)
from chargehand.model.calls import (
    Call,
    CallOutcome,
    Configure,
    StartTransaction,
    StopTransaction,
    TriggerMessage,
)
from chargehand.model.events import Event
from chargehand.wire.ocpp.codec import CallText, Context
from chargehand.wire.ocpp.dialect import OCPP16, Dialect
from chargehand.wire.ocpp.faults import ErrorCode, OurWireFault, WireFault
from chargehand.wire.ocpp.fields import clean
from chargehand.wire.ocpp.usable import Usable
from chargehand.wire.ocpp.v16 import (
    authorization,
    availability,
    data_transfer,
    diagnostics,
    firmware,
    metering,
    provisioning,
    remote_control,
    transactions,
)

_READERS: Final[Mapping[str, Callable[[Raw | bytes, Context], Event]]] = {
    "Authorize": authorization.read_authorize,
    "BootNotification": provisioning.read_boot,
    "DataTransfer": data_transfer.read_transfer,
    "DiagnosticsStatusNotification": diagnostics.read_diagnostics_status,
    "FirmwareStatusNotification": firmware.read_firmware_status,
    "Heartbeat": availability.read_heartbeat,
    "MeterValues": metering.read_meter_values,
    "StartTransaction": transactions.read_start,
    "StatusNotification": availability.read_status,
    "StopTransaction": transactions.read_stop,
}
_EMPTY: Final = b"{}"


class _Conf(Struct, frozen=True):
    """What the answers to our calls have in common."""

    status: str


_conf: Final = Usable(_Conf)


class Ocpp16:
    """The codec of OCPP 1.6; see Codec."""

    dialect: Dialect = OCPP16

    def read(self, action: str, payload: Raw | bytes, context: Context) -> Event:
        reader = _READERS.get(action)
        if reader is None:
            known = action in self.dialect.actions
            raise WireFault(ErrorCode.NOT_SUPPORTED if known else ErrorCode.NOT_IMPLEMENTED, "action")
        return reader(payload, context)

    def write_answer(self, action: str, answer: Answer) -> bytes:
        match answer:
            case Noted():
                return data_transfer.UNKNOWN_VENDOR if action == "DataTransfer" else _EMPTY
            case StartAnswer():
                return transactions.write_start(answer)
            case StopAnswer():
                return transactions.write_stop(answer)
            case AuthorizeAnswer():
                return authorization.write_authorize(answer)
            case BootAnswer():
                return provisioning.write_boot(answer)
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
            case Configure():
                return provisioning.write_configure(call)
            case _:
                assert_never(call)

    def read_result(self, call: Call, payload: Raw | bytes) -> tuple[CallOutcome, str]:
        """An answer that is none leaves open what the station will do; a status that we do not know is a no (F63)."""
        try:
            status = _conf.read(payload).status
        except WireFault:
            return CallOutcome.UNANSWERED, "unreadable"
        outcomes = _outcomes(call)
        outcome = outcomes.get(status.strip().lower(), CallOutcome.REJECTED)
        return outcome, "" if outcome is CallOutcome.ACCEPTED else clean(status)

    def read_error(self, code: str) -> tuple[CallOutcome, str]:
        return CallOutcome.UNSUPPORTED, clean(code)


def _outcomes(call: Call) -> Mapping[str, CallOutcome]:
    match call:
        case Configure():
            return provisioning.CONFIGURED
        case TriggerMessage():
            return remote_control.TRIGGERED
        case _:
            return remote_control.TAKEN
