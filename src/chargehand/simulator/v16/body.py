"""What all habits of one station share: its clock, chance, character, connectors and mouth."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import Final

from chargehand.simulator.character import Character
from chargehand.simulator.hardware.build import Build
from chargehand.simulator.hardware.timers import Timers
from chargehand.simulator.v16.configuration import Configuration
from chargehand.simulator.v16.connector import Connector, Transaction
from chargehand.simulator.v16.mouth import Mouth

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SUMMER: Final = timezone(timedelta(hours=2))
# Transactions kept for whoever judges the server's story.
_KEPT: Final = 1024


@dataclass(slots=True, eq=False, kw_only=True)
class Body:
    identity: str
    character: Character
    build: Build
    rng: Random
    timers: Timers
    configuration: Configuration
    mouth: Mouth
    connectors: dict[int, Connector]
    # The station as a whole, connector 0.
    operative: bool = True
    told: str | None = None
    powered: bool = True
    powered_at: datetime
    knows_time: bool = True
    history: deque[Transaction] = field(default_factory=lambda: deque(maxlen=_KEPT))

    @property
    def now(self) -> datetime:
        return self.timers.now

    def stamp(self, at: datetime) -> str:
        """The instant as the station's own clock says it, in the station's own spelling (F64, F65, F68a)."""
        shown = at + timedelta(seconds=self.character.clock_offset_s)
        if not self.knows_time:
            shown = _EPOCH + (at - self.powered_at)
        match self.character.time_text:
            case "seconds":
                return shown.strftime("%Y-%m-%dT%H:%M:%SZ")
            case "offset":
                return shown.astimezone(_SUMMER).isoformat(timespec="milliseconds")
            case "milliseconds":
                return shown.strftime("%Y-%m-%dT%H:%M:%S.") + f"{shown.microsecond // 1000:03d}Z"
