"""The API's objects for money, prices, costs and use. Amounts are texts, so that no program makes floats of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from chargehand.model.session import Session
from chargehand.model.sight import TariffSight
from chargehand.model.tariff import Idle, Money, PriceKind, PricePart, Tariff
from chargehand.views.usage.cost import cost_known, decimal_of, is_final
from chargehand.views.usage.period import Bucket, By, Period, next_month, total

_UNITS = {
    PriceKind.ENERGY: "kWh",
    PriceKind.TIME: "min",
    PriceKind.SESSION: "session",
    PriceKind.IDLE: "min",
}
_SIX = Decimal("0.000001")


@dataclass(frozen=True, kw_only=True, slots=True)
class MoneyObject:
    amount: str
    """Decimal figure as text, `12.34`."""
    currency: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PricesObject:
    """Prices as text, in the currency's main unit: `0.49`."""

    currency: str
    per_kwh: str
    per_minute: str
    per_session: str
    per_idle_minute: str
    """After charging is over, while the cable stays."""
    idle_grace_s: int
    valid_from: datetime | None
    own: bool
    """The charger's own, which goes before the one for all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CostPartObject:
    """`amount` is not rounded to the currency's smallest unit: only the sum is, once."""

    kind: PriceKind
    quantity: str
    unit: str
    unit_price: MoneyObject
    amount: MoneyObject


@dataclass(frozen=True, kw_only=True, slots=True)
class IdleObject:
    """The cable's stay after charging, counted only between two words of the charger."""

    since: datetime
    counted_to: datetime | None
    minutes: str
    over: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CostObject:
    """What a session comes to, as of the tariff that was in force when it began."""

    total: MoneyObject
    final: bool
    parts: list[CostPartObject]
    tariff: PricesObject
    idle: IdleObject | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChargerTariffObject:
    """`tariff` null: there is none in force."""

    tariff: PricesObject | None


@dataclass(frozen=True, kw_only=True, slots=True)
class UsageObject:
    start: date
    end: date
    """Inclusive; both are local days."""
    sessions: int
    energy_kwh: float
    cost: list[MoneyObject]
    """One for each currency."""
    unpriced: int
    """Sessions whose cost is not known; they are in no cost."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UsageList:
    zone: str
    by: By
    total: UsageObject
    periods: list[UsageObject]


def money_object(money: Money) -> MoneyObject:
    return MoneyObject(amount=f"{money.amount:f}", currency=money.currency)


def prices_object(tariff: Tariff, valid_from: datetime | None, *, own: bool) -> PricesObject:
    return PricesObject(
        currency=tariff.currency,
        per_kwh=f"{tariff.per_kwh:f}",
        per_minute=f"{tariff.per_minute:f}",
        per_session=f"{tariff.per_session:f}",
        per_idle_minute=f"{tariff.per_idle_minute:f}",
        idle_grace_s=tariff.idle_grace_s,
        valid_from=valid_from,
        own=own,
    )


def charger_tariff_object(sight: TariffSight | None) -> ChargerTariffObject:
    if sight is None:
        return ChargerTariffObject(tariff=None)
    told = prices_object(sight.tariff, sight.valid_from, own=sight.charger is not None)
    return ChargerTariffObject(tariff=told)


def cost_object(session: Session) -> CostObject | None:
    """None where there is no tariff, or too little is known."""
    cost = session.cost
    if session.tariff is None or cost is None or not cost_known(session):
        return None
    return CostObject(
        total=money_object(cost),
        final=is_final(session),
        parts=[_part(part, session.tariff.currency) for part in session.cost_parts],
        tariff=prices_object(session.tariff, session.tariff_from, own=session.tariff_own),
        idle=_idle(session.idle) if session.idle else None,
    )


def _part(part: PricePart, currency: str) -> CostPartObject:
    return CostPartObject(
        kind=part.kind,
        quantity=_plain(decimal_of(part.quantity)),
        unit=_UNITS[part.kind],
        unit_price=MoneyObject(amount=f"{part.unit_price:f}", currency=currency),
        amount=MoneyObject(amount=_plain(decimal_of(part.amount)), currency=currency),
    )


def _idle(idle: Idle) -> IdleObject:
    minutes = Decimal(idle.lasted_us) / 60_000_000
    return IdleObject(since=idle.since, counted_to=idle.counted_to, minutes=_plain(minutes), over=idle.over)


def _plain(value: Decimal) -> str:
    """With six decimals at most."""
    return f"{value.quantize(_SIX, ROUND_HALF_UP).normalize():f}"


def usage_list(period: Period, buckets: Sequence[Bucket], zone: str) -> UsageList:
    told = [_usage(bucket, _end(bucket.start, period)) for bucket in buckets]
    whole = _usage(total(buckets, period.first), period.last)
    return UsageList(zone=zone, by=period.by, total=whole, periods=told)


def _end(start: date, period: Period) -> date:
    return start if period.by is By.DAY else min(next_month(start) - timedelta(days=1), period.last)


def _usage(bucket: Bucket, end: date) -> UsageObject:
    kwh = (bucket.energy_wh / 1000).quantize(Decimal("0.001"), ROUND_HALF_UP)
    return UsageObject(
        start=bucket.start,
        end=end,
        sessions=bucket.sessions,
        energy_kwh=float(kwh),
        cost=[money_object(each) for each in bucket.costs],
        unpriced=bucket.unpriced,
    )
