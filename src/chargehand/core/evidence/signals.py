"""Which signals an event tells of which sessions, read off what was before it and what was decided.

For ordinary readings nothing is looked at but whether a session is in doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from chargehand.core.evidence.grades import Sign
from chargehand.core.evidence.history import LATE, is_behind, is_history
from chargehand.core.keeping import connector_of, open_on, probed, session_of
from chargehand.core.metering import sound
from chargehand.model.calls import MORE, ONGOING, OVER, CallOutcome
from chargehand.model.command import CommandKind, CommandState
from chargehand.model.events import (
    CallAnswered,
    CloseRequested,
    CloseUndone,
    ConnectorStatusReported,
    Event,
    MeterSampled,
    NotChargingClaimed,
    ProbeRequested,
    StationBooted,
    StationConnected,
    StationDisconnected,
    TimerRang,
    TransactionStarted,
    TransactionUpdated,
)
from chargehand.model.evidence import Claim, Signal
from chargehand.model.reading import ReadingSource
from chargehand.model.session import Bill, CardHold, EndBasis, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot
from chargehand.model.station import Activity, Connector, ConnectorStatus

ANSWERS_WITHIN: Final = timedelta(seconds=60)
"""What comes so soon after a question is taken as its answer."""

QUEUED_MAX: Final = timedelta(seconds=60)
"""What comes later than the readings before it by more than this has waited in a queue."""

BUSY: Final = (Activity.CHARGING, Activity.SUSPENDED_EV, Activity.SUSPENDED_EVSE)
CLAIMED: Final = "driver_says_not_charging"
"""The flag of a session whose driver has said so."""
ELSEWHERE: Final = "elsewhere"
"""The timer by which another station's lane tells that a session's card has begun another one there."""
AWAY: Final = (ConnectorStatus.FAULTED, ConnectorStatus.UNAVAILABLE)


def told(before: Snapshot, event: Event, decision: Decision) -> Iterator[Sign]:
    """All of them, in the order in which they are to be weighed."""
    after = decision.snapshot
    match event:
        case MeterSampled() | TransactionUpdated():
            yield from _by_readings(before, event, after)
        case ConnectorStatusReported():
            yield from _by_connector(before, event, after)
        case StationDisconnected() if before.station.connected and not after.station.connected:
            yield from (Sign(row.id, Signal.CONNECTION_LOST) for row in _open(after))
        case StationConnected() if not before.station.connected:
            yield from (Sign(row.id, Signal.CONNECTION_BACK) for row in _open(after))
        case StationBooted():
            yield from (Sign(row.id, Signal.BOOTED) for row in _open(after))
        case CallAnswered():
            yield from _by_answer(before, event, after)
        case NotChargingClaimed():
            yield from _by_claim(before, event, after)
        case ProbeRequested():
            yield Sign(event.session, Signal.OPERATOR_DOUBTS)
        case TransactionStarted():
            yield from _by_history(before, event, after)
            yield from _by_card(before, event, after)
        case TimerRang(kind=kind) if kind == ELSEWHERE:
            yield from (
                Sign(row.id, Signal.TOKEN_ELSEWHERE) for row in _open(after) if row.id == event.subject
            )
        case _:
            pass
    yield from _by_ends(before, event, after)


def _open(snapshot: Snapshot) -> list[Session]:
    return [row for row in snapshot.sessions if row.transaction is Transaction.OPEN]


def _asked_lately(session: Session, event: Event) -> bool:
    return session.probed_at is not None and event.at - session.probed_at <= ANSWERS_WITHIN


def _doubted_lately(session: Session, event: Event) -> bool:
    return session.doubted_at is not None and event.at - session.doubted_at <= ANSWERS_WITHIN


def _by_readings(
    before: Snapshot, event: MeterSampled | TransactionUpdated, after: Snapshot
) -> Iterator[Sign]:
    """News of a session in doubt: what it tells of now, not of before the doubt began."""
    if isinstance(event, TransactionUpdated):
        yield from _by_history(before, event, after)
    for was in before.sessions:
        now = session_of(after, was.id) if was.doubted_at is not None else None
        if now is None or now is was or now.transaction is not Transaction.OPEN:
            continue
        signal = Signal.TRIGGERED if _asked_lately(was, event) else Signal.READINGS_BACK
        if isinstance(event, TransactionUpdated) and _is_news(was, event):
            yield Sign(now.id, signal, event.said_at, "told")
        elif _is_read_anew(was, now, event):
            flows = _flows(was, now, event) or (was.end_signal == Signal.ZERO_ENERGY and now.energy_wh > 0)
            connector = connector_of(after, now.connector)
            still = not flows and now.energy_wh == 0 and was.doubt == Signal.ENERGY_STILL
            if still and no_car_is_seen(connector, now):
                yield Sign(now.id, Signal.ZERO_ENERGY)
            elif flows or not was.end_signal:
                yield Sign(now.id, signal, now.meter.read_at, "energy" if flows else "no_energy")
            elif was.probed_at is not None and (was.meter.received_at or was.probed_at) <= was.probed_at:
                yield Sign(now.id, Signal.ENERGY_STILL, now.meter.read_at)


def _flows(was: Session, now: Session, event: MeterSampled | TransactionUpdated) -> bool:
    """Whether energy flows now: told power says so, else a register that rose.

    Where something speaks of the end it must have risen since then: else it may stand for what flowed until that end.
    """
    powers = [power_w for power_w in (sound(row.power_w) for row in event.readings) if power_w is not None]
    if powers:
        return powers[-1] > 0
    risen = now.energy_wh > was.energy_wh
    if not was.end_signal or was.meter.read_at is None or was.doubted_at is None:
        return risen
    return risen and was.meter.read_at > was.doubted_at


def _is_news(was: Session, event: TransactionUpdated) -> bool:
    """A transaction of which its station still tells under its own name goes on: it would have told its end before (2.x)."""
    told = event.ref == was.ref and not event.offline and not event.stopped
    return told and _is_of_now(was, event.said_at, event.at)


def _is_read_anew(was: Session, now: Session, event: MeterSampled | TransactionUpdated) -> bool:
    if now.meter.read_at is None or now.meter.received_at == was.meter.received_at:
        return False
    if isinstance(event, TransactionUpdated) and event.offline and was.doubt == Signal.TOLD_LATE:
        return False
    asked_for = any(row.source is ReadingSource.TRIGGER for row in event.readings)
    return asked_for or _is_of_now(was, now.meter.read_at, event.at)


def _is_of_now(was: Session, said_at: datetime | None, at: datetime) -> bool:
    """Whether it happened after the doubt began; by a clock that is behind, if it is so no more than it was before."""
    if said_at is None or (was.doubted_at is not None and said_at > was.doubted_at):
        return True
    meter = was.meter
    if meter.received_at is None or meter.read_at is None:
        return False
    if was.doubt == Signal.TOLD_LATE and is_behind(was):
        return at - said_at <= LATE
    return at - said_at <= meter.received_at - meter.read_at + QUEUED_MAX


def no_car_is_seen(connector: Connector | None, session: Session) -> bool:
    """Whether the connector is free, or waits for a car, or nobody was ever told of it, nor of the session's meter."""
    if connector is None or connector.status is ConnectorStatus.UNKNOWN:
        return session.meter.read_at in (None, session.started_at)
    return connector.status is ConnectorStatus.AVAILABLE or connector.activity is Activity.PREPARING


