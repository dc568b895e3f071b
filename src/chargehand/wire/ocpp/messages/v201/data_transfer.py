# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.0.1: data transfer."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, Raw, UnsetType

from chargehand.wire.ocpp.messages.quantities import Text50, Text255
from chargehand.wire.ocpp.messages.shape import CustomData, Message
from chargehand.wire.ocpp.messages.v201.provisioning import StatusInfo

DataTransferStatusEnum = Literal["Accepted", "Rejected", "UnknownMessageId", "UnknownVendorId"]


class DataTransferRequest(Message, frozen=True, kw_only=True):
    vendor_id: Text255
    custom_data: CustomData | UnsetType = UNSET
    message_id: Text50 | UnsetType = UNSET
    data: Raw | UnsetType = UNSET


class DataTransferResponse(Message, frozen=True, kw_only=True):
    status: DataTransferStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET
    data: Raw | UnsetType = UNSET
