"""What must hold after every decision, by name. Checked in production, in rehearsal and nightly.

Every refusal obeys `refused_changes_nothing`: NOT_FOUND, ALREADY_ENDED, STATION_OFFLINE, ACCOUNT_INACTIVE, NO_CARD,
TOKEN_BLOCKED, TOKEN_EXPIRED, CARD_BUSY, CONNECTOR_BUSY, NOT_STARTED, NOT_ACCEPTED.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from chargehand.model.command import CommandKind, CommandState
from chargehand.model.effects import CallStation, KeepReading, SetTimer
from chargehand.model.events import Event, MeterSampled, StopRequested, TransactionEnded, TransactionStarted
from chargehand.model.refusals import Refusal
from chargehand.model.session import Bill, CardHold, EndBasis, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot


class LawBroken(Exception):
    """A defect of ours: the decision must not be kept and its lane is halted."""

    def __init__(self, law: str, detail: str) -> None:
        super().__init__(f"{law}: {detail}")
        self.law = law


Law = Callable[[Snapshot, Event, Decision], str | None]
"""A law says what is wrong, or None."""

ROUNDING_WH = Decimal(1)


def changed_sessions(before: Snapshot, after: Snapshot) -> Iterator[tuple[Session | None, Session]]:
    """Each session that the decision made or changed, with what it was."""
    if before.sessions is after.sessions:
        return
    old = {row.id: row for row in before.sessions}
    for row in after.sessions:
        was = old.get(row.id)
        if was is not row:
            yield was, row


def refused_changes_nothing(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """Who is refused changes nothing and causes no call."""
    if not isinstance(decision.answer, Refusal):
        return None
    same = decision.snapshot == before and not decision.effects
    return None if same else f"{decision.answer} left a trace"


def energy_is_never_negative(before: Snapshot, event: Event, decision: Decision) -> str | None:
    for _, now in changed_sessions(before, decision.snapshot):
        if now.energy_wh < 0:
            return f"{now.id} at {now.energy_wh} Wh"
    return None


def energy_never_falls(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """But for the rounding of a final register to whole Wh."""
    for was, now in changed_sessions(before, decision.snapshot):
        slack = ROUNDING_WH if isinstance(event, TransactionEnded) else Decimal(0)
        if was is not None and now.energy_wh < was.energy_wh - slack:
            return f"{now.id} from {was.energy_wh} to {now.energy_wh} Wh"
    return None


def energy_is_physical(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """No decision adds more than could have flowed since the session's last reading, or until its end since its start (F73).

    Each reading of a message may be off by a second and a little energy; a station's clock and ours may tell the time twice.
    """
    for was, now in changed_sessions(before, decision.snapshot):
        since = (was.meter.received_at or was.started_at) if was is not None else now.started_at
        if was is None or since is None:
            continue
        ends = isinstance(event, TransactionEnded)
        told = len(event.readings) + 1 if isinstance(event, MeterSampled | TransactionEnded) else 1
        began = min(since, was.meter.register_at or since, (was.started_at or since) if ends else since)
        seconds = Decimal(int((event.at - began).total_seconds()) + 2 * told) * min(told, 2)
        most = before.policy.session_power_w_max * seconds * Decimal("1.1") / 3600 + 200 * told
        if now.energy_wh - was.energy_wh > most:
            return f"{now.id} gained {now.energy_wh - was.energy_wh} Wh, at most {most} were possible"
    return None


def ended_stays_ended(before: Snapshot, event: Event, decision: Decision) -> str | None:
    for was, now in changed_sessions(before, decision.snapshot):
        if (
            was is not None
            and was.transaction is Transaction.ENDED
            and now.transaction is not Transaction.ENDED
        ):
            return f"{now.id} came back to life"
    return None


def a_final_bill_stands(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """After a reported end energy, end and bill change no more."""
    for was, now in changed_sessions(before, decision.snapshot):
        if was is None or was.end_basis is not EndBasis.REPORTED:
            continue
        if (was.energy_wh, was.ended_at, was.bill) != (now.energy_wh, now.ended_at, now.bill):
            return f"{now.id} changed after its end"
    return None


def final_needs_a_report(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """A final bill rests on the station's own end, or on there having been no transaction at all."""
    for _, now in changed_sessions(before, decision.snapshot):
        if now.bill is not Bill.FINAL:
            continue
        if now.end_basis is EndBasis.NEVER_STARTED and now.energy_wh == 0 and now.started_at is None:
            continue
        if now.end_basis is not EndBasis.REPORTED or now.token_refused or "orphan" in now.flags:
            return f"{now.id} is final on {now.end_basis}"
    return None


def an_end_frees_the_card(before: Snapshot, event: Event, decision: Decision) -> str | None:
    for _, now in changed_sessions(before, decision.snapshot):
        if now.transaction is Transaction.ENDED and now.card_hold is not CardHold.RELEASED:
            return f"{now.id} holds the card after its end"
    return None


def an_end_stops_the_power(before: Snapshot, event: Event, decision: Decision) -> str | None:
    for _, now in changed_sessions(before, decision.snapshot):
        if now.transaction is Transaction.ENDED and now.meter.power_w is not None:
            return f"{now.id} shows power after its end"
    return None


def one_open_transaction_per_connector(before: Snapshot, event: Event, decision: Decision) -> str | None:
    after = decision.snapshot
    if before.sessions is after.sessions:
        return None
    taken = [
        row.connector
        for row in after.sessions
        if row.transaction is Transaction.OPEN and row.connector is not None
    ]
    return None if len(taken) == len(set(taken)) else f"connectors {taken}"


