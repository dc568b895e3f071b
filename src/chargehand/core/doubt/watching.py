"""The one timer of an open session: it rings when readings should have come, the next question is due, or it is to be closed.

Nothing is set for a reading. The timer that rings looks when the last one came, and moves itself behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from chargehand.core.doubt import closing, ladder
from chargehand.core.evidence.grades import Sign
from chargehand.core.evidence.signals import no_car_is_seen
from chargehand.core.keeping import (
    PLACELESS_FOR,
    WATCH,
    connector_of,
    numbered_by_us,
    session_of,
    with_session,
)
from chargehand.core.remote_control import Step
from chargehand.core.session import add_flag
from chargehand.model.answers import Noted
from chargehand.model.effects import DropTimer, Effect, SetTimer
from chargehand.model.events import TimerRang
from chargehand.model.evidence import Signal
from chargehand.model.identity import SessionId
from chargehand.model.session import EnergyPhase, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot

RARE: Final = "readings_rare"
"""The flag of a session whose readings come only now and then, or when asked for: they are missed later."""

INTERVALS: Final = 3
"""So many readings must be missing before anybody wonders."""
LONGER: Final = 20
"""So many times longer nobody wonders while nothing flows by the connector's own word, or where readings are rare."""

WAITS: Final = (EnergyPhase.SUSPENDED_EV, EnergyPhase.SUSPENDED_EVSE, EnergyPhase.IDLE)


def begun(before: Snapshot, after: Snapshot, at: datetime) -> Step:
    """Sessions that are open now and were not are watched from now on."""
    if before.sessions is after.sessions:
        return Step(after)
    known = {row.id for row in before.sessions if row.transaction is Transaction.OPEN}
    new = [row for row in after.sessions if row.transaction is Transaction.OPEN and row.id not in known]
    return Step(after, tuple(SetTimer(WATCH, row.id, _due_at(after, row, at) or at) for row in new))


def settled(snapshot: Snapshot, row: Session, at: datetime) -> Step:
    """`row` put into its place, asked about if that is due, and its timer set to what comes next."""
    step = Step(with_session(snapshot, row))
    if row.probe_at is not None and row.probe_at <= at:
        step = ladder.step(snapshot, row, at)
        row = session_of(step.snapshot, row.id) or row
    due_at = _due_at(step.snapshot, row, at)
    timer: Effect = DropTimer(WATCH, row.id) if due_at is None else SetTimer(WATCH, row.id, due_at)
    return Step(step.snapshot, (*step.effects, timer))


def _due_at(snapshot: Snapshot, row: Session, at: datetime) -> datetime | None:
    """What comes next; None: nothing, or only when the station is there again."""
    if not snapshot.station.connected:
        return None
    if row.doubted_at is None:
        return _believed_at(row, at) + patience(snapshot, row)
    nothing_at = None
    if row.doubt == Signal.ENERGY_STILL and not row.end_signal:
        nothing_at = closing.heard_at(row, at) + PLACELESS_FOR
        if nothing_at <= at:  # it was looked at then, and was no start that came to nothing
            nothing_at = None
    dues = (row.probe_at, row.close_at, nothing_at, _silent_at(snapshot, row))
    return min((due for due in dues if due is not None), default=None)


def _silent_at(snapshot: Snapshot, row: Session) -> datetime | None:
    """When `row` is taken as over because nothing is said of it, though its station is there and was asked in vain.

    Its latest evidence is its latest reading, or what was believed for so long before readings were missed.
    """
    if row.doubted_at is None or row.probe_at is not None or row.close_at is not None:
        return None
    missed = row.doubt in (Signal.READINGS_MISSING, Signal.SUSPENDED_LONG)
    believed_at = row.doubted_at - (_longest(snapshot) if missed else timedelta(0))
    latest = max(closing.heard_at(row, row.doubted_at), believed_at)
    return latest + timedelta(seconds=snapshot.policy.silent_after_s)


def _longest(snapshot: Snapshot) -> timedelta:
    return timedelta(seconds=INTERVALS * LONGER * snapshot.policy.readings_expected_every_s)


def _believed_at(row: Session, otherwise: datetime) -> datetime:
    """Its latest reading, or what was asked last and told that it goes on: a station that sends none is not asked without end."""
    heard_at = closing.heard_at(row, otherwise)
    return heard_at if row.probed_at is None else max(heard_at, row.probed_at)


def patience(snapshot: Snapshot, row: Session) -> timedelta:
    """How long after its latest reading a session's next one is missed."""
    seldom = row.energy_phase in WAITS or row.stopped_at is not None or RARE in row.flags
    times = INTERVALS * (LONGER if seldom else 1)
    return timedelta(seconds=times * snapshot.policy.readings_expected_every_s)


def trusted(row: Session) -> Session:
    """`row` without doubts. If its readings had been missed and came only when asked for, or not, they are waited for longer."""
    missed = row.doubt in (Signal.READINGS_MISSING, Signal.SUSPENDED_LONG) and row.probes > 0
    clear = replace(
        row,
        doubted_at=None,
        doubt="",
        end_signal="",
        close_at=None,
        probes=0,
        probe_at=None,
    )
    return add_flag(clear, RARE if missed else "")


def rang(snapshot: Snapshot, event: TimerRang) -> Decision:
    """What is due: the closing, the next question, or a look whether readings are missing."""
    gone: tuple[Effect, ...] = (DropTimer(event.kind, event.subject),)
    row = session_of(snapshot, SessionId(event.subject))
    if row is None or row.transaction is not Transaction.OPEN or not snapshot.station.connected:
        return Decision(snapshot, Noted(), gone)
    row = closing.put_off(snapshot, row, event.at)
    silent_at = _silent_at(snapshot, row)
    if silent_at is not None and silent_at <= event.at:
        step = closing.over(snapshot, row, Signal.SILENCE, event.at, reason="nothing_heard")
    else:
        step = closing.perhaps(snapshot, row, event.at) or settled(snapshot, row, event.at)
    return Decision(step.snapshot, Noted(), step.effects)


def missed(before: Snapshot, event: TimerRang) -> Iterator[Sign]:
    """What the watch finds: a start that came to nothing, readings that should have come."""
    row = session_of(before, SessionId(event.subject))
    if row is None or row.transaction is not Transaction.OPEN or not before.station.connected:
        return
    if _came_to_nothing(before, row, event.at):
        silent = event.at >= closing.heard_at(row, event.at) + PLACELESS_FOR
        if silent:
            yield Sign(row.id, Signal.ZERO_ENERGY)
        elif row.doubted_at is None:
            yield Sign(row.id, Signal.ENERGY_STILL)
    elif row.doubted_at is None and event.at >= _believed_at(row, event.at) + patience(before, row):
        waits = row.energy_phase in WAITS or row.stopped_at is not None
        yield Sign(row.id, Signal.SUSPENDED_LONG if waits else Signal.READINGS_MISSING)


def _came_to_nothing(snapshot: Snapshot, row: Session, at: datetime) -> bool:
    """No energy in all the time that a car has to be plugged in, and no car seen: it looks as if it came to nothing.

    A car that waits is real, and so is a transaction that its station names: that may begin with the parking bay.
    """
    began = row.start_received_at
    if row.energy_wh > 0 or row.end_signal or began is None or not numbered_by_us(row):
        return False
    if at < began + timedelta(seconds=snapshot.policy.zero_after_s):
        return False
    if row.energy_phase in (EnergyPhase.CHARGING, EnergyPhase.SUSPENDED_EV, EnergyPhase.SUSPENDED_EVSE):
        return False
    return no_car_is_seen(connector_of(snapshot, row.connector), row)
