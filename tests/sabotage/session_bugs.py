"""Bugs in sessions and stations."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from chargehand.core.keeping import open_on, session_by_ref, with_session, with_station
from chargehand.core.session import end
from chargehand.model.answers import AuthorizeAnswer, Noted, StartAnswer, StopAnswer
from chargehand.model.events import (
    ConnectorStatusReported,
    MeterSampled,
    StationDisconnected,
    TransactionEnded,
    TransactionStarted,
)
from chargehand.model.identity import StationId
from chargehand.model.reading import Meter
from chargehand.model.refusals import Refusal
from chargehand.model.session import Bill, CardHold, EndBasis, Session, Transaction
from chargehand.model.snapshot import Decision, Needs, Snapshot
from chargehand.model.station import ConnectorStatus
from chargehand.model.token import TokenStatus
from tests.sabotage.planting import CORE, Bug, Decide, always, each_changed, ended_ones


def late_ones_revive(_: object) -> Callable[..., Decision]:
    def wrong(snapshot: Snapshot, session: Session, _event: MeterSampled) -> Decision:
        row = replace(session, transaction=Transaction.OPEN, ended_at=None, end_basis=None, bill=Bill.RUNNING)
        return Decision(with_session(snapshot, row), Noted())

    return wrong


def second_end_bills(ended: Callable[..., Decision]) -> Callable[..., Decision]:
    def wrong(snapshot: Snapshot, event: TransactionEnded) -> Decision:
        decision = ended(snapshot, event)
        named = session_by_ref(snapshot, event.ref) if event.ref is not None else None
        if decision.effects or named is None:
            return decision
        return replace(decision, snapshot=with_session(snapshot, replace(named, bill=Bill.CORRECTED)))

    return wrong


def unknown_end_is_refused(ended: Callable[..., Decision]) -> Callable[..., Decision]:
    """As an error it would be told again for ever."""

    def wrong(snapshot: Snapshot, event: TransactionEnded) -> Decision:
        known = event.ref is not None and session_by_ref(snapshot, event.ref) is not None
        return ended(snapshot, event) if known else Decision(snapshot, Refusal.NOT_FOUND)

    return wrong


def end_ends_all(ended: Callable[..., Decision]) -> Callable[..., Decision]:
    """It is applied to any active one."""

    def wrong(snapshot: Snapshot, event: TransactionEnded) -> Decision:
        decision = ended(snapshot, event)
        over = {
            "transaction": Transaction.ENDED,
            "ended_at": event.at,
            "end_received_at": event.at,
            "end_basis": EndBasis.REPORTED,
            "card_hold": CardHold.RELEASED,
            "bill": Bill.ESTIMATED,
        }
        rows = tuple(
            replace(row, **over, meter=replace(row.meter, power_w=None))
            if row.transaction is Transaction.OPEN
            else row
            for row in decision.snapshot.sessions
        )
        return replace(decision, snapshot=replace(decision.snapshot, sessions=rows))

    return wrong


def free_connector_ends(reported: Callable[..., Decision]) -> Callable[..., Decision]:
    """The connector is free, so the session is over, and its bill with it."""

    def wrong(snapshot: Snapshot, event: ConnectorStatusReported) -> Decision:
        decision = reported(snapshot, event)
        row = open_on(decision.snapshot, event.connector)
        if row is None or event.status is not ConnectorStatus.AVAILABLE:
            return decision
        over = replace(
            row,
            transaction=Transaction.ENDED,
            ended_at=event.at,
            end_basis=EndBasis.INFERRED,
            bill=Bill.ESTIMATED,
            card_hold=CardHold.RELEASED,
            meter=replace(row.meter, power_w=None),
        )
        return replace(decision, snapshot=with_session(decision.snapshot, over))

    return wrong


def gone_is_over(disconnected: Callable[..., Decision]) -> Callable[..., Decision]:
    """A socket that is closed proves nothing."""

    def wrong(snapshot: Snapshot, event: StationDisconnected) -> Decision:
        decision = disconnected(snapshot, event)
        after = decision.snapshot
        for row in after.sessions:
            if row.transaction is Transaction.OPEN and not after.station.connected:
                over = end(row, EndBasis.INFERRED, event.at, event.at)
                after = with_session(after, replace(over, bill=Bill.ESTIMATED))
        return replace(decision, snapshot=after)

    return wrong


def concluded_is_final(doubted: Callable[..., Decision]) -> Callable[..., Decision]:
    return each_changed(ended_ones(bill=Bill.FINAL))(doubted)


def repeat_begins_again(started: Callable[..., Decision]) -> Callable[..., Decision]:
    def wrong(snapshot: Snapshot, event: TransactionStarted, **ways: bool) -> Decision:
        decision = started(snapshot, event, **ways)
        row = open_on(snapshot, event.connector)
        if decision.effects or row is None:
            return decision
        return replace(decision, snapshot=with_session(snapshot, replace(row, started_at=event.at)))

    return wrong


def refused_start_gets_0(started: Callable[..., Decision]) -> Callable[..., Decision]:
    def wrong(snapshot: Snapshot, event: TransactionStarted, **ways: bool) -> Decision:
        decision = started(snapshot, event, **ways)
        answer = decision.answer
        if isinstance(answer, StartAnswer) and answer.token and answer.token.status != "accepted":
            return replace(decision, answer=replace(answer, number=0))
        return decision

    return wrong


def any_epoch_closes(disconnected: Callable[..., Decision]) -> Callable[..., Decision]:
    return lambda snapshot, event: disconnected(snapshot, replace(event, epoch=snapshot.station.epoch))


def no_epochs(connected: Callable[..., Decision]) -> Callable[..., Decision]:
    def wrong(snapshot: Snapshot, event: Any) -> Decision:
        decision = connected(snapshot, event)
        station = replace(decision.snapshot.station, epoch=1)
        return replace(decision, snapshot=with_station(decision.snapshot, station))

    return wrong


def first_open_ends(_: object) -> Callable[..., Session | None]:
    """An end that names nothing ends whatever is open."""

    def wrong(snapshot: Snapshot, _event: TransactionEnded) -> Session | None:
        return next((row for row in snapshot.sessions if row.transaction is Transaction.OPEN), None)

    return wrong


def youngest_takes_all(sampled: Callable[..., Decision]) -> Callable[..., Decision]:
    """Readings without an id go to the youngest open session of the station."""

    def wrong(snapshot: Snapshot, event: MeterSampled) -> Decision:
        rows = [row for row in snapshot.sessions if row.transaction is Transaction.OPEN]
        if event.ref is None and rows and rows[-1].connector is not None:
            event = replace(event, connector=rows[-1].connector)
        return sampled(snapshot, event)

    return wrong


def orphan_of(**facts: object) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def wrap(orphan: Callable[..., Any]) -> Callable[..., Any]:
        def wrong(snapshot: Snapshot, event: TransactionEnded) -> Any:
            after, session = orphan(snapshot, event)
            return after, replace(session, **facts)

        return wrong

    return wrap


def same_number(_: object) -> Callable[..., Any]:
    return lambda snapshot: (snapshot, snapshot.station.next_number)


def remembers(decide: Decide) -> Decide:
    """The core keeps something to itself between events."""
    times = iter(range(10**9))

    def wrong(snapshot: Snapshot, event: Any) -> Decision:
        decision = decide(snapshot, event)
        if isinstance(event, StationDisconnected):
            station = replace(decision.snapshot.station, serial=str(next(times)))
            return replace(decision, snapshot=with_station(decision.snapshot, station))
        return decision

    return wrong


def final_while_running(row: Session) -> Session:
    return replace(row, bill=Bill.FINAL) if row.live and row.energy_wh > 500 else row


def weaker_is_final(row: Session) -> Session:
    return row if row.live or row.end_basis is not EndBasis.SUPERSEDED else replace(row, bill=Bill.FINAL)


def any_start_supersedes(supersede: Callable[..., Any]) -> Callable[..., Any]:
    """A start ends what is open at the other connector, too."""

    def wrong(snapshot: Snapshot, connector: int | None, event: TransactionStarted) -> Any:
        after, effects = supersede(snapshot, connector, event)
        for row in after.sessions:
            if row.transaction is Transaction.OPEN and row.connector is not None:
                after, more = supersede(after, row.connector, event)
                effects = (*effects, *more)
        return after, effects

    return wrong


def nothing_named(needs: Callable[[Any], Needs]) -> Callable[[Any], Needs]:
    """A start does not ask whether it was told before its session ended."""

    def wrong(event: Any) -> Needs:
        wanted = needs(event)
        return replace(wanted, start_key=None) if isinstance(event, TransactionStarted) else wanted

    return wrong


def ids_of_next_door(remembered: Callable[..., Snapshot]) -> Callable[..., Snapshot]:
    """A foreign id is remembered at another connector than the one that it was read at."""

    def wrong(snapshot: Snapshot, event: MeterSampled) -> Snapshot:
        return remembered(snapshot, replace(event, connector=3 - event.connector))

    return wrong


SESSION_BUGS = (
    Bug("a reading after the end revives", ("ended_stays_ended",), ("session._late",), late_ones_revive),
    Bug("a second end bills again", ("a_final_bill_stands",), ("ending.ended",), second_end_bills),
    Bug(
        "an unknown end is refused",
        ("stations_are_never_refused",),
        ("ending.ended",),
        unknown_end_is_refused,
    ),
    Bug("an end ends all that is open", ("an_end_ends_what_it_names",), ("ending.ended",), end_ends_all),
    Bug(
        "an end without an id ends what is open",
        ("an_end_is_of_its_own",),
        ("ending._continued",),
        first_open_ends,
    ),
    Bug(
        "a free connector ends the session",
        ("an_end_has_a_basis",),
        ("station.status_reported",),
        free_connector_ends,
    ),
    Bug("superseded is billed as final", ("final_needs_a_report",), CORE, each_changed(weaker_is_final)),
    Bug(
        "a running session has its final bill",
        ("final_needs_a_report",),
        CORE,
        each_changed(final_while_running),
    ),
    Bug(
        "every end is billed as final",
        ("final_needs_a_report",),
        CORE,
        each_changed(ended_ones(bill=Bill.FINAL)),
    ),
    Bug(
        "any card is good",
        ("one_start_one_session",),
        ("session.answer_for",),
        always(AuthorizeAnswer(TokenStatus.ACCEPTED)),
    ),
    Bug("a start supersedes everywhere", ("an_end_is_true",), ("session.supersede",), any_start_supersedes),
    Bug(
        "an end is answered and forgotten",
        ("an_end_ends_what_it_names",),
        ("ending.ended",),
        lambda _: lambda snapshot, _event: Decision(snapshot, StopAnswer()),
    ),
    Bug("a start asks for no ended session", ("the_tables_hold",), ("needs.needs",), nothing_named),
    Bug(
        "the card stays held",
        ("an_end_frees_the_card",),
        CORE,
        each_changed(ended_ones(card_hold=CardHold.HELD)),
    ),
    Bug(
        "the power stays on",
        ("an_end_stops_the_power",),
        CORE,
        each_changed(ended_ones(meter=Meter(power_w=Decimal(1)))),
    ),
    Bug(
        "starts are not recognised again",
        ("one_start_one_session",),
        ("session._known_start",),
        always(None),
        first=1200,
    ),
    Bug(
        "a repeat begins again", ("a_session_keeps_its_beginning",), ("session.started",), repeat_begins_again
    ),
    Bug(
        "a refused card gets number 0",
        ("a_start_is_one_session",),
        ("session.started",),
        refused_start_gets_0,
    ),
    Bug(
        "superseded is not ended",
        ("one_open_transaction_per_connector",),
        ("session.supersede",),
        lambda _: lambda snapshot, *_: (snapshot, ()),
    ),
    Bug(
        "a number is given twice",
        ("numbers_are_never_used_twice",),
        ("session.take_number", "ending.take_number", "requests.take_number"),
        same_number,
    ),
    Bug(
        "a silent station ends its sessions", ("an_end_has_a_basis",), ("station.disconnected",), gone_is_over
    ),
    Bug(
        "what is concluded is final",
        ("final_needs_a_report",),
        ("doubt.closing.doubted",),
        concluded_is_final,
    ),
    Bug(
        "an orphan is another station's",
        ("a_session_is_here",),
        ("ending._orphan",),
        orphan_of(station=StationId("X")),
    ),
    Bug(
        "an old close ends the new connection",
        ("only_the_newest_connection_closes",),
        ("station.disconnected",),
        any_epoch_closes,
    ),
    Bug(
        "connections are not counted",
        ("only_the_newest_connection_closes",),
        ("station.connected",),
        no_epochs,
    ),
    Bug(
        "readings go to the youngest session",
        ("a_reading_is_of_its_own",),
        ("session.sampled",),
        youngest_takes_all,
    ),
    Bug(
        "ids are remembered next door",
        ("a_stop_stops_its_own",),
        ("session._remembered",),
        ids_of_next_door,
        first=2275,
    ),
    Bug(
        "a start told late is not doubted by what its connector said before",
        ("nothing_waits_for_ever",),
        ("session.free_by_now",),
        always(()),
    ),
    Bug("a decision remembers", ("replay_is_the_same",), CORE, remembers),
)
