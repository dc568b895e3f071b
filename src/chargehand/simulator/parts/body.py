"""What all habits of one station share: its clock, chance, character and mouth."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import Final, Generic, TypeVar

from chargehand.simulator.character import Character
from chargehand.simulator.hardware.build import Build
from chargehand.simulator.hardware.meter import Meter
from chargehand.simulator.hardware.timers import Timers
from chargehand.simulator.keeping.limits import Limits
from chargehand.simulator.parts.connector import Connector
from chargehand.simulator.parts.mouth import Mouth
from chargehand.simulator.parts.record import Record

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SUMMER: Final = timezone(timedelta(hours=2))
# Transactions kept for whoever judges the server's story.
_KEPT: Final = 1024

ConnectorT = TypeVar("ConnectorT", bound=Connector)


@dataclass(frozen=True, slots=True)
class Kit:
    """What a station is delivered with, before it speaks any version."""

    identity: str
    character: Character
    build: Build
    rng: Random
    timers: Timers
    meters: dict[int, Meter]


@dataclass(slots=True, eq=False, kw_only=True)
class Body(Generic[ConnectorT]):
    identity: str
    character: Character
    build: Build
    rng: Random
    timers: Timers
    mouth: Mouth
    connectors: dict[int, ConnectorT]
    limits: Limits = field(default_factory=Limits)
    # The station as a whole.
    operative: bool = True
    told: str | None = None
    powered: bool = True
    powered_at: datetime
    knows_time: bool = True
    history: deque[Record] = field(default_factory=lambda: deque(maxlen=_KEPT))

    @property
    def now(self) -> datetime:
        return self.timers.now

    @property
    def _offset_s(self) -> float:
        character = self.character
        running_s = (self.now - self.powered_at).total_seconds()
        is_corrected = 0 < character.clock_corrects_after_s <= running_s
        return 0.0 if is_corrected else character.clock_offset_s

    def stamp(self, at: datetime) -> str:
        """The instant as the station's own clock says it, in the station's own spelling (F64, F65, F67, F68a)."""
        shown = at + timedelta(seconds=self._offset_s)
        if not self.knows_time:
            shown = _EPOCH + (at - self.powered_at)
        match self.character.time_text:
            case "seconds":
                return shown.strftime("%Y-%m-%dT%H:%M:%SZ")
            case "offset":
                return shown.astimezone(_SUMMER).isoformat(timespec="milliseconds")
            case "impossible":
                return f"9999-12-31T23:59:{shown.second:02d}Z"
            case "milliseconds":
                return shown.strftime("%Y-%m-%dT%H:%M:%S.") + f"{shown.microsecond // 1000:03d}Z"
