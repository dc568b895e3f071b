"""What charging costs: a price for each unit, and the money that it comes to."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Context, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from msgspec import Struct

_EXACT: Final = Context(prec=60)
"""More digits than prices, registers and durations together can have: nothing is rounded before the end."""
_MICROSECOND: Final = timedelta(microseconds=1)
_NO_TIME: Final = timedelta(0)
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


class PriceKind(StrEnum):
    """What is charged for."""

    ENERGY = "energy"
    TIME = "time"
    SESSION = "session"
    IDLE = "idle"


class PricePart(Struct, frozen=True, kw_only=True):
    """One component of a price: nothing of it is rounded."""

    kind: PriceKind
    quantity: Fraction
    """kWh, minutes, or one session."""
    unit_price: Decimal

    @property
    def amount(self) -> Fraction:
        """In the currency's main unit."""
        return self.quantity * Fraction(self.unit_price)


class Tariff(Struct, frozen=True, kw_only=True):
    """Prices in the currency's main unit, each 0 or more."""

    currency: str
    """ISO 4217, three capitals."""
    per_kwh: Decimal = Decimal(0)
    per_minute: Decimal = Decimal(0)
    """From the session's start to its end."""
    per_session: Decimal = Decimal(0)
    per_idle_minute: Decimal = Decimal(0)
    """After charging is over, while the cable stays; besides `per_minute` where that still counts."""
    idle_grace_s: int = 0
    """So long the cable may stay for nothing."""

    def price(self, energy_wh: Decimal, lasted: timedelta, idle: timedelta = _NO_TIME) -> Money:
        """What so much energy in so much time costs: rounded once, half up, to the smallest unit."""
        total = _EXACT.add(
            _product(self.per_kwh, max(energy_wh, Decimal(0)), Decimal(60_000_000)),
            _product(self.per_minute, Decimal(max(lasted // _MICROSECOND, 0)), Decimal(1_000)),
        )
        total = _EXACT.add(total, _product(self.per_session, _WH_TIMES_MINUTE))
        if self.per_idle_minute and idle:
            microseconds = Decimal(self.charged_idle(idle) // _MICROSECOND)
            total = _EXACT.add(total, _product(self.per_idle_minute, microseconds, Decimal(1_000)))
        doubled = _EXACT.multiply(total.scaleb(digits_of(self.currency), _EXACT), Decimal(2))
        return Money(
            int(_EXACT.divide_int(_EXACT.add(doubled, _WH_TIMES_MINUTE), _WH_TIMES_MINUTE * 2)), self.currency
        )

    def parts(
        self, energy_wh: Decimal, lasted: timedelta, idle: timedelta = _NO_TIME
    ) -> tuple[PricePart, ...]:
        """What `price` is the sum of, exactly: a part for each price that there is."""
        charged = self.charged_idle(idle)
        told = (
            (PriceKind.ENERGY, Fraction(max(energy_wh, Decimal(0))) / 1_000, self.per_kwh),
            (PriceKind.TIME, _minutes(lasted), self.per_minute),
            (PriceKind.SESSION, Fraction(1), self.per_session),
            (PriceKind.IDLE, _minutes(charged), self.per_idle_minute if charged else Decimal(0)),
        )
        return tuple(
            PricePart(kind=kind, quantity=quantity, unit_price=price)
            for kind, quantity, price in told
            if price
        )

    def charged_idle(self, idle: timedelta) -> timedelta:
        """What of it is beyond the grace."""
        return max(idle - timedelta(seconds=self.idle_grace_s), _NO_TIME)


class TariffPeriod(Struct, frozen=True, kw_only=True):
    """From `valid_from` on this tariff applies, until the next period of the same kind begins; None: no tariff."""

    valid_from: datetime
    tariff: Tariff | None
    own: bool = False
    """The station's own, which goes before the house's."""


class Idle(Struct, frozen=True, kw_only=True):
    """A cable that stays although charging is over, as far as its station says so: silence never counts (M9)."""

    since: datetime
    """When charging was over."""
    counted_to: datetime | None = None
    """Up to here it is counted; from here on nothing is known yet."""
    plugged: bool = False
    """Its station has said since then that the cable is in."""
    lasted_us: int = 0
    """Counted so far, the grace included."""
    over: bool = False
    """The cable is out, or nothing more can be known of it."""
    energy_wh: Decimal | None = None
    """The most that the session can have come to by its latest word; None where it was not noted."""

    @property
    def lasted(self) -> timedelta:
        return timedelta(microseconds=self.lasted_us)


def _minutes(span: timedelta) -> Fraction:
    return Fraction(max(span // _MICROSECOND, 0), 60_000_000)


def _product(*factors: Decimal) -> Decimal:
    product = Decimal(1)
    for factor in factors:
        product = _EXACT.multiply(product, factor)
    return product
