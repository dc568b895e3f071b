"""Prices in words for a station's small display."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from chargehand.model.tariff import Tariff, digits_of

CONTENT_MAX: Final = 512
"""Characters that a message on a display may have (2.0.1 part 2, MessageContent)."""


def sentence(tariff: Tariff) -> str:
    """The tariff in a few words: `EUR 0.49 per kWh, EUR 0.05 per minute, EUR 1.00 per session`."""
    prices = ((tariff.per_kwh, "kWh"), (tariff.per_minute, "minute"), (tariff.per_session, "session"))
    told = [f"{tariff.currency} {_figure(price, tariff)} per {unit}" for price, unit in prices if price]
    return (", ".join(told) or "Free of charge")[:CONTENT_MAX]


def _figure(price: Decimal, tariff: Tariff) -> str:
    """All its decimals, at least those that the currency has."""
    digits = digits_of(tariff.currency)
    plain = f"{price.normalize():f}"
    return plain if len(plain.partition(".")[2]) > digits else f"{price:.{digits}f}"
