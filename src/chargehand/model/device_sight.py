"""What operators look at of what stations told of themselves."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from chargehand.model.device import Monitor, Variable
from chargehand.model.identity import StationId
from chargehand.model.reservation import Reservation


class ToldVariable(Struct, frozen=True):
    variable: Variable
    told_at: datetime


class VariableFilter(Struct, frozen=True, kw_only=True):
    """Of one station. Names compare without regard to case (OCPP 2.0.1 part 2, identifierString)."""

    component: str | None = None
    name: str | None = None
    cursor: str | None = None
    limit: int = 200


class VariablePage(Struct, frozen=True):
    rows: tuple[ToldVariable, ...]
    cursor: str | None = None
    """Where the next page begins; None on the last."""


class ToldMonitor(Struct, frozen=True):
    monitor: Monitor
    told_at: datetime


class KnownReservation(Struct, frozen=True):
    """As it stands at the moment of looking: one whose time is over is expired, whether or not its station said so."""

    reservation: Reservation
    made_at: datetime
    changed_at: datetime


class SecurityEvent(Struct, frozen=True, kw_only=True):
    """`at` is the station's own instant, where it had one."""

    id: int
    station: StationId
    kind: str
    at: datetime
    received_at: datetime
    info: str


class SecurityEventPage(Struct, frozen=True):
    """Newest first."""

    rows: tuple[SecurityEvent, ...]
    cursor: str | None = None
