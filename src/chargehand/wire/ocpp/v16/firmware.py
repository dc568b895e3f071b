"""How an update goes: FirmwareStatusNotification (OCPP 1.6 §4.5)."""

from __future__ import annotations

from typing import Final

from msgspec import Raw, Struct

from chargehand.model.events import StationReported
from chargehand.wire.ocpp.codec import Context
from chargehand.wire.ocpp.fields import clean
from chargehand.wire.ocpp.usable import Usable


class FirmwareStatusNotification(Struct, frozen=True, gc=False):
    status: str


_status: Final = Usable(FirmwareStatusNotification)


def read_firmware_status(payload: Raw | bytes, context: Context) -> StationReported:
    said = _status.read(payload)
    return StationReported(station=context.station, at=context.at, what="firmware", text=clean(said.status))
