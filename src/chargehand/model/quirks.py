"""How stations differ from what OCPP says, as data: known of a model, or learned of one station.

Nothing else in the house asks for a vendor's name.
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Final

from msgspec import Struct
from msgspec.structs import asdict, replace


class Quirk(StrEnum):
    CLOCK_OFFSET = "clock_offset_s"
    """It tells local time as if it were UTC: so many seconds ahead, or behind (F65)."""
    SAMPLES_KWH = "samples_kwh"
    """1: its readings are kWh although they are called Wh, its start and stop are Wh (F74)."""
    TRIGGER_STATION = "trigger_station"
    """1: it ignores a trigger that names a connector; it is asked as a whole (F63)."""
    ZERO_STOPS = "zero_stops"
    """1: a charging profile of 0 A or 0 W ends the transaction instead of pausing it (F62)."""


class Quirks(Struct, frozen=True, kw_only=True):
    """What is to be reckoned with."""

    clock_offset_s: int = 0
    samples_kwh: int = 0
    trigger_station: int = 0
    zero_stops: int = 0


class Profile(Struct, frozen=True, kw_only=True):
    """What is known of a model. Patterns with `*` and `?`, in any case; `why`: where it was seen."""

    vendor: str
    model: str = "*"
    firmware: str = "*"
    quirks: Quirks
    why: str


class Learned(Struct, frozen=True, kw_only=True):
    """What one station showed: a quirk with its value, believed once it was seen often enough and until it is often contradicted."""

    quirk: Quirk
    value: int
    count: int
    since: datetime
    last_at: datetime
    believed: bool = False
    doubts: int = 0


PROFILES: Final = (
    Profile(vendor="*huawei*", quirks=Quirks(zero_stops=1), why="F62: evcc-io/evcc#29272, SCharger"),
    Profile(
        vendor="*openevse*",
        firmware="*4.2.*",
        quirks=Quirks(samples_kwh=1),
        why="F74: OpenEVSE/openevse_esp32_firmware#703",
    ),
)
PLAIN: Final = Quirks()
"""Of a station that does everything as OCPP says."""


def quirks_of(
    vendor: str,
    model: str,
    firmware: str,
    learned: tuple[Learned, ...] = (),
    profiles: tuple[Profile, ...] = PROFILES,
) -> Quirks:
    """What is known of the model; what was learned of the station itself counts more."""
    known = _of_model(vendor, model, firmware, profiles)
    if not learned:
        return known
    facts = {each.quirk.value: each.value for each in learned if each.believed}
    return replace(known, **facts) if facts else known


@lru_cache(maxsize=1024)
def _of_model(vendor: str, model: str, firmware: str, profiles: tuple[Profile, ...]) -> Quirks:
    """All profiles that fit, added up."""
    found: dict[str, int] = {}
    for each in profiles:
        if _fits(each.vendor, vendor) and _fits(each.model, model) and _fits(each.firmware, firmware):
            found |= {name: value for name, value in asdict(each.quirks).items() if value}
    return Quirks(**found) if found else PLAIN


def _fits(pattern: str, text: str) -> bool:
    wild = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(wild, text, re.IGNORECASE | re.DOTALL) is not None
