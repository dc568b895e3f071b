"""Transactions that their station names and numbers itself (OCPP 2.0.1 and 2.1 E): what differs from those that we name.

The messages may come late, doubled or out of order, and the token may come after the start or never:

|                      | Started            | Updated                        | Ended                        |
|----------------------|--------------------|--------------------------------|------------------------------|
| (none)               | → open             | → open, start unseen           | → ended, in review (ending)  |
| pending, asked for   | → open             | → open, takes over what ran    | –                            |
| open, start unseen   | its start          | absorb                         | → ended, waiting for it      |
| open                 | same answer        | absorb; token; stopped         | → ended                      |
| ended, start unseen  | its start and bill | late, noted                    | same answer                  |
| ended, gaps          | same answer        | late; whole: final             | same answer                  |
| ended on evidence    | same answer        | late, noted                    | corrected, or waits for more |
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from msgspec.structs import replace

from chargehand.core import ending, session
from chargehand.core.authorization import answer_for
from chargehand.core.keeping import (
    connector_of,
    doubts_off,
    known_connector,
    open_on,
    session_by_ref,
    session_of,
    with_connector,
    with_session,
)
from chargehand.core.metering import deliverable_wh, instant_of, sound
from chargehand.core.named.sequence import is_whole, with_number
from chargehand.core.remote_control import (
    Step,
    charging_stopped,
    confirmed_start,
    confirmed_stop,
    refreshed,
)
from chargehand.core.session import absorb_all, add_flag
from chargehand.model.answers import Answer, Noted, StartAnswer, UpdateAnswer
from chargehand.model.effects import DropTimer, Effect, SetTimer, ShowSession, ShowStation
from chargehand.model.events import TimerRang, TransactionEnded, TransactionStarted, TransactionUpdated
from chargehand.model.identity import SessionId
from chargehand.model.reading import Meter
from chargehand.model.refusals import Refusal
from chargehand.model.session import Bill, CardHold, EndBasis, EnergyPhase, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot
from chargehand.model.station import Activity
from chargehand.model.token import TokenStatus

UNSEEN = "start_unseen"
REPEATS_MAX = 5
"""A number so little below the highest that came before is a repeat, not counting that began anew."""

GAP = "gap"
"""The timer that gives up waiting for numbered messages that are missing."""

PHASES = {
    Activity.CHARGING: EnergyPhase.CHARGING,
    Activity.SUSPENDED_EV: EnergyPhase.SUSPENDED_EV,
    Activity.SUSPENDED_EVSE: EnergyPhase.SUSPENDED_EVSE,
}
"""All other activities of a station's transaction let no energy flow."""

ORDER = (
    EnergyPhase.UNKNOWN,
    EnergyPhase.IDLE,
    EnergyPhase.CHARGING,
    EnergyPhase.SUSPENDED_EVSE,
    EnergyPhase.SUSPENDED_EV,
)
"""As a session goes through them."""


def started(snapshot: Snapshot, event: TransactionStarted) -> Decision:
    """The station began a transaction of its own naming; without a token it is nobody's yet (E01, TxStartPoint)."""
    known = session_by_ref(snapshot, event.ref) if event.ref is not None else None
    if known is not None:
        return _start_told_again(snapshot, known, event)
    return _begun(snapshot, event)


def _begun(snapshot: Snapshot, event: TransactionStarted, *, seen: bool = True) -> Decision:
    """`seen` False: it began some time ago, so that its place does not prove that it was asked for since."""
    event = replace(event, connector=_place(snapshot, event.connector, session.instant(event)))
    decision = session.started(snapshot, event, by_place=seen)
    begun = session_by_ref(decision.snapshot, event.ref or "")
    if begun is None or not isinstance(decision.answer, StartAnswer):
        return decision
    step, begun = _told(decision.snapshot, begun, event)
    if not event.token:
        begun = replace(begun, token_refused=False)
    if not event.connector:
        begun = replace(begun, flags=tuple(flag for flag in begun.flags if flag != "odd_connector"))
    answer = StartAnswer(begun.number, decision.answer.token if event.token else None)
    return Decision(with_session(step.snapshot, begun), answer, (*decision.effects, *step.effects))


