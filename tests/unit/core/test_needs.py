from __future__ import annotations

import pytest

from chargehand.core.needs import needs, orphan_key, start_key
from chargehand.core.notices.deciding import FEE, SETTLE
from chargehand.model.events import Event, TransactionEnded, TransactionStarted
from chargehand.model.identity import CommandId, DriverId, SessionId, TokenUid
from chargehand.model.snapshot import Needs
from tests.playbook.lines import (
    booted,
    connected,
    ended,
    not_charging,
    rang,
    refresh_asked,
    sampled,
    start_asked,
    started,
    status,
    stop_asked,
)
from tests.playbook.play import Line, play


def made(line: Line) -> Event:
    return line(play())


def start(line: Line) -> TransactionStarted:
    event = made(line)
    assert isinstance(event, TransactionStarted)
    return event


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (sampled(1_000, ref="9"), Needs(ref="9")),
        (sampled(1_000, ref=None), Needs()),
        (
            start_asked("ada", command="c"),
            Needs(
                token=TokenUid("ADA"),
                command=CommandId("c"),
                token_elsewhere=True,
                started_by=DriverId("ada"),
            ),
        ),
        (stop_asked("ada", command="c", session="s"), Needs(session=SessionId("s"), command=CommandId("c"))),
        (
            not_charging("ada", command="c", session="s"),
            Needs(session=SessionId("s"), command=CommandId("c")),
        ),
        (refresh_asked("ada", command="c"), Needs(command=CommandId("c"))),
        (rang("start", "s"), Needs(session=SessionId("s"))),
        (rang(SETTLE, "s"), Needs(session=SessionId("s"))),
        (rang(FEE, "s"), Needs(session=SessionId("s"))),
        (rang("deadline", "c"), Needs(command=CommandId("c"))),
        (rang("resend", "c"), Needs(command=CommandId("c"))),
        (connected(), Needs()),
        (booted(), Needs()),
        (status("available"), Needs()),
    ],
)
def test_what_must_be_brought(line: Line, wanted: Needs) -> None:
    assert needs(made(line)) == wanted


def test_a_start_and_an_end_are_looked_up_by_all_that_may_name_them() -> None:
    begun, over = made(started("ADA", ref="tx")), made(ended(9, ref="7", uid="ADA"))
    assert needs(begun) == Needs(token=TokenUid("ADA"), ref="tx", token_elsewhere=True)
    assert isinstance(over, TransactionEnded)
    assert needs(over) == Needs(token=TokenUid("ADA"), ref="7", start_key=orphan_key(over))


def test_a_start_is_known_by_content_only_where_content_proves_something() -> None:
    assert start_key(start(started("ADA", 500))) == "1|ADA|2026-05-01T12:00:00+00:00|500"
    assert start_key(start(started("ADA", 500, said_s=None))) is None
    assert start_key(start(started("ADA", 500, ref="tx"))) is None
    others = [
        started("BOB", 500),
        started("ADA", 501),
        started("ADA", 500, said_s=1),
        started("ADA", 500, connector=2),
    ]
    keys = {start_key(start(line)) for line in [*others, started("ADA", 500)]}
    assert len(keys) == 5
