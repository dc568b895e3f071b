"""A session's life, decided once for every protocol.

|                           | TransactionStarted | MeterSampled   | TransactionEnded          | StopRequested |
|---------------------------|--------------------|----------------|---------------------------|---------------|
| (none)                    | → open             | id remembered  | → ended, in review        | not found     |
| pending                   | → open             | id remembered  | –                         | not started   |
| open                      | same answer        | absorb         | → ended, final            | → command     |
| open, under another id    | –                  | id remembered  | → ended, estimated        | → command     |
| ended as reported         | same answer        | late, noted    | same answer               | already ended |
| ended by weaker evidence  | same answer        | late, noted    | corrected by the report   | already ended |
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from chargehand.core.authorization import answer_for
from chargehand.core.keeping import (
    connector_of,
    doubts_off,
    known_connector,
    open_on,
    session_by_ref,
    with_connector,
    with_session,
    with_station,
)
from chargehand.core.metering import Absorbed, Context, absorb, cleaned, instant_of, sound
from chargehand.core.needs import start_key
from chargehand.core.remote_control import confirmed_start, confirmed_stop, refreshed
from chargehand.core.tariff.period import priced
from chargehand.model.answers import AuthorizeAnswer, Noted, StartAnswer
from chargehand.model.effects import Effect, KeepReading, SetTimer, ShowSession, ShowStation
from chargehand.model.events import MeterSampled, TransactionStarted, TransactionUpdated
from chargehand.model.evidence import Signal
from chargehand.model.identity import TokenUid
from chargehand.model.reading import Meter, Reading, ReadingSource
from chargehand.model.session import Bill, CardHold, EndBasis, EnergyPhase, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot
from chargehand.model.station import Activity, ConnectorStatus
from chargehand.model.token import TokenStatus

NOBODY = TokenUid("")
"""Presented by none: a start whose token comes later, or never."""

WAITING = (Activity.NONE, Activity.PREPARING)
"""What goes on where nobody has been let charge yet."""

DECLARED_TRUST = 4
"""So many times a connector's declared power is still believed of a reading: the declaration may be wrong."""


def add_flag(session: Session, flag: str) -> Session:
    """`session` with `flag` noted once; an empty flag changes nothing."""
    if not flag or flag in session.flags:
        return session
    return replace(session, flags=(*session.flags, flag))


def context_of(snapshot: Snapshot, session: Session, at: datetime) -> Context:
    """What `session`'s readings are measured by; a connector's declared power is trusted to a factor only."""
    power_w_max = snapshot.policy.session_power_w_max
    connector = connector_of(snapshot, session.connector)
    if connector is not None and connector.power_w_max:
        power_w_max = min(power_w_max, DECLARED_TRUST * connector.power_w_max)
    return Context(at, snapshot.station.booted_at, power_w_max, session.started_at)


def absorb_all(
    snapshot: Snapshot, session: Session, readings: tuple[Reading, ...], at: datetime
) -> tuple[Session, tuple[Effect, ...]]:
    """`session` after `readings`, oldest first, and what to keep of them."""
    context = context_of(snapshot, session, at)
    kept: list[Effect] = []
    flags = session.flags
    meter = session.meter
    ordered = readings if len(readings) < 2 else sorted(readings, key=lambda reading: instant_of(reading, at))
    for told in ordered:
        reading = cleaned(told)
        absorbed = absorb(meter, reading, context)
        meter = absorbed.meter
        if absorbed.flag and absorbed.flag not in flags:
            flags = (*flags, absorbed.flag)
        kept.append(_row_of(session, reading, absorbed, at))
    phase = session.energy_phase
    if phase is EnergyPhase.UNKNOWN and meter.power_w:
        phase = EnergyPhase.CHARGING
    return replace(session, meter=meter, flags=flags, energy_phase=phase), tuple(kept)


def _row_of(session: Session, reading: Reading, absorbed: Absorbed, at: datetime) -> KeepReading:
    return KeepReading(
        session.id,
        absorbed.read_at,
        at,
        absorbed.energy_wh,
        reading.register_wh,
        reading.power_w,
        reading.soc_percent,
        reading.source,
        absorbed.flag,
    )


def started(snapshot: Snapshot, event: TransactionStarted, *, by_place: bool = True) -> Decision:
    """The station began a transaction. It gets a real number whatever the token (F50), and the same one on a repeat (F35).

    `by_place`: without a token the connector tells which start that we asked for it is.
    """
    token = answer_for(snapshot.token, event.at)
    key = start_key(event)
    known = _known_start(snapshot, event, key)
    if known is not None:
        return Decision(snapshot, StartAnswer(known.number, first_answer(known, token)))
    after, connector = known_connector(snapshot, event.connector)
    after, superseded = supersede(after, connector, event)
    pending = _pending_for(after, event, connector if event.token or by_place else None)
    if pending is not None and not event.token:
        token = AuthorizeAnswer(TokenStatus.ACCEPTED)
    after, session = _opened(after, event, connector, pending)
    session = replace(session, start_key=key, token_refused=token.status is not TokenStatus.ACCEPTED)
    if event.connector != connector:
        session = add_flag(session, "odd_connector")
    session, kept = _first_reading(session, event)
    after = _begun_on(with_session(after, session), connector)
    after, confirmed = confirmed_start(after, session, event.at)
    told = (*confirmed, *free_by_now(after, session, event.at))
    shown = (ShowSession(session.id), ShowStation(event.station))
    return Decision(after, StartAnswer(session.number, token), (*superseded, *kept, *told, *shown))


