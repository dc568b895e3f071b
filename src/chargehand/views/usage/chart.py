"""Use as bars and as a table that says the same: made by the server, so that it needs no script."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from msgspec import Struct

from chargehand.views.usage.period import (
    Bucket,
    By,
    Period,
    last_month,
    next_month,
    this_month,
    total,
    twelve_months,
)
from chargehand.views.wording import counted, say
from chargehand.views.words.language import UNKNOWN, Language, day_words, money, month_words, number
from chargehand.views.words.seen import Seen

HEIGHT = 100
STEP, BAR = 20, 14
"""Of the drawing: a bar's place and its width."""
SPANS = ("month", "last", "year")


class Span(Struct, frozen=True, kw_only=True):
    """A period that can be chosen."""

    key: str
    label: str
    href: str
    chosen: bool


class UsageBar(Struct, frozen=True, kw_only=True):
    """One day or month, and its bar in a drawing that is `UsageView.width` wide and 100 high."""

    key: str
    name: str
    href: str
    """The sessions of it; empty where there are none."""
    sessions: str
    kwh: str
    cost: str
    x: int
    y: int
    height: int


class UsageView(Struct, frozen=True, kw_only=True):
    title: str
    spans: tuple[Span, ...]
    sessions: str
    kwh: str
    cost: str
    cost_note: str
    """That some sessions have no price; empty if all have."""
    daily: bool
    bars: tuple[UsageBar, ...]
    width: int
    top: str
    """What the highest bar is."""
    marks: tuple[str, ...]
    """Under the first, the middle and the last bar."""
    empty: str


def span_of(key: str, today: date) -> tuple[str, Period]:
    """The period of this name; the current month for any other."""
    chosen = {"month": this_month, "last": last_month, "year": twelve_months}.get(key, this_month)
    return (key if key in SPANS else SPANS[0]), chosen(today)


def usage_view(key: str, period: Period, buckets: Sequence[Bucket], seen: Seen) -> UsageView:
    lang, whole = seen.lang, total(buckets, period.first)
    most = max((bucket.energy_wh for bucket in buckets), default=Decimal(0))
    return UsageView(
        title=_title(period, lang),
        spans=tuple(
            Span(
                key=each,
                label=say(f"usage.{each}", lang),
                href="/" if each == SPANS[0] else f"/?period={each}",
                chosen=each == key,
            )
            for each in SPANS
        ),
        sessions=number(whole.sessions, 0, lang),
        kwh=number(whole.energy_wh / 1000, 1, lang),
        cost=costs(whole, lang),
        cost_note=unpriced_words(whole, lang),
        daily=period.by is By.DAY,
        bars=tuple(_bar(place, bucket, period.by, most, lang) for place, bucket in enumerate(buckets)),
        width=STEP * max(len(buckets), 1),
        top=f"{number(most / 1000, 1, lang)} kWh" if most else "",
        marks=_marks([bucket.start for bucket in buckets], period.by, lang),
        empty="" if whole.sessions else say("usage.none", lang),
    )


def costs(bucket: Bucket, lang: Language) -> str:
    """One amount for each currency; a dash where no session has a price."""
    return " + ".join(money(each.amount, each.currency, lang) for each in bucket.costs) or UNKNOWN


def unpriced_words(bucket: Bucket, lang: Language) -> str:
    if not bucket.costs or not bucket.unpriced:
        return ""
    return counted("usage.unpriced", bucket.unpriced, lang)


def _title(period: Period, lang: Language) -> str:
    if period.by is By.DAY:
        return month_words(period.first, lang)
    return f"{month_words(period.first, lang)} – {month_words(period.last, lang)}"


def _bar(place: int, bucket: Bucket, by: By, most: Decimal, lang: Language) -> UsageBar:
    height = int((bucket.energy_wh * HEIGHT / most).to_integral_value()) if most else 0
    height = max(height, 1 if bucket.energy_wh else 0)
    last = bucket.start if by is By.DAY else next_month(bucket.start) - timedelta(days=1)
    return UsageBar(
        key=bucket.start.isoformat(),
        name=day_words(bucket.start, lang) if by is By.DAY else month_words(bucket.start, lang),
        href=f"/sessions?from={bucket.start}&to={last}" if bucket.sessions else "",
        sessions=number(bucket.sessions, 0, lang),
        kwh=number(bucket.energy_wh / 1000, 1, lang),
        cost=costs(bucket, lang),
        x=place * STEP + (STEP - BAR) // 2,
        y=HEIGHT - height,
        height=height,
    )


def _marks(starts: Sequence[date], by: By, lang: Language) -> tuple[str, ...]:
    if not starts:
        return ()
    chosen = (starts[0], starts[len(starts) // 2], starts[-1])
    if by is By.DAY:
        return tuple(str(start.day) for start in chosen)
    return tuple(month_words(start, lang) for start in chosen)
