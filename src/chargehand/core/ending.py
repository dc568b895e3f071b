"""How a session ends on the station's own word, also when that is late, doubled or names nothing we know.

What was concluded from evidence (`core.doubt`) is corrected by the word when it comes after all.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from chargehand.core.authorization import answer_for
from chargehand.core.keeping import (
    connector_of,
    doubts_off,
    names_transactions,
    numbered_by_us,
    open_on,
    session_by_ref,
    session_of,
    with_connector,
    with_session,
)
from chargehand.core.ledger.overlap import OVERLAP, reach_of, within
from chargehand.core.metering import allowance_wh, close, deliverable_wh, falls_short, in_one_piece, sound
from chargehand.core.needs import orphan_key
from chargehand.core.remote_control import confirmed_stop
from chargehand.core.session import absorb_all, add_flag, context_of, end, take_number
from chargehand.core.tariff.period import priced
from chargehand.model.answers import StopAnswer
from chargehand.model.effects import Effect, KeepReading, ShowSession, ShowStation
from chargehand.model.events import TransactionEnded
from chargehand.model.reading import Reading, ReadingSource
from chargehand.model.session import Bill, EndBasis, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot

HARMLESS = frozenset(
    {
        "unit_mixed",
        "late_reading",
        "register_wrap",
        "register_drop",
        "register_jump",
        "driver_says_not_charging",
        "seq_gap",
        "clock_offset",
        "readings_rare",
        "closing_undone",
        "card_elsewhere",
    }
)
"""What looked wrong on the way without making the final register doubtful: what was not believed has changed nothing."""

ESTIMATES = frozenset({"no_meter_stop", "matched_end"})
"""An end on weaker evidence than the session's own id and register: the bill is not final on it."""


def ended(snapshot: Snapshot, event: TransactionEnded) -> Decision:
    """The station's own end. Always acknowledged, whatever it names (F36-F40, OCPP 1.6 §4.10); a repeat changes nothing."""
    answer = StopAnswer(answer_for(snapshot.token, event.at) if event.token is not None else None)
    after, session = snapshot, _named(snapshot, event)
    if session is None:
        session = _continued(snapshot, event)
        if session is not None:
            session = _matched(session, event)
        else:
            after, session = _orphan(snapshot, event)
    elif session.transaction is Transaction.ENDED and session.end_basis is EndBasis.REPORTED:
        return Decision(snapshot, answer)
    session, kept = _ended(after, session, event)
    after = _register_left(snapshot, with_session(after, session), session)
    after, confirmed = confirmed_stop(after, session, event.at)
    shown = (ShowSession(session.id), ShowStation(event.station))
    return Decision(after, answer, (*kept, *confirmed, *doubts_off(session), *shown))


def _named(snapshot: Snapshot, event: TransactionEnded) -> Session | None:
    """The session that the end names: by its id, or by an earlier telling of the same end.

    An id of ours whose session is over names nothing while another open session goes by it (F42, F56).
    """
    named = session_by_ref(snapshot, event.ref) if event.ref is not None else None
    if named is not None and (named.live or event.said_at is None):
        return named
    key = orphan_key(event)
    told = next((row for row in snapshot.sessions if row.start_key == key), None)
    if told is not None and event.said_at is not None:
        return told
    if _continued(snapshot, event) is not None:
        return None
    return named or told


def _continued(snapshot: Snapshot, event: TransactionEnded) -> Session | None:
    """The one open session that an end without an id, or under the id of its connector's readings, continues.

    Token, time and register must fit; None when in doubt, also about one whose register is not known, or when a register
    of 0 would have to tell several apart (F39, F56).
    """
    open_ones = [
        row
        for row in snapshot.sessions
        if row.transaction is Transaction.OPEN
        and event.token in (None, row.token)
        and (event.said_at is None or row.started_at is None or event.said_at >= row.started_at)
        and _goes_by(snapshot, row, event.ref)
    ]
    blank = not sound(event.meter_stop_wh) and len(open_ones) > 1
    if blank or any(row.meter.register_wh is None for row in open_ones):
        return None
    fits = [row for row in open_ones if _continues(snapshot, row, event)]
    return fits[0] if len(fits) == 1 else None


def _goes_by(snapshot: Snapshot, session: Session, ref: str | None) -> bool:
    if ref is None:
        return True
    connector = connector_of(snapshot, session.connector)
    return connector is not None and connector.seen_ref == ref and numbered_by_us(session)


def _continues(snapshot: Snapshot, session: Session, event: TransactionEnded) -> bool:
    """Whether the final register follows the session's latest one, in time as in value."""
    meter, stop = session.meter, sound(event.meter_stop_wh)
    known, said = meter.register_wh, event.said_at
    if (
        known is None
        or stop is None
        or (said is not None and meter.register_at is not None and said < meter.register_at)
    ):
        return False
    allowed = allowance_wh(meter, instant(event), context_of(snapshot, session, event.at))
    return known - 1 <= stop <= known + allowed


def instant(event: TransactionEnded) -> datetime:
    """When it ended: the station's own instant, never later than its arrival."""
    return event.at if event.said_at is None or event.said_at > event.at else event.said_at