def free_by_now(snapshot: Snapshot, session: Session, at: datetime) -> tuple[Effect, ...]:
    """Its connector was told to be free after what is only now told to have begun: its end may come, or is lost (F47, F53)."""
    connector = connector_of(snapshot, session.connector)
    if connector is None or connector.status is not ConnectorStatus.AVAILABLE or session.started_at is None:
        return ()
    if connector.status_at is None or connector.status_at <= session.started_at:
        return ()
    return (SetTimer("free", session.id, at + timedelta(seconds=snapshot.policy.free_after_s)),)


def _begun_on(snapshot: Snapshot, number: int | None) -> Snapshot:
    """The id that the connector's readings carried was of something before this."""
    connector = connector_of(snapshot, number)
    if connector is None or connector.seen_ref is None:
        return snapshot
    return with_connector(snapshot, replace(connector, seen_ref=None))


def _known_start(snapshot: Snapshot, event: TransactionStarted, key: str | None) -> Session | None:
    """The session that this start had begun before; without name and time only an open one can be it."""
    for row in snapshot.sessions:
        if event.ref is not None and row.ref == event.ref:
            return row
        if key is not None and row.start_key == key:
            return row
    if key is not None or event.ref is not None:
        return None
    row = open_on(snapshot, event.connector)
    if row is None or row.token != (event.token or None) or row.meter_start_wh != sound(event.meter_start_wh):
        return None
    return row


def first_answer(session: Session, token: AuthorizeAnswer) -> AuthorizeAnswer:
    """A repeat gets the first answer again, also when the token was blocked or freed meanwhile."""
    if session.token_refused and token.status is TokenStatus.ACCEPTED:
        return AuthorizeAnswer(TokenStatus.INVALID)
    if not session.token_refused and token.status is not TokenStatus.ACCEPTED:
        return AuthorizeAnswer(TokenStatus.ACCEPTED)
    return token


def supersede(
    snapshot: Snapshot, connector: int | None, event: TransactionStarted | TransactionUpdated
) -> tuple[Snapshot, tuple[Effect, ...]]:
    """An open session on the connector is over when another begins there: at its last reading (F46)."""
    old = open_on(snapshot, connector)
    if old is None:
        return snapshot, ()
    began = instant(event)
    last = min(old.meter.read_at or old.started_at or began, began)
    ended = replace(
        end(old, EndBasis.SUPERSEDED, last, event.at),
        end_reason="superseded",
        bill=Bill.IN_REVIEW if old.token_refused else Bill.ESTIMATED,
    )
    after, effects = confirmed_stop(with_session(snapshot, ended), ended, event.at)
    return after, (*effects, *doubts_off(old), ShowSession(old.id))


def instant(event: TransactionStarted | TransactionUpdated) -> datetime:
    """When it happened: the station's own instant, never later than its arrival."""
    return event.at if event.said_at is None or event.said_at > event.at else event.said_at


def _opened(
    snapshot: Snapshot, event: TransactionStarted, connector: int | None, session: Session | None
) -> tuple[Snapshot, Session]:
    """The pending session that this start fulfils, or a new one, with its transaction open."""
    if session is None:
        snapshot, number = take_number(snapshot)
        session = Session(
            id=event.fresh,
            station=event.station,
            number=number,
            connector=connector,
            token=event.token or None,
            driver=snapshot.token.driver if snapshot.token and event.token else None,
            transaction=Transaction.OPEN,
        )
        session = priced(session, snapshot, instant(event))
    session = replace(
        session,
        connector=connector,
        transaction=Transaction.OPEN,
        ref=event.ref if event.ref is not None else str(session.number),
        started_at=instant(event),
        start_received_at=event.at,
        due_at=None,
        meter_start_wh=sound(event.meter_start_wh),
    )
    return snapshot, session


def _pending_for(snapshot: Snapshot, event: TransactionStarted, connector: int | None) -> Session | None:
    """The start that we asked for and that this one fulfils: by its number where the station repeats it (F01, F02 of 2.x).

    Some stations leave the token out. One that names its transactions also begins them for cars that nobody has asked
    for: then only one at the very connector that was asked for is meant, and none that still waits for a card.
    """
    waiting = [row for row in snapshot.sessions if row.transaction is Transaction.PENDING]
    for row in waiting:
        if event.asked is not None and row.number == event.asked:
            return row
    named = event.ref is not None
    if named and not event.token and (connector is None or event.activity in WAITING):
        return None
    for row in waiting:
        here = row.connector == connector or (named and connector is None)
        anywhere = row.connector is None and bool(event.token or not named)
        if (row.token == event.token or not event.token) and (here or anywhere):
            return row
    return None


