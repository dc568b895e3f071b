from __future__ import annotations

import pytest
from msgspec.structs import replace

from chargehand.core.keeping import (
    command_of,
    connector_of,
    known_connector,
    open_command,
    open_on,
    session_by_ref,
    session_of,
    with_command,
    with_connector,
    with_session,
)
from chargehand.model.command import CommandKind
from chargehand.model.identity import CommandId, SessionId
from chargehand.model.session import Transaction
from chargehand.model.station import Connector
from tests.playbook.lines import charging_session, stop_asked
from tests.playbook.play import play

SNAPSHOT = play([*charging_session("ada"), stop_asked("ada", command="c")], connectors=2).world.snapshot
SESSION, COMMAND = SNAPSHOT.sessions[0], SNAPSHOT.commands[0]


def test_what_changes_keeps_its_place_and_what_is_new_is_the_youngest() -> None:
    other = replace(SESSION, id=SessionId("other"))
    both = with_session(SNAPSHOT, other)
    assert [row.id for row in both.sessions] == [SESSION.id, "other"]
    changed = with_session(both, replace(SESSION, number=99))
    assert [row.number for row in changed.sessions] == [99, SESSION.number]
    more = with_command(
        with_command(SNAPSHOT, replace(COMMAND, id=CommandId("d"))), replace(COMMAND, calls_open=9)
    )
    assert [(row.id, row.calls_open) for row in more.commands] == [("c", 9), ("d", 1)]


def test_connectors_stand_in_the_order_of_their_numbers() -> None:
    more = with_connector(with_connector(SNAPSHOT, Connector(number=9)), Connector(number=3))
    assert [row.number for row in more.connectors] == [1, 2, 3, 9]
    assert connector_of(more, 9) == Connector(number=9)
    assert connector_of(more, None) is connector_of(more, 4) is None


@pytest.mark.parametrize(
    ("number", "kept"), [(1, 1), (7, 7), (1_000, 1_000), (0, None), (-5, None), (1_001, None)]
)
def test_only_a_number_that_can_be_one_becomes_a_connector(number: int, kept: int | None) -> None:
    after, known = known_connector(SNAPSHOT, number)
    assert known == kept
    assert len(after.connectors) == (3 if kept and kept > 2 else 2)


def test_things_are_found_by_what_names_them() -> None:
    assert (
        session_of(SNAPSHOT, SESSION.id) is session_by_ref(SNAPSHOT, "7") is open_on(SNAPSHOT, 1) is SESSION
    )
    assert (
        session_of(SNAPSHOT, SessionId("x")) is session_by_ref(SNAPSHOT, "8") is open_on(SNAPSHOT, 2) is None
    )
    assert command_of(SNAPSHOT, CommandId("c")) is COMMAND
    assert open_command(SNAPSHOT, CommandKind.STOP, SESSION.id) is COMMAND
    assert open_command(SNAPSHOT, CommandKind.START, SESSION.id) is None


def test_nothing_is_open_nowhere() -> None:
    nowhere = with_session(SNAPSHOT, replace(SESSION, connector=None))
    assert open_on(nowhere, None) is None
    over = with_session(SNAPSHOT, replace(SESSION, transaction=Transaction.ENDED))
    assert open_on(over, 1) is None
