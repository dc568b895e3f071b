"""Whose a named transaction is: the token may come with it, after it, or with the start that we asked for."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from chargehand.core import session
from chargehand.core.authorization import answer_for
from chargehand.core.keeping import PLACELESS_FOR, doubts_off, no_car_came, with_session
from chargehand.core.remote_control import Step, confirmed_start, confirmed_stop
from chargehand.model.effects import DropTimer, Effect, SetTimer, ShowSession
from chargehand.model.events import TransactionStarted, TransactionUpdated
from chargehand.model.reading import Meter
from chargehand.model.session import Bill, EndBasis, Session, Transaction
from chargehand.model.snapshot import Snapshot
from chargehand.model.token import TokenStatus


def with_token(
    snapshot: Snapshot, running: Session, event: TransactionStarted | TransactionUpdated
) -> Session:
    """The first token that is presented for a transaction says whose it is; none after it does (C01, E05).

    Nor does one that stops it: that may be any of the same group (E07).
    """
    if not event.token or running.token is not None:
        return running
    if isinstance(event, TransactionUpdated) and event.stopped:
        return running
    held = snapshot.token
    refused = answer_for(held, event.at).status is not TokenStatus.ACCEPTED
    return replace(
        running,
        token=event.token,
        driver=held.driver if held is not None else running.driver,
        token_refused=refused,
    )


def taken_over(
    snapshot: Snapshot, running: Session, event: TransactionStarted | TransactionUpdated
) -> tuple[Step, Session]:
    """The car was plugged in before its driver asked: what ran for nobody goes on as the session that was asked for (F01, F02)."""
    asked = _asked_for(snapshot, running, event)
    if asked is None or running.driver is not None or running.token is not None:
        return Step(snapshot), running
    over = session.end(running, EndBasis.CONTINUED, event.at, event.at)
    left = replace(over, ref=None, bill=Bill.FINAL, meter=Meter())
    taken = _gone_on(asked, running)
    after, dropped = confirmed_stop(with_session(snapshot, left), left, event.at)
    after, confirmed = confirmed_start(with_session(after, taken), taken, event.at)
    off: tuple[Effect, ...] = (*doubts_off(running), DropTimer("start", taken.id))
    off = (*off, *awaited(after, taken, event.at))
    return Step(after, (*dropped, *confirmed, *off, ShowSession(running.id))), taken


def awaited(snapshot: Snapshot, running: Session, at: datetime) -> tuple[Effect, ...]:
    """Where no car is known to be yet, it is looked later whether one came: the end of what nobody came for may be lost."""
    if running.connector is not None and not no_car_came(snapshot, running):
        return ()
    return (SetTimer("free", running.id, at + PLACELESS_FOR),)


def _gone_on(asked: Session, running: Session) -> Session:
    """`asked`, with all that was known of what ran."""
    return replace(
        asked,
        connector=running.connector,
        transaction=Transaction.OPEN,
        ref=running.ref,
        started_at=running.started_at,
        start_received_at=running.start_received_at,
        due_at=None,
        meter_start_wh=running.meter_start_wh,
        energy_phase=running.energy_phase,
        stopped_at=running.stopped_at,
        meter=running.meter,
        seq=running.seq,
        flags=running.flags,
        cost_told=running.cost_told,
        cost_told_at=running.cost_told_at,
        limits_told=running.limits_told,
    )


def _asked_for(
    snapshot: Snapshot, running: Session, event: TransactionStarted | TransactionUpdated
) -> Session | None:
    """The start that we asked for and that this transaction fulfils: by its number, else by its token."""
    waiting = [row for row in snapshot.sessions if row.transaction is Transaction.PENDING]
    for row in waiting:
        if event.asked is not None and row.number == event.asked:
            return row
    for row in waiting:
        if event.token and row.token == event.token and row.connector in (None, running.connector):
            return row
    return None
