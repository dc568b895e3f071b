"""From registers to energy that never falls and is never invented (F69-F85).

A register that rises by no more than could have flowed is believed. One that jumps or drops is not, until three readings
in a row (after a boot: two) say so; then a new segment begins and what came before stays banked. A register that begins again at
a power of two or ten just then is counted through, if that fits what was flowing (F72). What the told power alone makes is added
up beside it: a register that shows far less stands still, or speaks of another unit (F74, F83).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from chargehand.model.reading import Meter, Reading

CONFIRM_COUNT = 3
"""After a boot one fewer: a meter may show nothing for a moment then, so that the boot alone proves no new beginning."""
SLACK_WH = Decimal(100)
HOUR_S = Decimal(3600)
REGISTER_WH_MAX = Decimal(10**15)
WRAPS_WH = tuple(Decimal(wrap) for wrap in (2**16, 2**32, 10**6, 10**7, 10**8, 10**9))
THOUSAND = Decimal(1000)
POWER_KEPT = timedelta(seconds=120)
POWER_COUNTED_S = 900
"""So long at most two readings with power tell what flowed between them."""
SHORT_TIMES = 4
"""Power may be told twice as high as it is, of phases and their sum, and the register still be right."""
SHORT_WH = Decimal(250)
COARSE_WH = Decimal(1000)
"""A register in whole kWh says up to so much less than it has."""
NOTHING_WH = Decimal(0)


class Context(Struct, frozen=True, gc=False):
    """What absorbing a reading must know besides the meter.

    `at`: our time of receipt; `booted_at`: the station's latest boot; `power_w_max`: more cannot flow here;
    `began_at`: the session's start, from which its own average power follows.
    """

    at: datetime
    booted_at: datetime | None
    power_w_max: int
    began_at: datetime | None = None


class Absorbed(Struct, frozen=True, gc=False):
    """`energy_wh`: the session's energy at this reading, None when the reading does not tell."""

    meter: Meter
    read_at: datetime
    energy_wh: Decimal | None
    flag: str = ""


def instant_of(reading: Reading, at: datetime) -> datetime:
    """The reading's instant: the station's own, never later than its arrival (F64, F66)."""
    said = reading.said_at
    return at if said is None or said > at else said


def sound(register_wh: Decimal | None) -> Decimal | None:
    """A register that can be one; None for what is missing, below zero or no number (F70, F78)."""
    if register_wh is None or not register_wh.is_finite() or not NOTHING_WH <= register_wh < REGISTER_WH_MAX:
        return None
    return register_wh


def cleaned(reading: Reading) -> Reading:
    """`reading` without what is no number."""
    register, power, soc = sound(reading.register_wh), _finite(reading.power_w), _finite(reading.soc_percent)
    if register is reading.register_wh and power is reading.power_w and soc is reading.soc_percent:
        return reading
    return replace(reading, register_wh=register, power_w=power, soc_percent=soc)


def _finite(value: Decimal | None) -> Decimal | None:
    return value if value is None or value.is_finite() else None


def allowance_wh(meter: Meter, read_at: datetime, context: Context) -> Decimal:
    """The most that can have flowed since the last believed register (F73)."""
    seconds = 0.0
    if meter.register_at is not None:
        seconds = (read_at - meter.register_at).total_seconds()
    if meter.received_at is not None:
        seconds = max(seconds, (context.at - meter.received_at).total_seconds())
    return deliverable_wh(context.power_w_max, seconds)


def _could_flow(meter: Meter, gained_wh: Decimal, read_at: datetime, context: Context) -> bool:
    """Whether so little is always allowed, or so much has had the time to flow."""
    return gained_wh <= SLACK_WH or gained_wh <= allowance_wh(meter, read_at, context)


def deliverable_wh(power_w: int, seconds: float) -> Decimal:
    """The most that so much power can deliver in this time, with a margin (F73)."""
    return Decimal(power_w) * Decimal(int(max(seconds, 0.0) * 1.1) + 1) / HOUR_S + SLACK_WH


def absorb(meter: Meter, reading: Reading, context: Context) -> Absorbed:
    """`meter` after a cleaned `reading`; the order and repetition of believable readings does not matter."""
    read_at = instant_of(reading, context.at)
    energy: Decimal | None = None
    flag = ""
    after = meter
    if reading.register_wh is not None:
        after, energy, flag = _register(meter, reading.register_wh, read_at, context)
    if meter.read_at is None or read_at >= meter.read_at:
        after = _latest(after, meter, reading, read_at, context)
    return Absorbed(after, read_at, energy, flag)


def _latest(after: Meter, before: Meter, reading: Reading, read_at: datetime, context: Context) -> Meter:
    """Power, state of charge and age come from the newest reading."""
    power = reading.power_w
    powered = _powered_ws(before, power, read_at, context)
    if power is None and before.read_at is not None and read_at - before.read_at <= POWER_KEPT:
        power = before.power_w
    soc = reading.soc_percent if reading.soc_percent is not None else before.soc_percent
    return replace(
        after, power_w=power, soc_percent=soc, read_at=read_at, received_at=context.at, powered_ws=powered
    )


def _powered_ws(meter: Meter, power_w: Decimal | None, read_at: datetime, context: Context) -> int:
    """With what flowed since the latest reading by the lower of both powers; one that cannot flow here is none."""
    if not power_w or not meter.power_w or meter.read_at is None:
        return meter.powered_ws
    lower = int(min(power_w, meter.power_w))
    if not 0 < lower <= context.power_w_max:
        return meter.powered_ws
    return meter.powered_ws + lower * min(int((read_at - meter.read_at).total_seconds()), POWER_COUNTED_S)


