"""Stations' clocks: what a wrong zone looks like, and how instants are put right (F64, F65)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from chargehand.model.reading import Reading

STEP_S: Final = 900
"""Zones differ by quarters of an hour."""
LEAST_S: Final = 3_600
MOST_S: Final = 14 * 3_600
NEAR_S: Final = 120
"""So exact is a clock that shows another zone's time."""
AHEAD_TIMES: Final = 3
BEHIND_TIMES: Final = 5
"""What comes late may look like a clock that is behind, so that it must be seen more often."""


def offset_told(said_at: datetime, at: datetime) -> int | None:
    """By how many seconds the clock that said this is another zone's, 0 for one that is right; None for anything else."""
    away = (said_at - at).total_seconds()
    if -NEAR_S <= away <= NEAR_S:
        return 0
    nearest = round(away / STEP_S) * STEP_S
    return nearest if LEAST_S <= abs(nearest) <= MOST_S and abs(away - nearest) <= NEAR_S else None


def times(offset_s: int) -> int:
    """How often it must be seen to be believed."""
    return AHEAD_TIMES if offset_s > 0 else BEHIND_TIMES


def is_shifted(latest: datetime, at: datetime, offset_s: int) -> bool:
    """Whether a message whose latest instant this is was dated by a clock that is off by `offset_s`, as it is believed to be.

    Not when it is right as it stands, or would be of the future when it was put right: then the clock was set meanwhile.
    """
    near = timedelta(seconds=NEAR_S)
    if not offset_s or abs(latest - at) <= near:
        return False
    return latest - timedelta(seconds=offset_s) <= at + near


def interpolated(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Readings of one message, those without a possible instant dated between their neighbours (F64).

    Before the first dated one they get its instant; after the last one they stay undated: their time is that of arrival.
    """
    dated = [place for place, reading in enumerate(readings) if reading.said_at is not None]
    if not dated or len(dated) == len(readings):
        return readings
    mended = list(readings)
    before = dated[0]
    for after in dated:
        for place in range(before + 1 if before != after else 0, after):
            mended[place] = replace(readings[place], said_at=_between(readings, before, place, after))
        before = after
    return tuple(mended)


def _between(readings: tuple[Reading, ...], before: int, place: int, after: int) -> datetime | None:
    first, last = readings[before].said_at, readings[after].said_at
    if first is None or last is None or before == after:
        return last
    return first + (last - first) * (place - before) / (after - before)
