"""A session's power and energy over time, thinned so that a phone draws it at once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from chargehand.model.sight import SessionSight, Timeline
from chargehand.views.parts.readings import shown_readings

POINTS_MAX = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class ChartObject:
    """Columns of equal length, oldest first: seconds since the epoch, kW and kWh; None where a reading did not say."""

    at: list[float]
    kw: list[float | None]
    kwh: list[float | None]
    derived: bool
    """No reading told a power: kW is the mean between neighbouring registers."""


class Point(NamedTuple):
    at: float
    kw: float | None
    kwh: float | None


def chart_object(sight: SessionSight, timeline: Timeline, points_max: int = POINTS_MAX) -> ChartObject:
    rows = sorted((row.reading for row in shown_readings(sight.session, timeline)), key=lambda row: row.at)
    points = [Point(row.at.timestamp(), _kilo(row.power_w), _kilo(row.energy_wh)) for row in rows]
    derived = not any(point.kw is not None for point in points)
    if derived:
        points = _with_mean_power(points)
    kept = thinned(points, points_max)
    return ChartObject(
        at=[point.at for point in kept],
        kw=[point.kw for point in kept],
        kwh=[point.kwh for point in kept],
        derived=derived,
    )


def _kilo(value: Decimal | None) -> float | None:
    return None if value is None else round(float(value) / 1000, 3)


def _with_mean_power(points: list[Point]) -> list[Point]:
    """Power from the registers alone: each point bears the mean since the one before it; the first bears none."""
    told: list[Point] = []
    before: Point | None = None
    for point in points:
        kw = None
        if before is not None and point.kwh is not None and before.kwh is not None and point.at > before.at:
            kw = round(max(0.0, point.kwh - before.kwh) * 3600 / (point.at - before.at), 3)
        told.append(point._replace(kw=kw))
        if point.kwh is not None:
            before = point
    return told


def thinned(points: list[Point], points_max: int) -> list[Point]:
    """At most `points_max` of the points, first and last among them.

    Of each stretch the point whose power stands out most from the last kept one stays, so that peaks and
    pauses survive.
    """
    if len(points) <= points_max or points_max < 3:
        return points if points_max >= 3 else points[:points_max]
    inner = points[1:-1]
    stretches = points_max - 2
    kept = [points[0]]
    for number in range(stretches):
        begin, end = number * len(inner) // stretches, (number + 1) * len(inner) // stretches
        last = kept[-1].kw or 0.0
        kept.append(max(inner[begin:end], key=lambda point: abs((point.kw or 0.0) - last)))
    return [*kept, points[-1]]
