"""What a station is asked, in the way that it understands; and what is learned when it does not."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from chargehand.core.quirks.learning import observed
from chargehand.core.quirks.mending import ways_of
from chargehand.model.calls import Trigger, TriggerMessage
from chargehand.model.quirks import Quirk
from chargehand.model.snapshot import Snapshot
from chargehand.model.station import Station

IN_VAIN_TIMES: Final = 2


def trigger(station: Station, what: Trigger, connector: int | None) -> TriggerMessage:
    """For the whole station where it ignores a trigger that names a connector (F63)."""
    return TriggerMessage(what, None if ways_of(station).trigger_station else connector)


def asked_in_vain(snapshot: Snapshot, at: datetime) -> Snapshot:
    """Triggers were accepted, and nothing came: after the second time the station is asked as a whole (F63)."""
    return _seen(snapshot, 1, at)


def asked_well(snapshot: Snapshot, at: datetime) -> Snapshot:
    """What was asked for came: if connectors were named, the station minds them."""
    return snapshot if ways_of(snapshot.station).trigger_station else _seen(snapshot, 0, at)


def _seen(snapshot: Snapshot, value: int, at: datetime) -> Snapshot:
    station = snapshot.station
    learned = observed(station.learned, Quirk.TRIGGER_STATION, value, at, IN_VAIN_TIMES)
    return (
        snapshot
        if learned is station.learned
        else replace(snapshot, station=replace(station, learned=learned))
    )
