"""What a station is asked to do: remote start and stop, trigger, unlock (OCPP 2.0.1 F); what it has still to tell (E14)."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Raw, Struct

from chargehand.model.calls import (
    MORE,
    AskTransaction,
    CallOutcome,
    StartTransaction,
    StopTransaction,
    Trigger,
    TriggerMessage,
    UnlockConnector,
)
from chargehand.wire.ocpp.codec import CallText
from chargehand.wire.ocpp.faults import OurWireFault, WireFault
from chargehand.wire.ocpp.fields import INT_MAX
from chargehand.wire.ocpp.parts.outcomes import UNREADABLE
from chargehand.wire.ocpp.usable import Usable
from chargehand.wire.ocpp.v2.authorization import TOKEN_LENGTH, IdToken, written_token

_REF_LENGTH: Final = 36
_FIRST: Final = 1
"""The connector that is meant where an EVSE must be told apart further than we do: most have this one only."""


class RequestStartTransaction(Struct, frozen=True, rename="camel", omit_defaults=True):
    id_token: IdToken
    remote_start_id: int
    evse_id: int | None = None


class RequestStopTransaction(Struct, frozen=True, rename="camel"):
    transaction_id: str


class GetTransactionStatusRequest(Struct, frozen=True, rename="camel"):
    transaction_id: str


class GetTransactionStatusResponse(Struct, frozen=True, rename="camel"):
    messages_in_queue: bool


class Evse(Struct, frozen=True, rename="camel", omit_defaults=True):
    id: int
    connector_id: int | None = None


class TriggerMessageRequest(Struct, frozen=True, rename="camel", omit_defaults=True):
    requested_message: str
    evse: Evse | None = None


class UnlockConnectorRequest(Struct, frozen=True, rename="camel"):
    evse_id: int
    connector_id: int


_encode: Final = msgspec.json.Encoder().encode
_told: Final = Usable(GetTransactionStatusResponse)
_TRIGGERS: Final = {
    Trigger.STATUS: "StatusNotification",
    Trigger.METER: "TransactionEvent",
    Trigger.BOOT: "BootNotification",
}


def write_start(call: StartTransaction) -> CallText:
    """The station repeats `number` in the transaction's first event (F01, F02)."""
    if not 0 < len(call.token) <= TOKEN_LENGTH:
        raise OurWireFault("token does not fit an idToken")
    request = RequestStartTransaction(written_token(call.token), call.number, _evse_id(call.connector))
    return CallText("RequestStartTransaction", _encode(request))


def write_stop(call: StopTransaction) -> CallText:
    if not 0 < len(call.ref) <= _REF_LENGTH:
        raise OurWireFault("no transaction id of 2.x")
    return CallText("RequestStopTransaction", _encode(RequestStopTransaction(call.ref)))


def write_question(call: AskTransaction) -> CallText:
    if not 0 < len(call.ref) <= _REF_LENGTH:
        raise OurWireFault("no transaction id of 2.x")
    return CallText("GetTransactionStatus", _encode(GetTransactionStatusRequest(call.ref)))


def read_question(payload: Raw | bytes) -> tuple[CallOutcome, str]:
    """Whether messages of the transaction wait at the station."""
    try:
        more = _told.read(payload).messages_in_queue
    except WireFault:
        return UNREADABLE
    return CallOutcome.ACCEPTED, MORE if more else ""


def write_trigger(call: TriggerMessage) -> CallText:
    """A reading is asked for as the transaction's own event, which tells its charging state too (F06)."""
    evse_id = _evse_id(call.connector)
    evse = None
    if evse_id is not None and call.trigger is not Trigger.BOOT:
        # A status must be asked for by connector (F06.FR.12), all else by EVSE.
        evse = Evse(evse_id, _FIRST if call.trigger is Trigger.STATUS else None)
    return CallText("TriggerMessage", _encode(TriggerMessageRequest(_TRIGGERS[call.trigger], evse)))


def write_unlock(call: UnlockConnector) -> CallText:
    """F05"""
    evse_id = _evse_id(call.connector)
    if evse_id is None:
        raise OurWireFault("no connector to unlock")
    return CallText("UnlockConnector", _encode(UnlockConnectorRequest(evse_id, _FIRST)))


def _evse_id(connector: int | None) -> int | None:
    """An EVSE that may be named: 1 and more."""
    return connector if connector is not None and 0 < connector <= INT_MAX else None
