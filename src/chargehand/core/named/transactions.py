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
| ended on evidence    | its start          | late, noted                    | corrected, or waits for more |
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from msgspec.structs import replace

from chargehand.core import ending, session
from chargehand.core.authorization import answer_for
from chargehand.core.keeping import (
    known_connector,
    open_on,
    session_by_ref,
    session_of,
    with_session,
)
from chargehand.core.metering import deliverable_wh, instant_of, sound
from chargehand.core.named import asking, owners, progress
from chargehand.core.named.progress import UNSEEN
from chargehand.core.named.sequence import is_whole, with_number
from chargehand.core.remote_control import (
    refreshed,
)
from chargehand.core.session import absorb_all, add_flag
from chargehand.model.answers import Answer, Noted, StartAnswer, UpdateAnswer
from chargehand.model.effects import Effect, ShowSession, ShowStation
from chargehand.model.events import (
    CallAnswered,
    TimerRang,
    TransactionEnded,
    TransactionStarted,
    TransactionUpdated,
)
from chargehand.model.identity import SessionId
from chargehand.model.reading import ReadingSource
from chargehand.model.refusals import Refusal
from chargehand.model.session import Bill, EndBasis, EnergyPhase, Session
from chargehand.model.snapshot import Decision, Snapshot


def started(snapshot: Snapshot, event: TransactionStarted) -> Decision:
    """The station began a transaction of its own naming; without a token it is nobody's yet (E01, TxStartPoint)."""
    known = session_by_ref(snapshot, event.ref) if event.ref is not None else None
    if known is not None and _is_of_another(known, event):
        return _begun(with_session(snapshot, replace(known, ref=None)), event)
    if known is not None:
        return _start_told_again(snapshot, known, event)
    return _begun(snapshot, event)


def _is_of_another(known: Session, event: TransactionStarted) -> bool:
    """A name that was used before begins anew (F90): the transaction that had it was over before this one began."""
    if known.live or known.ended_at is None or event.said_at is None:
        return False
    return known.started_at is not None and event.said_at > known.ended_at


def _begun(snapshot: Snapshot, event: TransactionStarted, *, seen: bool = True) -> Decision:
    """`seen` False: it began some time ago, so that its place does not prove that it was asked for since."""
    event = replace(event, connector=progress.place(snapshot, event.connector, session.instant(event)))
    decision = session.started(snapshot, event, by_place=seen)
    begun = session_by_ref(decision.snapshot, event.ref or "")
    if begun is None or not isinstance(decision.answer, StartAnswer):
        return decision
    step, begun = progress.told(decision.snapshot, begun, event)
    if not event.token:
        begun = replace(begun, token_refused=False)
    if not event.connector:
        begun = replace(begun, flags=tuple(flag for flag in begun.flags if flag != "odd_connector"))
    answer = StartAnswer(begun.number, decision.answer.token if event.token else None)
    doubt = owners.awaited(step.snapshot, begun, event.at)
    return Decision(with_session(step.snapshot, begun), answer, (*decision.effects, *step.effects, *doubt))


def _start_told_again(snapshot: Snapshot, known: Session, event: TransactionStarted) -> Decision:
    """A repeat changes nothing (F88); a start that its transaction's later messages overtook is taken in (F86).

    What it says of the state of charging is history by then.
    """
    token = answer_for(snapshot.token, event.at) if event.token else None
    if token is not None and known.token == event.token:
        token = session.first_answer(known, token)
    answer = StartAnswer(known.number, token)
    lacking = UNSEEN in known.flags or "orphan" in known.flags
    settled = known.end_basis is EndBasis.REPORTED and known.bill is not Bill.WAITING
    if not lacking or settled:
        counted = replace(known, seq=with_number(known.seq, event.seq))
        if counted == known:
            return Decision(snapshot, answer)
        return _perhaps_whole(with_session(snapshot, counted), counted, answer)
    if not known.live:
        begun = _with_start(snapshot, known, event)
        snapshot, connector = known_connector(snapshot, event.connector)
        refused = begun.token_refused and begun.bill is not Bill.WAITING
        bill = Bill.IN_REVIEW if refused else begun.bill
        begun = replace(begun, connector=begun.connector or connector, bill=bill)
        return _perhaps_whole(with_session(snapshot, begun), begun, answer)
    taken, running = owners.taken_over(snapshot, known, event)
    begun = _with_start(taken.snapshot, running, event)
    if begun.energy_phase is not EnergyPhase.UNKNOWN:
        event = replace(event, activity=None)
    step, begun = progress.told(taken.snapshot, begun, event)
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
    return owners.with_token(snapshot, begun, event)


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
        return _seen_first(snapshot, event, UpdateAnswer(token))
    if not known.live:
        return _after_its_end(snapshot, known, event, UpdateAnswer(token))
    step, running = owners.taken_over(snapshot, known, event)
    running = owners.with_token(step.snapshot, running, event)
    told, running = progress.told(step.snapshot, running, event)
    stopped = progress.stopped(told.snapshot, running, event)
    shown: tuple[Effect, ...] = (ShowSession(running.id), ShowStation(event.station))
    if event.activity is None and not step.effects and not stopped.effects:
        shown = shown[:1]
    effects = (*step.effects, *told.effects, *stopped.effects, *shown)
    decision = Decision(stopped.snapshot, UpdateAnswer(token), effects)
    return refreshed(stopped.snapshot, event.at, running.connector, decision)


