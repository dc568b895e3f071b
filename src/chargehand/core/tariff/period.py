"""Which tariff is in force."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from chargehand.model.session import Session
from chargehand.model.snapshot import Snapshot
from chargehand.model.tariff import Tariff, TariffPeriod


def in_force(snapshot: Snapshot, at: datetime) -> Tariff | None:
    """The tariff of a session that begins at `at`: the station's own if it has one, else the house's. It keeps it (M5)."""
    period = _period(snapshot, at)
    return None if period is None else period.tariff


def priced(session: Session, snapshot: Snapshot, at: datetime) -> Session:
    """`session` with the tariff that is in force at `at`, and since when it is."""
    period = _period(snapshot, at)
    if period is None:
        return session
    return replace(session, tariff=period.tariff, tariff_from=period.valid_from, tariff_own=period.own)


def _period(snapshot: Snapshot, at: datetime) -> TariffPeriod | None:
    """The latest that has prices, the station's own before the house's."""
    own: TariffPeriod | None = None
    house: TariffPeriod | None = None
    for period in snapshot.tariffs:
        if period.valid_from > at:
            break
        if period.own:
            own = period
        else:
            house = period
    if own is not None and own.tariff is not None:
        return own
    return house if house is not None and house.tariff is not None else None
