"""How a session ends on the station's own word, also when that word is late, doubled or names nothing we know."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from chargehand.core.authorization import answer_for
from chargehand.core.keeping import connector_of, session_by_ref, with_connector, with_session
from chargehand.core.metering import close
from chargehand.core.needs import orphan_key
from chargehand.core.remote_control import confirmed_stop
from chargehand.core.session import absorb_all, add_flag, context_of, end, take_number
from chargehand.model.answers import StopAnswer
from chargehand.model.effects import Effect, KeepReading, ShowSession, ShowStation
from chargehand.model.events import TransactionEnded
from chargehand.model.reading import ReadingSource
from chargehand.model.session import Bill, EndBasis, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot

HARMLESS = frozenset({"unit_mixed", "late_reading", "register_wrap"})
"""What may have looked wrong on the way without making the final register doubtful."""


def ended(snapshot: Snapshot, event: TransactionEnded) -> Decision:
    """The station's own end. Always acknowledged, whatever it names (F36-F40, OCPP 1.6 §4.10); a repeat changes nothing."""
    answer = StopAnswer(answer_for(snapshot.token, event.at) if event.token is not None else None)
    session = _named(snapshot, event)
    after = snapshot
    if session is None:
        after, session = _orphan(snapshot, event)
    elif session.transaction is Transaction.ENDED and session.end_basis is EndBasis.REPORTED:
        return Decision(snapshot, answer)
    session, kept = _ended(after, session, event)
    after = _register_left(with_session(after, session), session)
    after, confirmed = confirmed_stop(after, session, event.at)
    return Decision(after, answer, (*kept, *confirmed, ShowSession(session.id), ShowStation(event.station)))


def _named(snapshot: Snapshot, event: TransactionEnded) -> Session | None:
    """The session that the end is about: by id, else by its own earlier repeat, else by what can only be one (F39)."""
    if event.ref is not None:
        named = session_by_ref(snapshot, event.ref)
        if named is not None:
            return named
    key = orphan_key(event)
    for row in snapshot.sessions:
        if row.start_key == key:
            return row
    return _continued(snapshot, event) if event.ref is None else None


def _continued(snapshot: Snapshot, event: TransactionEnded) -> Session | None:
    """The one open session whose token, time and register an end without an id continues; None when in doubt."""
    fits = [
        row
        for row in snapshot.sessions
        if row.transaction is Transaction.OPEN
        and event.token in (None, row.token)
        and event.meter_stop_wh is not None
        and row.meter.register_wh is not None
        and event.meter_stop_wh >= row.meter.register_wh - 1
        and (event.said_at is None or row.started_at is None or event.said_at >= row.started_at)
    ]
    return fits[0] if len(fits) == 1 else None


def _orphan(snapshot: Snapshot, event: TransactionEnded) -> tuple[Snapshot, Session]:
    """A session of which only the end is known (F37, F38): a person must look before it is billed."""
    after, number = take_number(snapshot)
    session = Session(
        id=event.fresh,
        station=event.station,
        number=number,
        connector=None,
        token=event.token,
        driver=snapshot.token.driver if snapshot.token else None,
        transaction=Transaction.OPEN,
        start_key=orphan_key(event),
        start_received_at=event.at,
        flags=("orphan",),
    )
    return after, session


def _ended(
    snapshot: Snapshot, session: Session, event: TransactionEnded
) -> tuple[Session, tuple[Effect, ...]]:
    """`session` ended as the station says, its final register as exact as the station gave it."""
    said = event.at if event.said_at is None or event.said_at > event.at else event.said_at
    before_start = session.started_at is not None and said < session.started_at
    session, kept = absorb_all(snapshot, session, event.readings, event.at)
    ended_at = max(said, session.started_at or said)
    meter, flag = close(session.meter, event.meter_stop_wh, ended_at, context_of(snapshot, event.at))
    session = end(session, EndBasis.REPORTED, ended_at, event.at)
    session = add_flag(session, "stop_before_start" if before_start else "")
    session = _billed(replace(session, meter=replace(meter, power_w=None), end_reason=event.reason), flag)
    last = _last_reading(session, event, ended_at)
    return session, (*kept, last)


def _billed(session: Session, flag: str) -> Session:
    """Final when the register is beyond doubt; estimated without one; else for a person (F70, F73, M8)."""
    session = add_flag(session, flag)
    if flag == "no_meter_stop":
        return replace(session, bill=Bill.ESTIMATED)
    doubted = session.token_refused or not HARMLESS.issuperset(session.flags)
    return replace(session, bill=Bill.IN_REVIEW if doubted else Bill.FINAL)


def _last_reading(session: Session, event: TransactionEnded, at: datetime) -> KeepReading:
    return KeepReading(
        session.id,
        at,
        event.at,
        session.energy_wh,
        event.meter_stop_wh,
        None,
        session.meter.soc_percent,
        ReadingSource.STOP,
        "" if session.bill is Bill.FINAL else str(session.bill),
    )


def _register_left(snapshot: Snapshot, session: Session) -> Snapshot:
    """The connector remembers where its register stood: what flows from here belongs to no session (F55a, F81)."""
    connector = connector_of(snapshot, session.connector)
    if connector is None or session.meter.register_wh is None:
        return snapshot
    return with_connector(snapshot, replace(connector, register_wh=session.meter.register_wh, seen_ref=None))