def says(connector: Connector | None, session: Session) -> Signal | None:
    """What a connector's own word, said since the session's start, means for it."""
    if connector is None or connector.status_at is None or session.started_at is None:
        return None
    if connector.status_at < session.started_at:
        return None
    if connector.status is ConnectorStatus.AVAILABLE:
        return Signal.CONNECTOR_FREE
    if connector.status in AWAY:
        return Signal.CONNECTOR_AWAY
    if connector.activity is Activity.FINISHING:
        return Signal.CONNECTOR_FINISHING
    return Signal.CONNECTOR_BUSY if connector.activity in BUSY else None


def _by_connector(before: Snapshot, event: ConnectorStatusReported, after: Snapshot) -> Iterator[Sign]:
    """Only what is new; of a session in doubt also that it is as it was."""
    session = open_on(after, event.connector)
    was, now = connector_of(before, event.connector), connector_of(after, event.connector)
    if session is None or now is was or now is None:
        return
    signal = says(now, session)
    known = says(was, session) is signal
    doubted = session.doubted_at is not None
    # Of stations that name their transactions the status tells nothing of what goes on. Once the cable was out, or a
    # transaction over for a while, it tells of the next one.
    finished = session.end_signal == Signal.CONNECTOR_FINISHING and not _doubted_lately(session, event)
    busy = event.activity is not None and session.end_signal != Signal.CONNECTOR_FREE and not finished
    if (signal is Signal.CONNECTOR_BUSY and busy and doubted) or (
        signal not in (None, Signal.CONNECTOR_BUSY) and not known
    ):
        yield Sign(session.id, signal or Signal.TRIGGERED, now.status_at)
    elif session.energy_wh == 0 and session.doubt == Signal.ENERGY_STILL and no_car_is_seen(now, session):
        yield Sign(session.id, Signal.ZERO_ENERGY)
    elif doubted and signal not in (None, Signal.CONNECTOR_BUSY) and _asked_lately(session, event):
        word = now.activity.value if now.activity is not Activity.NONE else now.status.value
        claim = Claim.NOTHING if signal is Signal.CONNECTOR_AWAY else Claim.ENDED
        yield Sign(session.id, Signal.TRIGGERED, event.at, word, claim)


def _by_answer(before: Snapshot, event: CallAnswered, after: Snapshot) -> Iterator[Sign]:
    about = probed(event.command)
    if about is not None:
        yield from _by_probe(after, event, session_of(after, about))
        return
    was = next((row for row in before.commands if row.id == event.command), None)
    now = next((row for row in after.commands if row.id == event.command), None)
    if was is None or now is None or now.kind is not CommandKind.STOP or now.session is None:
        return
    if now.state is was.state or session_of(after, now.session) is None:
        return
    if now.state is CommandState.ACCEPTED:
        yield Sign(now.session, Signal.STOP_ACCEPTED)
    elif now.state is CommandState.REJECTED and now.reason == "refused":
        yield Sign(now.session, Signal.STOP_REFUSED)


