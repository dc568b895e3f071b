"""Languages, and how each writes numbers, times and durations."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal

from chargehand.model.tariff import digits_of
from chargehand.views.words.manners import MANNERS, Language, around_amount

__all__ = ["Language"]

UNKNOWN = "—"
"""Stands where a figure is not known; never a made-up 0."""


def number(value: Decimal | float, places: int, lang: Language) -> str:
    """`value` rounded half up to `places`, with the language's marks."""
    manner = MANNERS[lang]
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _, part = f"{rounded:,.{places}f}".partition(".")
    return whole.replace(",", manner.group) + (manner.decimal + part if part else "")


def energy(wh: Decimal | None, lang: Language, places: int = 1) -> str:
    """Wh as `12.4 kWh`; an unknown energy is a dash."""
    return UNKNOWN if wh is None else f"{number(wh / 1000, places, lang)} kWh"


def power(watts: Decimal | float | None, lang: Language, places: int = 1) -> str:
    return UNKNOWN if watts is None else f"{number(Decimal(str(watts)) / 1000, places, lang)} kW"


def max_power(watts: int | None, lang: Language) -> str:
    """A connector's rating: `22 kW`, `7.4 kW`; empty when not known."""
    if watts is None:
        return ""
    return power(watts, lang, 0 if watts % 1000 == 0 else 1)


def percent(value: Decimal | None, lang: Language) -> str:
    return UNKNOWN if value is None else f"{number(value, 0, lang)} %"


def money(amount: Decimal, currency: str, lang: Language, places: int | None = None) -> str:
    """`€12.34`, `€ 12,34`, `12,34 €`; `places`: more or fewer decimals than the currency has."""
    before, after = around_amount(lang, currency)
    figure = number(abs(amount), digits_of(currency) if places is None else places, lang)
    return f"{'-' if amount < 0 else ''}{before}{figure}{after}"


def clock(at: datetime | None, zone: tzinfo) -> str:
    """`14:02` where the driver is."""
    return UNKNOWN if at is None else at.astimezone(zone).strftime("%H:%M")


def clock_seconds(at: datetime | None, zone: tzinfo) -> str:
    return UNKNOWN if at is None else at.astimezone(zone).strftime("%H:%M:%S")


def day(at: datetime, lang: Language, zone: tzinfo) -> str:
    """`3 Nov 2026` where the driver is."""
    return day_words(at.astimezone(zone), lang)


def day_words(day_: date, lang: Language) -> str:
    """A local day: `3 Nov 2026`."""
    manner = MANNERS[lang]
    return manner.date.format(day=day_.day, month=manner.months[day_.month - 1], year=day_.year)


def month_words(day_: date, lang: Language) -> str:
    """The month of a local day: `November 2026`."""
    return f"{MANNERS[lang].long_months[day_.month - 1]} {day_.year}"


def moment(at: datetime | None, now: datetime, lang: Language, zone: tzinfo) -> str:
    """The clock alone on the same local day, otherwise day and clock."""
    if at is None:
        return UNKNOWN
    if at.astimezone(zone).date() == now.astimezone(zone).date():
        return clock(at, zone)
    return f"{day(at, lang, zone)}, {clock(at, zone)}"


def dated(at: datetime, lang: Language, zone: tzinfo) -> str:
    """Day and clock in any case, for a promise: `21 Nov 2026, 14:02`."""
    return f"{day(at, lang, zone)}, {clock(at, zone)}"


def elapsed(span: timedelta) -> str:
    """A running clock: `0:07`, `42:10`, `1:03:09`; never negative."""
    seconds = max(0, int(span.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def duration(span: timedelta) -> str:
    """A span at rest: `45 s`, `42 min`, `1 h 03 min`."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"
