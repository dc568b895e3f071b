"""Use by local days and months, also those of 23 and 25 hours (M6, F68c)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chargehand.model.reading import Meter
from chargehand.model.session import Session
from chargehand.model.tariff import Money, Tariff
from chargehand.views.usage.period import (
    Bucket,
    By,
    Period,
    last_month,
    midnight,
    next_month,
    summed,
    this_month,
    total,
    twelve_months,
    used,
)
from tests.unit.views.facts import AMSTERDAM, ended
from tests.unit.views.usage.prices import PLAIN, YEN

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def began(at: datetime, wh: int = 1_000, tariff: Tariff | None = None) -> Session:
    """A session of an hour that began then."""
    meter = Meter(base_wh=Decimal(0), register_wh=Decimal(wh), register_at=at, read_at=at, received_at=at)
    over = ended(started_at=at, ended_at=at + timedelta(hours=1), meter=meter, tariff=tariff)
    return replace(over, requested_at=None)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 3, 28), 24)])
def test_a_local_day_is_as_long_as_it_is(day: date, hours: int) -> None:
    begin, end = Period(day, day).bounds(AMSTERDAM)
    assert end.astimezone(UTC) - begin.astimezone(UTC) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (SPRING, datetime(2026, 3, 28, 23, 0, tzinfo=UTC), datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC)),
        (AUTUMN, datetime(2026, 10, 24, 22, 0, tzinfo=UTC), datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC)),
    ],
)
def test_sessions_on_the_edges_of_such_a_day_are_that_days(
    day: date, first: datetime, last: datetime
) -> None:
    period = Period(day - timedelta(days=1), day + timedelta(days=1))
    second = timedelta(seconds=1)
    sessions = [began(at) for at in (first - second, first, last, last + second)]
    assert [bucket.sessions for bucket in used(sessions, period, AMSTERDAM)] == [1, 2, 1]


def test_the_hour_that_comes_twice_is_counted_twice() -> None:
    twice = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    assert {at.astimezone(AMSTERDAM).hour for at in twice} == {2}
    (bucket,) = used([began(at) for at in twice], Period(AUTUMN, AUTUMN), AMSTERDAM)
    assert (bucket.sessions, bucket.energy_wh) == (2, 2_000)


@given(st.dates(date(2015, 1, 1), date(2035, 12, 31)))
def test_periods_are_whole_and_without_gaps(today: date) -> None:
    month, before, year = this_month(today), last_month(today), twelve_months(today)
    assert month.first <= today <= month.last
    assert before.last + timedelta(days=1) == month.first
    assert month.starts()[-1] == month.last
    assert len(year.starts()) == 12
    assert (year.starts()[-1], year.last) == (month.first, month.last)
    for period in (month, before, year):
        begin, end = period.bounds(AMSTERDAM)
        hours = (end.astimezone(UTC) - begin.astimezone(UTC)) / timedelta(hours=1)
        days = (period.last - period.first).days + 1
        assert abs(hours - 24 * days) <= 1


def test_months_begin_where_the_period_does() -> None:
    period = Period(date(2026, 3, 15), date(2026, 5, 10), By.MONTH)
    assert period.starts() == (date(2026, 3, 15), date(2026, 4, 1), date(2026, 5, 1))
    days = (date(2026, 3, 14), date(2026, 3, 15), date(2026, 4, 30), date(2026, 5, 11))
    sessions = [began(midnight(day, AMSTERDAM)) for day in days]
    assert [bucket.sessions for bucket in used(sessions, period, AMSTERDAM)] == [1, 1, 0]


def test_costs_are_summed_by_currency_each_rounded_by_itself() -> None:
    at = datetime(2026, 3, 4, 12, tzinfo=UTC)
    sessions = [began(at, 11, tariff=PLAIN), began(at, 11, tariff=PLAIN), began(at, 0, tariff=YEN), began(at)]
    bucket = summed(sessions, at.date())
    assert bucket.costs == (Money(2, "EUR"), Money(100, "JPY")), "0.0055 twice is two cents on two bills"
    assert (bucket.sessions, bucket.unpriced) == (4, 1)
    both = total([bucket, bucket, Bucket(start=at.date())], at.date())
    assert (both.sessions, both.costs, both.unpriced) == (8, (Money(4, "EUR"), Money(200, "JPY")), 2)


def test_the_month_after_december_is_january() -> None:
    assert next_month(date(2026, 12, 31)) == date(2027, 1, 1)


def test_a_day_beyond_all_calendars_is_an_error() -> None:
    with pytest.raises(OverflowError):
        Period(date.max, date.max).bounds(AMSTERDAM)
