"""What a station is asked to do: remote start and stop, trigger, unlock, a limit of power (OCPP 2.0.1 F, K); what it has still
to tell (E14).
"""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Raw, Struct

from chargehand.model.calls import (
    MORE,
    ONGOING,
    OVER,
    AskTransaction,
    CallOutcome,
    SetChargingLimit,
    StartTransaction,
    StopTransaction,
    Trigger,
    TriggerMessage,
    UnlockConnector,
)
from chargehand.wire.ocpp.codec import CallText
from chargehand.wire.ocpp.faults import OurWireFault, WireFault
from chargehand.wire.ocpp.fields import INT_MAX
from chargehand.wire.ocpp.instants import write_instant
from chargehand.wire.ocpp.parts.outcomes import UNREADABLE
from chargehand.wire.ocpp.usable import Usable
from chargehand.wire.ocpp.v2.authorization import TOKEN_LENGTH, TOKEN_LENGTH_21, IdToken, written_token

_REF_LENGTH: Final = 36
LED_EVERY_S: Final = 300
"""So often a station asks what a car that is led may take."""
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
    ongoing_indicator: bool | None = None


class Evse(Struct, frozen=True, rename="camel", omit_defaults=True):
    id: int
    connector_id: int | None = None


class TriggerMessageRequest(Struct, frozen=True, rename="camel", omit_defaults=True):
    requested_message: str
    evse: Evse | None = None


class UnlockConnectorRequest(Struct, frozen=True, rename="camel"):
    evse_id: int
    connector_id: int


class SchedulePeriod(Struct, frozen=True, rename="camel"):
    start_period: int
    limit: int


class ChargingSchedule(Struct, frozen=True, rename="camel", omit_defaults=True):
    id: int
    charging_rate_unit: str
    charging_schedule_period: tuple[SchedulePeriod, ...]
    start_schedule: str | None = None


class ChargingProfile(Struct, frozen=True, rename="camel", omit_defaults=True):
    id: int
    stack_level: int
    charging_profile_purpose: str
    charging_profile_kind: str
    charging_schedule: tuple[ChargingSchedule, ...]
    transaction_id: str | None = None
    dyn_update_interval: int | None = None


class SetChargingProfileRequest(Struct, frozen=True, rename="camel"):
    evse_id: int
    charging_profile: ChargingProfile


class ClearChargingProfileRequest(Struct, frozen=True, rename="camel"):
    charging_profile_id: int


_encode: Final = msgspec.json.Encoder().encode
_told: Final = Usable(GetTransactionStatusResponse)
_TRIGGERS: Final = {
    Trigger.STATUS: "StatusNotification",
    Trigger.METER: "TransactionEvent",
    Trigger.BOOT: "BootNotification",
}


def write_start(call: StartTransaction, *, newer: bool) -> CallText:
    """The station repeats `number` in the transaction's first event (F01, F02). `newer`: 2.1, where tokens may be longer."""
    if not 0 < len(call.token) <= (TOKEN_LENGTH_21 if newer else TOKEN_LENGTH):
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
    """Whether the transaction goes on, and whether messages of it wait at the station (see `AskTransaction`)."""
    try:
        told = _told.read(payload)
    except WireFault:
        return UNREADABLE
    goes_on = {True: ONGOING, False: OVER, None: ""}[told.ongoing_indicator]
    words = (goes_on, MORE if told.messages_in_queue else "")
    return CallOutcome.ACCEPTED, ", ".join(word for word in words if word)


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


def write_limit(call: SetChargingLimit, *, newer: bool) -> CallText:
    """One schedule of one period without an end, which any station can take (K01, K15), or none any more (K10).

    Of one that is led the period holds from its receipt on, until the station asks for the next (`newer`: 2.1 K19, K28).
    """
    if call.power_w is None:
        return CallText("ClearChargingProfile", _encode(ClearChargingProfileRequest(call.number)))
    evse_id = 0 if call.ref is None else _evse_id(call.connector)
    if evse_id is None or (call.ref is not None and not 0 < len(call.ref) <= _REF_LENGTH):
        raise OurWireFault("no transaction that can be limited")
    period = SchedulePeriod(0, call.power_w)
    led = newer and call.led
    begins = None if led else write_instant(call.begins_at)
    schedule = ChargingSchedule(call.number, "W", (period,), begins)
    purpose = "ChargingStationMaxProfile" if call.ref is None else "TxProfile"
    kind, every_s = ("Dynamic", LED_EVERY_S) if led else ("Absolute", None)
    profile = ChargingProfile(call.number, 0, purpose, kind, (schedule,), call.ref, every_s)
    return CallText("SetChargingProfile", _encode(SetChargingProfileRequest(evse_id, profile)))


def _evse_id(connector: int | None) -> int | None:
    """An EVSE that may be named: 1 and more."""
    return connector if connector is not None and 0 < connector <= INT_MAX else None