def _matched(session: Session, event: TransactionEnded) -> Session:
    """`session` as one that this end was found to be of; a repeat of the end will be known by its content (F40)."""
    session = add_flag(session, "matched_end")
    return session if event.said_at is None else replace(session, start_key=orphan_key(event))


def _orphan(snapshot: Snapshot, event: TransactionEnded) -> tuple[Snapshot, Session]:
    """A session of which only the end is known (F37, F38): a person must look before it is billed.

    Where stations name transactions the name is kept, so that a start that comes after its end opens nothing; a number
    that we never gave in 1.6 is not.
    """
    after, number = take_number(snapshot)
    session = Session(
        id=event.fresh,
        station=event.station,
        number=number,
        connector=None,
        token=event.token,
        driver=snapshot.token.driver if snapshot.token else None,
        transaction=Transaction.OPEN,
        ref=event.ref if names_transactions(snapshot.station) else None,
        start_key=orphan_key(event),
        start_received_at=event.at,
        flags=("orphan",),
    )
    return after, priced(session, snapshot, instant(event))


def _ended(
    snapshot: Snapshot, session: Session, event: TransactionEnded
) -> tuple[Session, tuple[Effect, ...]]:
    """`session` ended as the station says, its final register as exact as the station gave it."""
    said = instant(event)
    was, reach = session, reach_of(snapshot, session)
    before_start = session.started_at is not None and said < session.started_at
    ended_at = max(said, session.started_at or said)
    session, kept = absorb_all(snapshot, session, _until(event, session, ended_at), event.at)
    session, flag = _closed(snapshot, session, event, ended_at)
    own = within(reach, was, session)
    if own is not None and reach is not None:
        session, ended_at = add_flag(own, OVERLAP), min(reach.until or ended_at, ended_at)
    session = end(session, EndBasis.REPORTED, ended_at, event.at)
    session = add_flag(session, "stop_before_start" if before_start else "")
    session = billed(replace(session, end_reason=event.reason), flag)
    # First, since a register that the message also tells as a reading is the same row.
    return session, (_last_reading(session, event, session.ended_at or ended_at), *kept)


def _until(event: TransactionEnded, session: Session, ended_at: datetime) -> tuple[Reading, ...]:
    """What the end itself tells is not later than the end, whatever its clock says: a clock that is ahead is so for all of it.

    Without instants only the first and the last register have a time that is known.
    """
    ahead = event.said_at - instant(event) if event.said_at is not None else timedelta(0)
    dated: list[Reading] = []
    for place, reading in enumerate(event.readings, start=1):
        said = reading.said_at
        if said is not None:
            said = min(said - ahead, ended_at)
        elif reading.source is ReadingSource.START:
            said = session.started_at
        elif place == len(event.readings):
            said = ended_at
        if said is not None:
            dated.append(reading if said == reading.said_at else replace(reading, said_at=said))
    return tuple(dated)


def _closed(
    snapshot: Snapshot, session: Session, event: TransactionEnded, ended_at: datetime
) -> tuple[Session, str]:
    """`session` with its final energy, and what makes that doubtful."""
    context = context_of(snapshot, session, event.at)
    meter, flag = close(session.meter, event.meter_stop_wh, ended_at, context)
    lasted = (ended_at - (session.started_at or ended_at)).total_seconds()
    lasted = max(lasted, (event.at - (session.start_received_at or event.at)).total_seconds())
    if flag == "implausible_energy" or "register_reset" in session.flags:
        most = deliverable_wh(context.power_w_max, lasted)
        meter = in_one_piece(meter, session.meter_start_wh, event.meter_stop_wh, most)
    connector = connector_of(snapshot, session.connector)
    declared = connector.power_w_max if connector is not None else None
    if meter.energy_wh > deliverable_wh(declared or context.power_w_max, lasted):
        flag = flag or "implausible_energy"
    return replace(session, meter=meter), flag


def billed(session: Session, flag: str) -> Session:
    """Final when id and register are beyond doubt; else an estimate, or for a person (F49, F70, F73, F83, M8)."""
    session = add_flag(session, flag)
    session = add_flag(session, "below_power" if falls_short(session.meter) else "")
    doubts = set(session.flags) - HARMLESS
    if session.token_refused or doubts - ESTIMATES:
        return replace(session, bill=Bill.IN_REVIEW)
    return replace(session, bill=Bill.ESTIMATED if doubts else Bill.FINAL)


def _last_reading(session: Session, event: TransactionEnded, at: datetime) -> KeepReading:
    return KeepReading(
        session.id,
        at,
        event.at,
        session.energy_wh,
        sound(event.meter_stop_wh),
        None,
        session.meter.soc_percent,
        ReadingSource.STOP,
        "" if session.bill is Bill.FINAL else str(session.bill),
    )


def _register_left(before: Snapshot, snapshot: Snapshot, session: Session) -> Snapshot:
    """The connector remembers where its register stood: what flows from here belongs to no session (F55a, F81).

    But for an end that came so late that another session is open there by now, or has been.
    """
    connector, register = connector_of(snapshot, session.connector), session.meter.register_wh
    if connector is None or register is None or open_on(snapshot, connector.number) is not None:
        return snapshot
    was = session_of(before, session.id)
    if was is not None and not was.live:
        register = max(register, connector.register_wh or register)
    return with_connector(snapshot, replace(connector, register_wh=register, seen_ref=None))
