"""How far a late end reaches where another session has begun on the connector since: what flowed after that is not its own (F46).

Some stations name the transaction before at each end (F42): what they say is then true of the one that came after.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from chargehand.core.keeping import connector_of, names_transactions, open_on
from chargehand.core.ledger.book import GAP_WH_MAX, NOTHING_WH, stands_at
from chargehand.model.session import Session
from chargehand.model.snapshot import Snapshot

OVERLAP: Final = "register_overlap"
"""The flag of a session whose reported end lies within what another one counted."""
ROUNDING_WH: Final = Decimal(1)


class Reach(Struct, frozen=True):
    """What the session may gain at most by its late end, and when it was over at the latest."""

    gain_wh: Decimal
    until: datetime | None


def began_at_wh(session: Session) -> Decimal | None:
    """The register at which a session began, by its start or its first reading; None where neither tells."""
    if session.meter_start_wh is not None:
        return session.meter_start_wh
    return None if session.meter.banked_wh else session.meter.base_wh


def reach_of(snapshot: Snapshot, was: Session) -> Reach | None:
    """The reach of `was`, which is over; None where nothing has begun there since, or no register tells."""
    known, number = was.meter.register_wh, was.connector
    if was.live or known is None or number is None:
        return None
    nobodys = _nobodys_since_wh(snapshot, number, known)
    running = open_on(snapshot, number)
    began = began_at_wh(running) if running is not None else None
    if running is None or began is None:
        return None if nobodys is None else Reach(nobodys, was.ended_at)
    if not began or began < (was.meter.base_wh or NOTHING_WH):  # it counts from anew, perhaps each time
        return None
    room = max(began - known, NOTHING_WH)
    # Others may have come and gone before the one that runs.
    told = running.meter_start_wh is not None and nobodys is not None
    return Reach(min(room, nobodys) if told and nobodys is not None else room, running.started_at)


def _nobodys_since_wh(snapshot: Snapshot, number: int, known_wh: Decimal) -> Decimal | None:
    """What flowed since the register stood there and before another session began; None where none did, as far as is known.

    What a session got is the travel of the register that is nobody's neither since the last one nor before. Who names
    transactions means the one that it names, and tells of some of them only late: there the books prove nothing.
    """
    if names_transactions(snapshot.station):
        return None
    connector, stands = connector_of(snapshot, number), stands_at(snapshot, number)
    if connector is None or stands is None:
        return None
    moved = stands - known_wh
    if not connector.gap_wh + ROUNDING_WH < moved <= GAP_WH_MAX:
        return None
    return min(moved, max(connector.unattributed_wh - connector.gap_wh, NOTHING_WH))


def within(reach: Reach | None, was: Session, now: Session) -> Session | None:
    """`now`, as its late end has it, kept to its reach; None when it is within."""
    if reach is None or now.energy_wh - was.energy_wh <= reach.gain_wh + ROUNDING_WH:
        return None
    known, meter = was.meter.register_wh, now.meter
    if known is None or (meter.base_wh, meter.banked_wh) != (was.meter.base_wh, was.meter.banked_wh):
        return replace(now, meter=was.meter)
    return replace(now, meter=replace(meter, register_wh=known + reach.gain_wh))
