"""What truly happened at a connector, for whoever judges the server's story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True, eq=False, kw_only=True)
class Record:
    """One transaction as it truly was; kept in `VirtualStation.history`.

    `given_id` is the server's (1.6); `shown_id` is what the station says, in 2.x its own invention.
    """

    connector_id: int
    token: str
    started_at: datetime
    true_start_wh: float
    # The register it showed then.
    meter_start_wh: int = 0
    # The number of its next message (2.x).
    seq: int = 0
    given_id: int | None = None
    shown_id: int | str = -1
    # The server has heard of it, or is known never to hear.
    settled: bool = False
    readings: int = 0
    suspended_by_station: bool = False
    ended_at: datetime | None = None
    true_stop_wh: float | None = None
    reason: str = ""
    told: bool = False

    @property
    def energy_wh(self) -> float | None:
        """True energy of an ended transaction."""
        return None if self.true_stop_wh is None else self.true_stop_wh - self.true_start_wh

    def be_told(self) -> None:
        """Its end was answered, or given up: nothing is owed any more."""
        self.told = True
