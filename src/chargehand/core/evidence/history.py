"""What a station kept while it was away and tells when it is back: history, not news (F53, F91)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from chargehand.model.events import TransactionStarted, TransactionUpdated
from chargehand.model.session import Session
from chargehand.model.station import Station

LATE: Final = timedelta(minutes=15)
"""A clock may be off by so much, and a start be so old, before it is doubted by its age alone."""
SOON: Final = timedelta(seconds=90)
"""What is told so soon is news, also when the line was away for a moment."""


def is_history(station: Station, event: TransactionStarted | TransactionUpdated) -> bool:
    """Whether it happened before its station was here: by the station's own word (2.x), or by its time."""
    if event.said_at is None or event.at - event.said_at <= SOON:
        return False
    if event.offline:
        return True
    return station.connected_at is not None and event.said_at < station.connected_at - LATE


def is_behind(session: Session) -> bool:
    """Whether what was told of it last was old when it came: the rest of its history is still to come."""
    meter = session.meter
    if meter.read_at is None or meter.received_at is None:
        return True
    return meter.received_at - meter.read_at > LATE