def _seen_first(snapshot: Snapshot, event: TransactionUpdated, answer: UpdateAnswer) -> Decision:
    """A transaction whose start has not come: it runs since now at the latest; its start may still come (F86, F89)."""
    start = TransactionStarted(
        station=event.station,
        at=event.at,
        fresh=event.fresh,
        connector=event.connector or 0,
        token=session.NOBODY if event.stopped else event.token or session.NOBODY,
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
    if begun is None:
        return Decision(decision.snapshot, answer, decision.effects)
    begun = add_flag(begun, UNSEEN)
    step = progress.stopped(with_session(decision.snapshot, begun), begun, event)
    return Decision(step.snapshot, answer, (*decision.effects, *step.effects))


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
        counted = owners.with_token(snapshot, counted, event)
    decision = _perhaps_whole(with_session(snapshot, counted), counted, answer)
    return Decision(decision.snapshot, answer, (*kept, *decision.effects))


def ended(snapshot: Snapshot, event: TransactionEnded) -> Decision:
    """The station's end. While numbered messages are missing the bill waits for them for a while (F86)."""
    known = session_by_ref(snapshot, event.ref) if event.ref is not None else None
    if known is not None and known.end_basis is not EndBasis.REPORTED:
        snapshot = _with_beginning(snapshot, known, event)
    decision = ending.ended(snapshot, event)
    over = session_by_ref(decision.snapshot, event.ref) if event.ref is not None else None
    if over is None:
        return decision
    counted, after = replace(over, seq=with_number(over.seq, event.seq)), decision.snapshot
    if known is None:  # the card that ended it may be any of the same group (E07)
        after, connector = known_connector(after, event.connector or 0)
        counted = replace(counted, token=None, driver=None, connector=connector)
    if known is not None and known.end_basis is EndBasis.REPORTED:
        again = _perhaps_whole(with_session(after, counted), counted, decision.answer)
        return Decision(again.snapshot, again.answer, (*decision.effects, *again.effects))
    effects = decision.effects
    if not _lacks_something(counted):
        counted = _billed(_without_doubts(counted) if _only_waited(known, event) else counted)
    else:
        counted = replace(counted, bill=Bill.WAITING)
        effects = (*effects, *asking.waiting(snapshot, counted, event.at))
    return Decision(with_session(after, counted), decision.answer, effects)


def _with_beginning(snapshot: Snapshot, known: Session, event: TransactionEnded) -> Snapshot:
    """What an end tells of the beginning: the place, and the register where it began, which some tell only then (2.x J02)."""
    if known.live and known.connector is None and event.connector:
        snapshot, connector = known_connector(snapshot, event.connector)
        if open_on(snapshot, connector) is None:
            known = replace(known, connector=connector)
    first = next((row for row in event.readings if row.source is ReadingSource.START), None)
    start = sound(first.register_wh) if first is not None else None
    lacks = known.meter_start_wh is None and not known.meter.banked_wh and UNSEEN not in known.flags
    if start is not None and lacks and known.started_at is not None:
        lasted = ((known.meter.register_at or ending.instant(event)) - known.started_at).total_seconds()
        most = deliverable_wh(session.context_of(snapshot, known, event.at).power_w_max, lasted)
        known = _counted_from(known, start, known.started_at, most)
    return with_session(snapshot, known)


def _only_waited(known: Session | None, event: TransactionEnded) -> bool:
    """Whether nothing can have flowed: it never had a place, nor a register, and waited from its start to its end."""
    if known is None or not known.live or known.energy_phase is not EnergyPhase.IDLE:
        return False
    placed = known.connector is not None or event.connector is not None
    metered = known.meter.base_wh is not None or event.meter_stop_wh is not None or event.readings
    return not placed and not metered


def _without_doubts(known: Session) -> Session:
    flags = tuple(flag for flag in known.flags if flag not in ("no_meter_start", "no_meter_stop"))
    return replace(known, flags=flags)


def _lacks_something(known: Session) -> bool:
    """Messages of its transaction have not come: its start, or some in between."""
    return not is_whole(known.seq) or UNSEEN in known.flags or "orphan" in known.flags


def _billed(known: Session) -> Session:
    """Energy that nobody ever presented a token for is for a person to look at; without a report nothing is final."""
    if known.end_basis is not EndBasis.REPORTED:
        return replace(known, bill=Bill.IN_REVIEW if known.token_refused else Bill.ESTIMATED)
    return ending.billed(known, "no_token" if known.token is None and known.energy_wh > 0 else "")


def _perhaps_whole(snapshot: Snapshot, known: Session, answer: Answer | Refusal) -> Decision:
    """The bill of an ended session that waited for what has come now."""
    if known.bill is not Bill.WAITING or _lacks_something(known):
        return Decision(snapshot, answer, (ShowSession(known.id),))
    after = with_session(snapshot, _billed(known))
    return Decision(after, answer, (*asking.over(known.id), ShowSession(known.id)))


def gap_over(snapshot: Snapshot, event: TimerRang) -> Decision:
    """What was missing has not come: the bill rests on what is known."""
    return _given_up(snapshot, SessionId(event.subject))


def asked(snapshot: Snapshot, event: CallAnswered, about: SessionId) -> Decision:
    """The station said whether there is anything to wait for (E14)."""
    return asking.answered(snapshot, event, about) or _given_up(snapshot, about)


def _given_up(snapshot: Snapshot, about: SessionId) -> Decision:
    gone = asking.over(about)
    known = session_of(snapshot, about)
    if known is None or known.bill is not Bill.WAITING:
        return Decision(snapshot, Noted(), gone)
    billed = _billed(add_flag(known, "" if is_whole(known.seq) else "seq_gap"))
    return Decision(with_session(snapshot, billed), Noted(), (*gone, ShowSession(known.id)))