def _place(snapshot: Snapshot, connector: int | None, said: datetime) -> int:
    """The connector, or 0 where what runs there began later than this was said: history supersedes nothing."""
    running = open_on(snapshot, connector) if connector else None
    later = running is not None and running.started_at is not None and running.started_at > said
    return 0 if later else connector or 0


def _start_told_again(snapshot: Snapshot, known: Session, event: TransactionStarted) -> Decision:
    """A repeat changes nothing (F88); a start that its transaction's later messages overtook is taken in (F86).

    What it says of the state of charging is history by then.
    """
    token = answer_for(snapshot.token, event.at) if event.token else None
    if token is not None and known.token == event.token:
        token = session.first_answer(known, token)
    answer = StartAnswer(known.number, token)
    lacking = UNSEEN in known.flags or "orphan" in known.flags
    if not lacking or not (known.live or known.bill is Bill.WAITING):
        counted = replace(known, seq=with_number(known.seq, event.seq))
        if counted == known:
            return Decision(snapshot, answer)
        return _perhaps_whole(with_session(snapshot, counted), counted, answer)
    if not known.live:
        begun = _with_start(snapshot, known, event)
        snapshot, connector = known_connector(snapshot, event.connector)
        begun = replace(begun, connector=begun.connector or connector)
        return _perhaps_whole(with_session(snapshot, begun), begun, answer)
    taken, running = _taken_over(snapshot, known, event)
    begun = _with_start(taken.snapshot, running, event)
    if begun.energy_phase is not EnergyPhase.UNKNOWN:
        event = replace(event, activity=None)
    step, begun = _told(taken.snapshot, begun, event)
    answer = replace(answer, number=begun.number)
    return Decision(step.snapshot, answer, (*taken.effects, *step.effects, ShowSession(begun.id)))


def _with_start(snapshot: Snapshot, known: Session, event: TransactionStarted) -> Session:
    """`known` with the start that it lacked; energy counts from the start's register if that can have flowed."""
    seen_at = known.started_at or known.ended_at or event.at
    said = min(session.instant(event), seen_at)
    start = sound(event.meter_start_wh)
    begun = replace(
        known,
        started_at=said,
        start_received_at=known.start_received_at or event.at,
        flags=tuple(flag for flag in known.flags if flag not in (UNSEEN, "orphan")),
        seq=with_number(known.seq, event.seq),
    )
    lasted = ((known.meter.register_at or known.ended_at or seen_at) - said).total_seconds()
    if start is not None and not known.meter.banked_wh:
        most = deliverable_wh(session.context_of(snapshot, begun, event.at).power_w_max, lasted)
        begun = _counted_from(begun, start, said, most)
    return _with_token(snapshot, begun, event)


def _counted_from(begun: Session, start: Decimal, said: datetime, most_wh: Decimal) -> Session:
    """Counted from `start` on, unless the register that is known is more than `most_wh` above it."""
    meter = begun.meter
    if meter.base_wh is None or meter.register_wh is None:
        meter = replace(meter, base_wh=start, register_wh=start, register_at=said)
    elif start > meter.base_wh or meter.register_wh - start > most_wh:
        return add_flag(replace(begun, meter_start_wh=start), "implausible_energy")
    else:
        meter = replace(meter, base_wh=start)
    flags = tuple(flag for flag in begun.flags if flag != "no_meter_start")
    return replace(begun, meter_start_wh=start, meter=meter, flags=flags)


