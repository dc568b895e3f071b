"""Vendors' own messages: DataTransfer (OCPP 1.6 §4.3). We know no vendor's, and say so (S25)."""

from __future__ import annotations

from typing import Final

from msgspec import Raw, Struct

from chargehand.model.events import StationReported
from chargehand.wire.ocpp.codec import Context
from chargehand.wire.ocpp.fields import clean
from chargehand.wire.ocpp.usable import Usable


class DataTransfer(Struct, frozen=True, rename="camel", gc=False):
    vendor_id: str
    message_id: str | None = None


_transfer: Final = Usable(DataTransfer)
UNKNOWN_VENDOR: Final = b'{"status":"UnknownVendorId"}'


def read_transfer(payload: Raw | bytes, context: Context) -> StationReported:
    """Whose message it was and its name; what it carried is in the frame that the journal keeps."""
    said = _transfer.read(payload)
    text = f"{clean(said.vendor_id)} {clean(said.message_id)}".strip()
    return StationReported(station=context.station, at=context.at, what="data_transfer", text=text)
