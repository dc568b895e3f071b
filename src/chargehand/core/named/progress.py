"""How a named transaction goes on: where it is, what flows, what was stopped; told in any order."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from chargehand.core import session
from chargehand.core.keeping import (
    connector_of,
    known_connector,
    no_car_came,
    open_on,
    with_connector,
    with_session,
)
from chargehand.core.metering import instant_of, sound
from chargehand.core.named.sequence import with_number
from chargehand.core.remote_control import Step, charging_stopped
from chargehand.core.session import absorb_all
from chargehand.model.effects import DropTimer, Effect
from chargehand.model.events import TransactionStarted, TransactionUpdated
from chargehand.model.reading import ReadingSource
from chargehand.model.session import CardHold, EnergyPhase, Session
from chargehand.model.snapshot import Snapshot
from chargehand.model.station import Activity

UNSEEN = "start_unseen"
"""The flag of a transaction whose start has not come."""

TAKEN_WHENEVER = (ReadingSource.PERIODIC, ReadingSource.CLOCK)
"""Such a reading need not be of the moment when the state changed that is told with it."""

EARLY_MAX = 2
"""So many messages after its start, of which none is missing, no transaction has charged and waits again."""

REPEATS_MAX = 5
"""A number so little below the highest that came before is a repeat, not counting that began anew."""

PHASES = {
    Activity.CHARGING: EnergyPhase.CHARGING,
    Activity.SUSPENDED_EV: EnergyPhase.SUSPENDED_EV,
    Activity.SUSPENDED_EVSE: EnergyPhase.SUSPENDED_EVSE,
}
"""All other activities of a station's transaction let no energy flow."""

ORDER = (
    EnergyPhase.UNKNOWN,
    EnergyPhase.IDLE,
    EnergyPhase.CHARGING,
    EnergyPhase.SUSPENDED_EVSE,
    EnergyPhase.SUSPENDED_EV,
)
"""As a session goes through them."""


def told(
    snapshot: Snapshot, running: Session, event: TransactionStarted | TransactionUpdated
) -> tuple[Step, Session]:
    """`running`, put into the snapshot, with the number, the readings and the state of charging that a message brought."""
    overtaken = _overtaken(running, event)
    runs = with_number(running.seq, event.seq)
    if runs is not running.seq:
        running = replace(running, seq=runs)
    kept: tuple[Effect, ...] = ()
    if running.connector is None and event.connector:
        snapshot, running, kept = _placed(snapshot, running, event)
    if event.readings:
        running = _from_its_first_register(running, event)
        running, readings = absorb_all(snapshot, running, event.readings, event.at)
        kept = (*kept, *readings)
    if event.activity is not None and (not overtaken or _holds_still(running, event)):
        phase = PHASES.get(event.activity, EnergyPhase.IDLE)
        if phase is not running.energy_phase:
            running = replace(running, energy_phase=phase)
        connector = connector_of(snapshot, running.connector)
        if connector is not None and connector.activity is not event.activity:
            snapshot = with_connector(snapshot, replace(connector, activity=event.activity))
    return Step(with_session(snapshot, running), kept), running


def _from_its_first_register(running: Session, event: TransactionStarted | TransactionUpdated) -> Session:
    """What began without its meter, at a place that was not known yet or at the card, began where the register stood before
    anything flowed: nothing is missing since, and until now it has only waited.
    """
    meter, runs = running.meter, running.seq
    early = len(runs) == 2 and 0 < runs[1] - runs[0] <= EARLY_MAX and UNSEEN not in running.flags
    if (
        not early
        or running.stopped_at is not None
        or running.energy_phase is not EnergyPhase.IDLE
        or meter.base_wh is not None
    ):
        return running
    readings = [reading for reading in event.readings if sound(reading.register_wh) is not None]
    first = min(readings, key=lambda reading: instant_of(reading, event.at), default=None)
    if first is None or (event.activity in PHASES and first.source in TAKEN_WHENEVER):
        return running
    start, at = sound(first.register_wh), instant_of(first, event.at)
    flags = tuple(flag for flag in running.flags if flag != "no_meter_start")
    meter = replace(meter, base_wh=start, register_wh=start, register_at=at)
    return replace(running, meter_start_wh=start, meter=meter, flags=flags)


def _overtaken(running: Session, event: TransactionStarted | TransactionUpdated) -> bool:
    """Whether it was made before something that has come (F86).

    Where counting began anew or never moves (F87) its time tells.
    """
    number, last = event.seq, running.seq[-1] if running.seq else None
    if number is not None and last is not None and number != last:
        if number > last:
            return False
        fills_a_gap = with_number(running.seq, number) != running.seq
        if fills_a_gap or last - number <= REPEATS_MAX:
            return True
    known = [running.meter.read_at, running.stopped_at, running.started_at]
    return session.instant(event) < max((at for at in known if at is not None), default=event.at)


def _holds_still(running: Session, event: TransactionStarted | TransactionUpdated) -> bool:
    """Whether the state that an overtaken message tells may be the latest that was told: what came before it may tell none.

    A session goes from waiting by charging to being full or stopped, unless a later stop or reading knows better.
    """
    said, meter = session.instant(event), running.meter
    if running.stopped_at is not None and said <= running.stopped_at:
        return False
    later = meter.power_w is not None and meter.read_at is not None and said < meter.read_at
    if later and bool(meter.power_w) is not (event.activity is Activity.CHARGING):
        return False
    stops = isinstance(event, TransactionUpdated) and bool(event.stopped)
    phase = PHASES.get(event.activity or Activity.NONE, EnergyPhase.IDLE)
    return stops or ORDER.index(phase) >= ORDER.index(running.energy_phase)


def _placed(
    snapshot: Snapshot, running: Session, event: TransactionStarted | TransactionUpdated
) -> tuple[Snapshot, Session, tuple[Effect, ...]]:
    """The connector came to be known after the start (TxStartPoint ParkingBayOccupancy or Authorized).

    What began there earlier is over (F46); where something began later, this is history and has no place.
    """
    number = place(snapshot, event.connector, session.instant(event))
    snapshot, connector = known_connector(snapshot, number)
    if connector is None:
        return snapshot, running, ()
    snapshot, superseded = session.supersede(snapshot, connector, event)
    running = replace(running, connector=connector)
    if no_car_came(snapshot, running):
        return snapshot, running, superseded
    doubt = session.free_by_now(snapshot, running, event.at) or (DropTimer("free", running.id),)
    return snapshot, running, (*superseded, *doubt)


def place(snapshot: Snapshot, connector: int | None, said: datetime) -> int:
    """The connector, or 0 where what runs there began later than this was said: history supersedes nothing."""
    running = open_on(snapshot, connector) if connector else None
    later = running is not None and running.started_at is not None and running.started_at > said
    return 0 if later else connector or 0


def stopped(snapshot: Snapshot, running: Session, event: TransactionUpdated) -> Step:
    """Charging was stopped, the transaction waits for the cable (F03, F04): the stop is done, the card is free.

    Charging that begins again takes that back.
    """
    charging = running.energy_phase is EnergyPhase.CHARGING
    if running.stopped_at is not None and charging:
        return Step(with_session(snapshot, replace(running, stopped_at=None)))
    if not event.stopped or charging or running.stopped_at is not None:
        return Step(snapshot)
    said = event.said_at if event.said_at is not None and event.said_at <= event.at else event.at
    over = replace(running, stopped_at=said, card_hold=CardHold.RELEASED)
    return charging_stopped(with_session(snapshot, over), over, event.at)
