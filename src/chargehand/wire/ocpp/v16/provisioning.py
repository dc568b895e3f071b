"""Getting a station going: BootNotification, ChangeConfiguration, Reset (OCPP 1.6 §4.2, §5.3, §5.14)."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Raw, Struct

from chargehand.model.answers import BootAnswer
from chargehand.model.calls import Configure, Reset, SetPassword
from chargehand.model.events import StationBooted
from chargehand.model.station import BootStatus
from chargehand.wire.ocpp.codec import CallText, Context
from chargehand.wire.ocpp.faults import OurWireFault
from chargehand.wire.ocpp.fields import clean
from chargehand.wire.ocpp.instants import write_instant
from chargehand.wire.ocpp.usable import Usable

_KEY_LENGTH: Final = 50
_VALUE_LENGTH: Final = 500


class BootNotification(Struct, frozen=True, rename="camel", gc=False):
    charge_point_vendor: str
    charge_point_model: str
    charge_point_serial_number: str | None = None
    charge_box_serial_number: str | None = None
    firmware_version: str | None = None


class BootNotificationConf(Struct, frozen=True, rename="camel"):
    status: str
    current_time: str
    interval: int


class ChangeConfiguration(Struct, frozen=True):
    key: str
    value: str


class ResetReq(Struct, frozen=True):
    type: str


_boot: Final = Usable(BootNotification)
_encode: Final = msgspec.json.Encoder().encode
_BOOT: Final = {
    BootStatus.ACCEPTED: "Accepted",
    BootStatus.PENDING: "Pending",
    BootStatus.REJECTED: "Rejected",
}


def read_boot(payload: Raw | bytes, context: Context) -> StationBooted:
    said = _boot.read(payload)
    return StationBooted(
        station=context.station,
        at=context.at,
        vendor=clean(said.charge_point_vendor),
        model=clean(said.charge_point_model),
        serial=clean(said.charge_point_serial_number) or clean(said.charge_box_serial_number),
        firmware=clean(said.firmware_version),
    )


def write_boot(answer: BootAnswer) -> bytes:
    return _encode(
        BootNotificationConf(_BOOT[answer.status], write_instant(answer.now), max(0, answer.interval_s))
    )


def write_configure(call: Configure) -> tuple[CallText, ...]:
    """One ChangeConfiguration per wish."""
    return tuple(_wish(key, value) for key, value in call.wishes)


def write_password(call: SetPassword) -> CallText:
    """Security white paper A01: the key in hex digits."""
    if not call.key:
        raise OurWireFault("a password that is none")
    return _wish("AuthorizationKey", call.key)


def _wish(key: str, value: str) -> CallText:
    if len(key) > _KEY_LENGTH or len(value) > _VALUE_LENGTH:
        raise OurWireFault("configuration key or value too long")
    return CallText("ChangeConfiguration", _encode(ChangeConfiguration(key, value)), key)


def write_reset(call: Reset) -> CallText:
    if call.connector is not None:
        raise OurWireFault("1.6 resets nothing less than the whole station")
    return CallText("Reset", _encode(ResetReq("Hard" if call.at_once else "Soft")))
