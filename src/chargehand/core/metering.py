"""From registers to energy that never falls and is never invented (F69-F85).

A register that rises by no more than could have flowed is believed. One that jumps or drops is not, until three readings
in a row (or a boot) say so; then a new segment begins and what came before stays banked.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from chargehand.model.reading import Meter, Reading

CONFIRM_COUNT = 3
SLACK_WH = Decimal(100)
HOUR_S = Decimal(3600)
WRAPS_WH = tuple(Decimal(wrap) for wrap in (2**16, 2**32, 10**6, 10**7, 10**8, 10**9))
THOUSAND = Decimal(1000)
POWER_KEPT = timedelta(seconds=120)


class Context(Struct, frozen=True):
    """What absorbing a reading must know besides the meter: our time of receipt, the station's latest boot, the limit."""

    at: datetime
    booted_at: datetime | None
    power_w_max: int


class Absorbed(Struct, frozen=True):
    """`energy_wh`: the session's energy at this reading, None when the reading does not tell."""

    meter: Meter
    read_at: datetime
    energy_wh: Decimal | None
    flag: str = ""


def instant_of(reading: Reading, at: datetime) -> datetime:
    """The reading's instant: the station's own, never later than its arrival (F64, F66)."""
    said = reading.said_at
    return at if said is None or said > at else said


def allowance_wh(meter: Meter, read_at: datetime, context: Context) -> Decimal:
    """The most that can have flowed since the last believed register (F73)."""
    seconds = 0.0
    if meter.register_at is not None:
        seconds = (read_at - meter.register_at).total_seconds()
    if meter.received_at is not None:
        seconds = max(seconds, (context.at - meter.received_at).total_seconds())
    seconds = max(seconds, 0.0)
    return Decimal(context.power_w_max) * Decimal(int(seconds * 1.1) + 1) / HOUR_S + SLACK_WH


def absorb(meter: Meter, reading: Reading, context: Context) -> Absorbed:
    """`meter` after `reading`; the order and repetition of believable readings does not matter."""
    read_at = instant_of(reading, context.at)
    energy: Decimal | None = None
    flag = ""
    after = meter
    if reading.register_wh is not None:
        after, energy, flag = _register(meter, reading.register_wh, read_at, context)
    if meter.read_at is None or read_at >= meter.read_at:
        after = _latest(after, meter, reading, read_at, context.at)
    return Absorbed(after, read_at, energy, flag)


def _latest(after: Meter, before: Meter, reading: Reading, read_at: datetime, at: datetime) -> Meter:
    """Power, state of charge and age come from the newest reading."""
    power = reading.power_w
    if power is None and before.read_at is not None and read_at - before.read_at <= POWER_KEPT:
        power = before.power_w
    soc = reading.soc_percent if reading.soc_percent is not None else before.soc_percent
    return replace(after, power_w=power, soc_percent=soc, read_at=read_at, received_at=at)


def _register(
    meter: Meter, value: Decimal, read_at: datetime, context: Context
) -> tuple[Meter, Decimal | None, str]:
    known = meter.register_wh
    if known is None or meter.base_wh is None:
        first = replace(meter, base_wh=value, register_wh=value, register_at=read_at)
        return first, first.energy_wh, "no_meter_start"
    older = meter.register_at is not None and read_at < meter.register_at
    if older and (value <= known or meter.banked_wh):
        return meter, _energy_at(meter, value), ""
    allowed = allowance_wh(meter, read_at, context)
    for candidate, flag in ((value, ""), (value / THOUSAND, "unit_mixed"), (value * THOUSAND, "unit_mixed")):
        if known <= candidate <= known + allowed and (not flag or known > 0):
            return _believed(meter, candidate, read_at, flag)
    for wrap in WRAPS_WH:
        if value < known < wrap and known <= value + wrap <= known + allowed:
            return _new_segment(meter, value, value + wrap - known, read_at), None, "register_wrap"
    return _doubted(meter, value, read_at, context)


def _believed(meter: Meter, value: Decimal, read_at: datetime, flag: str) -> tuple[Meter, Decimal, str]:
    newest = read_at if meter.register_at is None else max(read_at, meter.register_at)
    after = replace(meter, register_wh=value, register_at=newest, suspect_wh=None, suspect_count=0)
    return after, after.energy_wh, flag


def _new_segment(meter: Meter, value: Decimal, gained_wh: Decimal, read_at: datetime) -> Meter:
    return replace(
        meter,
        banked_wh=meter.energy_wh + gained_wh,
        base_wh=value,
        register_wh=value,
        register_at=read_at,
        suspect_wh=None,
        suspect_count=0,
    )


def _doubted(
    meter: Meter, value: Decimal, read_at: datetime, context: Context
) -> tuple[Meter, Decimal | None, str]:
    """A drop or a jump: believed only when repeated, or after a boot (F69, F71)."""
    flag = "register_drop" if meter.register_wh is not None and value < meter.register_wh else "register_jump"
    booted = (
        context.booted_at is not None
        and meter.received_at is not None
        and context.booted_at > meter.received_at
        and flag == "register_drop"
    )
    follows = meter.suspect_wh is not None and value >= meter.suspect_wh
    count = meter.suspect_count + 1 if follows else 1
    if booted or count >= CONFIRM_COUNT:
        gained = value - meter.suspect_wh if follows and meter.suspect_wh is not None else Decimal(0)
        plausible = Decimal(0) <= gained <= allowance_wh(meter, read_at, context)
        return (
            _new_segment(meter, value, gained if plausible else Decimal(0), read_at),
            None,
            "register_reset",
        )
    first = meter.suspect_wh if follows else value
    return replace(meter, suspect_wh=first, suspect_count=count), None, flag


def _energy_at(meter: Meter, value: Decimal) -> Decimal | None:
    if meter.base_wh is None or meter.banked_wh or value < meter.base_wh:
        return None
    return value - meter.base_wh


def close(
    meter: Meter, meter_stop_wh: Decimal | None, read_at: datetime, context: Context
) -> tuple[Meter, str]:
    """`meter` after the station's final register; the flag says why it is not beyond doubt, empty when it is."""
    if meter_stop_wh is None:
        return meter, "no_meter_stop"
    known = meter.register_wh
    if known is None or meter.base_wh is None:
        return replace(
            meter, base_wh=meter_stop_wh, register_wh=meter_stop_wh, register_at=read_at
        ), "no_meter_start"
    if known - 1 <= meter_stop_wh < known and meter_stop_wh >= meter.base_wh:
        return replace(meter, register_wh=meter_stop_wh, register_at=read_at), ""
    if meter_stop_wh < known:
        return meter, "stop_below_reading"
    if meter_stop_wh > known + allowance_wh(meter, read_at, context):
        return meter, "implausible_energy"
    return replace(
        meter, register_wh=meter_stop_wh, register_at=read_at, suspect_wh=None, suspect_count=0
    ), ""
