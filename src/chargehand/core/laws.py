"""What must hold after every decision, by name. Checked in production, in rehearsal and nightly.

Here: sessions, stations. `ledger.laws`: energy. `doubt.laws`: evidence, and what ends a session. `request_laws`: commands, calls, and
who may ask for what. `tariff.laws`: costs. `limits.laws`: limits. `notices.laws`: notices. `pairing.laws`: windows for a tap. Each
refusal guards a law:
NOT_FOUND `a_stop_is_for_its_owner`; ALREADY_ENDED and NOT_STARTED `only_what_runs_is_stopped`; ACCOUNT_INACTIVE that and
`a_start_is_allowed`; NO_CARD, TOKEN_BLOCKED, TOKEN_EXPIRED, CARD_BUSY, CONNECTOR_BUSY, NOT_ACCEPTED `a_start_is_allowed`;
CONNECTOR_BUSY and NOT_ACCEPTED also `nobody_is_cut_off_unasked`; NO_TARIFF `a_limit_can_be_kept`; ZERO_STOPS `a_pause_ends_nothing`;
WINDOW_OPEN, CHARGER_IN_USE, NO_READER `a_window_opens_where_nobody_is`;
STATION_OFFLINE `only_connected_stations_are_called`; and all of them `refused_changes_nothing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from chargehand.core.doubt.laws import (
    a_doubt_has_its_reason,
    a_doubt_is_followed,
    a_final_bill_stands,
    a_timer_rings_once,
    an_end_has_a_basis,
    an_end_is_in_its_time,
    ended_stays_ended,
    evidence_is_as_graded,
    questions_leave_a_trace,
    readings_leave_no_evidence,
    strong_evidence_is_heeded,
    the_ladder_ends,
    what_came_to_nothing_costs_nothing,
    what_changes_is_told,
)
from chargehand.core.ledger.laws import (
    a_connector_knows_what_ended,
    a_gap_is_told_once,
    a_late_end_leaves_the_next_its_own,
    energy_is_accounted_for,
    energy_is_never_negative,
    energy_is_physical,
    energy_never_falls,
    readings_belong_to_a_session,
    what_flows_on_is_stopped_once,
)
from chargehand.core.limits.laws import (
    a_limit_can_be_kept,
    a_session_keeps_its_limits,
    only_what_reached_a_limit_is_stopped_for_it,
)
from chargehand.core.notices.laws import a_notice_is_for_its_driver, an_end_is_told, history_is_no_news
from chargehand.core.operations.laws import (
    a_pause_ends_nothing,
    a_schedule_is_sent_as_promised,
    an_operation_is_over_soon,
    nobody_is_cut_off_unasked,
    reservations_are_kept_as_told,
)
from chargehand.core.pairing.laws import WINDOW_LAWS
from chargehand.core.request_laws import (
    a_call_names_its_session,
    a_command_ends_once,
    a_command_has_a_deadline,
    a_start_is_allowed,
    a_stop_is_for_its_owner,
    answers_move_their_own_command,
    calls_belong_to_an_open_command,
    one_open_stop_per_session,
    only_connected_stations_are_called,
    only_what_runs_is_stopped,
    refused_changes_nothing,
    stopped_implies_evidence,
)
from chargehand.core.tariff.laws import (
    a_cost_follows_its_tariff,
    a_cost_is_never_negative,
    a_session_keeps_its_tariff,
    costs_are_told_in_measure,
    idle_time_is_proved,
)
from chargehand.model.answers import Noted, StartAnswer, StopAnswer, UpdateAnswer
from chargehand.model.effects import (
    CallStation,
    KeepEvidence,
    KeepNotice,
    KeepReading,
    KeepReservation,
    KeepSecurityEvent,
    KeepTap,
    SetTimer,
)
from chargehand.model.events import (
    ChargingNeedsReported,
    Event,
    MeterSampled,
    NotChargingClaimed,
    StartRequested,
    StationConnected,
    StationDisconnected,
    StopRequested,
    TimerRang,
    TransactionEnded,
    TransactionStarted,
    TransactionUpdated,
)
from chargehand.model.session import Bill, CardHold, EndBasis, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot
from chargehand.model.tariff import Money


class LawBroken(Exception):
    """A defect of ours: the decision must not be kept and its lane is halted."""

    def __init__(self, law: str, detail: str) -> None:
        super().__init__(f"{law}: {detail}")
        self.law = law


Law = Callable[[Snapshot, Event, Decision], str | None]
"""A law says what is wrong, or None."""

SessionLaw = Callable[[Snapshot, Event, Session | None, Session], str | None]
"""A law of each session that the decision made or changed: what it was (None: it is new), what it is now."""

POWERED_WH = Decimal(1_500)
"""So much may be the rounding of a register."""


def a_session_keeps_its_beginning(
    before: Snapshot, event: Event, was: Session | None, now: Session
) -> str | None:
    """Whose session it is, its number and its start never change once they are known.

    A start that was overtaken by what followed it (F86) is known when it comes; a session that goes on as another gives
    its transaction's name away, and so does one that is over when a station uses its name again (F90).
    """
    if was is None:
        return None
    unowned = was.token is None and was.driver is None
    if was.number != now.number or (not unowned and (was.driver, was.token) != (now.driver, now.token)):
        return "changed hands"
    told = isinstance(event, TransactionStarted) and event.ref is not None
    began = was.started_at in (None, now.started_at) or (told and _earlier(now, was))
    again = isinstance(event, TransactionStarted) and (now.ref, was.ref) == (None, event.ref) and not was.live
    named = was.ref in (None, now.ref) or now.end_basis is EndBasis.CONTINUED or again
    return None if began and named else "began twice"


def _earlier(now: Session, was: Session) -> bool:
    return now.started_at is not None and was.started_at is not None and now.started_at < was.started_at


def final_needs_a_report(before: Snapshot, event: Event, was: Session | None, now: Session) -> str | None:
    """A final bill rests on the station's own end, or on there having been no transaction at all."""
    if now.bill is not Bill.FINAL:
        return None
    if now.end_basis is EndBasis.NEVER_STARTED:
        return None if now.energy_wh == 0 and now.started_at is None else "is final without an end"
    if now.end_basis is EndBasis.CONTINUED:
        return None if now.energy_wh == 0 else "is final, its energy is another's"
    doubts = now.token_refused or "orphan" in now.flags or "matched_end" in now.flags
    return None if now.end_basis is EndBasis.REPORTED and not doubts else f"is final on {now.end_basis}"


