"""Reservations of connectors (OCPP 1.6 §5.13, 2.0.1 H)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chargehand.model.identity import StationId, TokenUid


class ReservationStatus(StrEnum):
    ACCEPTED = "accepted"
    CANCELLED = "cancelled"
    USED = "used"
    EXPIRED = "expired"


class Reservation(Struct, frozen=True, kw_only=True):
    """`number` is unique per station."""

    station: StationId
    number: int
    status: ReservationStatus
    token: TokenUid | None = None
    connector: int | None = None
    expires_at: datetime | None = None