def _by_probe(after: Snapshot, event: CallAnswered, session: Session | None) -> Iterator[Sign]:
    """What became of a question. That a trigger was accepted says nothing: what it brings will."""
    if session is None or session.transaction is not Transaction.OPEN or session.doubted_at is None:
        return
    question = event.call_id.rsplit(".", 1)[-1]
    if event.outcome is not CallOutcome.ACCEPTED:
        yield Sign(session.id, Signal.UNANSWERED, note=f"{question} {event.outcome.value}")
    elif question == "transaction":
        if ONGOING in event.detail:
            yield Sign(session.id, Signal.TOLD_ONGOING)
        elif OVER not in event.detail:
            yield Sign(session.id, Signal.UNANSWERED, note="transaction unclear")
        else:
            queued = MORE in event.detail
            yield Sign(session.id, Signal.TOLD_ENDED_QUEUED if queued else Signal.TOLD_NOT_ONGOING)


def _by_claim(before: Snapshot, event: NotChargingClaimed, after: Snapshot) -> Iterator[Sign]:
    """Once, however often the button is tapped while it is looked after."""
    was, now = session_of(before, event.session), session_of(after, event.session)
    if was is None or now is None or was is now or now.transaction is not Transaction.OPEN:
        return
    if was.doubted_at is None or CLAIMED not in was.flags:
        yield Sign(now.id, Signal.DRIVER_CLAIM)


def _by_card(before: Snapshot, event: TransactionStarted, after: Snapshot) -> Iterator[Sign]:
    """The card of a running session began another one here: it moved, or it is a family's."""
    known = {row.id for row in _open(before)}
    begun = next((row for row in _open(after) if row.id not in known), None)
    if begun is None or begun.token is None:
        return
    for row in _open(after):
        if row.id in known and row.token == begun.token:
            yield Sign(row.id, Signal.TOKEN_ELSEWHERE, begun.started_at)


def _by_history(
    before: Snapshot, event: TransactionStarted | TransactionUpdated, after: Snapshot
) -> Iterator[Sign]:
    """A session begins with what happened before its station was here."""
    if len(before.sessions) == len(after.sessions) or not is_history(after.station, event):
        return
    known = {row.id for row in before.sessions}
    yield from (Sign(row.id, Signal.TOLD_LATE, event.said_at) for row in _open(after) if row.id not in known)


def _by_ends(before: Snapshot, event: Event, after: Snapshot) -> Iterator[Sign]:
    if after.sessions is before.sessions:
        return
    old = {row.id: row for row in before.sessions}
    for now in after.sessions:
        was = old.get(now.id)
        if was is now:
            continue
        if not now.live:
            yield from _of_end(was, now, event)
        elif was is not None and isinstance(event, CloseUndone) and not was.live:
            yield Sign(now.id, Signal.OPERATOR_UNDID)
            connector = connector_of(after, now.connector)
            meanwhile = says(connector, now)
            over = meanwhile in (Signal.CONNECTOR_FREE, Signal.CONNECTOR_FINISHING)
            if connector is not None and meanwhile is not None and over:
                yield Sign(now.id, meanwhile, connector.status_at)
        elif was is not None and was.card_hold is CardHold.HELD and now.card_hold is CardHold.RELEASED:
            claimed = isinstance(event, NotChargingClaimed)
            yield Sign(now.id, Signal.HOLD_RELEASED, note="driver_claim" if claimed else "stopped")


def _of_end(was: Session | None, now: Session, event: Event) -> Iterator[Sign]:
    """What an end rests on; nothing for one that its station told under its name: the session itself says so."""
    over = was is not None and not was.live
    match now.end_basis:
        case EndBasis.REPORTED if was is not None and over and was.end_basis is not EndBasis.REPORTED:
            basis = was.end_signal or (was.end_basis or "")
            yield Sign(now.id, Signal.CORRECTED, now.ended_at, f"{basis} {was.energy_wh}")
        case EndBasis.REPORTED if not over and now.bill is Bill.WAITING:
            yield Sign(now.id, Signal.ENDED_WITH_GAP, now.ended_at)
        case EndBasis.REPORTED if not over and {"matched_end", "orphan"} & set(now.flags):
            yield Sign(now.id, Signal.ENDED_UNNAMED, now.ended_at)
        case EndBasis.SUPERSEDED if not over:
            yield Sign(now.id, Signal.NEXT_START)
        case EndBasis.INFERRED if not over and isinstance(event, CloseRequested):
            yield Sign(now.id, Signal.OPERATOR_CLOSED, now.ended_at, event.reason)
        case EndBasis.INFERRED if not over:
            yield Sign(now.id, Signal.CLOSED, note=now.end_signal)
        case _:
            pass
