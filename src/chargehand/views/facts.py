"""The four facts of a session, each with what it rests on. What people are told of a session is derived from these."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from chargehand.model.command import Command
from chargehand.model.evidence import Claim, Evidence, Grade, Signal, Source
from chargehand.model.session import Bill, CardHold, EndBasis, EnergyPhase, Session, Transaction
from chargehand.model.sight import SessionSight
from chargehand.model.station import Activity, ConnectorStatus

T = TypeVar("T")

UNPLUG_GRACE_S = 60
"""A connector's status that is older than this after the end tells of this session's cable, a newer one may be another's."""

GRADES = {
    EndBasis.REPORTED: Grade.A,
    EndBasis.SUPERSEDED: Grade.A_MINUS,
    EndBasis.NEVER_STARTED: Grade.B,
    EndBasis.INFERRED: Grade.B,
    EndBasis.CONTINUED: Grade.A,
}
"""How far the evidence of an end is trusted when nothing but its basis is known."""

_SIGNALS = frozenset(Signal)
_OLD_DATA = frozenset({"", Signal.CONNECTION_LOST})
"""Doubts that only say that our data is old: whatever the station says next is news again."""


class Fact(Struct, Generic[T], frozen=True, kw_only=True):
    """One fact with its evidence. `grade` None: nobody has said so, it is our own reckoning.

    `signal` None: the station's readings say it, or nothing but ourselves.
    """

    value: T
    source: Source
    at: datetime | None = None
    received_at: datetime | None = None
    grade: Grade | None = None
    signal: Signal | None = None


class Facts(Struct, frozen=True, kw_only=True):
    """All that words about a session may be made of, at one instant.

    `confirmed_until`: our newest evidence that it lives, or of its end. `unconfirmed_since`: the same instant once that
    evidence no longer holds. `stale_at`: when a session that is confirmed now will be so no longer without news.
    """

    transaction: Fact[Transaction]
    energy: Fact[EnergyPhase]
    bill: Fact[Bill]
    card_hold: Fact[CardHold]
    confirmed_until: datetime | None = None
    unconfirmed_since: datetime | None = None
    stale_at: datetime | None = None
    doubt: Signal | None = None
    """What began the doubt; None while nothing speaks against its running."""
    end_basis: EndBasis | None = None
    due_at: datetime | None = None
    """A pending start's deadline."""
    stop: Command | None = None
    """The stop that is under way."""
    stopped: bool = False
    """Open, and the station says that charging is over and the cable still in."""
    plugged_in: bool = False
    """Ended, and the cable is still in as far as a connected station says."""


def facts_of(sight: SessionSight, now: datetime, stale_after_s: float) -> Facts:
    """The four facts, and what the words for them need.

    Rule for "not confirmed": while nothing is doubted, the newest of the latest reading's receipt, the start's receipt
    and the station's latest frame confirms it, for `stale_after_s` while the station is connected and not at all without
    a socket. A doubted session is not confirmed, however many heartbeats come: they say nothing of it.
    """
    session, rows = sight.session, evidence_of(sight)
    transaction = _transaction(sight, rows)
    if session.transaction is Transaction.ENDED:
        return Facts(
            transaction=transaction,
            energy=_ended_energy(transaction),
            bill=_bill(session, rows, transaction),
            card_hold=_card_hold(session, rows, transaction),
            confirmed_until=_ended_at(session),
            end_basis=session.end_basis,
            plugged_in=plugged_in(sight, now),
        )
    pending = session.transaction is Transaction.PENDING
    until = None if pending else evidence_at(sight)
    stale_at = None if until is None else until + timedelta(seconds=stale_after_s)
    heard = sight.station.connected and stale_at is not None and now <= stale_at
    stopped = not pending and (session.stopped_at is not None or (heard and _finishing(sight)))
    fresh = heard and _undoubted(session, stopped=stopped)
    since = None if fresh or pending else _since(session, until)
    return Facts(
        transaction=transaction,
        energy=_energy(session, rows, since),
        bill=_bill(session, rows, transaction),
        card_hold=_card_hold(session, rows, transaction),
        confirmed_until=until,
        unconfirmed_since=since,
        stale_at=stale_at if fresh else None,
        doubt=_signal(session.doubt) if session.doubted_at is not None else None,
        due_at=session.due_at if pending else None,
        stop=None if pending else open_stop(sight.stop, now),
        stopped=stopped,
    )


def evidence_of(sight: SessionSight) -> tuple[Evidence, ...]:
    """All evidence, newest last: what was kept, and the start and the reported end, which the session itself tells."""
    session = sight.session
    told = list(sight.evidence)
    if session.start_received_at is not None and "orphan" not in session.flags:
        # First, since what was concluded from the start came in the same moment.
        told.insert(0, _own(session, Signal.STARTED, session.started_at, session.start_received_at))
    if session.end_basis is EndBasis.REPORTED and not any(row.signal in _REPORTED for row in told):
        told.append(_own(session, _reported_signal(session), session.ended_at, session.end_received_at))
    return tuple(sorted(told, key=lambda row: row.received_at))