def updated(snapshot: Snapshot, event: TransactionUpdated) -> Decision:
    """News of a transaction, whatever of it is news; never refused (F89)."""
    token = answer_for(snapshot.token, event.at) if event.token is not None else None
    known = session_by_ref(snapshot, event.ref)
    if known is None:
        return _seen_first(snapshot, event)
    if not known.live:
        return _after_its_end(snapshot, known, event, UpdateAnswer(token))
    step, running = _taken_over(snapshot, known, event)
    running = _with_token(step.snapshot, running, event)
    told, running = _told(step.snapshot, running, event)
    stopped = _stopped(told.snapshot, running, event)
    shown: tuple[Effect, ...] = (ShowSession(running.id), ShowStation(event.station))
    if event.activity is None and not step.effects and not stopped.effects:
        shown = shown[:1]
    effects = (*step.effects, *told.effects, *stopped.effects, *shown)
    decision = Decision(stopped.snapshot, UpdateAnswer(token), effects)
    return refreshed(stopped.snapshot, event.at, running.connector, decision)


def _seen_first(snapshot: Snapshot, event: TransactionUpdated) -> Decision:
    """A transaction whose start has not come: it runs since now at the latest; its start may still come (F86, F89)."""
    start = TransactionStarted(
        station=event.station,
        at=event.at,
        fresh=event.fresh,
        connector=event.connector or 0,
        token=event.token or session.NOBODY,
        meter_start_wh=None,
        said_at=event.said_at,
        ref=event.ref,
        activity=event.activity,
        readings=event.readings,
        asked=event.asked,
        seq=event.seq,
        offline=event.offline,
    )
    decision = _begun(snapshot, start, seen=False)
    begun = session_by_ref(decision.snapshot, event.ref)
    if begun is None or not isinstance(decision.answer, StartAnswer):
        return Decision(decision.snapshot, UpdateAnswer(), decision.effects)
    begun = add_flag(begun, UNSEEN)
    step = _stopped(with_session(decision.snapshot, begun), begun, event)
    return Decision(step.snapshot, UpdateAnswer(decision.answer.token), (*decision.effects, *step.effects))


def _told(
    snapshot: Snapshot, running: Session, event: TransactionStarted | TransactionUpdated
) -> tuple[Step, Session]:
    """`running`, put into the snapshot, with the number, the readings and the state of charging that a message brought."""
    overtaken = _overtaken(running, event)
    runs = with_number(running.seq, event.seq)
    if runs is not running.seq:
        running = replace(running, seq=runs)
    kept: tuple[Effect, ...] = ()
    if running.connector is None and event.connector:
        snapshot, running, kept = _placed(snapshot, running, event)
    if event.readings:
        running, readings = absorb_all(snapshot, running, event.readings, event.at)
        kept = (*kept, *readings)
    if event.activity is not None and (not overtaken or _holds_still(running, event)):
        phase = PHASES.get(event.activity, EnergyPhase.IDLE)
        if phase is not running.energy_phase:
            running = replace(running, energy_phase=phase)
        connector = connector_of(snapshot, running.connector)
        if connector is not None and connector.activity is not event.activity:
            snapshot = with_connector(snapshot, replace(connector, activity=event.activity))
    return Step(with_session(snapshot, running), kept), running


def _overtaken(running: Session, event: TransactionStarted | TransactionUpdated) -> bool:
    """Whether it was made before something that has come (F86).

    Where counting began anew or never moves (F87) its time tells.
    """
    number, last = event.seq, running.seq[-1] if running.seq else None
    if number is not None and last is not None and number != last:
        fills_a_gap = with_number(running.seq, number) != running.seq
        if number > last or fills_a_gap or last - number <= REPEATS_MAX:
            return number < last
    known = [running.meter.read_at, running.stopped_at, running.started_at]
    return session.instant(event) < max((at for at in known if at is not None), default=event.at)


