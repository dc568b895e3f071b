"""Limits are told once, as they come to be, and what reaches one is stopped; a station that keeps them itself goes first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final

from msgspec.structs import replace

from chargehand.core import requests
from chargehand.core.keeping import session_by_ref, session_of, with_session
from chargehand.model.answers import Noted, StartAnswer, UpdateAnswer
from chargehand.model.effects import DropTimer, Effect, SetTimer
from chargehand.model.events import (
    MeterSampled,
    StopRequested,
    TimerRang,
    TransactionEnded,
    TransactionStarted,
    TransactionUpdated,
)
from chargehand.model.identity import CommandId, SessionId
from chargehand.model.limits import Limit
from chargehand.model.refusals import Refusal
from chargehand.model.session import Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot

TIMER: Final = "limit"
STOP_EVERY: Final = timedelta(minutes=5)
"""So often a session that goes on beyond its limit is to be stopped."""
STATIONS_OWN: Final = Fraction(21, 20)
"""Where a station said that it keeps such limits, or told of one, only what is so much beyond it is stopped from here."""

_Telling = TransactionStarted | TransactionUpdated


def kept(
    before: Snapshot,
    event: MeterSampled | TransactionStarted | TransactionUpdated | TransactionEnded,
    decision: Decision,
) -> Decision:
    """`decision` with what is to be told and done of limits; the same decision where there are none."""
    news = isinstance(event, _Telling) and event.limits is not None
    if not news and not any(map(_is_limited, decision.snapshot.sessions)):
        return decision
    known = {row.id: row for row in before.sessions}
    if isinstance(event, _Telling) and event.ref is not None:
        decision = _told(known, event, event.ref, decision)
    for row in decision.snapshot.sessions:
        was = known.get(row.id)
        if row is not was and _is_limited(row):
            decision = _watched(decision, was, row, event.at)
    return decision


def _told(
    known: Mapping[SessionId, Session],
    event: TransactionStarted | TransactionUpdated,
    ref: str,
    decision: Decision,
) -> Decision:
    """What a station tells of limits is taken as it is. Of those that were asked for it hears when it begins."""
    running, answer = session_by_ref(decision.snapshot, ref), decision.answer
    if running is None or not running.live or not isinstance(answer, StartAnswer | UpdateAnswer):
        return decision
    if event.limits not in (None, running.limits_told):
        running = replace(running, limits_told=event.limits)
        decision = replace(decision, snapshot=with_session(decision.snapshot, running))
    was = known.get(running.id)
    begins = isinstance(event, TransactionStarted) or was is None or was.ref != ref
    if running.limits is None or not begins or running.most == event.limits:
        return decision
    kinds = decision.snapshot.station.abilities.limits
    news = running.limits.lower(event.limits).of(tuple(Limit) if kinds is None else kinds)
    return replace(decision, answer=replace(answer, limits=news))


def _watched(decision: Decision, was: Session | None, row: Session, at: datetime) -> Decision:
    due_at = _due_at(row)
    if not _runs(row):
        return decision if due_at is None else _with(decision, DropTimer(TIMER, row.id))
    if due_at is not None and (was is None or due_at != _due_at(was)):
        decision = _with(decision, SetTimer(TIMER, row.id, due_at))
    return _stopped(decision, row, at)


def _due_at(session: Session) -> datetime | None:
    """When its time will be over, if it has begun and has a limit."""
    most = session.most
    if most is None or most.lasts_s is None or session.started_at is None:
        return None
    return session.started_at + timedelta(seconds=most.lasts_s)


def _stopped(decision: Decision, row: Session, at: datetime) -> Decision:
    """`decision` with the stop of `row` if it has reached a limit. One that failed is tried again after a while."""
    last = row.limit_stop_at
    if row.stopped_at is not None or (last is not None and at - last < STOP_EVERY):
        return decision
    station = decision.snapshot.station
    own = station.abilities.limits or ()
    if row.limits_told is not None:
        own = (*own, *row.limits_told.kinds)
    if not reached(row, at, own):
        return decision
    name = CommandId(f"limit{row.number}.{int(at.timestamp())}.{station.public_id}"[:36])
    wish = StopRequested(station=station.identity, at=at, command=name, session=row.id, driver=None)
    asked = requests.stop(decision.snapshot, wish)
    if isinstance(asked.answer, Refusal):
        return decision
    after = with_session(asked.snapshot, replace(row, limit_stop_at=at))
    return replace(_with(decision, *asked.effects), snapshot=after)


def reached(session: Session, at: datetime, own: tuple[Limit, ...] = ()) -> tuple[Limit, ...]:
    """The limits that `session` has come to; of those which its station keeps (`own`) only what is well beyond."""
    limits = session.most
    if limits is None:
        return ()
    cost, began = session.cost, session.started_at
    lasted_s = (at - began) // timedelta(seconds=1) if began is not None else None
    figures = (
        (Limit.ENERGY, session.energy_wh, limits.energy_wh),
        (Limit.TIME, lasted_s, limits.lasts_s),
        (Limit.COST, cost.amount if cost is not None else None, limits.cost),
        (Limit.SOC, session.meter.soc_percent, limits.soc_percent),
    )
    return tuple(
        kind
        for kind, figure, most in figures
        if figure is not None and most is not None
        if Fraction(figure) >= Fraction(most) * (STATIONS_OWN if kind in own else 1)
    )


def rang(snapshot: Snapshot, event: TimerRang) -> Decision:
    """A session's time is over; until it is stopped it is looked at again and again."""
    running = session_of(snapshot, SessionId(event.subject))
    due_at = _due_at(running) if running is not None else None
    if running is None or due_at is None or running.stopped_at is not None or not _runs(running):
        return Decision(snapshot, Noted(), (DropTimer(event.kind, event.subject),))
    decision = _stopped(Decision(snapshot, Noted()), running, event.at)
    return _with(decision, SetTimer(TIMER, running.id, max(due_at, event.at + STOP_EVERY)))


def _is_limited(session: Session) -> bool:
    return session.limits is not None or session.limits_told is not None


def _runs(session: Session) -> bool:
    return session.transaction is Transaction.OPEN


def _with(decision: Decision, *effects: Effect) -> Decision:
    return replace(decision, effects=(*decision.effects, *effects))
