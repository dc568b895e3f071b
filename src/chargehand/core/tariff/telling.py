"""What a station is told of prices: with the card, while it charges, and at the end (OCPP 2.0.1 I01-I03, I06).

Decided alike for all versions; 1.6 has no words for it, and its codec leaves it out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from chargehand.core.keeping import names_transactions, session_by_ref, with_session
from chargehand.core.tariff.period import in_force
from chargehand.model.answers import Answer, AuthorizeAnswer, StartAnswer, StopAnswer, UpdateAnswer
from chargehand.model.calls import ShowCost
from chargehand.model.effects import CallStation, Effect
from chargehand.model.events import MeterSampled, TransactionEnded, TransactionStarted, TransactionUpdated
from chargehand.model.identity import CommandId
from chargehand.model.refusals import Refusal
from chargehand.model.session import Bill, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot
from chargehand.model.tariff import Money, Tariff
from chargehand.model.token import TokenStatus

FINAL: Final = (Bill.FINAL, Bill.CORRECTED)
"""Only such a bill's cost is told as final: nothing told means "not free, not known yet" (2.0.1 I03). Nor is one that may grow
by the minute, since the cable stays.
"""


def cost(session: Session) -> Money | None:
    """See `Session.cost`."""
    return session.cost


def at_the_reader(snapshot: Snapshot, answer: AuthorizeAnswer, at: datetime) -> AuthorizeAnswer:
    """A card that may charge is told what a session that begins now costs (I01, I06), in figures where they are wanted (2.1 I08)."""
    if not snapshot.tariffs:
        return answer
    priced = _with_tariff(answer, in_force(snapshot, at))
    itemized = priced.tariff is not None and snapshot.station.abilities.counts_costs
    return replace(priced, itemized=True) if itemized else priced


def told(
    before: Snapshot,
    event: MeterSampled | TransactionStarted | TransactionUpdated | TransactionEnded,
    decision: Decision,
) -> Decision:
    """`decision` with what its station is to be told; the same decision where there never was a tariff."""
    if not decision.snapshot.tariffs:
        return decision
    answer = _answer(event, decision.snapshot, decision.answer)
    after, shown = decision.snapshot, ()
    if isinstance(event, MeterSampled | TransactionUpdated) and event.readings:
        after, shown = _running(before, after, event.at)
    return settled(before, Decision(after, answer, (*decision.effects, *shown)), event.at)


def settled(before: Snapshot, decision: Decision, at: datetime) -> Decision:
    """`decision`; a bill that waited for what was missing and is final now is told to a station that shows costs, if it is here.

    Its transaction's end was answered long ago, without a cost.
    """
    after = decision.snapshot
    waited = {row.id for row in before.sessions if row.bill is Bill.WAITING}
    if not waited or not after.station.connected or not names_transactions(after.station):
        return decision
    shown: list[Effect] = []
    for row in after.sessions:
        final = cost(row) if row.id in waited and _stands(row) and row.ref is not None else None
        if final is not None and row.cost_told not in (None, final.minor):
            shown.append(_show(after, row, final, at))
    return replace(decision, effects=(*decision.effects, *shown)) if shown else decision


def _answer(
    event: MeterSampled | TransactionStarted | TransactionUpdated | TransactionEnded,
    after: Snapshot,
    answer: Answer | Refusal,
) -> Answer | Refusal:
    match answer:
        case StartAnswer(token=AuthorizeAnswer() as token):
            begun = next((row for row in after.sessions if row.number == answer.number), None)
            return replace(answer, token=_with_tariff(token, begun.tariff if begun is not None else None))
        case UpdateAnswer() if isinstance(event, TransactionUpdated):
            running = session_by_ref(after, event.ref)
            if running is None or not running.live:
                return answer
            token = answer.token
            if token is not None and not event.stopped:
                token = _with_tariff(token, running.tariff)
            return replace(answer, token=token, cost=cost(running))
        case StopAnswer() if isinstance(event, TransactionEnded) and event.ref is not None:
            over = session_by_ref(after, event.ref)
            return answer if over is None or not _stands(over) else replace(answer, cost=cost(over))
        case _:
            return answer


def _stands(session: Session) -> bool:
    return not session.live and session.bill in FINAL and not session.parked


def _with_tariff(token: AuthorizeAnswer, tariff: Tariff | None) -> AuthorizeAnswer:
    return replace(token, tariff=tariff) if tariff and token.status is TokenStatus.ACCEPTED else token


def _running(before: Snapshot, after: Snapshot, at: datetime) -> tuple[Snapshot, tuple[Effect, ...]]:
    """What sessions that run have come to by their new readings (I02)."""
    if not after.station.connected or not names_transactions(after.station):
        return after, ()
    known = set(map(id, before.sessions))
    shown: list[Effect] = []
    for row in after.sessions:
        now = cost(row) if id(row) not in known and row.transaction is Transaction.OPEN else None
        if now is not None and row.ref is not None and _due(row, now, at, after.policy.cost_every_s):
            after = with_session(after, replace(row, cost_told=now.minor, cost_told_at=at))
            shown.append(_show(after, row, now, at))
    return after, tuple(shown)


def _show(snapshot: Snapshot, session: Session, now: Money, at: datetime) -> CallStation:
    name = CommandId(f"cost{session.number}.{int(at.timestamp() * 1000)}.{snapshot.station.public_id}"[:36])
    until = at + timedelta(seconds=snapshot.policy.cost_every_s)
    return CallStation(name, name, ShowCost(session.ref or "", now), until)


def _due(session: Session, now: Money, at: datetime, every_s: int) -> bool:
    """Whether it is news, and not too soon after the last."""
    if now.minor == (session.cost_told or 0):
        return False
    return session.cost_told_at is None or at - session.cost_told_at >= timedelta(seconds=every_s)
