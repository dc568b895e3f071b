"""The law of the versions: the same true story, told by a station of each version, leaves equal sessions.

What 1.6 cannot say, and so no story here tells, is listed in docs/versions.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from chargehand.model.calls import StartTransaction, StopTransaction
from chargehand.model.events import NotChargingClaimed, RefreshRequested, StartRequested, StopRequested
from chargehand.model.identity import CommandId, DriverId, SessionId, TokenUid
from tests.laws.versions.tellers import STATION, TELLERS, Teller, Teller16

Story = Callable[[Teller], None]
MINE = SessionId("mine")
DRIVER = DriverId("ada")


def start_wish(told: Teller) -> StartRequested:
    return StartRequested(
        station=STATION,
        at=told.now,
        command=CommandId("start"),
        fresh=MINE,
        driver=DRIVER,
        account_active=True,
        token=TokenUid("ADA"),
        connector=1,
    )


def stop_wish(told: Teller, session: SessionId) -> StopRequested:
    return StopRequested(
        station=STATION, at=told.now, command=CommandId("stop"), session=session, driver=DRIVER
    )


def a_card_at_the_reader(told: Teller) -> None:
    told.plugged()
    told.waits(5)
    assert told.authorize("ADA") == "Accepted"
    assert told.begins("ADA", 1_000) == "Accepted"
    for minute in range(1, 31):
        told.waits(60)
        told.reads(1_000 + minute * 180, 10_800, 20 + minute)
    told.waits(10)
    told.ends(6_430)
    told.waits(60)
    told.unplugged()


def a_car_that_pauses(told: Teller) -> None:
    told.plugged()
    told.begins("ADA", 50_000)
    told.waits(600)
    told.reads(51_800, 10_800)
    told.waits(60)
    told.pauses()
    told.waits(1_800)
    told.reads(51_900, 0)
    told.waits(60)
    told.ends(51_900, "EVDisconnected")
    told.unplugged()


def a_blocked_card(told: Teller) -> None:
    told.plugged()
    assert told.authorize("LOST") == "Blocked"
    assert told.begins("LOST", 2_000) == "Blocked"
    told.waits(30)
    told.ends(2_050, "DeAuthorized")
    told.unplugged()


def an_hour_offline(told: Teller) -> None:
    """All of it is told afterwards, each with its own instant."""
    told.waits(4_000)
    told.begins("ADA", 1_000, ago_s=3_600)
    told.reads(4_000, 7_200, ago_s=2_000)
    told.reads(6_000, 7_200, ago_s=900)
    told.ends(7_000, ago_s=120)
    told.waits(5)
    told.unplugged()


def a_start_and_a_stop_from_the_phone(told: Teller) -> None:
    told.hear(start_wish(told))
    (call,) = told.calls()
    assert isinstance(call.call, StartTransaction)
    told.waits(1)
    told.answers(call)
    told.waits(20)
    told.plugged()
    told.begins("ADA", 1_000)
    told.waits(600)
    told.reads(2_800, 10_800)
    told.waits(30)
    told.hear(stop_wish(told, MINE))
    (call,) = told.calls()
    assert isinstance(call.call, StopTransaction)
    told.waits(1)
    told.answers(call)
    told.waits(2)
    told.ends(2_900, "Remote")
    told.waits(60)
    told.unplugged()


def a_start_that_is_refused(told: Teller) -> None:
    told.hear(start_wish(told))
    told.waits(1)
    told.answers(told.calls()[0], "Rejected")


def a_stop_that_is_refused(told: Teller) -> None:
    told.plugged()
    told.begins("ADA", 1_000)
    told.waits(600)
    told.reads(2_800, 10_800)
    (session,) = told.world.snapshot.sessions
    told.hear(stop_wish(told, session.id))
    told.answers(told.calls()[0], "Rejected")
    told.waits(40)
    told.reads(2_900, 10_800)


def an_end_that_never_comes(told: Teller) -> None:
    told.plugged()
    told.begins("ADA", 1_000)
    told.waits(600)
    told.reads(2_800, 10_800)
    told.waits(30)
    told.unplugged()
    told.waits(600)


def an_end_without_a_register(told: Teller) -> None:
    told.plugged()
    told.begins("ADA", 1_000)
    told.waits(600)
    told.reads(2_800, 10_800)
    told.waits(30)
    told.ends(None)
    told.unplugged()


def two_stays_one_after_the_other(told: Teller) -> None:
    for register in (1_000, 3_000):
        told.plugged()
        told.begins("ADA", register)
        told.waits(900)
        told.reads(register + 1_500, 7_200)
        told.waits(900)
        told.ends(register + 2_000)
        told.waits(60)
        told.unplugged()
        told.waits(600)


def a_second_start_on_the_same_connector(told: Teller) -> None:
    told.plugged()
    told.begins("ADA", 1_000)
    told.waits(600)
    told.reads(2_800, 10_800)
    told.waits(600)
    told.begins("ADA", 2_900)
    told.waits(600)
    told.ends(3_900)


def a_claim_of_not_charging(told: Teller) -> None:
    told.plugged()
    told.begins("ADA", 1_000)
    told.waits(600)
    (session,) = told.world.snapshot.sessions
    told.hear(
        NotChargingClaimed(
            station=STATION,
            at=told.now,
            command=CommandId("claim"),
            session=session.id,
            driver=DRIVER,
        )
    )
    told.waits(5)
    told.reads(2_800, 10_800)
    told.waits(60)
    told.ends(2_900)


def a_refresh(told: Teller) -> None:
    told.plugged()
    told.begins("ADA", 1_000)
    told.waits(60)
    told.hear(RefreshRequested(station=STATION, at=told.now, command=CommandId("look"), driver=DRIVER))
    for call in told.calls():
        told.answers(call)
    told.waits(2)
    told.reads(1_100, 6_000)


STORIES: tuple[Story, ...] = (
    a_card_at_the_reader,
    a_car_that_pauses,
    a_blocked_card,
    an_hour_offline,
    a_start_and_a_stop_from_the_phone,
    a_start_that_is_refused,
    a_stop_that_is_refused,
    an_end_that_never_comes,
    an_end_without_a_register,
    two_stays_one_after_the_other,
    a_second_start_on_the_same_connector,
    a_claim_of_not_charging,
    a_refresh,
)

_NAMES = ("id", "ref", "start_key", "seq", "cost_told", "cost_told_at")
"""How a session is called, and what its station can show of it; not what it is."""


def truth(story: Story, kind: type[Teller]) -> dict[str, Any]:
    told = kind()
    story(told)
    world = told.world
    rows = sorted(world.sessions, key=lambda row: row.number)
    number = {row.id: row.number for row in rows}
    sessions = [{**msgspec.to_builtins(row), "cost": row.cost} for row in rows]
    for row in sessions:
        for name in _NAMES:
            row.pop(name, None)
    commands = [msgspec.to_builtins(row) for row in sorted(world.commands, key=lambda row: row.id)]
    for row in commands:
        row["session"] = number.get(row["session"])
    readings = sorted(
        (
            number[key[0]],
            msgspec.to_builtins(row.at),
            str(key[2]),
            str(row.energy_wh),
            str(row.power_w),
            row.note,
        )
        for key, row in world.readings.items()
    )
    return {"sessions": sessions, "commands": commands, "readings": readings}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
@pytest.mark.parametrize("kind", TELLERS[1:], ids=lambda kind: kind.version)
def test_the_same_story_is_the_same_truth(story: Story, kind: type[Teller]) -> None:
    said, meant = truth(story, kind), truth(story, Teller16)
    assert said == meant
    assert said["sessions"]


def test_a_different_story_is_another_truth() -> None:
    """The comparison sees what it should: a Wh more is another session."""

    def other(told: Teller) -> None:
        told.plugged()
        told.begins("ADA", 1_000)
        told.waits(600)
        told.reads(2_801, 10_800)
        told.waits(30)
        told.ends(None)
        told.unplugged()

    assert truth(other, Teller16) != truth(an_end_without_a_register, Teller16)