def _holds_still(running: Session, event: TransactionStarted | TransactionUpdated) -> bool:
    """Whether the state that an overtaken message tells may be the latest that was told: what came before it may tell none.

    A session goes from waiting by charging to being full or stopped, unless a later stop or reading knows better.
    """
    said, meter = session.instant(event), running.meter
    if running.stopped_at is not None and said <= running.stopped_at:
        return False
    later = meter.power_w is not None and meter.read_at is not None and said < meter.read_at
    if later and bool(meter.power_w) is not (event.activity is Activity.CHARGING):
        return False
    stops = isinstance(event, TransactionUpdated) and bool(event.stopped)
    phase = PHASES.get(event.activity or Activity.NONE, EnergyPhase.IDLE)
    return stops or ORDER.index(phase) >= ORDER.index(running.energy_phase)


def _placed(
    snapshot: Snapshot, running: Session, event: TransactionStarted | TransactionUpdated
) -> tuple[Snapshot, Session, tuple[Effect, ...]]:
    """The connector came to be known after the start (TxStartPoint ParkingBayOccupancy or Authorized).

    What began there earlier is over (F46); where something began later, this is history and has no place.
    """
    number = _place(snapshot, event.connector, session.instant(event))
    snapshot, connector = known_connector(snapshot, number)
    if connector is None:
        return snapshot, running, ()
    snapshot, superseded = session.supersede(snapshot, connector, event)
    return snapshot, replace(running, connector=connector), superseded


def _with_token(
    snapshot: Snapshot, running: Session, event: TransactionStarted | TransactionUpdated
) -> Session:
    """The first token that is presented for a transaction says whose it is; none after it does (C01, E05)."""
    if not event.token or running.token is not None:
        return running
    held = snapshot.token
    refused = answer_for(held, event.at).status is not TokenStatus.ACCEPTED
    return replace(
        running,
        token=event.token,
        driver=held.driver if held is not None else running.driver,
        token_refused=refused,
    )


def _taken_over(
    snapshot: Snapshot, running: Session, event: TransactionStarted | TransactionUpdated
) -> tuple[Step, Session]:
    """The car was plugged in before its driver asked: what ran for nobody goes on as the session that was asked for (F01, F02)."""
    asked = _asked_for(snapshot, running, event)
    if asked is None or running.driver is not None or running.token is not None:
        return Step(snapshot), running
    left = replace(
        session.end(running, EndBasis.CONTINUED, event.at, event.at), ref=None, bill=Bill.FINAL, meter=Meter()
    )
    taken = replace(
        asked,
        connector=running.connector,
        transaction=Transaction.OPEN,
        ref=running.ref,
        started_at=running.started_at,
        start_received_at=running.start_received_at,
        due_at=None,
        meter_start_wh=running.meter_start_wh,
        energy_phase=running.energy_phase,
        stopped_at=running.stopped_at,
        meter=running.meter,
        seq=running.seq,
        flags=running.flags,
    )
    after, dropped = confirmed_stop(with_session(snapshot, left), left, event.at)
    after, confirmed = confirmed_start(with_session(after, taken), taken, event.at)
    off = (*doubts_off(running), DropTimer("start", taken.id))
    return Step(after, (*dropped, *confirmed, *off, ShowSession(running.id))), taken


def _asked_for(
    snapshot: Snapshot, running: Session, event: TransactionStarted | TransactionUpdated
) -> Session | None:
    """The start that we asked for and that this transaction fulfils: by its number, else by its token."""
    waiting = [row for row in snapshot.sessions if row.transaction is Transaction.PENDING]
    for row in waiting:
        if event.asked is not None and row.number == event.asked:
            return row
    for row in waiting:
        if event.token and row.token == event.token and row.connector in (None, running.connector):
            return row
    return None


def _stopped(snapshot: Snapshot, running: Session, event: TransactionUpdated) -> Step:
    """Charging was stopped, the transaction waits for the cable (F03, F04): the stop is done, the card is free.

    Charging that begins again takes that back.
    """
    charging = running.energy_phase is EnergyPhase.CHARGING
    if running.stopped_at is not None and charging:
        return Step(with_session(snapshot, replace(running, stopped_at=None)))
    if not event.stopped or charging or running.stopped_at is not None:
        return Step(snapshot)
    said = event.said_at if event.said_at is not None and event.said_at <= event.at else event.at
    over = replace(running, stopped_at=said, card_hold=CardHold.RELEASED)
    return charging_stopped(with_session(snapshot, over), over, event.at)


