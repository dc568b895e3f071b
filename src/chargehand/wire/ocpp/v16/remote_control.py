"""What a station is asked to do: remote start and stop, a limit of power, trigger, unlock (OCPP 1.6 §5.11, §5.12, §5.5, §5.16-§5.18)."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Struct

from chargehand.model.calls import (
    SetChargingLimit,
    StartTransaction,
    StopTransaction,
    Trigger,
    TriggerMessage,
    UnlockConnector,
)
from chargehand.wire.ocpp.codec import CallText
from chargehand.wire.ocpp.faults import OurWireFault
from chargehand.wire.ocpp.fields import INT_MAX
from chargehand.wire.ocpp.instants import write_instant
from chargehand.wire.ocpp.v16.authorization import ID_TAG_LENGTH


class RemoteStartTransaction(Struct, frozen=True, rename="camel", omit_defaults=True):
    id_tag: str
    connector_id: int | None = None


class RemoteStopTransaction(Struct, frozen=True, rename="camel"):
    transaction_id: int


class TriggerMessageReq(Struct, frozen=True, rename="camel", omit_defaults=True):
    requested_message: str
    connector_id: int | None = None


class UnlockConnectorReq(Struct, frozen=True, rename="camel"):
    connector_id: int


class SchedulePeriod(Struct, frozen=True, rename="camel"):
    start_period: int
    limit: int


class ChargingSchedule(Struct, frozen=True, rename="camel"):
    start_schedule: str
    charging_rate_unit: str
    charging_schedule_period: tuple[SchedulePeriod, ...]


class ChargingProfile(Struct, frozen=True, rename="camel", omit_defaults=True):
    charging_profile_id: int
    stack_level: int
    charging_profile_purpose: str
    charging_profile_kind: str
    charging_schedule: ChargingSchedule
    transaction_id: int | None = None


class SetChargingProfileReq(Struct, frozen=True, rename="camel"):
    connector_id: int
    cs_charging_profiles: ChargingProfile


class ClearChargingProfileReq(Struct, frozen=True):
    id: int


_encode: Final = msgspec.json.Encoder().encode
_TRIGGERS: Final = {
    Trigger.STATUS: "StatusNotification",
    Trigger.METER: "MeterValues",
    Trigger.BOOT: "BootNotification",
}


def write_start(call: StartTransaction) -> CallText:
    if not 0 < len(call.token) <= ID_TAG_LENGTH:
        raise OurWireFault("token does not fit an idTag")
    return CallText(
        "RemoteStartTransaction", _encode(RemoteStartTransaction(call.token, _number(call.connector)))
    )


def write_stop(call: StopTransaction) -> CallText:
    return CallText("RemoteStopTransaction", _encode(RemoteStopTransaction(_transaction_id(call.ref))))


def write_limit(call: SetChargingLimit) -> CallText:
    if call.power_w is None:
        return CallText("ClearChargingProfile", _encode(ClearChargingProfileReq(call.number)))
    connector = 0 if call.ref is None else _number(call.connector)
    if connector is None:
        raise OurWireFault("no connector that can be limited")
    schedule = ChargingSchedule(write_instant(call.begins_at), "W", (SchedulePeriod(0, call.power_w),))
    purpose = "ChargePointMaxProfile" if call.ref is None else "TxProfile"
    transaction = None if call.ref is None else _transaction_id(call.ref)
    profile = ChargingProfile(call.number, 0, purpose, "Absolute", schedule, transaction)
    return CallText("SetChargingProfile", _encode(SetChargingProfileReq(connector, profile)))


def write_trigger(call: TriggerMessage) -> CallText:
    """For the whole station when no connector is given; a boot has none (§7.50)."""
    connector = None if call.trigger is Trigger.BOOT else _number(call.connector)
    return CallText("TriggerMessage", _encode(TriggerMessageReq(_TRIGGERS[call.trigger], connector)))


def write_unlock(call: UnlockConnector) -> CallText:
    connector = _number(call.connector)
    if connector is None:
        raise OurWireFault("no connector to unlock")
    return CallText("UnlockConnector", _encode(UnlockConnectorReq(connector)))


def _number(connector: int | None) -> int | None:
    """A connector that may be named: 1 and more (§5.11, §5.17)."""
    return connector if connector is not None and 0 < connector <= INT_MAX else None


def _transaction_id(ref: str) -> int:
    if not (ref.isascii() and ref.isdigit() and 0 < int(ref) <= INT_MAX):
        raise OurWireFault("no transaction id of 1.6")
    return int(ref)
