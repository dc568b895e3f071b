"""What a car needs becomes a schedule, or is answered with the reason why not (2.0.1 K15, K17)."""

from __future__ import annotations

import pytest

from chargehand.model.answers import CommandTaken, NeedsAnswer, Unscheduled
from chargehand.model.calls import STATION_LIMIT, SetChargingLimit
from chargehand.model.events import ChargingNeedsReported, StationBooted
from chargehand.model.identity import CommandId
from chargehand.model.refusals import Refusal
from tests.playbook.lines import booted, connected, ended, online, started, told
from tests.playbook.operation_lines import asked, replied
from tests.playbook.play import STATION, Line, Play, calls, play, sets

REF = "tx-1"


def needed(power_w: int | None = 7_400, *, connector: int = 1, scheduled: bool = True) -> Line:
    return lambda story: ChargingNeedsReported(
        station=STATION,
        at=story.now,
        fresh=CommandId(f"needs{story.count}"),
        connector=connector,
        power_w_max=power_w,
        scheduled=scheduled,
    )


def charging(protocol: str = "ocpp2.0.1") -> Play:
    return play([*online(), told(started("ADA", 1_000, ref=REF), seq=0)], protocol=protocol)


def limit(story: Play, power_w: int) -> SetChargingLimit:
    """From now on, for the session that runs."""
    return SetChargingLimit(story.session().number, power_w, story.now, 1, REF)


def test_the_promise_comes_with_its_call_and_ends_with_the_stations_answer() -> None:
    story = charging().hears(needed()).answers(NeedsAnswer())
    story.does(calls(limit(story, 7_400), until_s=30), sets("deadline", after_s=30))
    story.hears(replied()).leaves(call="confirmed")


def test_a_station_that_says_nothing_is_waited_for_no_longer_than_for_any_command() -> None:
    story = charging().hears(needed()).rings("deadline").leaves(call="unanswered")
    assert "deadline" not in {kind for kind, _ in story.world.timers}


def test_other_needs_are_another_call_for_the_same_schedule() -> None:
    story = charging().hears(needed()).hears(needed(3_700), after_s=60).answers(NeedsAnswer())
    story.does(calls(limit(story, 3_700)), sets("deadline")).has(calls=2, sessions=1)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (needed(connector=2), Unscheduled.NO_TRANSACTION),
        (needed(connector=-1), Unscheduled.NO_TRANSACTION),
        (needed(scheduled=False), Unscheduled.OTHER_CONTROL),
        (needed(None), Unscheduled.UNKNOWN_POWER),
        (needed(0), Unscheduled.UNKNOWN_POWER),
    ],
)
def test_nothing_is_promised_that_cannot_be_kept(line: Line, reason: Unscheduled) -> None:
    """A limit of 0 would be a pause, and an end to some stations (F62)."""
    charging().hears(line).answers(NeedsAnswer(reason)).without_a_trace()


def test_when_it_is_over_there_is_nothing_to_schedule() -> None:
    story = charging().hears(told(ended(2_000, ref=REF), seq=1), after_s=900)
    story.hears(needed()).answers(NeedsAnswer(Unscheduled.NO_TRANSACTION)).without_a_trace()


def test_who_may_not_talk_yet_is_not_called() -> None:
    story = play([connected(), booted()], boot="rejected", protocol="ocpp2.0.1")
    story.hears(told(started("ADA", 1_000, ref=REF), seq=0)).hears(needed())
    story.answers(NeedsAnswer(Unscheduled.NOT_NOW)).without_a_trace()


@pytest.mark.parametrize("protocol", ["ocpp1.6", "ocpp2.0.1"])
def test_a_whole_station_is_limited_and_let_go(protocol: str) -> None:
    story = play(online(), protocol=protocol)
    for power_w in (11_000, 0, None):
        wish = SetChargingLimit(STATION_LIMIT, power_w, story.now)
        story.hears(asked(wish)).answers(CommandTaken).does(calls(wish), sets("deadline"))
        story.hears(replied()).leaves(call="confirmed")


def test_who_takes_a_pause_for_an_end_is_not_sent_one_f62() -> None:
    """Not even when it is forced; any other limit is."""
    story = play(online())
    made = StationBooted(station=STATION, at=story.now, vendor="HUAWEI", model="SCharger")
    story.hears(lambda _: made)
    for forced in (False, True):
        pause = SetChargingLimit(STATION_LIMIT, 0, story.now)
        story.hears(asked(pause, forced=forced)).answers(Refusal.ZERO_STOPS).without_a_trace()
    story.hears(asked(SetChargingLimit(STATION_LIMIT, 1_400, story.now))).answers(CommandTaken)
