"""Readings in kWh that are called Wh, seen against a transaction's start, which is known in Wh (F74)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from msgspec.structs import replace

from chargehand.core.metering import sound
from chargehand.model.reading import Reading
from chargehand.model.session import Session

THOUSAND: Final = Decimal(1000)
TIMES: Final = 5
ROUNDED_WH: Final = Decimal(1000)
"""A register in whole kWh says up to so much less than it has."""
POWER_W: Final = 400_000
"""More does not flow into a car."""


class Span(NamedTuple):
    """From the register at the start to the most that it may show by now."""

    least_wh: Decimal
    most_wh: Decimal


def span_of(session: Session | None, at: datetime) -> Span | None:
    """None where the start's register is not known."""
    if session is None or session.meter_start_wh is None or session.start_received_at is None:
        return None
    began = min(session.start_received_at, session.started_at or session.start_received_at)
    flowed_wh = Decimal(POWER_W) * max(0, int((at - began).total_seconds())) / 3600
    return Span(session.meter_start_wh, session.meter_start_wh + flowed_wh + ROUNDED_WH)


def kilo_told(told: Decimal, span: Span) -> bool | None:
    """Whether `told` goes on from the start as kWh: True; as Wh: False. None when it may be either, or neither."""
    plain = span.least_wh - 1 <= told <= span.most_wh
    in_kilo = span.least_wh - ROUNDED_WH <= told * THOUSAND <= span.most_wh
    return None if plain == in_kilo else in_kilo


def in_wh(readings: tuple[Reading, ...], span: Span | None) -> tuple[Reading, ...]:
    """`readings` of a station that says kWh, made Wh; those that go on from the start as they are stay so."""
    return tuple(_scaled(reading, span) for reading in readings)


def _scaled(reading: Reading, span: Span | None) -> Reading:
    told = sound(reading.register_wh)
    if told is None or (span is not None and kilo_told(told, span) is False):
        return reading
    return replace(reading, register_wh=told * THOUSAND)