def _after_its_end(
    snapshot: Snapshot, known: Session, event: TransactionUpdated, answer: UpdateAnswer
) -> Decision:
    """What was queued behind the end completes the timeline; it never brings the session back (F44, F86)."""
    ended_at = known.ended_at or event.at
    early = tuple(reading for reading in event.readings if instant_of(reading, event.at) < ended_at)
    absorbed, kept = absorb_all(snapshot, known, early, event.at)
    counted = replace(known, seq=with_number(known.seq, event.seq))
    if known.bill is Bill.WAITING and "no_meter_stop" in known.flags:
        counted = replace(counted, meter=replace(absorbed.meter, power_w=None))
    if any(instant_of(reading, event.at) > ended_at for reading in event.readings):
        counted = add_flag(counted, "late_reading")
    if known.bill is not Bill.FINAL:
        counted = _with_token(snapshot, counted, event)
    decision = _perhaps_whole(with_session(snapshot, counted), counted, answer)
    return Decision(decision.snapshot, answer, (*kept, *decision.effects))


def ended(snapshot: Snapshot, event: TransactionEnded) -> Decision:
    """The station's end. While numbered messages are missing the bill waits for them for a while (F86)."""
    known = session_by_ref(snapshot, event.ref) if event.ref is not None else None
    if known is not None and known.live and known.connector is None and event.connector:
        snapshot, connector = known_connector(snapshot, event.connector)
        if open_on(snapshot, connector) is None:
            snapshot = with_session(snapshot, replace(known, connector=connector))
    decision = ending.ended(snapshot, event)
    over = session_by_ref(decision.snapshot, event.ref) if event.ref is not None else None
    if over is None:
        return decision
    counted = replace(over, seq=with_number(over.seq, event.seq))
    if known is not None and known.end_basis is EndBasis.REPORTED:
        again = _perhaps_whole(with_session(decision.snapshot, counted), counted, decision.answer)
        return Decision(again.snapshot, again.answer, (*decision.effects, *again.effects))
    effects = decision.effects
    if not _lacks_something(counted):
        counted = _billed(counted)
    else:
        counted = replace(counted, bill=Bill.WAITING)
        patience = timedelta(seconds=snapshot.policy.gap_wait_s)
        effects = (*effects, SetTimer(GAP, counted.id, event.at + patience))
    return Decision(with_session(decision.snapshot, counted), decision.answer, effects)


def _lacks_something(known: Session) -> bool:
    """Messages of its transaction have not come: its start, or some in between."""
    return not is_whole(known.seq) or UNSEEN in known.flags or "orphan" in known.flags


def _billed(known: Session) -> Session:
    """Energy that nobody ever presented a token for is for a person to look at."""
    return ending.billed(known, "no_token" if known.token is None and known.energy_wh > 0 else "")


def _perhaps_whole(snapshot: Snapshot, known: Session, answer: Answer | Refusal) -> Decision:
    """The bill of an ended session that waited for what has come now."""
    if known.bill is not Bill.WAITING or _lacks_something(known):
        return Decision(snapshot, answer, (ShowSession(known.id),))
    after = with_session(snapshot, _billed(known))
    return Decision(after, answer, (DropTimer(GAP, known.id), ShowSession(known.id)))


def gap_over(snapshot: Snapshot, event: TimerRang) -> Decision:
    """What was missing has not come: the bill rests on what is known."""
    gone: tuple[Effect, ...] = (DropTimer(event.kind, event.subject),)
    known = session_of(snapshot, SessionId(event.subject))
    if known is None or known.bill is not Bill.WAITING:
        return Decision(snapshot, Noted(), gone)
    billed = _billed(add_flag(known, "" if is_whole(known.seq) else "seq_gap"))
    return Decision(with_session(snapshot, billed), Noted(), (*gone, ShowSession(known.id)))