def take_number(snapshot: Snapshot) -> tuple[Snapshot, int]:
    """The station's next transaction number: a count kept with the station, wrapping below 2³¹ (F40, F41)."""
    number = snapshot.station.next_number
    following = number + 1 if number < 2**31 - 1 else 1
    return with_station(snapshot, replace(snapshot.station, next_number=following)), number


def _first_reading(session: Session, event: TransactionStarted) -> tuple[Session, tuple[Effect, ...]]:
    at = session.started_at or event.at
    start = session.meter_start_wh
    if start is None:
        return add_flag(session, "no_meter_start"), ()
    meter = Meter(base_wh=start, register_wh=start, register_at=at, read_at=at, received_at=event.at)
    reading = KeepReading(session.id, at, event.at, meter.energy_wh, start, None, None, ReadingSource.START)
    return replace(session, meter=meter), (reading,)


def end(session: Session, basis: EndBasis, ended_at: datetime, received_at: datetime) -> Session:
    """`session` ended on `basis`: the card is free, nothing flows; the bill is for the caller to say."""
    earliest = session.started_at or ended_at
    return replace(
        session,
        transaction=Transaction.ENDED,
        ended_at=max(ended_at, earliest),
        end_received_at=received_at,
        end_basis=basis,
        card_hold=CardHold.RELEASED,
        energy_phase=EnergyPhase.IDLE,
        due_at=None,
        doubted_at=None,
        doubt="",
        end_signal="",
        close_at=None,
        probes=0,
        probed_at=None,
        probe_at=None,
        station_register_wh=None,
        meter=replace(session.meter, power_w=None),
    )


def sampled(snapshot: Snapshot, event: MeterSampled) -> Decision:
    """Readings go to the session they name; without a name to the open session on the connector (F43).

    A foreign id is remembered at the connector (F42, F56); an ended session is never resurrected (F44).
    """
    named = event.ref is not None
    session = session_by_ref(snapshot, event.ref) if event.ref else _plugged_in(snapshot, event.connector)
    if session is None:
        return refreshed(snapshot, event.at, event.connector, Decision(_remembered(snapshot, event), Noted()))
    if session.transaction is Transaction.ENDED:
        return refreshed(snapshot, event.at, event.connector, _late(snapshot, session, event))
    readings = event.readings if named else _since_start(session, event)
    session, kept = absorb_all(snapshot, session, readings, event.at)
    after = with_session(snapshot, session)
    return refreshed(
        after, event.at, session.connector, Decision(after, Noted(), (*kept, ShowSession(session.id)))
    )


def _plugged_in(snapshot: Snapshot, connector: int) -> Session | None:
    """The open session that unnamed readings are of.

    What flows may be the next one's once the connector was free since its start, or finished and then charges.
    """
    session, row = open_on(snapshot, connector), connector_of(snapshot, connector)
    if session is None or row is None:
        return session
    again = session.end_signal == Signal.CONNECTOR_FINISHING and row.activity is Activity.CHARGING
    return None if again or session.end_signal == Signal.CONNECTOR_FREE else session


def _since_start(session: Session, event: MeterSampled) -> tuple[Reading, ...]:
    """Readings that name no transaction are this session's from its start on (F82)."""
    began = session.started_at
    if began is None:
        return event.readings
    return tuple(reading for reading in event.readings if instant_of(reading, event.at) >= began)


def _remembered(snapshot: Snapshot, event: MeterSampled) -> Snapshot:
    """What the connector said of itself outside our sessions: its register, and the id it uses."""
    connector = connector_of(snapshot, event.connector)
    if connector is None:
        return snapshot
    register = connector.register_wh
    if open_on(snapshot, event.connector) is None:
        registers = [sound(reading.register_wh) for reading in event.readings]
        register = next((value for value in reversed(registers) if value is not None), register)
    ref = event.ref if event.ref is not None else connector.seen_ref
    if register == connector.register_wh and ref == connector.seen_ref:
        return snapshot
    return with_connector(snapshot, replace(connector, register_wh=register, seen_ref=ref))


def _late(snapshot: Snapshot, session: Session, event: MeterSampled) -> Decision:
    """Readings after the end: those from before it complete the timeline, later ones are only noted."""
    ended_at = session.ended_at or event.at
    early = tuple(reading for reading in event.readings if instant_of(reading, event.at) < ended_at)
    _, kept = absorb_all(snapshot, session, early, event.at)
    late = any(instant_of(reading, event.at) > ended_at for reading in event.readings)
    after = _remembered(snapshot, event) if late else snapshot
    flagged = add_flag(session, "late_reading") if late else session
    if flagged is not session:
        after = with_session(after, flagged)
    return Decision(after, Noted(), (*kept, ShowSession(session.id)))
