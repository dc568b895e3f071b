"""Bugs in commands: who may ask, how often the station is called, and when a command is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from chargehand.core.keeping import command_of, session_of, with_command, with_session
from chargehand.core.remote_control import Step, finish
from chargehand.model.answers import Noted
from chargehand.model.calls import CallOutcome, StartTransaction, StopTransaction
from chargehand.model.command import CommandKind, CommandState
from chargehand.model.effects import CallStation, DropTimer, Effect, SetTimer, ShowStation
from chargehand.model.events import CallAnswered, StopRequested, TimerRang
from chargehand.model.identity import StationId
from chargehand.model.quirks import PLAIN
from chargehand.model.refusals import Refusal
from chargehand.model.session import CardHold, Transaction
from chargehand.model.snapshot import Decision, Snapshot
from tests.sabotage.planting import CORE, Bug, Decide, always


def effects_as(mend: Callable[[Effect], Effect | None]) -> Callable[[Decide], Decide]:
    """Every effect comes out as `mend` has it, or not at all."""

    def wrap(decide: Decide) -> Decide:
        def wrong(snapshot: Snapshot, event: Any) -> Decision:
            decision = decide(snapshot, event)
            mended = [mend(effect) for effect in decision.effects]
            return replace(decision, effects=tuple(effect for effect in mended if effect is not None))

        return wrong

    return wrap


def refusals_show(decide: Decide) -> Decide:
    def wrong(snapshot: Snapshot, event: Any) -> Decision:
        decision = decide(snapshot, event)
        if isinstance(decision.answer, Refusal):
            return replace(decision, effects=(ShowStation(event.station),))
        return decision

    return wrong


def refusals_keep(decide: Decide) -> Decide:
    """The session is touched before it is looked whose it is."""

    def wrong(snapshot: Snapshot, event: Any) -> Decision:
        decision = decide(snapshot, event)
        row = session_of(snapshot, event.session) if isinstance(event, StopRequested) else None
        if row is None or decision.answer is not Refusal.NOT_FOUND:
            return decision
        return replace(decision, snapshot=with_session(snapshot, replace(row, flags=("asked",))))

    return wrong


def promises_only(needs: Callable[..., Decision]) -> Callable[..., Decision]:
    return lambda snapshot, event: Decision(snapshot, needs(snapshot, event).answer)


def anybody_stops(stop: Callable[..., Decision]) -> Callable[..., Decision]:
    return lambda snapshot, event: stop(snapshot, replace(event, driver=None))


def anybody_claims(claim: Callable[..., Decision]) -> Callable[..., Decision]:
    def wrong(snapshot: Snapshot, event: Any) -> Decision:
        row = session_of(snapshot, event.session)
        return claim(
            snapshot, event if row is None or row.driver is None else replace(event, driver=row.driver)
        )

    return wrong


def offline_is_asked(decide: Decide) -> Decide:
    """Whether the station is there is not looked at."""

    def wrong(snapshot: Snapshot, event: Any) -> Decision:
        if not isinstance(event, StopRequested) or snapshot.station.connected:
            return decide(snapshot, event)
        there = replace(snapshot, station=replace(snapshot.station, connected=True))
        decision = decide(there, event)
        if isinstance(decision.answer, Refusal):
            return replace(decision, snapshot=snapshot)
        return replace(decision, snapshot=replace(decision.snapshot, station=snapshot.station))

    return wrong


def late_answers_count(answered: Callable[..., Decision]) -> Callable[..., Decision]:
    def wrong(snapshot: Snapshot, event: CallAnswered) -> Decision:
        command = command_of(snapshot, event.command)
        if command is None or command.open or event.outcome is not CallOutcome.ACCEPTED:
            return answered(snapshot, event)
        revived = replace(command, state=CommandState.ACCEPTED, ended_at=None)
        return Decision(with_command(snapshot, revived), Noted())

    return wrong


def accepted_is_stopped(answered: Callable[..., Decision]) -> Callable[..., Decision]:
    """Accepted is not stopped."""

    def wrong(snapshot: Snapshot, event: CallAnswered) -> Decision:
        command = command_of(snapshot, event.command)
        stops = command is not None and command.open and command.kind is CommandKind.STOP
        if command is None or not stops or event.outcome is not CallOutcome.ACCEPTED:
            return answered(snapshot, event)
        step = finish(snapshot, command, CommandState.CONFIRMED, "", event.at)
        return Decision(step.snapshot, Noted(), step.effects)

    return wrong


def accepted_ends(answered: Callable[..., Decision]) -> Callable[..., Decision]:
    """An accepted stop ends the session at once."""

    def wrong(snapshot: Snapshot, event: CallAnswered) -> Decision:
        decision = answered(snapshot, event)
        command = command_of(decision.snapshot, event.command)
        row = session_of(snapshot, command.session) if command is not None and command.session else None
        if (
            row is None
            or row.transaction is not Transaction.OPEN
            or event.outcome is not CallOutcome.ACCEPTED
        ):
            return decision
        over = replace(row, transaction=Transaction.ENDED, ended_at=event.at, card_hold=CardHold.RELEASED)
        return replace(decision, snapshot=with_session(decision.snapshot, over))

    return wrong


def answers_count_for_all(answered: Callable[..., Decision]) -> Callable[..., Decision]:
    def wrong(snapshot: Snapshot, event: CallAnswered) -> Decision:
        decision = answered(snapshot, event)
        for row in decision.snapshot.commands:
            if row.open and row.id != event.command:
                after = with_command(decision.snapshot, replace(row, state=CommandState.ACCEPTED))
                decision = replace(decision, snapshot=after)
        return decision

    return wrong


def any_timer_ends_any(rang: Callable[..., Decision]) -> Callable[..., Decision]:
    def wrong(snapshot: Snapshot, event: TimerRang) -> Decision:
        decision = rang(snapshot, event)
        for row in decision.snapshot.commands:
            if row.open:
                after, more = finish(decision.snapshot, row, CommandState.UNANSWERED, "no_answer", event.at)
                decision = Decision(after, decision.answer, (*decision.effects, *more))
        return decision

    return wrong


def start_is_said_again(resend: Callable[..., Decision]) -> Callable[..., Decision]:
    """What is repeated blindly may start twice (F58)."""

    def wrong(snapshot: Snapshot, command: Any, event: TimerRang, gone: tuple[Effect, ...]) -> Decision:
        decision = resend(snapshot, command, event, gone)
        row = session_of(snapshot, command.session) if command.session is not None else None
        if row is None or row.token is None:
            return decision
        call = StartTransaction(row.token, row.connector)
        again = CallStation(command.id, f"{command.id}.start", call, command.deadline_at)
        return replace(decision, effects=(*decision.effects, again))

    return wrong


def stops_the_oldest(stop: Callable[..., Decision]) -> Callable[..., Decision]:
    """The id is looked up at the station instead of at the session."""

    def wrong(snapshot: Snapshot, event: StopRequested) -> Decision:
        decision = stop(snapshot, event)
        refs = [row.ref for row in snapshot.sessions if row.ref is not None]
        effects = tuple(
            replace(effect, call=StopTransaction(refs[0])) if isinstance(effect, CallStation) else effect
            for effect in decision.effects
        )
        return replace(decision, effects=effects)

    return wrong


def answers_are_believed(learned: Callable[..., Decision]) -> Callable[..., Decision]:
    """What was asked for is taken for what was agreed to."""
    return lambda event, decision: learned(replace(event, outcome=CallOutcome.ACCEPTED), decision)


def of_another_station(command: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args, **named: replace(command(*args, **named), station=StationId("X"))


def forgetful_due(_: object) -> Callable[..., Decision]:
    return lambda snapshot, _event, gone: Decision(snapshot, Noted(), gone)


def none_pending(_: object) -> Callable[..., None]:
    return lambda *_: None


def without_timers(kind: str) -> Callable[[Effect], Effect | None]:
    return lambda effect: None if isinstance(effect, SetTimer) and effect.kind == kind else effect


def later_deadline(effect: Effect) -> Effect:
    if isinstance(effect, CallStation):
        return replace(effect, until=effect.until + timedelta(hours=1))
    return effect


def later_timer(effect: Effect) -> Effect:
    if isinstance(effect, SetTimer) and effect.kind == "deadline":
        return replace(effect, due_at=effect.due_at + timedelta(minutes=10))
    return effect


def keeps_timers(effect: Effect) -> Effect | None:
    return None if isinstance(effect, DropTimer) else effect


def rings_on(decide: Decide) -> Decide:
    """What rang rings again a moment later, for ever."""

    def wrong(snapshot: Snapshot, event: Any) -> Decision:
        decision = decide(snapshot, event)
        if not isinstance(event, TimerRang):
            return decision
        soon = SetTimer(event.kind, event.subject, event.at + timedelta(milliseconds=1))
        return replace(decision, effects=(*decision.effects, soon))

    return wrong


REQUEST_BUGS = (
    Bug("a refusal wakes the page", ("refused_changes_nothing",), CORE, refusals_show),
    Bug("a refusal leaves a mark", ("refused_changes_nothing",), CORE, refusals_keep),
    Bug("a stranger may stop", ("a_stop_is_for_its_owner",), ("requests.stop",), anybody_stops),
    Bug("a stranger may claim", ("a_stop_is_for_its_owner",), ("requests.claim",), anybody_claims),
    Bug("any card may start", ("a_start_is_allowed",), ("requests._may_not_start",), always(None)),
    Bug("a busy connector may start", ("a_start_is_allowed",), ("requests._busy",), always(False)),
    Bug("a busy card may start", ("a_start_is_allowed",), ("requests._holds",), always(False)),
    Bug(
        "what ended may be stopped", ("only_what_runs_is_stopped",), ("requests._may_not_stop",), always(None)
    ),
    Bug("a double tap calls twice", ("one_open_stop_per_session",), ("requests.open_command",), none_pending),
    Bug("an offline station is asked", ("only_connected_stations_are_called",), CORE, offline_is_asked),
    Bug("a late answer revives", ("a_command_ends_once",), ("remote_control.answered",), late_answers_count),
    Bug(
        "an end forgets the stop",
        ("a_command_ends_once",),
        ("ending.confirmed_stop",),
        lambda _: lambda snapshot, *_a: Step(snapshot),
    ),
    Bug(
        "accepted is taken for stopped",
        ("stopped_implies_evidence",),
        ("remote_control.answered",),
        accepted_is_stopped,
    ),
    Bug(
        "accepted ends the session",
        ("an_end_has_a_basis", "a_command_ends_once"),
        ("remote_control.answered",),
        accepted_ends,
    ),
    Bug(
        "an answer counts for all",
        ("answers_move_their_own_command",),
        ("remote_control.answered",),
        answers_count_for_all,
    ),
    Bug(
        "any timer ends any command",
        ("a_command_has_a_deadline",),
        ("remote_control.rang",),
        any_timer_ends_any,
    ),
    Bug(
        "a stop has no deadline", ("a_command_has_a_deadline",), CORE, effects_as(without_timers("deadline"))
    ),
    Bug("a start has no deadline", ("a_command_has_a_deadline",), CORE, effects_as(without_timers("start"))),
    Bug("the timer is later than the deadline", ("a_command_has_a_deadline",), CORE, effects_as(later_timer)),
    Bug(
        "a start's timer does nothing",
        ("nothing_waits_for_ever",),
        ("remote_control._start_due",),
        forgetful_due,
    ),
    Bug("timers are never taken away", ("a_timer_rings_once",), CORE, effects_as(keeps_timers)),
    Bug("timers ring on and on", ("stories_end",), CORE, rings_on),
    Bug(
        "calls outlive their command", ("calls_belong_to_an_open_command",), CORE, effects_as(later_deadline)
    ),
    Bug(
        "a stop names another session's id",
        ("a_call_names_its_session",),
        ("requests.stop",),
        stops_the_oldest,
    ),
    Bug(
        "a start is said again",
        ("a_call_names_its_session",),
        ("remote_control._resend",),
        start_is_said_again,
    ),
    Bug(
        "a stop is said again and again",
        ("calls_are_made_once",),
        ("remote_control.CALLS_WITH_RESEND",),
        lambda _: 99,
    ),
    Bug(
        "a running session is cut off",
        ("nobody_is_cut_off_unasked",),
        ("operations.asked._cuts_off",),
        always(False),
    ),
    Bug(
        "an operation waits as long as somebody likes",
        ("an_operation_is_over_soon",),
        ("operations.asked.patience_s",),
        lambda _: lambda wanted_s: wanted_s,
    ),
    Bug(
        "an operation waits for more than its answer",
        ("an_operation_is_over_soon",),
        ("remote_control.OPERATIONS",),
        lambda _: frozenset(),
    ),
    Bug(
        "a schedule is promised and never sent",
        ("a_schedule_is_sent_as_promised",),
        ("operations.smart_charging.needs",),
        promises_only,
    ),
    Bug(
        "a schedule gives more than there is",
        ("a_schedule_is_sent_as_promised",),
        ("operations.smart_charging._power_w",),
        always(1_000_000),
    ),
    Bug(
        "a pause is sent to whom it is an end",
        ("a_pause_ends_nothing",),
        ("operations.asked.ways_of",),
        always(PLAIN),
    ),
    Bug(
        "a refused reservation is kept",
        ("reservations_are_kept_as_told",),
        ("operations.kept.learned",),
        answers_are_believed,
    ),
    Bug("a command is another station's", ("only_this_station",), ("requests._command",), of_another_station),
)
