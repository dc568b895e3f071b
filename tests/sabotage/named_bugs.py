"""Bugs in transactions that stations name and number (OCPP 2.x)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from chargehand.core.keeping import open_command, session_by_ref, with_session
from chargehand.core.remote_control import Step
from chargehand.model.answers import Noted, UpdateAnswer
from chargehand.model.command import CommandKind
from chargehand.model.effects import DropTimer, Effect, SetTimer
from chargehand.model.events import TransactionEnded, TransactionStarted, TransactionUpdated
from chargehand.model.identity import TokenUid
from chargehand.model.refusals import Refusal
from chargehand.model.session import Bill, EndBasis, EnergyPhase, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot
from tests.sabotage.planting import Bug, always

Runs = tuple[int, ...]
Told = TransactionStarted | TransactionUpdated
MODULE = "named.transactions"
PROGRESS = "named.progress"
OWNERS = "named.owners"


def second_token_takes_over(with_token: Callable[..., Session]) -> Callable[..., Session]:
    def wrong(snapshot: Snapshot, running: Session, event: Told) -> Session:
        return with_token(snapshot, replace(running, token=None) if event.token else running, event)

    return wrong


def who_stops_it_owns_it(with_token: Callable[..., Session]) -> Callable[..., Session]:
    def wrong(snapshot: Snapshot, running: Session, event: Told) -> Session:
        if isinstance(event, TransactionUpdated):
            event = replace(event, stopped="")
        return with_token(snapshot, running, event)

    return wrong


def all_cards_are_good(with_token: Callable[..., Session]) -> Callable[..., Session]:
    """A card that comes with an update is not looked at."""

    def wrong(snapshot: Snapshot, running: Session, event: Told) -> Session:
        return replace(with_token(snapshot, running, event), token_refused=running.token_refused)

    return wrong


def whole_from_first_to_last(with_number: Callable[..., Runs]) -> Callable[..., Runs]:
    """Merging forgets what is missing in between."""

    def wrong(runs: Runs, number: int | None) -> Runs:
        merged = with_number(runs, number)
        return (merged[0], merged[-1]) if merged else merged

    return wrong


def beyond_what_could_flow(counted_from: Callable[..., Session]) -> Callable[..., Session]:
    def wrong(begun: Session, start: Decimal, said: object, _most_wh: Decimal) -> Session:
        return counted_from(begun, start, said, Decimal(10**12))

    return wrong


def late_start_is_only_ticked_off(with_start: Callable[..., Session]) -> Callable[..., Session]:
    def wrong(snapshot: Snapshot, known: Session, event: TransactionStarted) -> Session:
        begun = with_start(snapshot, known, event)
        return replace(begun, meter=known.meter, started_at=known.started_at or begun.started_at)

    return wrong


def any_register_is_the_first(first: Callable[..., Session]) -> Callable[..., Session]:
    """The first register that comes is the start's, whatever had flowed before."""

    def wrong(running: Session, event: Told) -> Session:
        waiting = replace(running, energy_phase=EnergyPhase.IDLE, seq=(0, 1), stopped_at=None)
        taken = first(waiting, replace(event, activity=None))
        return replace(running, meter=taken.meter, meter_start_wh=taken.meter_start_wh, flags=taken.flags)

    return wrong


def unknown_update(answer: Any) -> Callable[[object], Callable[..., Decision]]:
    return lambda _: lambda snapshot, *_rest: Decision(snapshot, answer)


def late_update_revives(after_its_end: Callable[..., Decision]) -> Callable[..., Decision]:
    def wrong(snapshot: Snapshot, known: Session, event: TransactionUpdated, answer: Any) -> Decision:
        if event.activity is None:
            return after_its_end(snapshot, known, event, answer)
        row = replace(known, transaction=Transaction.OPEN, ended_at=None, end_basis=None, bill=Bill.RUNNING)
        return Decision(with_session(snapshot, row), answer)

    return wrong


