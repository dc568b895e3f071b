"""driver.md §1: asked → charger accepted → stopped (last reading) → unplug; accepted is not stopped."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chargehand.model.command import Command, CommandKind, CommandState
from chargehand.model.session import EndBasis, Session, Transaction
from chargehand.model.sight import SessionSight
from chargehand.model.station import Activity, ConnectorStatus
from chargehand.views.parts.steps import (
    Progress,
    plug_missing,
    start_failure,
    start_steps,
    stop_failure,
    stop_steps,
)
from chargehand.views.status import display
from tests.unit.views.facts import CONNECTOR, NOW, SEEN, ago, command, ended, pending, sight

FREE = replace(CONNECTOR, status=ConnectorStatus.AVAILABLE, activity=Activity.NONE, status_at=ago(60))


def steps_of(seen: SessionSight) -> list[tuple[str, Progress]]:
    shown = display(seen, NOW, 90)
    rows = start_steps(seen, shown, SEEN) or stop_steps(seen, shown, SEEN)
    return [(step.key, step.progress) for step in rows]


def test_asked_and_not_accepted() -> None:
    assert steps_of(sight(stop=command())) == [
        ("asked", Progress.DONE),
        ("accepted", Progress.NOW),
        ("stopped", Progress.LATER),
        ("unplug", Progress.LATER),
    ]


def test_accepted_and_not_stopped() -> None:
    accepted = sight(stop=command(state=CommandState.ACCEPTED))
    assert steps_of(accepted)[1:3] == [("accepted", Progress.DONE), ("stopped", Progress.NOW)]


def test_stopped_names_the_last_reading_and_asks_to_unplug() -> None:
    finishing = replace(CONNECTOR, activity=Activity.FINISHING, status_at=ago(1))
    seen = sight(stop=command(state=CommandState.ACCEPTED), connector=finishing)
    rows = stop_steps(seen, display(seen, NOW, 90), SEEN)
    assert [step.label for step in rows] == ["Asked", "Charger accepted", "Stopped at 12.4 kWh", "Unplug"]
    assert rows[-1].progress is Progress.NOW


def test_steps_tell_when_they_were_done_where_the_driver_is() -> None:
    seen = sight(stop=command(state=CommandState.ACCEPTED))
    rows = stop_steps(seen, display(seen, NOW, 90), SEEN)
    assert [step.at for step in rows] == ["14:02:02", "14:02:04", "", ""]


@pytest.mark.parametrize(
    ("state", "label"),
    [
        (CommandState.SENT, "Asked again, waiting for the charger to accept"),
        (CommandState.ACCEPTED, "Not stopped yet, asked again"),
    ],
)
def test_a_stop_that_was_said_once_more_says_so(state: CommandState, label: str) -> None:
    def labels(calls: int) -> list[str]:
        seen = sight(stop=command(state=state, calls_made=calls))
        return [step.label for step in stop_steps(seen, display(seen, NOW, 90), SEEN)]

    assert label in labels(3)
    assert label not in labels(2), "another id is not said again"


def test_a_running_session_has_no_steps() -> None:
    assert steps_of(sight()) == []


REASONS = [
    (CommandState.REJECTED, "refused", "The charger refused."),
    (CommandState.REJECTED, "unsupported", "The charger does not support being stopped from here."),
    (CommandState.UNANSWERED, "no_answer", "The charger did not answer within 30 seconds."),
    (CommandState.UNANSWERED, "offline", "The charger is offline."),
    (
        CommandState.UNCONFIRMED,
        "not_done",
        "The charger accepted, but the session has not ended within 30 seconds.",
    ),
    (CommandState.REJECTED, "", "The charger refused."),
    (CommandState.REJECTED, "something new", "The charger did not do it."),
]


@pytest.mark.parametrize(("state", "reason", "words"), REASONS)
def test_a_failed_stop_says_why_and_what_to_do_at_the_charger(
    state: CommandState, reason: str, words: str
) -> None:
    told = stop_failure(sight(stop=command(state=state, reason=reason, ended_at=ago(1))), SEEN)
    assert told is not None
    assert told.title == "Charger could not stop the session. Please try again."
    assert told.text == words
    assert len(told.help) == 3


@pytest.mark.parametrize(
    ("stop", "words"),
    [
        (command(deadline_at=NOW, requested_at=ago(30)), "The charger did not answer within 30 seconds."),
        (
            command(state=CommandState.ACCEPTED, deadline_at=ago(1), requested_at=ago(31)),
            "The charger accepted, but the session has not ended within 30 seconds.",
        ),
    ],
)
def test_the_page_never_hangs_past_the_deadline_even_if_nobody_ended_the_command(
    stop: Command, words: str
) -> None:
    told = stop_failure(sight(stop=stop), SEEN)
    assert told is not None
    assert told.text == words


@pytest.mark.parametrize(
    "seen",
    [
        sight(),
        sight(stop=command()),
        sight(ended(), stop=command(state=CommandState.UNCONFIRMED, reason="session_ended", ended_at=ago(1))),
        sight(stop=command(state=CommandState.UNCONFIRMED, reason="session_ended", ended_at=ago(1))),
    ],
)
def test_no_failure_while_it_may_still_come_or_when_the_session_ended(seen: SessionSight) -> None:
    assert stop_failure(seen, SEEN) is None


def test_a_start_waits_for_the_car_until_its_deadline() -> None:
    asked = sight(pending(), connector=FREE, start=command(CommandKind.START, CommandState.ACCEPTED))
    assert steps_of(asked) == [
        ("asked", Progress.DONE),
        ("accepted", Progress.DONE),
        ("plugged", Progress.NOW),
        ("charging", Progress.LATER),
    ]
    assert plug_missing(asked)
    assert display(asked, NOW, 90).deadline_at == NOW + timedelta(seconds=110)


def test_a_car_that_is_plugged_in_is_not_asked_for() -> None:
    plugged = replace(FREE, status=ConnectorStatus.OCCUPIED, activity=Activity.PREPARING)
    seen = sight(pending(), connector=plugged, start=command(CommandKind.START, CommandState.ACCEPTED))
    assert not plug_missing(seen)
    assert steps_of(seen)[2:] == [("plugged", Progress.DONE), ("charging", Progress.NOW)]


def test_preparing_after_the_wish_tells_of_the_card_and_not_of_the_cable() -> None:
    since = replace(FREE, status=ConnectorStatus.OCCUPIED, activity=Activity.PREPARING, status_at=ago(8))
    seen = sight(pending(), connector=since, start=command(CommandKind.START, CommandState.ACCEPTED))
    assert plug_missing(seen)
    assert steps_of(seen)[2:] == [("plugged", Progress.NOW), ("charging", Progress.LATER)]


def never(reason: str, seconds: float = 20) -> Session:
    over = {"transaction": Transaction.ENDED, "ended_at": ago(seconds), "end_basis": EndBasis.NEVER_STARTED}
    return pending(**over, end_reason=reason)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("not_plugged_in", "The charger was ready, but charging did not begin. Was the car plugged in?"),
        ("refused", "The charger refused."),
        ("no_answer", "The charger did not answer within 30 seconds."),
        ("whatever", "Nothing has started and nothing will be charged for."),
    ],
)
def test_a_failed_start_says_why(reason: str, words: str) -> None:
    asked = command(CommandKind.START, CommandState.REJECTED, ended_at=ago(20))
    told = start_failure(sight(never(reason), start=asked), SEEN)
    assert told is not None
    assert told.title == "Charger could not start the session. Please try again."
    assert told.text == words


def test_an_old_failed_start_is_no_news() -> None:
    assert start_failure(sight(never("refused", seconds=3600)), SEEN) is None
