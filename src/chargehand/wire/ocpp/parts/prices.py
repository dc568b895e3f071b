"""Prices: in words for a station's small display, in figures for one that counts costs itself."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from typing import Final

from msgspec import Struct

from chargehand.model.tariff import Tariff, digits_of

ID_MAX: Final = 60
CONTENT_MAX: Final = 512
"""Characters that a message on a display may have (2.0.1 part 2, MessageContent)."""


class EnergyPrice(Struct, frozen=True, rename="camel"):
    price_kwh: float


class IdleCondition(Struct, frozen=True, rename="camel"):
    min_idle_time: int
    """Seconds."""


class TimePrice(Struct, frozen=True, rename="camel", omit_defaults=True):
    price_minute: float
    conditions: IdleCondition | None = None


class FixedPrice(Struct, frozen=True, rename="camel"):
    price_fixed: float


class EnergyPrices(Struct, frozen=True):
    prices: tuple[EnergyPrice]


class TimePrices(Struct, frozen=True):
    prices: tuple[TimePrice, ...]


class FixedPrices(Struct, frozen=True):
    prices: tuple[FixedPrice]


class TariffFigures(Struct, frozen=True, rename="camel", omit_defaults=True):
    """2.1 TariffType. Taxes are in our prices: no rates are told, so that none is added."""

    tariff_id: str
    currency: str
    energy: EnergyPrices | None = None
    charging_time: TimePrices | None = None
    idle_time: TimePrices | None = None
    fixed_fee: FixedPrices | None = None


def sentence(tariff: Tariff) -> str:
    """The tariff in a few words: `EUR 0.49 per kWh, EUR 0.05 per minute, EUR 1.00 per session`."""
    prices = ((tariff.per_kwh, "kWh"), (tariff.per_minute, "minute"), (tariff.per_session, "session"))
    told = [f"{tariff.currency} {_figure(price, tariff)} per {unit}" for price, unit in prices if price]
    if tariff.per_idle_minute:
        grace = f" after {-(-tariff.idle_grace_s // 60)} minutes" if tariff.idle_grace_s else ""
        idle = f"{tariff.currency} {_figure(tariff.per_idle_minute, tariff)} per minute"
        told.append(f"{idle} that the cable stays when charging is over{grace}")
    return (", ".join(told) or "Free of charge")[:CONTENT_MAX]


def figures(tariff: Tariff) -> TariffFigures:
    """The tariff as a station reckons with it (2.1 I08). The same prices have the same name; minutes count, charging or not."""
    minutes = TimePrices((TimePrice(float(tariff.per_minute)),)) if tariff.per_minute else None
    parts = (tariff.per_kwh, tariff.per_minute, tariff.per_session)
    name = "-".join((tariff.currency, *(f"{price.normalize():f}" for price in parts)))
    if tariff.per_idle_minute:
        name = f"{name}-{tariff.per_idle_minute.normalize():f}-{tariff.idle_grace_s}"
    return TariffFigures(
        tariff_id=name if len(name) <= ID_MAX else sha256(name.encode()).hexdigest()[:ID_MAX],
        currency=tariff.currency,
        energy=EnergyPrices((EnergyPrice(float(tariff.per_kwh)),)) if tariff.per_kwh else None,
        charging_time=minutes,
        idle_time=_idle_minutes(tariff) or minutes,
        fixed_fee=FixedPrices((FixedPrice(float(tariff.per_session)),)) if tariff.per_session else None,
    )


def _idle_minutes(tariff: Tariff) -> TimePrices | None:
    """What a minute costs that nothing is charged in: the first price whose condition holds applies (2.1 I08)."""
    if not tariff.per_idle_minute:
        return None
    dear = float(tariff.per_minute + tariff.per_idle_minute)
    if not tariff.idle_grace_s:
        return TimePrices((TimePrice(dear),))
    late = TimePrice(dear, IdleCondition(tariff.idle_grace_s))
    return TimePrices((late, TimePrice(float(tariff.per_minute))))


def _figure(price: Decimal, tariff: Tariff) -> str:
    """All its decimals, at least those that the currency has."""
    digits = digits_of(tariff.currency)
    plain = f"{price.normalize():f}"
    return plain if len(plain.partition(".")[2]) > digits else f"{price:.{digits}f}"