def a_start_is_one_session(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """The same start, however often it is told, is one session (F35)."""
    if not isinstance(event, TransactionStarted):
        return None
    keys = [row.start_key for row in decision.snapshot.sessions if row.start_key is not None]
    same = [
        row.id
        for row in decision.snapshot.sessions
        if row.live
        and row.token == event.token
        and row.meter_start_wh == event.meter_start_wh
        and row.started_at is not None
        and row.started_at == event.said_at
        and row.connector == event.connector
    ]
    return None if len(keys) == len(set(keys)) and len(same) <= 1 else "one start made two sessions"


def one_open_stop_per_session(before: Snapshot, event: Event, decision: Decision) -> str | None:
    if before.commands is decision.snapshot.commands:
        return None
    asked = [row.session for row in decision.snapshot.commands if row.open and row.kind is CommandKind.STOP]
    return None if len(asked) == len(set(asked)) else f"{len(asked)} stops for {len(set(asked))} sessions"


def a_command_ends_once(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """What is over stays as it ended, and no open command outlives its session."""
    if before.commands is decision.snapshot.commands and before.sessions is decision.snapshot.sessions:
        return None
    old = {row.id: row for row in before.commands}
    ended = {row.id for row in decision.snapshot.sessions if not row.live}
    for row in decision.snapshot.commands:
        was = old.get(row.id)
        if was is not None and not was.open and was != row:
            return f"{row.id} changed after its end"
        if row.open and row.session in ended:
            return f"{row.id} is open, its session is not"
    return None


def a_command_has_a_deadline(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """A command that begins sets the timer that will end it."""
    old = {row.id for row in before.commands}
    timed = {effect.subject for effect in decision.effects if isinstance(effect, SetTimer)}
    for row in decision.snapshot.commands:
        if row.id not in old and row.open and not timed & {row.id, row.session}:
            return f"{row.id} could wait for ever"
    return None


def stopped_implies_evidence(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """A stop is confirmed only by the station's own end of that session. Accepted is not stopped."""
    if before.commands is decision.snapshot.commands:
        return None
    ended = {row.id for row in decision.snapshot.sessions if row.end_basis is EndBasis.REPORTED}
    old = {row.id for row in before.commands if row.state is CommandState.CONFIRMED}
    for row in decision.snapshot.commands:
        told = row.kind is CommandKind.STOP and row.state is CommandState.CONFIRMED and row.id not in old
        if told and row.session not in ended:
            return f"{row.id} is called confirmed without an end"
    return None


def a_stop_is_for_its_owner(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """A driver's request never touches another driver's session (S30)."""
    if not isinstance(event, StopRequested) or event.driver is None or isinstance(decision.answer, Refusal):
        return None
    owners = [row.driver for row in decision.snapshot.sessions if row.id == event.session]
    return None if owners == [event.driver] else "a stranger's stop was taken"


def a_call_names_its_session(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """Calls belong to a command of this station that is still open, and end with it."""
    deadlines = {row.id: row.deadline_at for row in decision.snapshot.commands if row.open}
    for effect in decision.effects:
        if isinstance(effect, CallStation) and not effect.command.startswith("cfg"):
            if effect.command not in deadlines:
                return f"{effect.call_id} has no open command"
            if effect.until > deadlines[effect.command]:
                return f"{effect.call_id} outlives its command"
    return None


def only_this_station(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """No row is touched by another station's event (S12)."""
    here = event.station
    after = decision.snapshot
    rows = after.station.identity == here == before.station.identity
    rows = rows and all(now.station == here for _, now in changed_sessions(before, after))
    rows = rows and (before.commands is after.commands or all(row.station == here for row in after.commands))
    return None if rows else "another station's row was touched"


def numbers_are_never_used_twice(before: Snapshot, event: Event, decision: Decision) -> str | None:
    if before.sessions is decision.snapshot.sessions:
        return None
    numbers = [row.number for row in decision.snapshot.sessions]
    made = [now.number for was, now in changed_sessions(before, decision.snapshot) if was is None]
    wrong = (
        any(number < before.station.next_number for number in made)
        and decision.snapshot.station.next_number > 1
    )
    return "a transaction number came back" if wrong or len(numbers) != len(set(numbers)) else None


def readings_belong_to_a_session(before: Snapshot, event: Event, decision: Decision) -> str | None:
    kept = {effect.session for effect in decision.effects if isinstance(effect, KeepReading)}
    if not kept:
        return None
    return None if kept <= {row.id for row in decision.snapshot.sessions} else "a reading belongs to nobody"


LAWS: tuple[Law, ...] = (
    refused_changes_nothing,
    energy_is_never_negative,
    energy_never_falls,
    energy_is_physical,
    ended_stays_ended,
    a_final_bill_stands,
    final_needs_a_report,
    an_end_frees_the_card,
    an_end_stops_the_power,
    one_open_transaction_per_connector,
    a_start_is_one_session,
    one_open_stop_per_session,
    a_command_ends_once,
    a_command_has_a_deadline,
    stopped_implies_evidence,
    a_stop_is_for_its_owner,
    a_call_names_its_session,
    only_this_station,
    numbers_are_never_used_twice,
    readings_belong_to_a_session,
)


def check(before: Snapshot, event: Event, decision: Decision) -> Decision:
    """`decision` itself, when no law is broken; otherwise LawBroken with the law's name."""
    for law in LAWS:
        wrong = law(before, event, decision)
        if wrong is not None:
            raise LawBroken(law.__name__, wrong)
    return decision
