"""What flows at a connector while no session is open there is booked as nobody's, told once, and stopped if it can be (F55a, F81).

Where the register stands is told by the open session, else by the connector. What it moves, less what sessions got of it, is
unattributed; an end that is corrected takes its part back. A register that falls, or jumps further than could be, begins anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from chargehand.core.keeping import connector_of, open_on, same_runs, with_connector
from chargehand.core.ledger import stray
from chargehand.model.effects import Effect, KeepSecurityEvent
from chargehand.model.events import CloseUndone, Event, MeterSampled, TransactionUpdated
from chargehand.model.session import Transaction
from chargehand.model.snapshot import Decision, Snapshot

GAP_WH_MAX: Final = Decimal(1_000_000)
"""More than this between two tellings is another register's."""

TOLD_FROM_WH: Final = Decimal(100)
"""So little may be a meter's rounding, or a station's own use: it is booked, and nobody is told."""

KIND: Final = "UnattributedEnergy"
NOTHING_WH: Final = Decimal(0)


def booked(before: Snapshot, event: Event, decision: Decision) -> Decision:
    """`decision` with what belongs to no session in its connectors' books."""
    after = decision.snapshot
    if _is_ordinary(before, event, after):
        return decision
    effects: list[Effect] = []
    after = _left_registers(before, after)
    for number in touched(before, after):
        after, alarm = _connector(before, event, after, number)
        effects += alarm
    if after is decision.snapshot:
        return decision
    return Decision(after, decision.answer, (*decision.effects, *effects))


def _is_ordinary(before: Snapshot, event: Event, after: Snapshot) -> bool:
    """What a running session's readings move is the session's."""
    if before.connectors is not after.connectors:
        return False
    if before.sessions is after.sessions or isinstance(event, MeterSampled):
        return True
    return isinstance(event, TransactionUpdated) and same_runs(before, after)


def _left_registers(before: Snapshot, after: Snapshot) -> Snapshot:
    """Where a session that is over now left the register, and under which id, if nothing else runs there."""
    open_ones = {row.id for row in before.sessions if row.transaction is Transaction.OPEN}
    for row in after.sessions:
        connector = connector_of(after, row.connector)
        if row.live or row.id not in open_ones or connector is None:
            continue
        if open_on(after, row.connector) is not None:
            continue
        register = row.meter.register_wh
        left = (connector.register_wh if register is None else register, stray.ref_left(row))
        if left != (connector.register_wh, connector.ended_ref):
            after = with_connector(after, replace(connector, register_wh=left[0], ended_ref=left[1]))
    return after


def touched(before: Snapshot, after: Snapshot) -> Iterator[int]:
    """The connectors of which something may have changed."""
    known = set(map(id, before.connectors)) | set(map(id, before.sessions))
    rows = {row.number for row in after.connectors if id(row) not in known}
    places = {row.connector for row in after.sessions if id(row) not in known and row.connector is not None}
    yield from sorted(rows | places)


def stands_at(snapshot: Snapshot, number: int) -> Decimal | None:
    """Where a connector's register stands, as far as is known."""
    running, connector = open_on(snapshot, number), connector_of(snapshot, number)
    if running is not None and running.meter.register_wh is not None:
        return running.meter.register_wh
    return connector.register_wh if connector is not None else None


def delivered_wh(before: Snapshot, after: Snapshot, number: int) -> Decimal:
    """What sessions there got by this decision."""
    old = {row.id: row for row in before.sessions}
    gained = NOTHING_WH
    for now in after.sessions:
        was = old.get(now.id)
        if was is now:
            continue
        gained += now.energy_wh if now.connector == number else NOTHING_WH
        if was is not None and was.connector == number:
            gained -= was.energy_wh
    return gained


def unattributed_wh(before: Snapshot, event: Event, after: Snapshot, number: int) -> Decimal:
    """What was moved and is nobody's; less than nothing where a correction takes its part back."""
    was, now = stands_at(before, number), stands_at(after, number)
    if was is None or now is None:
        return NOTHING_WH
    old = {row.id: row for row in before.sessions}
    corrects = isinstance(event, CloseUndone) or any(
        not old[row.id].live for row in after.sessions if row.id in old and old[row.id] is not row
    )
    nobodys = now - was - delivered_wh(before, after, number)
    if now < was and not isinstance(event, CloseUndone):
        return NOTHING_WH
    if nobodys > GAP_WH_MAX or (nobodys < 0 and not corrects):
        return NOTHING_WH
    return nobodys


def _connector(
    before: Snapshot, event: Event, after: Snapshot, number: int
) -> tuple[Snapshot, tuple[Effect, ...]]:
    connector = connector_of(after, number)
    if connector is None:
        return after, ()
    nobodys = unattributed_wh(before, event, after, number)
    gap = max(NOTHING_WH, connector.gap_wh + nobodys)
    alarm: tuple[Effect, ...] = ()
    if is_told(connector.gap_wh, gap):
        info = f"connector {number}: {gap} Wh without a session, register at {stands_at(after, number)} Wh"
        stop = stray.stop(before, after, number, event.at)
        alarm = (KeepSecurityEvent(KIND, event.at, info), *stop)
    was, now = open_on(before, number), open_on(after, number)
    if now is not None and (was is None or was.id != now.id):
        gap = NOTHING_WH
    total = max(NOTHING_WH, connector.unattributed_wh + nobodys)
    ref = connector.ended_ref if now is None else None
    if (gap, total, ref) == (connector.gap_wh, connector.unattributed_wh, connector.ended_ref):
        return after, alarm
    return with_connector(after, replace(connector, gap_wh=gap, unattributed_wh=total, ended_ref=ref)), alarm


def is_told(was_wh: Decimal, gap_wh: Decimal) -> bool:
    """Whether a gap has just become worth telling of."""
    return was_wh < TOLD_FROM_WH <= gap_wh