_REPORTED = {
    Signal.ENDED: Grade.A,
    Signal.ENDED_WITH_GAP: Grade.A_MINUS,
    Signal.ENDED_UNNAMED: Grade.B,
}
"""The station's own word of an end."""


def _reported_signal(session: Session) -> Signal:
    signal = _signal(session.end_signal)
    if signal is not None and signal in _REPORTED:
        return signal
    if {"matched_end", "orphan"} & set(session.flags):
        return Signal.ENDED_UNNAMED
    return Signal.ENDED_WITH_GAP if "seq_gap" in session.flags else Signal.ENDED


def _own(session: Session, signal: Signal, at: datetime | None, received_at: datetime | None) -> Evidence:
    """What the session's own row tells."""
    known = received_at or at
    assert known is not None  # asked for only when it was received, or ended
    began = signal is Signal.STARTED
    return Evidence(
        session=session.id,
        signal=signal,
        claim=Claim.BEGAN if began else Claim.ENDED,
        grade=Grade.A if began else _REPORTED[signal],
        source=Source.STATION,
        at=at or known,
        received_at=known,
        note="" if began else session.end_reason,
    )


def _signal(word: str) -> Signal | None:
    """A signal as a session's row names it; None for none, and for one that this version does not know."""
    return Signal(word) if word in _SIGNALS else None


# confirmed or not


def evidence_at(sight: SessionSight) -> datetime | None:
    """Our own instant of the newest evidence that the session lives."""
    session = sight.session
    alive = [row.received_at for row in sight.evidence if row.claim is Claim.ALIVE]
    received = [session.meter.received_at, session.start_received_at, *alive]
    if session.doubted_at is None or session.doubt in _OLD_DATA:
        received.append(sight.station.heard_at)
    return max((at for at in received if at is not None), default=session.started_at)


def _undoubted(session: Session, *, stopped: bool) -> bool:
    """That charging is over and the cable in is what people are told then, and not in doubt."""
    return session.doubted_at is None or (stopped and session.doubt == Signal.CONNECTOR_FINISHING)


def _since(session: Session, until: datetime | None) -> datetime | None:
    known = [at for at in (until, session.doubted_at) if at is not None]
    if session.doubt == Signal.TOLD_LATE and session.started_at is not None:
        known.append(max(session.meter.read_at or session.started_at, session.started_at))
    return min(known, default=session.requested_at)


def _finishing(sight: SessionSight) -> bool:
    """The station itself says that this open session's charging is over and the cable still in."""
    connector, began = sight.connector, sight.session.start_received_at or sight.session.started_at
    if connector is None or connector.activity is not Activity.FINISHING:
        return False
    return connector.status_at is not None and began is not None and connector.status_at > began


def open_stop(stop: Command | None, now: datetime) -> Command | None:
    """The stop that is under way, if any: one whose deadline has passed is over, whether or not it was told so yet."""
    return stop if stop is not None and stop.open and now < stop.deadline_at else None


def plugged_in(sight: SessionSight, now: datetime) -> bool:
    """The cable of this ended session is still in, as far as a connected station says.

    The connector must be occupied since before the end, or since so shortly after it that the news is of this
    session; later news may be of the next car.
    """
    connector, ended_at = sight.connector, _ended_at(sight.session)
    if connector is None or ended_at is None or not sight.station.connected or now < ended_at:
        return False
    if connector.status is not ConnectorStatus.OCCUPIED:
        return False
    return connector.status_at is None or connector.status_at <= ended_at + timedelta(seconds=UNPLUG_GRACE_S)


def closes_at(sight: SessionSight, close_offline_after_s: float) -> datetime | None:
    """When an open session is taken as ended if nothing more is heard of it; None: nothing speaks of its end.

    While its station is away nothing is proved: then only the silence counts.
    """
    station = sight.station
    if station.connected:
        return sight.session.close_at
    gone_at = max((at for at in (station.heard_at, station.disconnected_at) if at is not None), default=None)
    return None if gone_at is None else gone_at + timedelta(seconds=close_offline_after_s)


def energy_known(session: Session) -> bool:
    """A register has been read since the session began."""
    return session.meter.register_wh is not None or session.meter.banked_wh > 0


def _ended_at(session: Session) -> datetime | None:
    return session.end_received_at or session.ended_at


# the facts one by one


def _resting_on(value: T, row: Evidence) -> Fact[T]:
    return Fact(
        value=value,
        source=row.source,
        at=row.at,
        received_at=row.received_at,
        grade=row.grade,
        signal=row.signal,
    )


def _transaction(sight: SessionSight, rows: tuple[Evidence, ...]) -> Fact[Transaction]:
    session = sight.session
    if session.transaction is Transaction.PENDING:
        return Fact(value=Transaction.PENDING, source=Source.HOUSE, at=session.requested_at)
    if session.transaction is Transaction.OPEN:
        alive = [row for row in rows if row.claim in (Claim.ALIVE, Claim.BEGAN)]
        return _newest(Transaction.OPEN, session, alive)
    return _ended(session, rows)