def falls_short(meter: Meter) -> bool:
    """Whether the register shows far less than the told power alone makes: it stands still, or its unit is wrong (F74, F83)."""
    powered = Decimal(meter.powered_ws) / HOUR_S
    slack = SHORT_WH
    if (
        meter.register_wh
        and meter.base_wh
        and not meter.register_wh % COARSE_WH
        and not meter.base_wh % COARSE_WH
    ):
        slack += COARSE_WH
    return powered > SHORT_TIMES * meter.energy_wh + slack


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
    if known <= value and _could_flow(meter, value - known, read_at, context):
        return _believed(meter, value, read_at, "")
    if known > 0 and not _booted_since(meter, context):
        for candidate in (value / THOUSAND, value * THOUSAND):
            if _fits(meter, candidate - known, read_at, context):
                return _believed(meter, candidate, read_at, "unit_mixed")
    return _doubted(meter, value, read_at, context)


def _fits(meter: Meter, gained_wh: Decimal, read_at: datetime, context: Context) -> bool:
    """Whether so much is at most twice what has been flowing: a measure for guesses, far below what could flow."""
    if gained_wh < 0 or meter.register_at is None:
        return False
    power_w = meter.power_w or NOTHING_WH
    lasted = (meter.register_at - context.began_at).total_seconds() if context.began_at is not None else 0.0
    if lasted >= 1:
        power_w = max(power_w, meter.energy_wh * HOUR_S / int(lasted))
    seconds = Decimal(max(0, int((read_at - meter.register_at).total_seconds())))
    return gained_wh <= 2 * power_w * seconds / HOUR_S + SLACK_WH


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
    """A drop or a jump: believed only when followed by others, after a boot sooner (F69, F71). A repeat confirms nothing."""
    flag = "register_drop" if meter.register_wh is not None and value < meter.register_wh else "register_jump"
    if _told_before(meter, value, read_at, context):
        return meter, None, flag
    booted = flag == "register_drop" and _booted_since(meter, context)
    first, count = value, CONFIRM_COUNT - 1 if booted else 1
    if meter.suspect_wh is not None:
        most = meter.suspect_wh + allowance_wh(meter, read_at, context)
        if meter.suspect_wh <= value <= most:
            first, count = meter.suspect_wh, meter.suspect_count + 1
    if count >= CONFIRM_COUNT:
        gained, why = _gained(meter, first, value, read_at, context)
        return _new_segment(meter, value, gained, read_at), None, why
    return replace(meter, suspect_wh=first, suspect_count=count), None, flag


def _told_before(meter: Meter, value: Decimal, read_at: datetime, context: Context) -> bool:
    """Whether an instant was told of already; one message may tell it in parts."""
    if meter.read_at is None or read_at > meter.read_at:
        return False
    part = read_at == meter.read_at and context.at == meter.received_at
    return not part or value == meter.suspect_wh


def _booted_since(meter: Meter, context: Context) -> bool:
    booted_at = context.booted_at
    return booted_at is not None and meter.received_at is not None and booted_at > meter.received_at


def _gained(
    meter: Meter, first: Decimal, value: Decimal, read_at: datetime, context: Context
) -> tuple[Decimal, str]:
    """What flowed while the register was in doubt: through the wrap if it was one (F72), else since its new beginning."""
    for wrap in WRAPS_WH:
        through = value + wrap - (meter.register_wh or NOTHING_WH)
        if value < wrap and _fits(meter, through, read_at, context):
            return through, "register_wrap"
    return value - first, "register_reset"


def _energy_at(meter: Meter, value: Decimal) -> Decimal | None:
    if meter.base_wh is None or meter.banked_wh or value < meter.base_wh:
        return None
    return value - meter.base_wh


def close(
    meter: Meter, meter_stop_wh: Decimal | None, read_at: datetime, context: Context
) -> tuple[Meter, str]:
    """`meter` after the station's final register; the flag says why it is not beyond doubt, empty when it is."""
    stop = sound(meter_stop_wh)
    if stop is None:
        return meter, "no_meter_stop"
    latest = read_at if meter.read_at is None else max(read_at, meter.read_at)
    read = replace(meter, read_at=latest, received_at=context.at)
    known = meter.register_wh
    if known is None or meter.base_wh is None:
        return replace(read, base_wh=stop, register_wh=stop, register_at=read_at), "no_meter_start"
    if known - 1 <= stop < known and stop >= meter.base_wh:
        return replace(read, register_wh=stop, register_at=read_at), ""
    if stop < known:
        return read, "stop_below_reading"
    if stop > known + allowance_wh(meter, read_at, context):
        return read, "implausible_energy"
    return replace(read, register_wh=stop, register_at=read_at, suspect_wh=None, suspect_count=0), ""


def in_one_piece(meter: Meter, start_wh: Decimal | None, stop_wh: Decimal | None, most_wh: Decimal) -> Meter:
    """The register from the station's start to its end, when it says more than what was pieced together (F80).

    Only while that is no more than `most_wh`; otherwise `meter` stays as it is.
    """
    start, stop = sound(start_wh), sound(stop_wh)
    if start is None or stop is None or not meter.energy_wh < stop - start <= most_wh:
        return meter
    return replace(
        meter, base_wh=start, register_wh=stop, banked_wh=NOTHING_WH, suspect_wh=None, suspect_count=0
    )
