# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 1.6 and its security extension: data transfer."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from chargehand.wire.ocpp.messages.quantities import Text50, Text255
from chargehand.wire.ocpp.messages.shape import Message

DataTransferStatus = Literal["Accepted", "Rejected", "UnknownMessageId", "UnknownVendorId"]


class DataTransferRequest(Message, frozen=True, kw_only=True):
    vendor_id: Text255
    message_id: Text50 | UnsetType = UNSET
    data: str | UnsetType = UNSET


class DataTransferResponse(Message, frozen=True, kw_only=True):
    status: DataTransferStatus
    data: str | UnsetType = UNSET
