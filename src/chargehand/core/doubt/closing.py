"""Sessions that are taken as ended without their station's word: on evidence, at their last reading. Energy is never invented."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from chargehand.core.evidence.grades import is_strong
from chargehand.core.evidence.signals import says
from chargehand.core.keeping import (
    PLACELESS_FOR,
    connector_of,
    doubts_off,
    free_before,
    names_transactions,
    no_car_came,
    session_of,
    with_session,
)
from chargehand.core.named import asking
from chargehand.core.remote_control import Step, confirmed_stop
from chargehand.core.session import end
from chargehand.model.answers import Noted
from chargehand.model.effects import DropTimer, Effect, SetTimer, ShowSession, ShowStation
from chargehand.model.events import TimerRang
from chargehand.model.evidence import Signal
from chargehand.model.identity import SessionId
from chargehand.model.session import Bill, EndBasis, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot
from chargehand.model.station import ConnectorStatus


def over(snapshot: Snapshot, session: Session, signal: Signal, at: datetime, *, reason: str = "") -> Step:
    """`session` ended on `signal`, at its last reading; an estimate, or for a person where its card was refused."""
    last = min(session.meter.read_at or session.started_at or at, at)
    bill = Bill.IN_REVIEW if session.token_refused else Bill.ESTIMATED
    ended = end(session, EndBasis.INFERRED, last, at)
    ended = replace(ended, end_signal=signal.value, end_reason=reason or signal.value, bill=bill)
    return put_away(snapshot, ended, at)


def put_away(snapshot: Snapshot, ended: Session, at: datetime) -> Step:
    """What goes with a session that has ended: the stop that was asked for, its timers, the screens."""
    after, confirmed = confirmed_stop(with_session(snapshot, ended), ended, at)
    return Step(
        after, (*doubts_off(ended), *confirmed, ShowSession(ended.id), ShowStation(snapshot.station.identity))
    )


def waiting(snapshot: Snapshot, session: Session, at: datetime) -> Step:
    """Its station says that it has ended, and that its data are still to come: over, and its bill waits for them (2.x E14)."""
    step = over(snapshot, session, Signal.TOLD_ENDED_QUEUED, at)
    ended = session_of(step.snapshot, session.id) or session
    if not ended.token_refused:
        ended = replace(ended, bill=Bill.WAITING)
    return Step(with_session(step.snapshot, ended), (*step.effects, *asking.waiting(snapshot, ended, at)))


def is_left_free(snapshot: Snapshot, session: Session) -> bool:
    """Whether its connector still is as free as the evidence says (F47)."""
    connector = connector_of(snapshot, session.connector)
    free = connector is not None and connector.status is ConnectorStatus.AVAILABLE
    return free and session.end_signal == Signal.CONNECTOR_FREE


def is_free(snapshot: Snapshot, session: Session) -> bool:
    """Whether its connector said after its start that it is free, and does so still."""
    return says(connector_of(snapshot, session.connector), session) is Signal.CONNECTOR_FREE


def put_off(snapshot: Snapshot, session: Session, at: datetime) -> Session:
    """A connector that is called free while power flows there is looked at again later (F47)."""
    due = session.close_at is not None and session.close_at <= at
    if not due or not is_left_free(snapshot, session):
        return session
    again_at = _free_until(snapshot, session, at)
    return session if again_at is None or again_at <= at else replace(session, close_at=again_at)


def perhaps(snapshot: Snapshot, session: Session, at: datetime) -> Step | None:
    """`session` closed on the evidence that it has, if that is due; None: not yet. Of a station that is not there nothing is."""
    if not snapshot.station.connected:
        return None
    due = session.close_at is not None and session.close_at <= at
    if not due or not is_strong(session.end_signal):
        return None
    reason = "connector_free" if is_left_free(snapshot, session) else ""
    return over(snapshot, session, Signal(session.end_signal), at, reason=reason)


def doubted(snapshot: Snapshot, event: TimerRang) -> Decision:
    """No word of an end has come, but evidence: its connector is free (F47), or its station has long been gone (F45).

    The end is the last reading; energy is never invented.
    """
    gone: tuple[Effect, ...] = (DropTimer(event.kind, event.subject),)
    session = session_of(snapshot, SessionId(event.subject))
    if session is None or session.transaction is not Transaction.OPEN:
        return Decision(snapshot, Noted(), gone)
    free = event.kind == "free"
    look_again_at = _free_until(snapshot, session, event.at) if free else _silent_until(snapshot, event.at)
    if look_again_at is not None:
        later = SetTimer(event.kind, session.id, look_again_at)
        return Decision(snapshot, Noted(), (later,) if look_again_at > event.at else gone)
    placed = session.connector is not None
    signal = Signal.CONNECTOR_FREE if free and placed else Signal.SILENCE
    reason = "station_gone" if not free else "connector_free" if placed else "no_place"
    step = over(snapshot, session, signal, event.at, reason=reason)
    return Decision(step.snapshot, Noted(), step.effects)


def _free_until(snapshot: Snapshot, session: Session, at: datetime) -> datetime | None:
    """When to look again; now, if nothing is to be doubted any more; None when the evidence holds.

    A station that is not there proves nothing, nor does a free connector at which power flows, or of whose transaction its
    station still tells under its own name: it would have told its end before (2.x).
    """
    connector = connector_of(snapshot, session.connector)
    if session.connector is None and names_transactions(snapshot.station):
        return _placeless_until(snapshot, session, at)
    if connector is None or connector.status is not ConnectorStatus.AVAILABLE:
        return at
    if names_transactions(snapshot.station) and free_before(connector, session):
        return _placeless_until(snapshot, session, at) if no_car_came(snapshot, session) else at
    grace = timedelta(seconds=snapshot.policy.free_after_s)
    meter = session.meter
    fresh_until = at if meter.received_at is None else meter.received_at + grace
    since = (
        connector.status_at is not None and meter.read_at is not None and meter.read_at > connector.status_at
    )
    runs = bool(meter.power_w) or (since and names_transactions(snapshot.station))
    if not snapshot.station.connected:
        return at + grace
    return fresh_until if runs and fresh_until > at else None


def _placeless_until(snapshot: Snapshot, session: Session, at: datetime) -> datetime | None:
    """Nothing was heard of it for long: no car came, or its end was lost."""
    due_at = heard_at(session, at) + PLACELESS_FOR
    if due_at > at:
        return due_at
    return None if snapshot.station.connected else at + timedelta(seconds=snapshot.policy.free_after_s)


def heard_at(session: Session, otherwise: datetime) -> datetime:
    """When a session's start or its latest reading came."""
    came = [at for at in (session.start_received_at, session.meter.received_at) if at is not None]
    return max(came) if came else otherwise


def _silent_until(snapshot: Snapshot, at: datetime) -> datetime | None:
    if snapshot.station.connected:
        return at
    due_at = silent_from(snapshot, at)
    return due_at if due_at > at else None


def silent_from(snapshot: Snapshot, at: datetime) -> datetime:
    """When a station that is gone has been so for too long."""
    station = snapshot.station
    heard = [instant for instant in (station.heard_at, station.disconnected_at) if instant is not None]
    return max(heard, default=at) + timedelta(seconds=snapshot.policy.silent_after_s)
