"""Laws of costs: a session keeps its price, nothing is told that it does not come to, and stations are not flooded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

from chargehand.core.keeping import names_transactions
from chargehand.model.answers import StopAnswer, UpdateAnswer
from chargehand.model.calls import ShowCost
from chargehand.model.effects import CallStation
from chargehand.model.events import ConnectorStatusReported, Event, TransactionEnded, TransactionUpdated
from chargehand.model.session import Bill, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot
from chargehand.model.tariff import Money, digits_of


def a_session_keeps_its_tariff(
    before: Snapshot, event: Event, was: Session | None, now: Session
) -> str | None:
    """The price is frozen from its beginning on (M5)."""
    if was is None:
        return None
    kept = (was.tariff, was.tariff_from, was.tariff_own) == (now.tariff, now.tariff_from, now.tariff_own)
    return None if kept else "changed its tariff"


def idle_time_is_proved(before: Snapshot, event: Event, was: Session | None, now: Session) -> str | None:
    """What is counted was told by its station, since its latest connection and since charging was over (M9)."""
    counted = now.idle.lasted if now.idle is not None else timedelta(0)
    known = was.idle.lasted if was is not None and was.idle is not None else timedelta(0)
    if now.idle is None or counted <= known:
        return None
    if not isinstance(event, ConnectorStatusReported | TransactionUpdated | TransactionEnded):
        return f"idle by {type(event).__name__}"
    begins = [at for at in (now.idle.since, before.station.connected_at) if at is not None]
    if counted - known > event.at - max(begins):
        return f"{counted - known} idle since {max(begins)}"
    return None if now.tariff is not None and now.energy_wh > 0 else "idle without having charged"


def a_cost_is_never_negative(before: Snapshot, event: Event, decision: Decision) -> str | None:
    wrong = [money for _, money in _told(event, decision) if money.minor < 0]
    return f"{wrong} were told" if wrong else None


def a_cost_follows_its_tariff(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """What is told is its session's own, and as near to the exact cost as its currency can say."""
    for ref, money in _told(event, decision):
        session = next((row for row in decision.snapshot.sessions if row.ref == ref), None)
        if session is None or session.tariff is None or session.tariff.currency != money.currency:
            return f"{money} of {ref} without a tariff"
        exact = _exact(session)
        if not exact - Fraction(1, 2) < money.minor <= exact + Fraction(1, 2):
            return f"{money} of {ref}, exactly {float(exact)}"
    return None


def _exact(session: Session) -> Fraction:
    tariff, began = session.tariff, session.started_at
    if tariff is None or began is None:
        return Fraction(0)
    read = [each for each in (session.meter.read_at, session.meter.received_at) if each is not None]
    until = session.ended_at or min(read, default=began)
    lasted = Fraction(max(until - began, timedelta(0)) // timedelta(microseconds=1), 60_000_000)
    total = Fraction(tariff.per_kwh) * Fraction(session.energy_wh) / 1000
    total += Fraction(tariff.per_minute) * lasted + Fraction(tariff.per_session)
    if session.idle is not None:
        charged_us = session.idle.lasted_us - tariff.idle_grace_s * 1_000_000
        total += Fraction(tariff.per_idle_minute) * Fraction(max(charged_us, 0), 60_000_000)
    return total * 10 ** digits_of(tariff.currency)


def costs_are_told_in_measure(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """A running cost to a station that can show it, of a session that runs, when it is due; a final one of a final bill whose
    cable is out, where it costs.

    One that waited for what was missing is told once when it is final.
    """
    if isinstance(decision.answer, StopAnswer) and decision.answer.cost is not None:
        bills = [row.bill for row in decision.snapshot.sessions if _is_of(event, row) and not row.parked]
        if bills not in ([Bill.FINAL], [Bill.CORRECTED]):
            return f"final while the bill is {bills}"
    calls = [
        each.call.ref
        for each in decision.effects
        if isinstance(each, CallStation) and isinstance(each.call, ShowCost)
    ]
    if not calls:
        return None
    least = timedelta(seconds=before.policy.cost_every_s)
    told_at = {row.ref: row.cost_told_at for row in before.sessions}
    running = {row.ref for row in decision.snapshot.sessions if row.transaction is Transaction.OPEN}
    waited = {row.id for row in before.sessions if row.bill is Bill.WAITING}
    over = [row for row in decision.snapshot.sessions if row.id in waited and not row.parked]
    final = {row.ref for row in over if row.bill is Bill.FINAL}
    for ref in calls:
        last = told_at.get(ref)
        if ref in final and names_transactions(before.station):
            continue
        if ref not in running or not names_transactions(before.station):
            return f"{ref} is not shown by its station"
        if last is not None and event.at - last < least:
            return f"{ref} was told at {last}"
    return None if len(calls) == len(set(calls)) else f"{calls} at once"


def _is_of(event: Event, session: Session) -> bool:
    return isinstance(event, TransactionEnded) and event.ref is not None and session.ref == event.ref


def _told(event: Event, decision: Decision) -> Iterator[tuple[str | None, Money]]:
    """Each cost that is told, with the name of its transaction."""
    answer = decision.answer
    if isinstance(answer, UpdateAnswer | StopAnswer) and answer.cost is not None:
        yield (event.ref if isinstance(event, TransactionUpdated | TransactionEnded) else None), answer.cost
    for effect in decision.effects:
        if isinstance(effect, CallStation) and isinstance(effect.call, ShowCost):
            yield effect.call.ref, effect.call.cost
