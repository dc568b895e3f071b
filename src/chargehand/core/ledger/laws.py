"""Laws of energy: it never falls, is never more than can have flowed, and what a connector's register moved is accounted for."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from chargehand.core.keeping import STRAY, connector_of, open_on
from chargehand.core.ledger.book import GAP_WH_MAX, KIND, TOLD_FROM_WH
from chargehand.model.calls import StopTransaction
from chargehand.model.effects import CallStation, KeepReading, KeepSecurityEvent
from chargehand.model.events import (
    CloseUndone,
    Event,
    MeterSampled,
    TransactionEnded,
    TransactionStarted,
    TransactionUpdated,
)
from chargehand.model.identity import SessionId
from chargehand.model.reading import Reading, ReadingSource
from chargehand.model.session import EndBasis, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot
from chargehand.model.station import BootStatus, Connector

ROUNDING_WH = Decimal(1)
ALWAYS_WH = Decimal(200)
"""So little may come at any moment."""


def energy_is_never_negative(before: Snapshot, event: Event, was: Session | None, now: Session) -> str | None:
    return f"{now.energy_wh} Wh" if now.energy_wh < 0 else None


def energy_never_falls(before: Snapshot, event: Event, was: Session | None, now: Session) -> str | None:
    """But for the rounding of a final register to whole Wh."""
    if was is None or now.energy_wh >= was.energy_wh or now.end_basis is EndBasis.CONTINUED:
        return None
    if isinstance(event, CloseUndone) and now.meter.register_wh == was.station_register_wh:
        return None
    rounded = isinstance(event, TransactionEnded) and now.energy_wh >= was.energy_wh - ROUNDING_WH
    return None if rounded else f"from {was.energy_wh} to {now.energy_wh} Wh"


def energy_is_physical(before: Snapshot, event: Event, was: Session | None, now: Session) -> str | None:
    """No decision adds more than could have flowed since the session's last reading, or until its end since its start (F73).

    Each reading of a message may be off by a second and a little energy; a station's clock and ours may tell the time twice.
    """
    if was is None or now.energy_wh - was.energy_wh <= ALWAYS_WH:
        return None
    told = len(_readings(event)) + 1
    since = _metered_since(was, event)
    if isinstance(event, TransactionStarted):  # a start that was overtaken by what followed it (F86)
        since = min(since, now.started_at or since)
    lasted = max(0, int((event.at - since).total_seconds()))
    seconds = Decimal(lasted + 2 * told) * min(told, 2)
    most = before.policy.session_power_w_max * seconds * Decimal("1.1") / 3600 + ALWAYS_WH * told
    gained = now.energy_wh - was.energy_wh
    return f"gained {gained} Wh, at most {most} were possible" if gained > most else None


def _readings(event: Event) -> tuple[Reading, ...]:
    told = isinstance(event, MeterSampled | TransactionStarted | TransactionUpdated | TransactionEnded)
    return event.readings if told else ()


def _metered_since(session: Session, event: Event) -> datetime:
    """From when on energy may have flowed that no reading has told of yet."""
    began, known = session.started_at or event.at, session.meter
    if known.register_at is not None:
        latest = min(known.received_at or known.register_at, known.register_at)
        return min(began, latest) if isinstance(event, TransactionEnded) else latest
    first = min((reading.said_at or began for reading in _readings(event)), default=began)
    # An end may tell the register of its beginning, too, or one from before it.
    return min(began, first) if isinstance(event, TransactionEnded) else first


def readings_belong_to_a_session(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """What is kept belongs to a session of this station and is not later than its end."""
    known: dict[SessionId, Session] = {}
    for effect in decision.effects:
        if type(effect) is KeepReading:
            known = known or {row.id: row for row in decision.snapshot.sessions}
            session = known.get(effect.session)
            if session is None:
                return "a reading belongs to nobody"
            if (
                session.ended_at is not None
                and effect.at > session.ended_at
                and effect.source is not ReadingSource.STOP
            ):
                return f"a reading of {effect.at} after the end of {session.id}"
    return None


def a_late_end_leaves_the_next_its_own(
    before: Snapshot, event: Event, was: Session | None, now: Session
) -> str | None:
    """What another session there counted by the time of a correction was not its own: each Wh is one session's.

    A register that begins at 0 counts from anew for each of them.
    """
    known = was.meter.register_wh if was is not None else None
    if was is None or was.live or now.live or known is None or now.meter.base_wh != was.meter.base_wh:
        return None
    running = open_on(before, was.connector)
    began = running.meter_start_wh if running is not None else None
    if not began or began < (was.meter.base_wh or 0):
        return None
    gained, room = now.energy_wh - was.energy_wh, max(began - known, Decimal(0))
    late = gained > room + ROUNDING_WH
    return f"gained {gained} Wh from {known} on, another began at {began}" if late else None


def _stands_at(snapshot: Snapshot, number: int) -> Decimal | None:
    running, connector = open_on(snapshot, number), connector_of(snapshot, number)
    known = running.meter.register_wh if running is not None else None
    return known if known is not None else connector.register_wh if connector is not None else None


def energy_is_accounted_for(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """What a connector's register moved is what its sessions got and what is booked as nobody's; no more and no less (F81).

    But for a register that begins anew, and for what a correction cannot take back since it was never booked.
    """
    after = decision.snapshot
    if before.connectors is after.connectors and (
        before.sessions is after.sessions or isinstance(event, MeterSampled | TransactionUpdated)
    ):
        return None
    for now in after.connectors:
        was = connector_of(before, now.number)
        if was is None or now.unattributed_wh < 0:
            wrong = now.unattributed_wh
            if wrong:
                return f"connector {now.number} has {wrong} Wh that are nobody's"
            continue
        here, there = _stands_at(after, now.number), _stands_at(before, now.number)
        moved = here - there if here is not None and there is not None else None
        booked = now.unattributed_wh - was.unattributed_wh
        left = None if moved is None else moved - _got_wh(before, after, now.number)
        if booked and (left is None or (booked != left and now.unattributed_wh)):
            return f"connector {now.number} booked {booked} Wh of {left}"
        lost = moved is not None and moved >= 0 and left is not None and 0 < left <= GAP_WH_MAX
        if lost and booked != left:
            return f"connector {now.number} booked {booked} Wh, {left} are nobody's"
    return None


def _got_wh(before: Snapshot, after: Snapshot, number: int) -> Decimal:
    def held(snapshot: Snapshot) -> dict[str, Decimal]:
        return {row.id: row.energy_wh for row in snapshot.sessions if row.connector == number}

    was, now = held(before), held(after)
    return sum((now[key] - was.get(key, Decimal(0)) for key in now), Decimal(0)) - sum(
        (was[key] for key in was if key not in now), Decimal(0)
    )


def a_gap_is_told_once(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """Energy without a session is told when there is enough of it, and not again until a session has begun there."""
    if before.connectors is decision.snapshot.connectors:
        return None
    told = [each for each in decision.effects if isinstance(each, KeepSecurityEvent) and each.kind == KIND]
    crossed = len(_crossed(before, decision.snapshot))
    return None if len(told) == crossed else f"{len(told)} gaps were told of {crossed}"


def _crossed(before: Snapshot, after: Snapshot) -> list[Connector]:
    """The connectors, as they were, at which so much is nobody's by now that it is told."""
    crossed: list[Connector] = []
    for now in after.connectors:
        was = connector_of(before, now.number)
        if was is None or was is now:
            continue
        booked = now.unattributed_wh - was.unattributed_wh
        if was.gap_wh < TOLD_FROM_WH <= was.gap_wh + booked:
            crossed.append(was)
    return crossed