_UNKEPT = {Signal.SILENCE: Grade.C}
"""What a session may be closed on without a row of its own: that nothing came."""


def _ended(session: Session, rows: tuple[Evidence, ...]) -> Fact[Transaction]:
    row, signal = _end_row(session, rows), _signal(session.end_signal)
    if row is not None:
        return replace(_resting_on(Transaction.ENDED, row), at=session.ended_at)
    basis = session.end_basis
    return Fact(
        value=Transaction.ENDED,
        source=Source.STATION if basis is EndBasis.CONTINUED else Source.HOUSE,
        at=session.ended_at,
        received_at=session.end_received_at,
        grade=None
        if basis is None
        else GRADES[basis]
        if signal is None
        else _UNKEPT.get(signal, GRADES[basis]),
        signal=signal if basis is EndBasis.INFERRED else None,
    )


def _end_row(session: Session, rows: tuple[Evidence, ...]) -> Evidence | None:
    """What its end rests on: the station's own word, or the signal that it was closed on, or the best that says so."""
    if session.end_basis is EndBasis.REPORTED:
        chosen = [row for row in rows if row.signal in _REPORTED]
    elif session.end_signal:
        chosen = [row for row in rows if row.signal == session.end_signal]
    else:
        chosen = [row for row in rows if row.claim is Claim.ENDED and row.signal is not Signal.CLOSED]
    order = list(Grade)
    return max(chosen, key=lambda row: (-order.index(row.grade), row.received_at), default=None)


def _newest(value: T, session: Session, rows: list[Evidence]) -> Fact[T]:
    """`value` on the newest of `rows`, or on the latest reading when that came later."""
    meter = session.meter
    row = max(rows, key=lambda each: each.received_at, default=None)
    if meter.received_at is not None and (row is None or meter.received_at >= row.received_at):
        return Fact(
            value=value,
            source=Source.STATION,
            at=meter.read_at or meter.received_at,
            received_at=meter.received_at,
            grade=Grade.A,
        )
    return Fact(value=value, source=Source.HOUSE) if row is None else _resting_on(value, row)


def _energy(session: Session, rows: tuple[Evidence, ...], since: datetime | None) -> Fact[EnergyPhase]:
    """What flows, as far as that is known now: of a session that nobody confirms it is not known that it charges."""
    idle = [row for row in rows if row.claim is Claim.IDLE]
    fact = _newest(session.energy_phase, session, idle)
    if fact.signal is not None and session.energy_phase in (EnergyPhase.CHARGING, EnergyPhase.UNKNOWN):
        return replace(fact, value=EnergyPhase.IDLE)
    if since is None or session.energy_phase is not EnergyPhase.CHARGING:
        return fact
    return Fact(
        value=EnergyPhase.UNKNOWN,
        source=Source.HOUSE,
        at=since,
        received_at=session.doubted_at,
        grade=Grade.D,
        signal=_signal(session.doubt) or Signal.CONNECTION_LOST,
    )


def _ended_energy(end: Fact[Transaction]) -> Fact[EnergyPhase]:
    return Fact(
        value=EnergyPhase.IDLE,
        source=end.source,
        at=end.at,
        received_at=end.received_at,
        grade=end.grade,
        signal=end.signal,
    )


def _bill(session: Session, rows: tuple[Evidence, ...], end: Fact[Transaction]) -> Fact[Bill]:
    """A running estimate rests on the readings, a bill on the end, a corrected one on what corrected it."""
    if session.live:
        return Fact(
            value=session.bill,
            source=Source.HOUSE,
            at=session.meter.read_at,
            received_at=session.meter.received_at,
        )
    corrected = [row for row in rows if row.signal is Signal.CORRECTED]
    if session.bill is Bill.CORRECTED and corrected:
        return _resting_on(session.bill, corrected[-1])
    return Fact(
        value=session.bill,
        source=Source.HOUSE,
        at=end.at,
        received_at=end.received_at,
        grade=end.grade,
        signal=end.signal,
    )


def _card_hold(session: Session, rows: tuple[Evidence, ...], basis: Fact[Transaction]) -> Fact[CardHold]:
    """Held since it began; released by what let it go, which is its end unless something did before."""
    if session.card_hold is CardHold.HELD:
        at = session.started_at or session.requested_at
        return Fact(value=CardHold.HELD, source=Source.HOUSE, at=at, received_at=session.start_received_at)
    let_go = next((row for row in reversed(rows) if row.signal is Signal.HOLD_RELEASED), None)
    wanted = Signal.DRIVER_CLAIM if let_go is None else let_go.note
    row = next((each for each in reversed(rows) if each.signal == wanted), None)
    if row is not None:
        return _resting_on(CardHold.RELEASED, row)
    if let_go is not None:
        return replace(_resting_on(CardHold.RELEASED, let_go), grade=None)
    return Fact(
        value=CardHold.RELEASED,
        source=Source.HOUSE,
        at=basis.at,
        received_at=basis.received_at,
        grade=None if session.live else basis.grade,
        signal=None if session.live else basis.signal,
    )
