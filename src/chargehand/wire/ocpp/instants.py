"""Instants as stations write them, and as we do (ISO 8601, RFC 3339)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

_EARLIEST: Final = datetime(2015, 1, 1, tzinfo=UTC)
_AHEAD: Final = timedelta(days=1)
_SHORTEST: Final = len("2026-11-20T04")
_LONGEST: Final = 64

# What datetime.fromisoformat does not take: ordinal dates, hour 24, second 60, blanks around.
_UNUSUAL: Final = re.compile(
    r"""(?P<year>\d{4})-?(?:(?P<month>\d\d)-?(?P<day>\d\d)|(?P<ordinal>\d{3}))
        [Tt ](?P<hour>\d\d)(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?)?\s*
        (?P<zone>[Zz]|[+-]\d\d(?::?\d\d)?)?""",
    re.VERBOSE | re.ASCII,
)


def read_instant(text: str | None, at: datetime) -> datetime | None:
    """The instant in UTC, whatever form of ISO 8601 it has; without a zone it is taken as UTC (F68a).

    None when it is missing, no instant, before 2015 or more than a day after `at`, our own time (F64, F66, F67).
    """
    if not text:
        return None
    try:
        said = datetime.fromisoformat(text)
        if said.tzinfo is not UTC:
            said = _in_utc(said, text)
    except (ValueError, OverflowError):
        said = _unusual(text.strip())
    return said if said is not None and _EARLIEST <= said <= at + _AHEAD else None


def write_instant(at: datetime) -> str:
    """`at` in UTC with milliseconds and Z."""
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    return at.isoformat(timespec="milliseconds")[:-6] + "Z"


def _in_utc(said: datetime, text: str) -> datetime | None:
    if len(text) < _SHORTEST:
        return None  # a date alone is no instant
    return said.replace(tzinfo=UTC) if said.tzinfo is None else said.astimezone(UTC)


def _unusual(text: str) -> datetime | None:
    found = _UNUSUAL.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return None
    part = found.groupdict()
    try:
        if part["ordinal"] is not None:
            day = datetime.strptime(f"{part['year']} {part['ordinal']} +0000", "%Y %j %z")
        else:
            day = datetime(int(part["year"]), int(part["month"]), int(part["day"]), tzinfo=UTC)
        return day + _time_of_day(part) - _offset(part["zone"] or "Z")
    except (ValueError, OverflowError):
        return None


def _time_of_day(part: dict[str, str]) -> timedelta:
    hour, minute, second = (int(part[name] or 0) for name in ("hour", "minute", "second"))
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise ValueError("no time of day")
    fraction = float(f"0.{part['fraction'] or 0}")
    return timedelta(hours=hour, minutes=minute, seconds=second + fraction)


def _offset(zone: str) -> timedelta:
    if zone in "Zz":
        return timedelta()
    digits = zone[1:].replace(":", "")
    east = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    if east >= timedelta(days=1):
        raise ValueError("no offset")
    return east if zone[0] == "+" else -east
