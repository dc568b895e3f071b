"""How long a cable stays although charging is over: counted between two words of its station, never while nothing is heard (M9).

Charging is over when the car takes no more, or the session is stopped or has ended. A car that goes on charging has never
been idle, whether its station says so or only its register. What lies before the latest connection is not counted: nobody was
there to tell.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from chargehand.core.keeping import connector_of, names_transactions, open_on, with_session
from chargehand.model.effects import ShowSession
from chargehand.model.events import ConnectorStatusReported, Event, TransactionEnded, TransactionUpdated
from chargehand.model.refusals import Refusal
from chargehand.model.session import EndBasis, EnergyPhase, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot
from chargehand.model.station import Activity, Connector, ConnectorStatus
from chargehand.model.tariff import Idle

TAKES_NOTHING: Final = (EnergyPhase.SUSPENDED_EV, EnergyPhase.IDLE)
"""By the car's own choice; what its station holds back is nobody's idling."""

STAYS: Final = (Activity.FINISHING, Activity.SUSPENDED_EV)
UNPLUGGED: Final = "EVDisconnected"
"""Why a transaction ended: the cable is out."""
TRICKLE_W: Final = Decimal(300)
"""Less than any car charges with."""
ROUNDING_WH: Final = Decimal(100)
_HOUR_S: Final = Decimal(3600)
_MICROSECOND: Final = timedelta(microseconds=1)


def counted(before: Snapshot, event: Event, decision: Decision) -> Decision:
    """`decision` with the idle time that its event proves, of sessions whose tariff asks for it."""
    after = decision.snapshot
    concerned = [row for row in after.sessions if row.tariff is not None and row.tariff.per_idle_minute]
    if not concerned or isinstance(decision.answer, Refusal):
        return decision
    known = {row.id: row for row in before.sessions}
    shown: list[ShowSession] = []
    for row in concerned:
        idle = _idle(before, event, after, known.get(row.id), row)
        if idle != row.idle:
            after = with_session(after, replace(row, idle=idle))
            shown.append(ShowSession(row.id))
    return Decision(after, decision.answer, (*decision.effects, *shown)) if shown else decision


def _idle(before: Snapshot, event: Event, after: Snapshot, was: Session | None, row: Session) -> Idle | None:
    known = row.idle
    if known is not None and was is not None and was.live and _charged_on(known, row, event.at):
        row = replace(row, idle=None)
    idle = _by_words(before, event, after, was, row)
    return idle if idle is None or idle is known else replace(idle, energy_wh=_most_wh(row, idle))


def _charged_on(idle: Idle, row: Session, at: datetime) -> bool:
    """Whether more has flowed since the latest word than flows into a car that is full."""
    if idle.over or idle.energy_wh is None:
        return False
    lasted_s = Decimal(max(0, int((at - (idle.counted_to or idle.since)).total_seconds())))
    return row.energy_wh - idle.energy_wh > ROUNDING_WH + TRICKLE_W * lasted_s / _HOUR_S


def _most_wh(row: Session, idle: Idle) -> Decimal:
    """What it can have come to by the latest word, which its latest reading may not know of yet: by the power that was told, or
    twice what has been flowing.
    """
    meter, began = row.meter, row.started_at
    read_at, told_at = meter.read_at or began, idle.counted_to or idle.since
    if read_at is None or began is None or told_at <= read_at:
        return row.energy_wh
    unread_s, read_s = int((told_at - read_at).total_seconds()), int((read_at - began).total_seconds())
    if meter.power_w is not None:
        return (row.energy_wh + meter.power_w * unread_s / _HOUR_S).to_integral_value()
    return (row.energy_wh + 2 * row.energy_wh * unread_s / max(1, read_s)).to_integral_value()


def _by_words(
    before: Snapshot, event: Event, after: Snapshot, was: Session | None, row: Session
) -> Idle | None:
    if row.transaction is Transaction.PENDING or row.energy_wh <= 0:
        return None
    if row.live:
        return _running(before, event, after, row)
    if isinstance(event, TransactionEnded) and (was is None or was.end_basis is not EndBasis.REPORTED):
        return _ended(event, after, row)
    return _left(before, event, after, row) if row.parked else row.idle


def _running(before: Snapshot, event: Event, after: Snapshot, row: Session) -> Idle | None:
    """While the transaction runs; a car that takes energy, or would if it were let, is not idle."""
    if row.energy_phase not in TAKES_NOTHING and row.stopped_at is None:
        return None
    if isinstance(event, TransactionUpdated):
        about = event.ref == row.ref and (event.activity is not None or bool(event.stopped))
        said = event.at if event.said_at is None or event.said_at > event.at else event.said_at
        return _stays(after, row.idle, said) if about else row.idle
    told = _told(before, event, after, row)
    if told is None or told.status_at is None:
        return row.idle
    if told.status is ConnectorStatus.AVAILABLE:
        return _gone(after, row.idle, told.status_at)
    plugged = told.status is ConnectorStatus.OCCUPIED
    return _stays(after, row.idle, told.status_at) if plugged else _lost(row.idle)


def _ended(event: TransactionEnded, after: Snapshot, row: Session) -> Idle | None:
    """Its station told the end; whether the cable stays is told by its connector."""
    ended_at = row.ended_at or event.at
    if row.end_basis is not EndBasis.REPORTED or open_on(after, row.connector) is not None:
        return _lost(row.idle)
    connector = connector_of(after, row.connector)
    free = connector is None or connector.status is ConnectorStatus.AVAILABLE
    if event.reason == UNPLUGGED or free:
        return _gone(after, row.idle, ended_at)
    if row.idle is None:
        return Idle(since=ended_at, counted_to=ended_at)
    return _stays(after, row.idle, ended_at)


def _left(before: Snapshot, event: Event, after: Snapshot, row: Session) -> Idle | None:
    """After its end: by its connector's own words, until the cable is out or something else begins there."""
    if row.end_basis is not EndBasis.REPORTED or open_on(after, row.connector) is not None:
        return _lost(row.idle)
    told = _told(before, event, after, row)
    if told is None or told.status_at is None:
        return row.idle
    if told.status is ConnectorStatus.AVAILABLE:
        return _gone(after, row.idle, told.status_at)
    plugged = told.status is ConnectorStatus.OCCUPIED
    stays = plugged and (names_transactions(after.station) or told.activity in STAYS)
    return _stays(after, row.idle, told.status_at) if stays else _lost(row.idle)


