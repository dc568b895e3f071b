"""Bars and the table that says the same."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from msgspec.structs import replace

from chargehand.model.tariff import Money
from chargehand.views.usage.chart import HEIGHT, UsageView, span_of, usage_view
from chargehand.views.usage.period import Bucket, By, Period, this_month, used
from chargehand.views.words.language import Language
from tests.unit.views.facts import AMSTERDAM, SEEN
from tests.unit.views.usage.prices import PLAIN
from tests.unit.views.usage.test_period import began

TODAY = date(2026, 11, 20)
AT = datetime(2026, 11, 3, 12, tzinfo=UTC)


def month(*sessions: datetime) -> UsageView:
    period = this_month(TODAY)
    rows = [began(at, 12_400, tariff=PLAIN) for at in sessions]
    return usage_view("month", period, used(rows, period, AMSTERDAM), SEEN)


def test_a_month_by_days() -> None:
    told = month(AT, AT, datetime(2026, 11, 20, 8, tzinfo=UTC))
    assert told.title == "November 2026"
    assert (told.sessions, told.kwh, told.cost, told.cost_note) == ("3", "37.2", "€18.60", "")
    assert (len(told.bars), told.width, told.top, told.marks) == (30, 600, "24.8 kWh", ("1", "16", "30"))
    third = told.bars[2]
    assert (third.name, third.sessions, third.kwh, third.cost) == ("3 Nov 2026", "2", "24.8", "€12.40")
    assert (third.x, third.y, third.height) == (43, 0, HEIGHT)
    assert third.href == "/sessions?from=2026-11-03&to=2026-11-03"
    assert (told.bars[19].height, told.bars[19].y) == (50, 50)
    assert (told.bars[0].height, told.bars[0].href) == (0, "")


def test_the_least_that_was_used_can_be_seen() -> None:
    buckets = [Bucket(start=TODAY, sessions=1, energy_wh=Decimal(wh)) for wh in (1, 100_000)]
    assert [bar.height for bar in usage_view("month", Period(TODAY, TODAY), buckets, SEEN).bars] == [1, 100]


def test_nothing_used_says_so() -> None:
    told = month()
    assert (told.empty, told.kwh, told.cost, told.top) == ("Nothing used in this period.", "0.0", "—", "")


def test_a_year_by_months() -> None:
    key, period = span_of("year", TODAY)
    told = usage_view(key, period, used([began(AT, 1_000)], period, AMSTERDAM), SEEN)
    assert told.title == "December 2025 – November 2026"
    assert [bar.name for bar in told.bars][-1] == "November 2026"
    assert told.bars[-1].href == "/sessions?from=2026-11-01&to=2026-11-30"
    assert [span.key for span in told.spans if span.chosen] == ["year"]
    assert period.by is By.MONTH


@pytest.mark.parametrize(
    ("asked", "key", "first"),
    [
        ("", "month", date(2026, 11, 1)),
        ("nonsense", "month", date(2026, 11, 1)),
        ("last", "last", date(2026, 10, 1)),
        ("year", "year", date(2025, 12, 1)),
    ],
)
def test_the_period_is_chosen_by_its_name(asked: str, key: str, first: date) -> None:
    assert (span_of(asked, TODAY)[0], span_of(asked, TODAY)[1].first) == (key, first)


def test_several_currencies_and_sessions_without_a_price_are_told() -> None:
    bucket = Bucket(
        start=TODAY,
        sessions=5,
        energy_wh=Decimal(1),
        costs=(Money(1230, "EUR"), Money(100, "JPY")),
        unpriced=2,
    )
    told = usage_view("month", Period(TODAY, TODAY), [bucket], SEEN)
    assert (told.cost, told.cost_note) == ("€12.30 + JP¥100", "2 sessions have no price")


@pytest.mark.parametrize(
    ("lang", "title", "label"),
    [(Language.NL, "november 2026", "Deze maand"), (Language.DE, "November 2026", "Dieser Monat")],
)
def test_in_each_language(lang: Language, title: str, label: str) -> None:
    seen = replace(SEEN, lang=lang)
    told = usage_view("month", this_month(TODAY), [], seen)
    assert (told.title, told.spans[0].label) == (title, label)
