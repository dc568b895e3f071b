"""New firmware and how it goes: UpdateFirmware and its signed kind, FirmwareStatusNotification (OCPP 1.6 §4.5, §5.19)."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Struct

from chargehand.model.calls import UpdateFirmware
from chargehand.wire.ocpp.codec import CallText
from chargehand.wire.ocpp.instants import write_instant
from chargehand.wire.ocpp.parts.reports import Report


class UpdateFirmwareReq(Struct, frozen=True, rename="camel", omit_defaults=True):
    location: str
    retrieve_date: str
    retries: int | None = None
    retry_interval: int | None = None


class Firmware(Struct, frozen=True, rename="camel", omit_defaults=True):
    location: str
    retrieve_date_time: str
    signing_certificate: str
    signature: str
    install_date_time: str | None = None


class SignedUpdateFirmware(Struct, frozen=True, rename="camel", omit_defaults=True):
    request_id: int
    firmware: Firmware
    retries: int | None = None
    retry_interval: int | None = None


_encode: Final = msgspec.json.Encoder().encode
REPORTS: Final = (
    Report("FirmwareStatusNotification", {"status": str}, ("status",)),
    Report("SignedFirmwareStatusNotification", {"status": str}, ("status", "requestId")),
)


def write_update(call: UpdateFirmware) -> CallText:
    """Signed when there is a certificate (security extension §5.21), else plain."""
    at = write_instant(call.retrieve_at)
    if not call.certificate:
        plain = UpdateFirmwareReq(call.location, at, call.retries, call.retry_interval_s)
        return CallText("UpdateFirmware", _encode(plain))
    install_at = write_instant(call.install_at) if call.install_at is not None else None
    firmware = Firmware(call.location, at, call.certificate, call.signature, install_at)
    signed = SignedUpdateFirmware(call.number, firmware, call.retries, call.retry_interval_s)
    return CallText("SignedUpdateFirmware", _encode(signed))
