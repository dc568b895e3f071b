"""Which readings a person is shown, in which order, and which one is final."""

from __future__ import annotations

from msgspec import Struct

from chargehand.model.effects import KeepReading
from chargehand.model.reading import ReadingSource
from chargehand.model.session import Bill, Session
from chargehand.model.sight import Timeline


class ShownReading(Struct, frozen=True):
    reading: KeepReading
    final: bool = False


def shown_readings(session: Session, timeline: Timeline) -> tuple[ShownReading, ...]:
    """All kept readings, newest last; once the bill is final its reading is marked and stands last.

    The final reading is the newest one that says the billed energy, the station's closing one before others.
    """
    rows = sorted(timeline.rows, key=lambda row: (row.at, row.source is ReadingSource.STOP, row.received_at))
    final = _final(session, rows) if session.bill in {Bill.FINAL, Bill.CORRECTED} else None
    shown = [ShownReading(row) for row in rows if row is not final]
    return (*shown, ShownReading(final, final=True)) if final is not None else tuple(shown)


def _final(session: Session, rows: list[KeepReading]) -> KeepReading | None:
    told = [row for row in rows if row.energy_wh is not None]
    billed = [row for row in told if row.energy_wh == session.energy_wh]
    closing = [row for row in billed if row.source is ReadingSource.STOP]
    last = closing or billed or [row for row in told if row.source is ReadingSource.STOP] or told
    return last[-1] if last else None
