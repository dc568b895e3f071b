"""Money in whole minor units, and a price that is rounded once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargehand.model.tariff import Money, PriceKind, Tariff, digits_of

PRICES = st.decimals(min_value=0, max_value=10_000, places=6, allow_nan=False)
REGISTERS = st.decimals(min_value=0, max_value=10**9, places=6, allow_nan=False)
SPANS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400))


TARIFFS = st.builds(
    Tariff,
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
    per_kwh=PRICES,
    per_minute=PRICES,
    per_session=PRICES,
    per_idle_minute=PRICES,
    idle_grace_s=st.integers(0, 86_400),
)
MINUTE_US = 60_000_000


@given(TARIFFS, REGISTERS, SPANS, SPANS)
def test_a_price_is_the_exact_one_rounded_half_up_once(
    tariff: Tariff, energy_wh: Decimal, lasted: timedelta, idle: timedelta
) -> None:
    """M1: against an independent reckoning in fractions."""
    idle_us = max(idle // timedelta(microseconds=1) - tariff.idle_grace_s * 1_000_000, 0)
    exact = Fraction(tariff.per_kwh) * Fraction(energy_wh) / 1000 + Fraction(tariff.per_session)
    exact += Fraction(tariff.per_minute) * Fraction(lasted // timedelta(microseconds=1), MINUTE_US)
    exact += Fraction(tariff.per_idle_minute) * Fraction(idle_us, MINUTE_US)
    minor = floor(exact * 10 ** digits_of(tariff.currency) + Fraction(1, 2))
    assert tariff.price(energy_wh, lasted, idle) == Money(minor, tariff.currency)
    assert sum((part.amount for part in tariff.parts(energy_wh, lasted, idle)), Fraction(0)) == exact


def test_the_parts_of_a_price_name_what_they_are_for() -> None:
    tariff = Tariff(currency="EUR", per_kwh=Decimal("0.49"), per_session=Decimal("0.35"))
    kinds = [(part.kind, part.quantity) for part in tariff.parts(Decimal(12_400), timedelta(hours=1))]
    assert kinds == [(PriceKind.ENERGY, Fraction(124, 10)), (PriceKind.SESSION, Fraction(1))]


def test_idle_time_costs_nothing_within_its_grace() -> None:
    tariff = Tariff(currency="EUR", per_idle_minute=Decimal("0.25"), idle_grace_s=600)
    none, whole = timedelta(0), timedelta(minutes=30)
    assert tariff.price(Decimal(0), none, timedelta(minutes=10)) == Money(0, "EUR")
    assert tariff.parts(Decimal(0), none, timedelta(minutes=10)) == ()
    assert tariff.price(Decimal(0), none, whole) == Money(500, "EUR")
    (part,) = tariff.parts(Decimal(0), none, whole)
    assert (part.kind, part.quantity, part.amount) == (PriceKind.IDLE, 20, 5)


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