def any_news_is_a_stop(stopped: Callable[..., Step]) -> Callable[..., Step]:
    """Whatever comes while a stop is under way confirms it."""

    def wrong(snapshot: Snapshot, running: Session, event: TransactionUpdated) -> Step:
        if open_command(snapshot, CommandKind.STOP, running.id) is None:
            return stopped(snapshot, running, event)
        quiet = replace(running, energy_phase=EnergyPhase.IDLE)
        return stopped(snapshot, quiet, replace(event, stopped="RemoteStop"))

    return wrong


def stopped_for_good(stopped: Callable[..., Step]) -> Callable[..., Step]:
    """Charging that begins again is not seen."""

    def wrong(snapshot: Snapshot, running: Session, event: TransactionUpdated) -> Step:
        return Step(snapshot) if running.stopped_at is not None else stopped(snapshot, running, event)

    return wrong


def without_gap(effect: Effect) -> bool:
    return not (isinstance(effect, SetTimer) and effect.kind == "gap")


def nobody_looks_again(ended: Callable[..., Decision]) -> Callable[..., Decision]:
    """The bill waits, and no timer is set."""

    def wrong(snapshot: Snapshot, event: TransactionEnded) -> Decision:
        decision = ended(snapshot, event)
        return replace(decision, effects=tuple(filter(without_gap, decision.effects)))

    return wrong


def gap_is_forgotten(_: object) -> Callable[..., Decision]:
    return lambda snapshot, event: Decision(snapshot, Noted(), (DropTimer(event.kind, event.subject),))


def correction_is_final(ended: Callable[..., Decision]) -> Callable[..., Decision]:
    """What had been concluded is billed as soon as it is reported, whatever is missing."""

    def wrong(snapshot: Snapshot, event: TransactionEnded) -> Decision:
        decision = ended(snapshot, event)
        was = session_by_ref(snapshot, event.ref or "")
        now = session_by_ref(decision.snapshot, event.ref or "")
        if was is None or was.live or now is None or now.bill is not Bill.WAITING:
            return decision
        if was.end_basis is EndBasis.REPORTED or now.token is None or now.token_refused:
            return decision
        return replace(decision, snapshot=with_session(decision.snapshot, replace(now, bill=Bill.FINAL)))

    return wrong


def goes_on_twice(taken_over: Callable[..., Any]) -> Callable[..., Any]:
    """What ran for nobody goes on as it was, too."""

    def wrong(snapshot: Snapshot, running: Session, event: Told) -> Any:
        step, taken = taken_over(snapshot, running, event)
        if taken.id == running.id:
            return step, taken
        return step._replace(snapshot=with_session(step.snapshot, replace(running, ref=None))), taken

    return wrong


def name_is_kept(taken_over: Callable[..., Any]) -> Callable[..., Any]:
    def wrong(snapshot: Snapshot, running: Session, event: Told) -> Any:
        step, taken = taken_over(snapshot, running, event)
        left = next((row for row in step.snapshot.sessions if row.id == running.id), running)
        if taken.id == running.id:
            return step, taken
        return step._replace(snapshot=with_session(step.snapshot, replace(left, ref=running.ref))), taken

    return wrong


def counted_twice(taken_over: Callable[..., Any]) -> Callable[..., Any]:
    """The session that goes on counts the energy of the one that it was, and its own."""

    def wrong(snapshot: Snapshot, running: Session, event: Told) -> Any:
        step, taken = taken_over(snapshot, running, event)
        register = taken.meter.register_wh
        if taken.id == running.id or register is None:
            return step, taken
        return step, replace(taken, meter=replace(taken.meter, banked_wh=Decimal(register)))

    return wrong


def nobodys_is_billed(billed: Callable[[Session], Session]) -> Callable[[Session], Session]:
    def wrong(known: Session) -> Session:
        return replace(billed(replace(known, token=known.token or TokenUid("-"))), token=known.token)

    return wrong


