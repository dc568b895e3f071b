"""What a station is asked, in the way that it understands."""

from __future__ import annotations

from chargehand.core.quirks.mending import ways_of
from chargehand.model.calls import Trigger, TriggerMessage
from chargehand.model.station import Station


def trigger(station: Station, what: Trigger, connector: int | None) -> TriggerMessage:
    """For the whole station where it ignores a trigger that names a connector (F63)."""
    return TriggerMessage(what, None if ways_of(station).trigger_station else connector)
