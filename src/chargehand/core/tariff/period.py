"""Which tariff is in force."""

from __future__ import annotations

from datetime import datetime

from chargehand.model.snapshot import Snapshot
from chargehand.model.tariff import Tariff


def in_force(snapshot: Snapshot, at: datetime) -> Tariff | None:
    """The tariff of a session that begins at `at`: the station's own if it has one, else the house's. It keeps it (M5)."""
    own: Tariff | None = None
    house: Tariff | None = None
    for period in snapshot.tariffs:
        if period.valid_from > at:
            break
        if period.own:
            own = period.tariff
        else:
            house = period.tariff
    return own or house
