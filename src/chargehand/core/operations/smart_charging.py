"""What a car needs becomes a schedule: as much as its connector gives and it takes, from now on (OCPP 2.0.1 K15, K17).

A car that wants to be led gets one that its station asks for in turns (2.1 K19, K28).
Nobody else's power is looked at here: what a station has for all its connectors it shares out itself (K04).
"""

from __future__ import annotations

from msgspec.structs import replace

from chargehand.core.keeping import connector_of, names_transactions, open_on, with_session
from chargehand.core.operations import asked
from chargehand.model.answers import LeadAnswer, NeedsAnswer, Unscheduled
from chargehand.model.calls import SetChargingLimit
from chargehand.model.events import ChargingNeedsReported, LeadAsked, OperationRequested
from chargehand.model.refusals import Refusal
from chargehand.model.session import Transaction
from chargehand.model.snapshot import Decision, Snapshot


def needs(snapshot: Snapshot, event: ChargingNeedsReported) -> Decision:
    """A promise with the call that keeps it, or why there is none."""
    call = _schedule(snapshot, event)
    if isinstance(call, Unscheduled):
        return Decision(snapshot, NeedsAnswer(call))
    made = asked.operation(
        snapshot, OperationRequested(station=event.station, at=event.at, command=event.fresh, call=call)
    )
    if isinstance(made.answer, Refusal):
        return Decision(snapshot, NeedsAnswer(Unscheduled.NOT_NOW))
    return Decision(_led(made.snapshot, event, call), NeedsAnswer(), made.effects)


def lead(snapshot: Snapshot, event: LeadAsked) -> Decision:
    """What a car that is led may take from now on: as it was told last, or what its connector still gives."""
    power_w: int | None = None
    for row in snapshot.sessions:
        if row.number == event.number and row.transaction is Transaction.OPEN and row.led_w is not None:
            connector = connector_of(snapshot, row.connector)
            gives = connector.power_w_max if connector is not None else None
            power_w = min(gives, row.led_w) if gives else row.led_w
    return Decision(snapshot, LeadAnswer(power_w))


def _led(snapshot: Snapshot, event: ChargingNeedsReported, call: SetChargingLimit) -> Snapshot:
    running, power_w = open_on(snapshot, event.connector), call.power_w if event.led else None
    if running is None or running.led_w == power_w:
        return snapshot
    return with_session(snapshot, replace(running, led_w=power_w))


def _schedule(snapshot: Snapshot, event: ChargingNeedsReported) -> SetChargingLimit | Unscheduled:
    """By the session's number, so that the next one for the same car replaces it."""
    running = open_on(snapshot, event.connector)
    if running is None or running.ref is None or not names_transactions(snapshot.station):
        return Unscheduled.NO_TRANSACTION
    if not event.scheduled:
        return Unscheduled.OTHER_CONTROL
    if event.gives_back and not snapshot.policy.gives_back:
        return Unscheduled.NOT_ALLOWED
    power_w = _power_w(snapshot, event)
    if power_w is None:
        return Unscheduled.UNKNOWN_POWER
    return SetChargingLimit(running.number, power_w, event.at, event.connector, running.ref, event.led)


def _power_w(snapshot: Snapshot, event: ChargingNeedsReported) -> int | None:
    """Never 0: that would be a pause, which some stations take for an end (F62)."""
    connector = connector_of(snapshot, event.connector)
    gives = connector.power_w_max if connector is not None else None
    known = [power_w for power_w in (gives, event.power_w_max) if power_w is not None and power_w > 0]
    return min(known, default=None)
