"""New firmware and how it goes: UpdateFirmware, FirmwareStatusNotification, PublishFirmwareStatusNotification (2.0.1 L)."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Struct

from chargehand.model.calls import UpdateFirmware
from chargehand.wire.ocpp.codec import CallText
from chargehand.wire.ocpp.instants import write_instant
from chargehand.wire.ocpp.parts.reports import Report


class Firmware(Struct, frozen=True, rename="camel", omit_defaults=True):
    location: str
    retrieve_date_time: str
    install_date_time: str | None = None
    signing_certificate: str | None = None
    signature: str | None = None


class UpdateFirmwareRequest(Struct, frozen=True, rename="camel", omit_defaults=True):
    request_id: int
    firmware: Firmware
    retries: int | None = None
    retry_interval: int | None = None


_encode: Final = msgspec.json.Encoder().encode
REPORTS: Final = (
    Report("FirmwareStatusNotification", {"status": str}, ("status", "requestId")),
    Report("PublishFirmwareStatusNotification", {"status": str}, ("status", "requestId")),
)


def write_update(call: UpdateFirmware) -> CallText:
    """Signed when there is a certificate (L01), else plain (L02)."""
    firmware = Firmware(
        call.location,
        write_instant(call.retrieve_at),
        write_instant(call.install_at) if call.install_at is not None else None,
        call.certificate or None,
        call.signature or None,
    )
    request = UpdateFirmwareRequest(call.number, firmware, call.retries, call.retry_interval_s)
    return CallText("UpdateFirmware", _encode(request))
