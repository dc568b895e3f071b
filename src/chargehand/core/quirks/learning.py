"""When something that was seen is believed, and when no longer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from chargehand.model.quirks import Learned, Quirk

APART: Final = timedelta(seconds=20)
"""What is told in one breath proves a thing once."""
DOUBTS_MAX: Final = 3


def observed(
    learned: tuple[Learned, ...], quirk: Quirk, value: int, at: datetime, times: int
) -> tuple[Learned, ...]:
    """`learned` after the quirk was seen with `value` (0: it was not there); believed after so many `times`.

    The very same tuple when nothing is new, which is nearly always.
    """
    known = next((each for each in learned if each.quirk is quirk), None)
    if known is None:
        return learned if not value else (*learned, _first(quirk, value, at))
    if known.value == value:
        after = _confirmed(known, at, times)
    elif known.believed:
        after = _doubted(known, value, at)
    else:
        after = _first(quirk, value, at) if value else None
    if after is known:
        return learned
    others = tuple(each for each in learned if each is not known)
    return others if after is None else (*others, after)


def _first(quirk: Quirk, value: int, at: datetime) -> Learned:
    return Learned(quirk=quirk, value=value, count=1, since=at, last_at=at)


def _confirmed(known: Learned, at: datetime, times: int) -> Learned:
    if known.believed:
        return known if not known.doubts else replace(known, doubts=0)
    if at - known.last_at < APART:
        return known
    return replace(known, count=known.count + 1, last_at=at, believed=known.count + 1 >= times)


def _doubted(known: Learned, value: int, at: datetime) -> Learned | None:
    if known.doubts and at - known.last_at < APART:
        return known
    if known.doubts + 1 < DOUBTS_MAX:
        return replace(known, doubts=known.doubts + 1, last_at=at)
    return _first(known.quirk, value, at) if value else None
