"""Rare paths of transactions that stations name and number (2.x), by name."""

from __future__ import annotations

from collections.abc import Iterator

from chargehand.core.keeping import asked_about
from chargehand.core.named.sequence import with_number
from chargehand.model.calls import MORE, CallOutcome
from chargehand.model.command import CommandKind, CommandState
from chargehand.model.events import (
    CallAnswered,
    Event,
    TransactionEnded,
    TransactionStarted,
    TransactionUpdated,
)
from chargehand.model.session import Bill, EndBasis, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot

NAMED = (
    "named: an update came first",
    "named: a start after its updates",
    "named: a start after its end",
    "named: an end came first",
    "named: a message that was missing",
    "named: a message told again",
    "named: an update after the end",
    "named: an update after a weaker end",
    "named: a bill that waited is final",
    "named: a bill that waited is for a person",
    "named: the token came later",
    "named: another token",
    "named: the place came later",
    "named: history has no place",
    "named: charging stopped, the cable is in",
    "named: a stop was done before the end",
    "named: charging began again",
    "named: a start by its number",
    "named: plugged in before it was asked for",
    "named: told when it was offline",
    "named: more was said to come",
    "named: no more was said to come",
)

Told = TransactionStarted | TransactionUpdated | TransactionEnded


def named_paths_of(before: Snapshot, event: Event, decision: Decision) -> Iterator[str]:
    """Those that this decision took."""
    about = asked_about(event.command) if isinstance(event, CallAnswered) else None
    if isinstance(event, CallAnswered) and about is not None and event.outcome is CallOutcome.ACCEPTED:
        yield f"named: {'more' if MORE in event.detail else 'no more'} was said to come"
    old = {row.id: row for row in before.sessions}
    for now in decision.snapshot.sessions:
        was = old.get(now.id)
        if was is not now:
            yield from (f"named: {path}" for path in _of_session(was, now))
    if isinstance(event, Told) and event.ref is not None:
        was = next((row for row in before.sessions if row.ref == event.ref), None)
        now = next((row for row in decision.snapshot.sessions if row.ref == event.ref), None)
        if now is not None:
            yield from (f"named: {path}" for path in _of_message(was, now, event))
        if was is None and now is not None and now.requested_at is not None and event.asked:
            yield "named: a start by its number"
    for row in decision.snapshot.commands:
        done = row.kind is CommandKind.STOP and row.state is CommandState.CONFIRMED
        runs = any(each.id == row.session and each.live for each in decision.snapshot.sessions)
        if done and runs and row.ended_at == event.at:
            yield "named: a stop was done before the end"


def _of_session(was: Session | None, now: Session) -> Iterator[str]:
    if was is None:
        return
    if was.bill is Bill.WAITING and now.bill is Bill.FINAL:
        yield "a bill that waited is final"
    if was.bill is Bill.WAITING and now.bill is Bill.IN_REVIEW:
        yield "a bill that waited is for a person"
    if was.token is None and now.token is not None:
        yield "the token came later"
    if was.transaction is Transaction.OPEN and was.connector is None and now.connector is not None:
        yield "the place came later"
    if was.stopped_at is None and now.stopped_at is not None:
        yield "charging stopped, the cable is in"
    if was.stopped_at is not None and now.stopped_at is None:
        yield "charging began again"
    if now.end_basis is EndBasis.CONTINUED and was.live:
        yield "plugged in before it was asked for"


def _of_message(was: Session | None, now: Session, event: Told) -> Iterator[str]:
    if event.offline:
        yield "told when it was offline"
    if was is None:
        if isinstance(event, TransactionUpdated):
            yield "an update came first"
        if isinstance(event, TransactionEnded):
            yield "an end came first"
        if now.connector is None and event.connector:
            yield "history has no place"
        return
    if isinstance(event, TransactionStarted) and {"start_unseen", "orphan"} & set(was.flags) - set(now.flags):
        yield "a start after its updates" if now.live else "a start after its end"
    if isinstance(event, TransactionUpdated) and not was.live:
        weaker = was.end_basis is not EndBasis.REPORTED
        yield "an update after a weaker end" if weaker else "an update after the end"
    if event.token and was.token not in (None, event.token):
        yield "another token"
    if event.seq is not None and was.seq and event.seq <= was.seq[-1]:
        told = with_number(was.seq, event.seq) == was.seq
        yield "a message told again" if told else "a message that was missing"