NAMED_BUGS = (
    Bug(
        "a second card takes the session over",
        ("a_session_keeps_its_beginning",),
        (f"{OWNERS}.with_token",),
        second_token_takes_over,
    ),
    Bug(
        "who stops a session owns it",
        ("a_session_is_its_drivers",),
        (f"{OWNERS}.with_token",),
        who_stops_it_owns_it,
        first=2085,
    ),
    Bug(
        "a card in an update is not looked at",
        ("a_final_bill_is_right",),
        (f"{OWNERS}.with_token",),
        all_cards_are_good,
    ),
    Bug(
        "what is missing is not waited for",
        ("a_final_bill_has_all",),
        (f"{MODULE}._lacks_something",),
        always(False),
    ),
    Bug(
        "merged numbers lose what is missing",
        ("a_final_bill_has_all",),
        (f"{MODULE}.with_number", f"{PROGRESS}.with_number"),
        whole_from_first_to_last,
    ),
    Bug(
        "a correction is final whatever is missing",
        ("a_final_bill_has_all",),
        (f"{MODULE}.ended",),
        correction_is_final,
    ),
    Bug(
        "nobody looks at the gap again", ("nothing_waits_for_ever",), (f"{MODULE}.ended",), nobody_looks_again
    ),
    Bug(
        "the gap's timer does nothing", ("nothing_waits_for_ever",), (f"{MODULE}.gap_over",), gap_is_forgotten
    ),
    Bug(
        "nobody looks whether a car came, nor heeds what its station says",
        ("nothing_waits_for_ever",),
        (f"{OWNERS}.awaited", "evidence.signals._by_probe"),
        always(()),
        first=445,
    ),
    Bug(
        "a late start is not taken in",
        ("told_whole_is_exact",),
        (f"{MODULE}._with_start",),
        late_start_is_only_ticked_off,
    ),
    Bug(
        "a late start is billed beyond what could flow",
        ("energy_is_physical",),
        (f"{MODULE}._counted_from",),
        beyond_what_could_flow,
        first=380,
    ),
    Bug(
        "any register is where it began",
        ("a_final_bill_is_right",),
        (f"{PROGRESS}._from_its_first_register",),
        any_register_is_the_first,
    ),
    Bug(
        "an update of something unknown is dropped",
        ("one_start_one_session",),
        (f"{MODULE}._seen_first",),
        unknown_update(UpdateAnswer()),
    ),
    Bug(
        "an update of something unknown is refused",
        ("stations_are_never_refused",),
        (f"{MODULE}._seen_first",),
        unknown_update(Refusal.NOT_FOUND),
    ),
    Bug(
        "an update revives what has ended",
        ("ended_stays_ended",),
        (f"{MODULE}._after_its_end",),
        late_update_revives,
    ),
    Bug(
        "history supersedes what runs",
        ("an_end_is_true",),
        (f"{PROGRESS}.place",),
        lambda _: lambda _snapshot, connector, _said: connector or 0,
    ),
    Bug(
        "a stranger's car fulfils a start",
        ("a_session_is_its_drivers",),
        ("session.WAITING",),
        lambda _: (),
    ),
    Bug(
        "nothing goes on as what was asked for",
        ("a_start_is_told_done",),
        (f"{OWNERS}._asked_for",),
        always(None),
    ),
    Bug(
        "what goes on as another runs on",
        ("one_open_transaction_per_connector",),
        (f"{OWNERS}.taken_over",),
        goes_on_twice,
    ),
    Bug("a name is given away and kept", ("the_tables_hold",), (f"{OWNERS}.taken_over",), name_is_kept),
    Bug(
        "what goes on is counted twice",
        ("energy_is_physical",),
        (f"{OWNERS}.taken_over",),
        counted_twice,
    ),
    Bug("any news confirms a stop", ("a_stop_is_true",), (f"{PROGRESS}.stopped",), any_news_is_a_stop),
    Bug(
        "stopped is stopped for good",
        ("what_is_shown_is_true",),
        (f"{PROGRESS}.stopped",),
        stopped_for_good,
    ),
    Bug(
        "what was overtaken is news",
        ("what_is_shown_is_true",),
        (f"{PROGRESS}._overtaken",),
        always(False),
        first=780,
    ),
    Bug(
        "energy that is nobody's is billed",
        ("a_final_bill_is_right",),
        (f"{MODULE}._billed",),
        nobodys_is_billed,
    ),
)
