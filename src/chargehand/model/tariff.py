"""What charging costs: a price for each unit, and the money that it comes to."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Context, Decimal
from typing import Final

from msgspec import Struct

_EXACT: Final = Context(prec=60)
"""More digits than prices, registers and durations together can have: nothing is rounded before the end."""
_MICROSECOND: Final = timedelta(microseconds=1)
_WH_TIMES_MINUTE: Final = Decimal(1_000 * 60_000_000)
"""Wh in a kWh times microseconds in a minute."""

_DIGITS: Final = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
}
"""Of currencies that do not have hundredths (ISO 4217)."""


def digits_of(currency: str) -> int:
    """So many decimals has an amount in `currency`."""
    return _DIGITS.get(currency, 2)


class Money(Struct, frozen=True):
    """A whole number of the currency's smallest unit, as cents."""

    minor: int
    currency: str

    @property
    def amount(self) -> Decimal:
        """In the currency's main unit, with all its decimals: `12.30`."""
        return Decimal(self.minor).scaleb(-digits_of(self.currency))


class Tariff(Struct, frozen=True, kw_only=True):
    """Prices in the currency's main unit, each 0 or more."""

    currency: str
    """ISO 4217, three capitals."""
    per_kwh: Decimal = Decimal(0)
    per_minute: Decimal = Decimal(0)
    """From the session's start to its end."""
    per_session: Decimal = Decimal(0)

    def price(self, energy_wh: Decimal, lasted: timedelta) -> Money:
        """What so much energy in so much time costs: rounded once, half up, to the smallest unit."""
        microseconds = Decimal(max(lasted // _MICROSECOND, 0))
        parts = (
            _product(self.per_kwh, max(energy_wh, Decimal(0)), Decimal(60_000_000)),
            _product(self.per_minute, microseconds, Decimal(1_000)),
            _product(self.per_session, _WH_TIMES_MINUTE),
        )
        total = _EXACT.add(_EXACT.add(parts[0], parts[1]), parts[2]).scaleb(digits_of(self.currency), _EXACT)
        doubled = _EXACT.add(_EXACT.multiply(total, Decimal(2)), _WH_TIMES_MINUTE)
        return Money(int(_EXACT.divide_int(doubled, _WH_TIMES_MINUTE * 2)), self.currency)


class TariffPeriod(Struct, frozen=True, kw_only=True):
    """From `valid_from` on this tariff applies, until the next period of the same kind begins; None: no tariff."""

    valid_from: datetime
    tariff: Tariff | None
    own: bool = False
    """The station's own, which goes before the house's."""


def _product(*factors: Decimal) -> Decimal:
    product = Decimal(1)
    for factor in factors:
        product = _EXACT.multiply(product, factor)
    return product
