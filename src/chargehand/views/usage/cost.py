"""What a session comes to, component by component, as of the tariff that it began with."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from chargehand.model.evidence import Evidence, Signal
from chargehand.model.session import Bill, EndBasis, Session
from chargehand.model.sight import SessionSight
from chargehand.model.tariff import PriceKind, PricePart, Tariff, digits_of
from chargehand.views.facts import energy_known
from chargehand.views.parts.trail import evidence_words
from chargehand.views.wording import counted, say
from chargehand.views.words.language import UNKNOWN, Language, dated, moment, money, number
from chargehand.views.words.seen import Seen

PART_PLACES = 2
"""So many decimals more than its currency an amount shows that is not rounded yet."""
_QUANTITY_PLACES = {PriceKind.ENERGY: 3, PriceKind.TIME: 2, PriceKind.IDLE: 2, PriceKind.SESSION: 0}


class CostRow(Struct, frozen=True, kw_only=True):
    key: str
    label: str
    quantity: str
    unit_price: str
    amount: str


class CostView(Struct, frozen=True, kw_only=True):
    label: str
    """**Estimated cost**, or **Cost** once it is final."""
    figure: str
    rows: tuple[CostRow, ...]
    tariff: str
    """Which tariff, and since when it was in force."""
    notes: tuple[str, ...]
    """What is still open about it."""
    corrections: tuple[str, ...]


def cost_known(session: Session) -> bool:
    """Whether its cost can be told: it has a tariff, and its energy is known or nothing was to pay."""
    told = energy_known(session) or session.end_basis is EndBasis.NEVER_STARTED
    return session.cost is not None and told


def cost_figure(session: Session, lang: Language) -> str:
    """What it comes to by its tariff, as far as its energy is known."""
    cost = session.cost
    if cost is None or not cost_known(session):
        return UNKNOWN
    return money(cost.amount, cost.currency, lang)


def is_final(session: Session) -> bool:
    """Whether nothing of it can grow any more: the bill stands, and the cable is out where it matters."""
    return session.bill in (Bill.FINAL, Bill.CORRECTED) and not session.parked


def cost_label(session: Session, lang: Language) -> str:
    return say("tile.cost" if is_final(session) else "tile.cost_estimated", lang)


def cost_view(sight: SessionSight, seen: Seen) -> CostView | None:
    """None where there is no tariff, or too little is known."""
    session, lang = sight.session, seen.lang
    if session.tariff is None or not cost_known(session):
        return None
    return CostView(
        label=cost_label(session, lang),
        figure=cost_figure(session, lang),
        rows=tuple(_row(part, session.tariff, lang) for part in session.cost_parts),
        tariff=_tariff_words(session, seen),
        notes=_notes(session, session.tariff, seen),
        corrections=tuple(_correction(row, seen) for row in corrected_by(sight)),
    )


def _row(part: PricePart, tariff: Tariff, lang: Language) -> CostRow:
    quantity = number(decimal_of(part.quantity), _QUANTITY_PLACES[part.kind], lang)
    return CostRow(
        key=part.kind,
        label=say(f"cost.{part.kind}", lang),
        quantity=f"{quantity} {say(f'cost.unit.{part.kind}', lang)}".strip(),
        unit_price=price_words(part.unit_price, tariff.currency, lang),
        amount=money(
            decimal_of(part.amount), tariff.currency, lang, digits_of(tariff.currency) + PART_PLACES
        ),
    )


def decimal_of(exact: Fraction) -> Decimal:
    """With 28 digits: more than anybody is shown."""
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def price_words(price: Decimal, currency: str, lang: Language) -> str:
    """With all its decimals, and at least those that the currency has."""
    said = len(f"{price.normalize():f}".partition(".")[2])
    return money(price, currency, lang, max(said, digits_of(currency)))


def tariff_lines(tariff: Tariff, lang: Language) -> tuple[str, ...]:
    """Each price with what it is for; of one that asks nothing that it is free."""
    prices = (
        ("kwh", tariff.per_kwh),
        ("minute", tariff.per_minute),
        ("session", tariff.per_session),
        ("idle", tariff.per_idle_minute),
    )
    told = [
        say(f"price.{unit}", lang, price=price_words(price, tariff.currency, lang))
        for unit, price in prices
        if price
    ]
    if tariff.per_idle_minute and tariff.idle_grace_s:
        told.append(counted("price.idle.free", -(-tariff.idle_grace_s // 60), lang))
    return tuple(told) or (say("price.free", lang),)


def _tariff_words(session: Session, seen: Seen) -> str:
    if session.tariff_from is None:
        return say("cost.tariff.unknown", seen.lang)
    key = "cost.tariff.own" if session.tariff_own else "cost.tariff.house"
    return say(key, seen.lang, time=dated(session.tariff_from, seen.lang, seen.zone))


def _notes(session: Session, tariff: Tariff, seen: Seen) -> tuple[str, ...]:
    told = [say("cost.frozen", seen.lang)]
    idle = session.idle
    if idle is None or not tariff.per_idle_minute:
        return tuple(told)
    if tariff.idle_grace_s:
        told.append(counted("price.idle.free", -(-tariff.idle_grace_s // 60), seen.lang))
    if not idle.over:
        told.append(say("cost.idle.open", seen.lang, time=_at(idle.counted_to or idle.since, seen)))
    return tuple(told)


def _at(at: datetime, seen: Seen) -> str:
    return moment(at, seen.now, seen.lang, seen.zone)


def corrected_by(sight: SessionSight) -> tuple[Evidence, ...]:
    """What replaced a conclusion of ours by the charger's own report, oldest first."""
    return tuple(row for row in sight.evidence if row.signal is Signal.CORRECTED)


def _correction(row: Evidence, seen: Seen) -> str:
    words = evidence_words(row, seen.lang)
    return say("cost.corrected", seen.lang, time=_at(row.received_at, seen), words=words)
