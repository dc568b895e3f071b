"""Figures, times and durations as each language writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from babel.dates import format_skeleton
from babel.numbers import format_decimal

from chargehand.views.words.language import (
    Language,
    clock,
    day,
    duration,
    elapsed,
    energy,
    max_power,
    moment,
    money,
    number,
    percent,
    power,
)
from chargehand.views.words.manners import LOCALES
from tests.unit.views.facts import AMSTERDAM, NOW


@pytest.mark.parametrize(
    ("wh", "words"),
    [("0", "0.0 kWh"), ("12412", "12.4 kWh"), ("12450", "12.5 kWh"), ("1234567", "1,234.6 kWh"), (None, "—")],
)
def test_energy_has_one_decimal_and_is_never_made_up(wh: str | None, words: str) -> None:
    assert energy(None if wh is None else Decimal(wh), Language.EN) == words


@pytest.mark.parametrize(
    ("lang", "words"), [(Language.NL, "1.234,6"), (Language.DE, "1.234,6"), (Language.EN, "1,234.6")]
)
def test_each_language_has_its_marks(lang: Language, words: str) -> None:
    assert number(Decimal("1234.567"), 1, lang) == words


def test_power_and_its_absence() -> None:
    assert power(Decimal(11040), Language.EN) == "11.0 kW"
    assert power(None, Language.EN) == "—"
    assert percent(Decimal("63.5"), Language.EN) == "64 %"
    assert percent(None, Language.EN) == "—"


@pytest.mark.parametrize(("watts", "words"), [(22_000, "22 kW"), (7_400, "7.4 kW"), (None, "")])
def test_a_rating_has_decimals_only_when_it_needs_them(watts: int | None, words: str) -> None:
    assert max_power(watts, Language.EN) == words


NARROW = "\u00a0"


@pytest.mark.parametrize(
    ("amount", "currency", "lang", "words"),
    [
        ("12.345", "EUR", Language.EN, "€12.35"),
        ("-12.3", "EUR", Language.EN, "-€12.30"),
        ("1234.5", "EUR", Language.NL, f"€{NARROW}1.234,50"),
        ("1234.5", "EUR", Language.DE, f"1.234,50{NARROW}€"),
        ("12.3", "CHF", Language.EN, f"CHF{NARROW}12.30"),
        ("12.3", "CHF", Language.DE, f"12,30{NARROW}CHF"),
        ("12", "JPY", Language.DE, f"12{NARROW}¥"),
        ("1.2345", "KWD", Language.EN, f"KWD{NARROW}1.235"),
        ("1", "XYZ", Language.NL, f"XYZ{NARROW}1,00"),
    ],
)
def test_money_is_written_as_each_language_does(
    amount: str, currency: str, lang: Language, words: str
) -> None:
    assert money(Decimal(amount), currency, lang) == words


@pytest.mark.parametrize("lang", Language)
def test_figures_and_days_are_those_of_cldr(lang: Language) -> None:
    """Our own quick writing against Babel's slow one."""
    locale = LOCALES[lang]
    for value in ("0", "0.05", "999.95", "1234567.891"):
        theirs = format_decimal(
            Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP), "#,##0.0", locale=locale
        )
        assert number(Decimal(value), 1, lang) == theirs
    for month in range(1, 13):
        at = datetime(2026, month, 3, 12, tzinfo=UTC)
        assert day(at, lang, UTC) == format_skeleton("yMMMd", at, locale=locale)


def test_clocks_are_local() -> None:
    assert clock(NOW, UTC) == "13:02"
    assert clock(NOW, AMSTERDAM) == "14:02"
    assert clock(None, UTC) == "—"


def test_another_local_day_is_named() -> None:
    late = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
    assert moment(late, NOW, Language.EN, AMSTERDAM) == "00:30"
    assert moment(late, NOW, Language.EN, UTC) == "19 Nov 2026, 23:30"
    assert day(NOW, Language.DE, UTC) == "20. Nov. 2026"


@pytest.mark.parametrize(
    ("seconds", "running", "resting"),
    [
        (-5, "0:00", "0 s"),
        (7, "0:07", "7 s"),
        (2530, "42:10", "42 min"),
        (3789, "1:03:09", "1 h 03 min"),
        (90000, "25:00:00", "25 h 00 min"),
    ],
)
def test_spans(seconds: int, running: str, resting: str) -> None:
    assert elapsed(timedelta(seconds=seconds)) == running
    assert duration(timedelta(seconds=seconds)) == resting
