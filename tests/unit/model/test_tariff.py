"""Money in whole minor units, and a price that is rounded once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargehand.model.tariff import Money, Tariff, digits_of

PRICES = st.decimals(min_value=0, max_value=10_000, places=6, allow_nan=False)
REGISTERS = st.decimals(min_value=0, max_value=10**9, places=6, allow_nan=False)
SPANS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400))


@given(PRICES, PRICES, PRICES, REGISTERS, SPANS, st.sampled_from(["EUR", "JPY", "KWD"]))
def test_a_price_is_the_exact_one_rounded_half_up_once(
    per_kwh: Decimal,
    per_minute: Decimal,
    per_session: Decimal,
    energy_wh: Decimal,
    lasted: timedelta,
    currency: str,
) -> None:
    tariff = Tariff(currency=currency, per_kwh=per_kwh, per_minute=per_minute, per_session=per_session)
    exact = Fraction(per_kwh) * Fraction(energy_wh) / 1000 + Fraction(per_session)
    exact += Fraction(per_minute) * Fraction(lasted // timedelta(microseconds=1), 60_000_000)
    minor = floor(exact * 10 ** digits_of(currency) + Fraction(1, 2))
    assert tariff.price(energy_wh, lasted) == Money(minor, currency)


@pytest.mark.parametrize(
    ("per_kwh", "energy_wh", "cents"),
    [("0.45", 100, 5), ("0.45", 99, 4), ("0.05", 100, 1), ("0.0499", 100, 0), ("0.49", 12_345, 605)],
)
def test_half_a_cent_is_one(per_kwh: str, energy_wh: int, cents: int) -> None:
    tariff = Tariff(currency="EUR", per_kwh=Decimal(per_kwh))
    assert tariff.price(Decimal(energy_wh), timedelta(0)) == Money(cents, "EUR")


def test_nothing_is_less_than_free() -> None:
    tariff = Tariff(currency="EUR", per_kwh=Decimal(1), per_minute=Decimal(1))
    assert tariff.price(Decimal(-5_000), timedelta(hours=-1)) == Money(0, "EUR")


@pytest.mark.parametrize(
    ("money", "amount"),
    [(Money(1230, "EUR"), "12.30"), (Money(1230, "JPY"), "1230"), (Money(7, "KWD"), "0.007")],
)
def test_an_amount_has_its_currencys_decimals(money: Money, amount: str) -> None:
    assert f"{money.amount:f}" == amount
