"""What a station says, put right by what is known of its ways, before it is decided on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from chargehand.core.metering import sound
from chargehand.core.quirks.clock import NEAR_S, interpolated, is_shifted, offset_told, times
from chargehand.core.quirks.learning import observed
from chargehand.core.quirks.units import TIMES, Span, in_wh, kilo_told, span_of
from chargehand.model.events import (
    ConnectorStatusReported,
    Event,
    MeterSampled,
    TransactionEnded,
    TransactionStarted,
    TransactionUpdated,
)
from chargehand.model.quirks import PLAIN, Learned, Quirk, Quirks, quirks_of
from chargehand.model.reading import Reading, ReadingSource
from chargehand.model.session import Session
from chargehand.model.snapshot import Snapshot
from chargehand.model.station import Station

CLOCK_OFFSET: Final = "clock_offset"
"""Flag of a session that was dated by a clock which is another zone's, and put right from its start on."""

_NEAR: Final = timedelta(seconds=NEAR_S)

Transactional = MeterSampled | TransactionStarted | TransactionUpdated | TransactionEnded


def mended(snapshot: Snapshot, event: Event) -> tuple[Snapshot, Event]:
    """The snapshot with what `event` teaches of the station's ways, and the event as a station without them would have told it.

    Both are the very same when there is nothing to learn and nothing to mend.
    """
    if not isinstance(event, Transactional):
        if isinstance(event, ConnectorStatusReported):
            return _status(snapshot, event)
        return snapshot, event
    if _is_plain(snapshot, event):
        return snapshot, event
    row = _session_of(snapshot, event)
    latest = _latest(event)
    span = span_of(row, event.at)
    snapshot = _taught(snapshot, _clock(_units(snapshot.station.learned, event, span), event, latest))
    ways = ways_of(snapshot.station)
    readings = interpolated(event.readings) if len(event.readings) > 1 else event.readings
    if ways.samples_kwh:
        readings = in_wh(readings, span)
    if readings is not event.readings:
        event = replace(event, readings=readings)
    offset_s = ways.clock_offset_s if row is None or CLOCK_OFFSET in row.flags else 0
    if latest is not None and is_shifted(latest, event.at, offset_s):
        event = _shifted(event, offset_s)
    return snapshot, event


def _is_plain(snapshot: Snapshot, event: Transactional) -> bool:
    """Whether it is as nearly all is, seen without further ado: one reading of just now, of a station like any.

    What names no transaction of its own may be of another unit: then it is above the start's, too.
    """
    station = snapshot.station
    if len(event.readings) != 1 or station.learned or ways_of(station) is not PLAIN:
        return False
    reading = event.readings[0]
    if reading.said_at is None or not -_NEAR <= reading.said_at - event.at <= _NEAR:
        return False
    if not isinstance(event, MeterSampled):
        return event.said_at is None or event.said_at - event.at <= _NEAR
    row = _session_of(snapshot, event)
    told, start = reading.register_wh, None if row is None else row.meter_start_wh
    return told is None or start is None or (told.is_finite() and told >= start)


def ways_of(station: Station) -> Quirks:
    return quirks_of(station.vendor, station.model, station.firmware, station.learned)


def _taught(snapshot: Snapshot, learned: tuple[Learned, ...]) -> Snapshot:
    station = snapshot.station
    if learned is station.learned:
        return snapshot
    return replace(snapshot, station=replace(station, learned=learned))


def _status(snapshot: Snapshot, event: ConnectorStatusReported) -> tuple[Snapshot, Event]:
    """A status may be told long after it began, so that only one of the future teaches anything of the clock."""
    said, offset_s = event.said_at, ways_of(snapshot.station).clock_offset_s
    if said is None:
        return snapshot, event
    if said > event.at:
        snapshot = _taught(snapshot, _offset(snapshot.station.learned, said, event.at))
        offset_s = ways_of(snapshot.station).clock_offset_s
    if is_shifted(said, event.at, offset_s):
        away = timedelta(seconds=offset_s)
        others = tuple(
            replace(row, said_at=row.said_at - away) if row.said_at is not None else row
            for row in event.others
        )
        event = replace(event, said_at=said - away, others=others)
    return snapshot, event


def _latest(event: Transactional) -> datetime | None:
    """The latest instant that the message tells."""
    told = [] if isinstance(event, MeterSampled) or event.said_at is None else [event.said_at]
    told += [reading.said_at for reading in event.readings if reading.said_at is not None]
    return max(told, default=None)


def _clock(
    learned: tuple[Learned, ...], event: Transactional, latest: datetime | None
) -> tuple[Learned, ...]:
    """What the message teaches of the station's clock: readings that come as they are taken; of others only what lies ahead."""
    if latest is None:
        return learned
    live = isinstance(event, MeterSampled) and event.readings[-1].source is not ReadingSource.CLOCK
    if latest <= event.at and not live:
        return learned
    return _offset(learned, latest, event.at)


def _offset(learned: tuple[Learned, ...], said: datetime, at: datetime) -> tuple[Learned, ...]:
    offset_s = offset_told(said, at)
    if offset_s is None:
        return learned
    return observed(learned, Quirk.CLOCK_OFFSET, offset_s, at, times(offset_s))


def _session_of(snapshot: Snapshot, event: Transactional) -> Session | None:
    """The session that the message goes on telling of. One whose start was taken as it was told is told so to its end."""
    if isinstance(event, TransactionStarted):
        return None
    for row in snapshot.sessions:
        if row.ref == event.ref if event.ref else row.live and row.connector == event.connector:
            return row
    return None


def _units(learned: tuple[Learned, ...], event: Transactional, span: Span | None) -> tuple[Learned, ...]:
    if span is None or not isinstance(event, MeterSampled) or not event.readings:
        return learned
    told = sound(event.readings[-1].register_wh)
    in_kilo = None if told is None else kilo_told(told, span)
    if in_kilo is None:
        return learned
    return observed(learned, Quirk.SAMPLES_KWH, int(in_kilo), event.at, TIMES)


def _shifted(event: Transactional, offset_s: int) -> Transactional:
    away = timedelta(seconds=offset_s)
    readings = tuple(_moved(reading, away) for reading in event.readings)
    if isinstance(event, MeterSampled) or event.said_at is None:
        return replace(event, readings=readings, shifted_s=offset_s)
    return replace(event, readings=readings, said_at=event.said_at - away, shifted_s=offset_s)


def _moved(reading: Reading, away: timedelta) -> Reading:
    return reading if reading.said_at is None else replace(reading, said_at=reading.said_at - away)
