"""Refresh is real: the charger itself is asked, and the page says when it answered, or that it did not."""

from __future__ import annotations

from chargehand.model.answers import CommandTaken
from chargehand.model.calls import Trigger, TriggerMessage
from chargehand.model.refusals import Refusal
from tests.playbook.lines import (
    call_answered,
    charging_session,
    disconnected,
    ended,
    online,
    reading,
    refresh_asked,
    sampled,
    sent,
    status,
)
from tests.playbook.play import calls, play, sets


def test_the_charger_answers() -> None:
    (
        play(charging_session("ada", 2_000))
        .hears(refresh_asked("ada"), after_s=1)
        .answers(CommandTaken)
        .does(
            calls(TriggerMessage(Trigger.STATUS, 1), until_s=30),
            calls(TriggerMessage(Trigger.METER, 1), until_s=30),
            sets("deadline", after_s=30),
        )
        .hears(sent(0))
        .leaves(refresh="sent")
        .hears(call_answered("accepted", which=0), after_s=0.2)
        .leaves(refresh="accepted")
        .hears(status("occupied", "charging"), after_s=0.1)
        .leaves(refresh="confirmed", refresh_reason="")
        .has(timers=0)
    )


def test_a_reading_is_an_answer_too() -> None:
    story = play([*charging_session("ada", 2_000), refresh_asked("ada"), sent(0)])
    story.hears(sampled(reading(3_100, source="trigger"))).leaves(refresh="confirmed", energy_wh=2_100)


def test_also_a_reading_that_comes_after_the_end() -> None:
    story = play([*charging_session("ada", 2_000), ended(3_000), refresh_asked("ada"), sent(0)])
    story.hears(sampled(3_000, said_s=0)).leaves(refresh="confirmed")


def test_what_was_said_before_we_asked_is_no_answer() -> None:
    play([*online(), refresh_asked("ada")]).hears(status("available")).leaves(refresh="requested")


def test_the_answer_of_another_connector_is_none() -> None:
    story = play([*online(), refresh_asked("ada", connector=2), sent()], connectors=2)
    story.hears(status("available", connector=1)).leaves(refresh="sent")
    story.hears(status("available", connector=2)).leaves(refresh="confirmed")


def test_the_charger_refuses_all_questions() -> None:
    story = play([*charging_session("ada"), refresh_asked("ada"), sent(0)])
    story.hears(call_answered("rejected", which=0)).leaves(refresh="sent")
    story.hears(call_answered("unsupported", which=1)).leaves(
        refresh="rejected", refresh_reason="unsupported"
    )
    story.has(timers=0)


def test_one_question_refused_and_one_answered() -> None:
    story = play([*charging_session("ada"), refresh_asked("ada"), sent(0)])
    story.hears(call_answered("rejected", which=0)).hears(call_answered("accepted", which=1))
    story.leaves(refresh="accepted").hears(sampled(1_500)).leaves(refresh="confirmed")


def test_the_charger_stays_silent() -> None:
    play([*online(), refresh_asked("ada"), sent()]).rings("deadline").leaves(
        refresh="unanswered", refresh_reason="no_answer"
    )


def test_accepted_and_then_silent() -> None:
    story = play([*online(), refresh_asked("ada"), sent(), call_answered("accepted")]).rings("deadline")
    story.leaves(refresh="unconfirmed", refresh_reason="not_done")


def test_an_offline_charger_is_not_asked() -> None:
    story = play([*online(), disconnected()]).hears(refresh_asked("ada"))
    story.answers(Refusal.STATION_OFFLINE).without_a_trace()


def test_one_refresh_at_a_time_for_each_driver() -> None:
    story = play([*online(), refresh_asked("ada", command="one")])
    story.hears(refresh_asked("ada", command="two")).without_a_trace().has(calls=1)
    story.hears(refresh_asked("bob", command="three")).has(calls=2)


def test_a_name_that_another_wish_has_is_not_taken_over() -> None:
    story = play([*online(), refresh_asked("ada", command="one")])
    story.hears(refresh_asked("bob", command="one")).answers(Refusal.NOT_FOUND).without_a_trace()


def test_a_large_station_is_asked_a_few_questions_only() -> None:
    story = play(online(), connectors=40).hears(refresh_asked("ada")).has(calls=4)
    story.leaves(refresh="requested")
