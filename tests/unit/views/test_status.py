"""session-truth.md §2: the words of a session's life, each from its facts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chargehand.model.command import Command, CommandState
from chargehand.model.session import Bill, EndBasis, EnergyPhase
from chargehand.model.sight import SessionSight
from chargehand.model.station import Activity, ConnectorStatus
from chargehand.views.facts import evidence_at
from chargehand.views.status import Phase, Status, display
from tests.unit.views import facts
from tests.unit.views.facts import (
    CONNECTOR,
    NOW,
    STATION,
    ago,
    command,
    ended,
    offline,
    pending,
    session,
    sight,
)

UNPLUGGED = replace(CONNECTOR, status=ConnectorStatus.AVAILABLE, activity=Activity.NONE, status_at=ago(5))
FINISHING = replace(CONNECTOR, activity=Activity.FINISHING, status_at=ago(2))
SILENT = replace(STATION, heard_at=ago(100))


def read(seconds: float) -> SessionSight:
    """Last read `seconds` ago by a station that is connected and otherwise silent for 100 s."""
    meter = replace(session().meter, received_at=ago(seconds), read_at=ago(seconds))
    return sight(session(meter=meter), station=SILENT)


EVERY_WORD = [
    (sight(pending()), Status.PREPARING, Phase.PENDING),
    (sight(), Status.LIVE, Phase.ACTIVE),
    (sight(station=offline()), Status.UNCONFIRMED, Phase.ACTIVE),
    (sight(stop=command(state=CommandState.REQUESTED)), Status.STOPPING_ASKED, Phase.STOPPING),
    (sight(stop=command(state=CommandState.SENT)), Status.STOPPING_ASKED, Phase.STOPPING),
    (sight(stop=command(state=CommandState.ACCEPTED)), Status.STOPPING_ACCEPTED, Phase.STOPPING),
    (sight(connector=FINISHING), Status.STOPPED, Phase.STOPPING),
    (sight(ended()), Status.STOPPED, Phase.ENDED),
    (sight(ended(Bill.WAITING), connector=UNPLUGGED), Status.WAITING, Phase.ENDED),
    (sight(ended(Bill.ESTIMATED, EndBasis.SUPERSEDED), connector=UNPLUGGED), Status.ESTIMATED, Phase.ENDED),
    (sight(ended(), connector=UNPLUGGED), Status.COMPLETED, Phase.ENDED),
    (sight(ended(Bill.CORRECTED), connector=UNPLUGGED), Status.COMPLETED, Phase.ENDED),
    (sight(ended(Bill.IN_REVIEW)), Status.IN_REVIEW, Phase.ENDED),
    (sight(ended(basis=EndBasis.NEVER_STARTED)), Status.FAILED, Phase.FAILED),
]


@pytest.mark.parametrize(("seen", "status", "phase"), EVERY_WORD)
def test_the_facts_give_the_word(seen: SessionSight, status: Status, phase: Phase) -> None:
    shown = display(seen, NOW, 90)
    assert (shown.status, shown.phase) == (status, phase)


def test_every_word_is_reached() -> None:
    assert {status for _, status, _ in EVERY_WORD} == set(Status)


@pytest.mark.parametrize("seconds", [0, 60, 90])
def test_a_reading_confirms_for_the_whole_patience(seconds: float) -> None:
    shown = display(read(seconds), NOW, 90)
    assert shown.status is Status.LIVE
    assert shown.stale_at == ago(seconds) + timedelta(seconds=90)
    assert shown.breathing


def test_without_reading_or_frame_for_longer_it_is_not_confirmed_since_the_last_evidence() -> None:
    shown = display(read(100), NOW, 90)
    assert shown.status is Status.UNCONFIRMED
    assert shown.unconfirmed_since == ago(100)
    assert shown.stale_at is None
    assert not shown.breathing


def test_a_heartbeat_confirms_as_well_as_a_reading() -> None:
    seen = replace(read(600), station=replace(STATION, heard_at=ago(10)))
    assert display(seen, NOW, 90).status is Status.LIVE


def test_without_a_socket_even_a_fresh_reading_confirms_no_longer() -> None:
    """Row 11: socket closed: our data is old, and says since when."""
    gone = replace(STATION, connected=False, heard_at=ago(3))
    shown = display(sight(station=gone), NOW, 90)
    assert shown.status is Status.UNCONFIRMED
    assert shown.unconfirmed_since == ago(3)


def test_a_start_that_was_never_followed_by_a_reading_counts_as_evidence() -> None:
    seen = sight(
        session(meter=replace(session().meter, received_at=None)), station=replace(STATION, heard_at=None)
    )
    assert evidence_at(seen) == seen.session.start_received_at


def test_accepted_is_not_stopped() -> None:
    shown = display(sight(stop=command(state=CommandState.ACCEPTED)), NOW, 90)
    assert shown.live
    assert shown.deadline_at == NOW + timedelta(seconds=25)


OVER = [
    command(state=CommandState.REJECTED, ended_at=ago(1)),
    command(state=CommandState.UNANSWERED, ended_at=ago(1)),
    command(state=CommandState.UNCONFIRMED, ended_at=ago(1)),
    command(state=CommandState.SENT, deadline_at=ago(0)),
    command(state=CommandState.ACCEPTED, deadline_at=ago(1)),
]


@pytest.mark.parametrize("stop", OVER)
def test_a_stop_that_is_over_or_past_its_deadline_leaves_the_session_live(stop: Command) -> None:
    assert display(sight(stop=stop), NOW, 90).status is Status.LIVE


def test_a_stop_under_way_keeps_its_word_while_the_charger_is_offline() -> None:
    shown = display(sight(stop=command(), station=offline()), NOW, 90)
    assert shown.status is Status.STOPPING_ASKED
    assert shown.unconfirmed_since == ago(4)


def test_finishing_from_before_this_session_says_nothing_of_it() -> None:
    old = replace(FINISHING, status_at=ago(4000))
    assert display(sight(connector=old), NOW, 90).status is Status.LIVE


def test_charging_that_was_stopped_before_the_cable_is_out_asks_to_unplug() -> None:
    """2.x F03: the transaction goes on until the unplug; the stop is done, and nothing pretends to charge."""
    waiting = session(stopped_at=ago(3), energy_phase=EnergyPhase.IDLE)
    done = command(state=CommandState.CONFIRMED, ended_at=ago(3))
    shown = display(sight(waiting, stop=done), NOW, 90)
    assert (shown.status, shown.phase) == (Status.STOPPED, Phase.STOPPING)
    gone = display(sight(waiting, stop=done, station=offline()), NOW, 90)
    assert (gone.status, gone.unconfirmed_since) == (Status.STOPPED, ago(4))


def test_a_session_that_went_on_as_another_is_over() -> None:
    shown = display(sight(ended(basis=EndBasis.CONTINUED)), NOW, 90)
    assert (shown.status, shown.live) == (Status.FAILED, False)


def test_what_a_connector_reports_long_after_the_end_is_another_car() -> None:
    later = replace(CONNECTOR, status_at=ago(100))
    assert display(sight(ended(seconds=3600), connector=later), NOW, 90).status is Status.COMPLETED


def test_a_cable_is_not_claimed_to_be_in_while_the_charger_is_offline() -> None:
    assert display(sight(ended(), station=offline()), NOW, 90).status is Status.COMPLETED


def test_inferred_and_reported_ends_look_alike_until_the_bill() -> None:
    inferred = sight(ended(Bill.ESTIMATED, EndBasis.INFERRED), connector=UNPLUGGED)
    assert display(inferred, NOW, 90).status is Status.ESTIMATED


def test_the_same_facts_give_the_same_word_whenever_they_are_read() -> None:
    assert display(sight(), NOW, 90) == display(facts.sight(), NOW, 90)
