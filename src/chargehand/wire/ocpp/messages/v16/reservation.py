# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 1.6 and its security extension: reservation."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from chargehand.wire.ocpp.messages.quantities import Text20
from chargehand.wire.ocpp.messages.shape import Instant, Message

CancelReservationStatus = Literal["Accepted", "Rejected"]
ReserveNowStatus = Literal["Accepted", "Faulted", "Occupied", "Rejected", "Unavailable"]


class CancelReservationRequest(Message, frozen=True, kw_only=True):
    reservation_id: int


class CancelReservationResponse(Message, frozen=True, kw_only=True):
    status: CancelReservationStatus


class ReserveNowRequest(Message, frozen=True, kw_only=True):
    connector_id: int
    expiry_date: Instant
    id_tag: Text20
    reservation_id: int
    parent_id_tag: Text20 | UnsetType = UNSET


class ReserveNowResponse(Message, frozen=True, kw_only=True):
    status: ReserveNowStatus