def _told(before: Snapshot, event: Event, after: Snapshot, row: Session) -> Connector | None:
    """The session's connector, if its state was told just now."""
    if not isinstance(event, ConnectorStatusReported):
        return None
    now = connector_of(after, row.connector)
    return None if now is connector_of(before, row.connector) else now


def _stays(snapshot: Snapshot, idle: Idle | None, at: datetime) -> Idle:
    """The cable is in at `at`."""
    if idle is None:
        return Idle(since=at, counted_to=at, plugged=True)
    if idle.over:
        return idle
    lasted_us = idle.lasted_us + _between(snapshot, idle, at)
    return replace(idle, counted_to=max(idle.counted_to or at, at), plugged=True, lasted_us=lasted_us)


def _gone(snapshot: Snapshot, idle: Idle | None, at: datetime) -> Idle | None:
    """The cable is out since `at`; until then it was in, if it was ever said to be."""
    if idle is None or idle.over:
        return idle
    more_us = _between(snapshot, idle, at) if idle.plugged else 0
    return replace(idle, lasted_us=idle.lasted_us + more_us, over=True)


def _lost(idle: Idle | None) -> Idle | None:
    """Nothing more can be known of it."""
    return idle if idle is None else replace(idle, over=True)


def _between(snapshot: Snapshot, idle: Idle, at: datetime) -> int:
    """The time since the last word, in microseconds; none of it across a lost connection."""
    connected_at = snapshot.station.connected_at
    if idle.counted_to is None or connected_at is None or idle.counted_to < connected_at:
        return 0
    return max((at - idle.counted_to) // _MICROSECOND, 0)