def what_flows_on_is_stopped_once(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """With the alarm, and never again, the transaction that the station ended there is stopped: none other, nor beside one (F55a)."""
    asked = [
        effect.call.ref if isinstance(effect.call, StopTransaction) else str(effect.call)
        for effect in decision.effects
        if isinstance(effect, CallStation) and effect.command.startswith(STRAY)
    ]
    if before.connectors is decision.snapshot.connectors:
        return f"stopped {asked} where nothing flowed" if asked else None
    after = decision.snapshot
    there = after.station.connected and after.station.boot_policy is BootStatus.ACCEPTED
    placed = {row.connector for row in after.sessions if row.live}
    wanted = [
        was.ended_ref
        for was in _crossed(before, after)
        if there and was.ended_ref is not None and was.number not in placed and None not in placed
    ]
    return None if asked == wanted else f"stopped {asked}, {wanted} flow on"


def a_connector_knows_what_ended(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """The id that is left at a connector is of the transaction whose end the station has just told there; none while one runs."""
    after = decision.snapshot
    if before.connectors is after.connectors:
        return None
    ran = {row.id for row in before.sessions if row.transaction is Transaction.OPEN}
    for now in after.connectors:
        was = connector_of(before, now.number)
        if now.ended_ref is None or (was is not None and was.ended_ref == now.ended_ref):
            continue
        over = [
            row for row in after.sessions if row.connector == now.number and row.id in ran and not row.live
        ]
        if now.ended_ref not in {row.ref for row in over if row.end_basis is EndBasis.REPORTED}:
            return f"{now.ended_ref} did not end at connector {now.number}"
    stale = [
        row.number for row in after.connectors if row.ended_ref is not None and open_on(after, row.number)
    ]
    return f"connectors {stale} know an end while something runs" if stale else None
