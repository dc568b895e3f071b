"""Values of registers with their instants, already in SI units."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct


class ReadingSource(StrEnum):
    START = "start"
    PERIODIC = "periodic"
    CLOCK = "clock"
    TRIGGER = "trigger"
    OTHER = "other"
    STOP = "stop"


class Reading(Struct, frozen=True, gc=False):
    """What one sampled set says. `said_at` is the station's own instant, None when it is missing or impossible (F64-F67)."""

    said_at: datetime | None = None
    register_wh: Decimal | None = None
    power_w: Decimal | None = None
    soc_percent: Decimal | None = None
    source: ReadingSource = ReadingSource.PERIODIC


class Meter(Struct, frozen=True, gc=False):
    """How far a session's metering got: registers in Wh, the latest power and state of charge.

    Energy = `banked_wh` (segments closed by a reset) + `register_wh` - `base_wh`; it is never negative.
    """

    base_wh: Decimal | None = None
    register_wh: Decimal | None = None
    register_at: datetime | None = None
    banked_wh: Decimal = Decimal(0)
    suspect_wh: Decimal | None = None
    """A register below the known one, not yet believed (F71)."""
    suspect_count: int = 0
    power_w: Decimal | None = None
    soc_percent: Decimal | None = None
    read_at: datetime | None = None
    """Instant of the latest reading, in the station's time where that can be trusted."""
    received_at: datetime | None = None
    powered_ws: int = 0
    """Energy that the told power alone makes, at the least, in watt-seconds; whatever the register shows (F83)."""

    @property
    def energy_wh(self) -> Decimal:
        """Energy delivered so far, in Wh."""
        if self.register_wh is None or self.base_wh is None:
            return self.banked_wh
        return self.banked_wh + self.register_wh - self.base_wh
