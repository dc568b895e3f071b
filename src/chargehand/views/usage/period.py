"""A driver's use over a period, by local days or months: a session counts where it began."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from chargehand.model.session import Session
from chargehand.model.tariff import Money
from chargehand.views.usage.cost import cost_known

DAYS_MAX = 400


class By(StrEnum):
    DAY = "day"
    MONTH = "month"


class Period(Struct, frozen=True):
    """Whole local days."""

    first: date
    last: date
    """Inclusive."""
    by: By = By.DAY

    def bounds(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """From the first local midnight to the one after the last day: a day may have 23 or 25 hours.

        Raises OverflowError outside of all calendars.
        """
        return midnight(self.first, zone), midnight(self.last + timedelta(days=1), zone)

    def starts(self) -> tuple[date, ...]:
        """The first day of each of its days or months."""
        found: list[date] = []
        start = self.first
        while start <= self.last:
            found.append(start)
            start = start + timedelta(days=1) if self.by is By.DAY else next_month(start)
        return tuple(found)


class Bucket(Struct, frozen=True, kw_only=True):
    start: date
    sessions: int = 0
    energy_wh: Decimal = Decimal(0)
    costs: tuple[Money, ...] = ()
    """One for each currency; sessions without a known cost are not in it."""
    unpriced: int = 0
    """Sessions whose cost is not known."""


def midnight(day: date, zone: tzinfo) -> datetime:
    """The first instant of the local day."""
    local = datetime.combine(day, time.min, zone)
    local.timestamp()  # what lies outside of all calendars fails here, not in the database
    return local


def next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def this_month(today: date) -> Period:
    return Period(today.replace(day=1), next_month(today) - timedelta(days=1))


def last_month(today: date) -> Period:
    return this_month(today.replace(day=1) - timedelta(days=1))


def twelve_months(today: date) -> Period:
    """With the current one the last."""
    first = next_month(today).replace(year=next_month(today).year - 1)
    return Period(first, next_month(today) - timedelta(days=1), By.MONTH)


def used(sessions: Iterable[Session], period: Period, zone: tzinfo) -> tuple[Bucket, ...]:
    """A bucket for each day or month of the period, oldest first; each session where it began."""
    starts = period.starts()
    found: dict[date, list[Session]] = {start: [] for start in starts}
    for session in sessions:
        began = session.started_at or session.requested_at
        if began is None:
            continue
        day = began.astimezone(zone).date()
        if not period.first <= day <= period.last:
            continue
        start = day if period.by is By.DAY else max(day.replace(day=1), period.first)
        found[start].append(session)
    return tuple(summed(found[start], start) for start in starts)


def summed(sessions: Sequence[Session], start: date) -> Bucket:
    """Each session's cost is rounded by itself, as on its bill."""
    costs: dict[str, int] = {}
    unpriced = 0
    for session in sessions:
        cost = session.cost if cost_known(session) else None
        if cost is None:
            unpriced += 1
        else:
            costs[cost.currency] = costs.get(cost.currency, 0) + cost.minor
    return Bucket(
        start=start,
        sessions=len(sessions),
        energy_wh=sum((session.energy_wh for session in sessions), Decimal(0)),
        costs=tuple(Money(minor, currency) for currency, minor in sorted(costs.items())),
        unpriced=unpriced,
    )


def total(buckets: Sequence[Bucket], start: date) -> Bucket:
    costs: dict[str, int] = {}
    for bucket in buckets:
        for money in bucket.costs:
            costs[money.currency] = costs.get(money.currency, 0) + money.minor
    return Bucket(
        start=start,
        sessions=sum(bucket.sessions for bucket in buckets),
        energy_wh=sum((bucket.energy_wh for bucket in buckets), Decimal(0)),
        costs=tuple(Money(minor, currency) for currency, minor in sorted(costs.items())),
        unpriced=sum(bucket.unpriced for bucket in buckets),
    )