def a_final_bill_covers_its_power(
    before: Snapshot, event: Event, was: Session | None, now: Session
) -> str | None:
    """Nobody's final bill shows less than a fifth of what the told power makes, but for little (F74, F83)."""
    powered_wh = now.meter.powered_ws // 3600
    if now.bill is not Bill.FINAL or powered_wh <= 5 * now.energy_wh + POWERED_WH:
        return None
    return f"bills {now.energy_wh} Wh, power made {powered_wh}"


def an_end_frees_the_card(before: Snapshot, event: Event, was: Session | None, now: Session) -> str | None:
    return None if now.live or now.card_hold is CardHold.RELEASED else "holds the card after its end"


def an_end_stops_the_power(before: Snapshot, event: Event, was: Session | None, now: Session) -> str | None:
    return None if now.live or now.meter.power_w is None else "shows power after its end"


def a_session_is_here(before: Snapshot, event: Event, was: Session | None, now: Session) -> str | None:
    """No session is touched by another station's event (S12)."""
    return None if now.station == event.station == before.station.identity else f"is of {now.station}"


def an_end_ends_what_it_names(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """A report ends one session; if it names one that runs, that one."""
    if not isinstance(event, TransactionEnded):
        return None
    running = {row.id: row for row in before.sessions if row.live}
    ended = [row.id for row in decision.snapshot.sessions if row.id in running and not row.live]
    named = [row.id for row in running.values() if event.ref is not None and row.ref == event.ref]
    return None if len(ended) <= 1 and named in ([], ended) else f"{event.ref} ended {ended}"


def stations_are_never_refused(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """What a station says is taken and answered in kind; an error would make it forget or repeat for ever (F38)."""
    match event:
        case MeterSampled():
            fits = isinstance(decision.answer, Noted)
        case TransactionUpdated():
            fits = isinstance(decision.answer, UpdateAnswer)
        case TransactionStarted():
            fits = isinstance(decision.answer, StartAnswer)
        case TransactionEnded():
            fits = isinstance(decision.answer, StopAnswer)
        case _:
            return None
    return None if fits else f"{type(event).__name__} got {decision.answer}"


def one_open_transaction_per_connector(before: Snapshot, event: Event, decision: Decision) -> str | None:
    after = decision.snapshot
    if before.sessions is after.sessions or len(after.sessions) < 2:
        return None
    taken = [
        row.connector
        for row in after.sessions
        if row.transaction is Transaction.OPEN and row.connector is not None
    ]
    return None if len(taken) == len(set(taken)) else f"connectors {taken}"


def a_start_is_one_session(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """The same start, however often it is told, is one session (F35), and its answer carries that session's number (F50)."""
    if not isinstance(event, TransactionStarted):
        return None
    rows = decision.snapshot.sessions
    keys = [row.start_key for row in rows if row.start_key is not None]
    same = [row.id for row in rows if row.live and _begins(row, event)]
    if len(keys) != len(set(keys)) or len(same) > 1:
        return "one start made two sessions"
    number = decision.answer.number if isinstance(decision.answer, StartAnswer) else 0
    return None if number in {row.number for row in rows} and 0 < number < 2**31 else f"no session {number}"


def _begins(session: Session, event: TransactionStarted) -> bool:
    said = session.started_at is not None and session.started_at == event.said_at
    said = said and event.ref in (None, session.ref)
    here = session.connector == event.connector and session.token == event.token
    return said and here and session.meter_start_wh == event.meter_start_wh


def only_this_station(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """No command is touched by another station's event, and no lane becomes another's (S12)."""
    here, after = event.station, decision.snapshot
    if not after.station.identity == here == before.station.identity:
        return f"the lane of {after.station.identity}"
    if before.commands is after.commands or all(row.station == here for row in after.commands):
        return None
    return "another station's command was touched"


def only_the_newest_connection_closes(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """Each connection has an epoch of its own, and an older one's end closes nothing (F28)."""
    was, now = before.station, decision.snapshot.station
    if isinstance(event, StationConnected):
        return (
            None if now.connected and now.epoch == was.epoch + 1 else f"epoch {now.epoch} after {was.epoch}"
        )
    if was.connected and not now.connected:
        closes = isinstance(event, StationDisconnected) and event.epoch == was.epoch
        return None if closes else f"closed by {type(event).__name__}"
    return None if now.epoch == was.epoch else f"epoch {now.epoch} after {was.epoch}"


def numbers_are_never_used_twice(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """Each new session takes the station's next number, and the count goes on (F41)."""
    if before.sessions is decision.snapshot.sessions:
        return None
    count = before.station.next_number
    known = {row.id for row in before.sessions}
    made = [row.number for row in decision.snapshot.sessions if row.id not in known]
    following = count if not made else count + 1 if count < 2**31 - 1 else 1
    if made not in ([], [count]) or decision.snapshot.station.next_number != following:
        return f"numbers {made}, next {decision.snapshot.station.next_number}"
    return None


SESSION_LAWS: tuple[SessionLaw, ...] = (
    energy_is_never_negative,
    energy_never_falls,
    energy_is_physical,
    a_late_end_leaves_the_next_its_own,
    ended_stays_ended,
    a_final_bill_stands,
    an_end_has_a_basis,
    a_session_keeps_its_beginning,
    final_needs_a_report,
    a_final_bill_covers_its_power,
    an_end_frees_the_card,
    an_end_stops_the_power,
    a_session_is_here,
    a_session_keeps_its_tariff,
    idle_time_is_proved,
    an_end_is_in_its_time,
    a_doubt_has_its_reason,
    strong_evidence_is_heeded,
    the_ladder_ends,
    what_came_to_nothing_costs_nothing,
    a_limit_can_be_kept,
    a_session_keeps_its_limits,
    only_what_reached_a_limit_is_stopped_for_it,
)
LAWS: tuple[Law, ...] = (
    an_end_ends_what_it_names,
    stations_are_never_refused,
    one_open_transaction_per_connector,
    a_start_is_one_session,
    only_this_station,
    only_the_newest_connection_closes,
    numbers_are_never_used_twice,
    readings_belong_to_a_session,
    refused_changes_nothing,
    a_start_is_allowed,
    a_stop_is_for_its_owner,
    only_what_runs_is_stopped,
    one_open_stop_per_session,
    a_command_ends_once,
    a_command_has_a_deadline,
    answers_move_their_own_command,
    stopped_implies_evidence,
    calls_belong_to_an_open_command,
    a_call_names_its_session,
    only_connected_stations_are_called,
    nobody_is_cut_off_unasked,
    an_operation_is_over_soon,
    a_pause_ends_nothing,
    a_schedule_is_sent_as_promised,
    reservations_are_kept_as_told,
    a_cost_is_never_negative,
    a_cost_follows_its_tariff,
    costs_are_told_in_measure,
    evidence_is_as_graded,
    readings_leave_no_evidence,
    what_changes_is_told,
    questions_leave_a_trace,
    a_doubt_is_followed,
    a_timer_rings_once,
    energy_is_accounted_for,
    a_gap_is_told_once,
    an_end_is_told,
    a_notice_is_for_its_driver,
    history_is_no_news,
    *WINDOW_LAWS,
    what_flows_on_is_stopped_once,
    a_connector_knows_what_ended,
)
NAMES = tuple(law.__name__ for law in (*SESSION_LAWS, *LAWS))

_OF_COMMANDS = (
    only_what_runs_is_stopped,
    one_open_stop_per_session,
    a_command_ends_once,
    a_command_has_a_deadline,
    answers_move_their_own_command,
    stopped_implies_evidence,
    nobody_is_cut_off_unasked,
    an_operation_is_over_soon,
)
"""Say nothing where there is no command, neither before nor after."""
_OF_TURNS = (what_changes_is_told, a_doubt_is_followed)
"""Say nothing where all sessions that changed only go on; nor does `an_end_is_told`, if there is no notice either."""
_OF_EVENTS: Mapping[Law, frozenset[type]] = {
    an_end_ends_what_it_names: frozenset({TransactionEnded}),
    stations_are_never_refused: frozenset(
        {MeterSampled, TransactionStarted, TransactionUpdated, TransactionEnded}
    ),
    a_start_is_one_session: frozenset({TransactionStarted}),
    a_start_is_allowed: frozenset({StartRequested}),
    a_stop_is_for_its_owner: frozenset({StopRequested, NotChargingClaimed}),
    a_schedule_is_sent_as_promised: frozenset({ChargingNeedsReported}),
    readings_leave_no_evidence: frozenset({MeterSampled}),
    a_timer_rings_once: frozenset({TimerRang}),
}
"""Say nothing of any other event."""
_OF_EFFECTS: Mapping[Law, frozenset[type]] = {
    readings_belong_to_a_session: frozenset({KeepReading}),
    reservations_are_kept_as_told: frozenset({KeepReservation}),
    calls_belong_to_an_open_command: frozenset({CallStation}),
    a_call_names_its_session: frozenset({CallStation}),
    only_connected_stations_are_called: frozenset({CallStation}),
    a_pause_ends_nothing: frozenset({CallStation}),
    questions_leave_a_trace: frozenset({CallStation}),
    a_cost_is_never_negative: frozenset({CallStation, Money}),
    a_cost_follows_its_tariff: frozenset({CallStation, Money}),
    costs_are_told_in_measure: frozenset({CallStation, Money}),
    what_flows_on_is_stopped_once: frozenset({CallStation, KeepSecurityEvent}),
    evidence_is_as_graded: frozenset({KeepEvidence}),
    a_notice_is_for_its_driver: frozenset({KeepNotice}),
    history_is_no_news: frozenset({KeepNotice}),
    readings_leave_no_evidence: frozenset({KeepEvidence, SetTimer}),
}
"""Say nothing where none of these is wanted, or told with the answer."""
_OF_BREAKS: tuple[SessionLaw, ...] = (
    a_late_end_leaves_the_next_its_own,
    ended_stays_ended,
    a_final_bill_stands,
    an_end_has_a_basis,
    final_needs_a_report,
    a_final_bill_covers_its_power,
    an_end_frees_the_card,
    an_end_stops_the_power,
    an_end_is_in_its_time,
    a_doubt_has_its_reason,
    strong_evidence_is_heeded,
    the_ladder_ends,
    what_came_to_nothing_costs_nothing,
    a_limit_can_be_kept,
)
"""Say nothing of a session that only goes on."""
_OF_ALL_SESSIONS = tuple(law for law in SESSION_LAWS if law not in _OF_BREAKS)


@lru_cache(maxsize=4096)
def _laws_of(
    event: type[Event], wanted: frozenset[type], commands: bool, turns: bool, windows: bool
) -> tuple[Law, ...]:
    silent: set[Law] = {*(() if commands else _OF_COMMANDS), *(() if turns else _OF_TURNS)}
    silent |= set(() if turns or KeepNotice in wanted else (an_end_is_told,))
    silent |= set(() if windows or KeepTap in wanted else WINDOW_LAWS)
    silent |= {law for law, kinds in _OF_EVENTS.items() if event not in kinds}
    silent |= {law for law, kinds in _OF_EFFECTS.items() if not kinds & wanted}
    return tuple(law for law in LAWS if law not in silent)


def laws_for(before: Snapshot, event: Event, decision: Decision, turns: bool) -> tuple[Law, ...]:
    """The laws that can say something of such a decision: most are readings, of which nearly all laws say nothing.

    `turns`: some session that it made or changed does not only go on.
    """
    after = decision.snapshot
    told: Sequence[object] = decision.effects
    if isinstance(decision.answer, UpdateAnswer | StopAnswer) and decision.answer.cost is not None:
        told = (*told, decision.answer.cost)
    commands = bool(before.commands or after.commands)
    windows = before.station.pairing is not None or after.station.pairing is not None
    return _laws_of(type(event), frozenset(map(type, told)), commands, turns, windows)


def only_goes_on(was: Session | None, now: Session) -> bool:
    """Whether it was open and is, keeps its card or its freedom, and nothing speaks of an end or a doubt."""
    return (
        was is not None
        and was.transaction is now.transaction is Transaction.OPEN
        and was.card_hold is now.card_hold
        and was.doubted_at is None
        and now.bill is Bill.RUNNING
        and now.end_basis is now.ended_at is now.doubted_at is now.close_at is now.probe_at is None
        and not (now.doubt or now.end_signal or now.probes)
    )


def changed_sessions(before: Snapshot, after: Snapshot) -> Sequence[tuple[Session | None, Session]]:
    """Each session that the decision made or changed, with what it was."""
    if before.sessions is after.sessions:
        return ()
    old = {row.id: row for row in before.sessions}
    return [(was, now) for now in after.sessions if (was := old.get(now.id)) is not now]


def broken(before: Snapshot, event: Event, decision: Decision) -> Iterator[tuple[str, str]]:
    """The name of each law that does not hold, and what is wrong."""
    turns = False
    for was, now in changed_sessions(before, decision.snapshot):
        goes_on = only_goes_on(was, now)
        turns = turns or not goes_on
        for session_law in _OF_ALL_SESSIONS if goes_on else SESSION_LAWS:
            wrong = session_law(before, event, was, now)
            if wrong is not None:
                yield session_law.__name__, f"{now.id} {wrong}"
    for law in laws_for(before, event, decision, turns):
        wrong = law(before, event, decision)
        if wrong is not None:
            yield law.__name__, wrong


def check(before: Snapshot, event: Event, decision: Decision) -> Decision:
    """`decision` itself, when no law is broken; otherwise LawBroken with the first law's name."""
    for law, wrong in broken(before, event, decision):
        raise LawBroken(law, wrong)
    return decision
