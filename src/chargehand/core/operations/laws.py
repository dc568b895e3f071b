"""Laws of operations: nobody is cut off unasked, nothing waits long, what is promised is sent, only what was told is kept."""

from __future__ import annotations

from chargehand.core.operations.asked import FINISHES_FIRST, PATIENCE_S_MAX
from chargehand.core.quirks.mending import ways_of
from chargehand.model.answers import NeedsAnswer
from chargehand.model.calls import AnyCall, CallOutcome, Reset, SetChargingLimit, UnlockConnector
from chargehand.model.command import OPERATIONS
from chargehand.model.effects import CallStation, KeepReservation
from chargehand.model.events import (
    CallAnswered,
    ChargingNeedsReported,
    Event,
    OperationRequested,
    ReservationReported,
    TransactionStarted,
    TransactionUpdated,
)
from chargehand.model.reservation import ReservationStatus
from chargehand.model.session import Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot
from chargehand.model.station import BootStatus


def nobody_is_cut_off_unasked(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """What would end somebody's charging, or goes to a station that may not talk yet, is sent only when it is forced."""
    if not isinstance(event, OperationRequested) or before.commands is decision.snapshot.commands:
        return None
    call = event.call
    if event.forced or isinstance(call, AnyCall):
        return None
    if before.station.boot_policy is BootStatus.REJECTED:
        return "the station's boot was rejected"
    ended = [
        row.id for row in before.sessions if row.transaction is Transaction.OPEN and _ends(before, event, row)
    ]
    return f"{type(call).__name__} would end {ended}" if ended else None


def _ends(before: Snapshot, event: OperationRequested, row: Session) -> bool:
    match event.call:
        case UnlockConnector(connector=connector):
            return connector == row.connector and before.station.protocol in FINISHES_FIRST
        case Reset(at_once=True, connector=connector):
            return connector is None or connector == row.connector
        case _:
            return False


def an_operation_is_over_soon(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """It has a deadline that somebody can wait for, and is over with the first answer."""
    if before.commands is decision.snapshot.commands:
        return None
    for row in decision.snapshot.commands:
        if row.kind not in OPERATIONS or not row.open:
            continue
        if (row.deadline_at - row.requested_at).total_seconds() > PATIENCE_S_MAX:
            return f"{row.id} may wait until {row.deadline_at}"
        if row.answered_at is not None or (isinstance(event, CallAnswered) and event.command == row.id):
            return f"{row.id} was answered and waits"
    return None


def a_pause_ends_nothing(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """No limit of 0 goes to a station that takes it for an end, however much it is asked for (F62)."""
    calls = [effect.call for effect in decision.effects if isinstance(effect, CallStation)]
    pauses = [call for call in calls if isinstance(call, SetChargingLimit) and call.power_w == 0]
    return f"{pauses} would end what runs" if pauses and ways_of(before.station).zero_stops else None


def a_schedule_is_sent_as_promised(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """Who is told that a schedule follows gets one, and nobody else: for what runs there, within what is known (K15)."""
    if not isinstance(event, ChargingNeedsReported):
        return None
    calls = [effect.call for effect in decision.effects if isinstance(effect, CallStation)]
    promised = isinstance(decision.answer, NeedsAnswer) and decision.answer.refused is None
    if len(calls) != promised:
        return f"{decision.answer}, and {len(calls)} calls"
    for call in calls:
        running = [row for row in before.sessions if row.transaction is Transaction.OPEN]
        names = [(row.number, row.connector, row.ref) for row in running if row.connector == event.connector]
        if not isinstance(call, SetChargingLimit) or [(call.number, call.connector, call.ref)] != names:
            return f"{call} is not for {names}"
        gives = [row.power_w_max for row in before.connectors if row.number == event.connector]
        known = [power_w for power_w in (*gives, event.power_w_max) if power_w is not None and power_w > 0]
        if not call.power_w or call.power_w > min(known, default=0):
            return f"{call.power_w} W of {known}"
    return None


def reservations_are_kept_as_told(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """Of this station only; made or cancelled when the station accepts, used by a start, over as the station tells."""
    for effect in decision.effects:
        if isinstance(effect, KeepReservation):
            row = effect.reservation
            if row.station != event.station or row.status not in _told(event):
                return f"{row.number} of {row.station} is {row.status} by {type(event).__name__}"
    return None


def _told(event: Event) -> tuple[ReservationStatus, ...]:
    match event:
        case CallAnswered(outcome=CallOutcome.ACCEPTED):
            return ReservationStatus.ACCEPTED, ReservationStatus.CANCELLED
        case TransactionStarted() | TransactionUpdated():
            return (ReservationStatus.USED,)
        case ReservationReported():
            return (event.status,)
        case _:
            return ()
