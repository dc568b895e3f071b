"""A driver stops charging: asked → accepted → stopped, and every way in which it does not come to that."""

from __future__ import annotations

import pytest

from chargehand.model.answers import CommandTaken, Noted, StopAnswer
from chargehand.model.calls import StopTransaction, Trigger, TriggerMessage
from chargehand.model.effects import DropTimer, KeepReading, ShowSession, ShowStation
from chargehand.model.identity import CommandId
from chargehand.model.refusals import Refusal
from tests.playbook.lines import (
    call_answered,
    charging_session,
    connected,
    disconnected,
    ended,
    online,
    rang,
    reading,
    sampled,
    sent,
    start_asked,
    started,
    stop_asked,
)
from tests.playbook.play import Line, calls, effect, play, sets


def stop_under_way(outcome: str = "") -> list[Line]:
    """Ada charges and has asked for a stop two seconds ago; the station has answered, if `outcome` is given."""
    lines = [*charging_session("ada", 12_400), stop_asked("ada", command="stop"), sent()]
    return [*lines, call_answered(outcome)] if outcome else lines


def test_a_stop_is_followed_to_its_end() -> None:
    (
        play(charging_session("ada", 12_400))
        .hears(stop_asked("ada", command="stop"), after_s=1)
        .does(
            calls(StopTransaction("7"), until_s=30, call_id="stop"),
            sets("deadline", after_s=30),
            sets("resend", after_s=10),
            effect(ShowSession),
            effect(ShowStation),
        )
        .answers(CommandTaken)
        .leaves(transaction="open", stop="requested")
        .hears(sent(), after_s=0.1)
        .does(effect(ShowSession))
        .leaves(stop="sent")
        .hears(call_answered("accepted"), after_s=0.4)
        .does(effect(ShowSession))
        .leaves(transaction="open", stop="accepted", energy_wh=12_400)
        .hears(ended(13_425, reason="Remote"), after_s=2)
        .answers(StopAnswer())
        .does(
            effect(KeepReading),
            effect(DropTimer("deadline", CommandId("stop"))),
            effect(DropTimer("resend", CommandId("stop"))),
            effect(ShowSession),
            effect(ShowStation),
        )
        .leaves(
            transaction="ended", end_basis="reported", bill="final", card_hold="released", energy_wh=12_425
        )
        .leaves(stop="confirmed", stop_reason="", end_reason="Remote", energy_phase="idle", power_w=None)
        .has(sessions=1, timers=0, calls=1)
    )


def test_the_end_may_come_before_the_answer() -> None:
    (
        play(stop_under_way())
        .hears(ended(13_400), after_s=1)
        .leaves(transaction="ended", stop="confirmed")
        .hears(call_answered("accepted"), after_s=1)
        .without_a_trace()
        .leaves(stop="confirmed")
    )


def test_accepted_is_not_stopped_f55() -> None:
    """F55: re-sent once at 10 s with a look at the meter, at 30 s said as it is; the session runs on."""
    (
        play(stop_under_way("accepted"))
        .rings("resend")
        .does(
            calls(StopTransaction("7"), call_id="stop.again"),
            calls(TriggerMessage(Trigger.METER, 1), call_id="stop.meter"),
        )
        .hears(sampled(reading(13_450, 11_000, source="trigger")), after_s=1)
        .leaves(transaction="open", energy_wh=12_450, stop="accepted")
        .rings("deadline")
        .does_nothing()
        .leaves(
            transaction="open", stop="unconfirmed", stop_reason="not_done", bill="running", card_hold="held"
        )
        .has(timers=0)
    )


def test_a_stop_is_resent_before_its_deadline_only() -> None:
    story = play(stop_under_way("accepted")).rings("resend")
    command = story.command("stop")
    assert {call.until for call in story.world.outbox} == {command.deadline_at}


def test_without_a_connection_nothing_is_resent() -> None:
    play(stop_under_way("accepted")).hears(disconnected()).rings("resend").does_nothing().leaves(
        stop="accepted"
    )


def test_the_charger_says_no() -> None:
    (
        play(stop_under_way())
        .hears(call_answered("rejected"), after_s=1)
        .does(effect(ShowSession))
        .leaves(transaction="open", stop="rejected", stop_reason="refused", energy_wh=12_400)
        .has(timers=0)
        .hears(stop_asked("ada", command="once more"), after_s=5)
        .does(calls(StopTransaction("7"), call_id="once more"), sets("deadline"), sets("resend"))
    )


def test_the_charger_says_no_twice() -> None:
    """A refusal does not wait for the answer of a call that only looks at the meter."""
    (
        play(stop_under_way())
        .rings("resend")
        .hears(call_answered("rejected", which=0), after_s=1)
        .leaves(stop="sent")
        .hears(call_answered("rejected", which=1), after_s=1)
        .leaves(stop="rejected", stop_reason="refused")
        .hears(call_answered("accepted", which=2), after_s=1)
        .leaves(stop="rejected", stop_reason="refused")
    )


def test_a_no_stays_a_no_when_the_repetition_is_not_answered() -> None:
    (
        play(stop_under_way())
        .rings("resend")
        .hears(call_answered("rejected", which=0), after_s=1)
        .hears(call_answered("unanswered", which=1), after_s=15)
        .leaves(stop="rejected", stop_reason="refused")
    )


def test_the_repetition_may_be_accepted() -> None:
    (
        play(stop_under_way())
        .rings("resend")
        .hears(call_answered("unanswered", which=0), after_s=1)
        .leaves(stop="sent")
        .hears(call_answered("accepted", which=1), after_s=1)
        .leaves(stop="accepted")
    )


def test_the_charger_does_not_know_the_command() -> None:
    play(stop_under_way("unsupported")).leaves(transaction="open", stop="rejected", stop_reason="unsupported")


def test_the_charger_does_not_answer() -> None:
    (
        play(stop_under_way("unanswered"))
        .leaves(transaction="open", stop="unanswered", stop_reason="no_answer")
        .has(timers=0)
    )


def test_nobody_says_that_the_charger_did_not_answer() -> None:
    """The deadline alone ends the waiting."""
    play(stop_under_way()).rings("deadline").leaves(stop="unanswered", stop_reason="no_answer")


def test_a_stop_that_never_left_ends_as_offline() -> None:
    (
        play([*charging_session("ada", 12_400), stop_asked("ada")])
        .rings("deadline")
        .leaves(transaction="open", stop="unanswered", stop_reason="offline")
    )


def test_the_socket_went_away_before_the_call_was_sent() -> None:
    (
        play([*charging_session("ada", 12_400), stop_asked("ada")])
        .hears(call_answered("offline"))
        .leaves(transaction="open", stop="unanswered", stop_reason="offline")
    )


def test_an_offline_charger_is_not_asked() -> None:
    (
        play([*charging_session("ada", 12_400), disconnected()])
        .hears(stop_asked("ada"))
        .answers(Refusal.STATION_OFFLINE)
        .without_a_trace()
        .leaves(transaction="open")
    )


def test_what_ended_meanwhile_is_not_stopped() -> None:
    (
        play([*charging_session("ada", 12_400), ended(13_500)])
        .hears(stop_asked("ada"))
        .answers(Refusal.ALREADY_ENDED)
        .without_a_trace()
        .has(calls=0)
    )


def test_a_start_under_way_has_nothing_to_stop() -> None:
    (
        play([*online(), start_asked("ada")])
        .hears(stop_asked("ada"))
        .answers(Refusal.NOT_STARTED)
        .without_a_trace()
    )


def test_a_suspended_driver_may_not_stop() -> None:
    (
        play(charging_session("ada"))
        .hears(stop_asked("ada", active=False))
        .answers(Refusal.ACCOUNT_INACTIVE)
        .without_a_trace()
    )


def test_a_suspended_driver_may_not_stop_although_the_house_is_at_it() -> None:
    """S31: the operator's stop is under way; the driver's own is refused all the same."""
    (
        play([*charging_session("ada"), stop_asked(None)])
        .hears(stop_asked("ada", active=False))
        .answers(Refusal.ACCOUNT_INACTIVE)
        .without_a_trace()
    )


def test_a_stranger_learns_nothing_s30() -> None:
    """S30: somebody else's session and one that does not exist are the same."""
    story = play(charging_session("ada", 12_400))
    story.hears(stop_asked("bob")).answers(Refusal.NOT_FOUND).without_a_trace()
    story.hears(stop_asked("bob", session="nothing")).answers(Refusal.NOT_FOUND).without_a_trace()
    story.hears(ended(13_500)).hears(stop_asked("bob")).answers(Refusal.NOT_FOUND)


@pytest.mark.parametrize(
    "taps",
    [
        pytest.param((("ada", "one"), ("ada", "one")), id="double tap"),
        pytest.param((("ada", "one"), ("ada", "two")), id="two tabs"),
        pytest.param((("ada", "one"), (None, "two")), id="driver, then operator"),
        pytest.param(((None, "one"), ("ada", "two")), id="operator, then driver"),
    ],
)
def test_several_taps_are_one_command_f60(taps: tuple[tuple[str | None, str], ...]) -> None:
    (first, name), (second, other) = taps
    story = play(charging_session("ada", 12_400)).hears(stop_asked(first, command=name))
    story.hears(stop_asked(second, command=other), after_s=0.2).without_a_trace()
    assert isinstance(story.told.answer, CommandTaken)
    assert story.told.answer.command.id == "one"
    story.has(calls=1)
    assert len(story.world.commands) == 1


def test_the_same_wish_again_after_its_end_is_the_same_command() -> None:
    """A form that is sent again by a reload after all is over gets its first command, not a new call."""
    story = play(stop_under_way("rejected")).hears(stop_asked("ada", command="stop"), after_s=60)
    story.without_a_trace().has(calls=1).answers(CommandTaken)
    story.hears(ended(13_500)).hears(stop_asked("ada", command="stop")).answers(CommandTaken)


def test_a_name_that_another_wish_has_is_not_taken_over() -> None:
    """A form's name used for something else changes nothing, whoever sends it."""
    story = play([*charging_session("ada"), ended(2_000), started("ADA")]).hears(
        stop_asked("ada", command="x")
    )
    for line in (
        stop_asked("ada", command="x", session="s4"),
        start_asked("ada", "ADA2", command="x", connector=2),
        start_asked("bob", "BOB", command="x", connector=2),
    ):
        story.hears(line)
        assert isinstance(story.told.answer, Refusal)
        story.without_a_trace()
    story.hears(call_answered("rejected")).leaves(stop="rejected")
    story.hears(stop_asked("ada", command="x", session="s4")).without_a_trace().leaves(stop="rejected")


def test_a_stop_never_touches_the_next_session() -> None:
    """A stop names one session, its calls die with its deadline, and its timers are silent after it."""
    story = play(stop_under_way("accepted")).hears(ended(13_400), after_s=20)
    story.hears(started("BOB", 13_400), after_s=5)
    story.hears(rang("resend", "stop"), after_s=1).does_nothing()
    story.hears(rang("deadline", "stop"), after_s=10).does_nothing()
    story.leaves(0, transaction="ended").leaves(transaction="open", driver="bob", number=8)
    assert {call.call for call in story.world.outbox} == {StopTransaction("7")}
    assert all(call.until <= story.now for call in story.world.outbox)


def test_a_session_that_is_superseded_takes_its_stop_along() -> None:
    """The stop is over, and nobody says that the station did as it was told."""
    (
        play(stop_under_way("accepted"))
        .hears(started("BOB", 13_500), after_s=1)
        .leaves(
            0, transaction="ended", end_basis="superseded", stop="unconfirmed", stop_reason="session_ended"
        )
        .has(timers=0)
    )


@pytest.mark.parametrize("outcome", ["accepted", "rejected", "unanswered", "unsupported"])
def test_late_answers_change_nothing_f12(outcome: str) -> None:
    """F12: whatever comes after the deadline is too late."""
    (
        play(stop_under_way())
        .rings("deadline")
        .hears(call_answered(outcome), after_s=1)
        .answers(Noted())
        .without_a_trace()
        .leaves(stop="unanswered", stop_reason="no_answer", transaction="open")
    )


def test_a_late_end_still_ends_the_session() -> None:
    play(stop_under_way()).rings("deadline").hears(ended(14_000), after_s=60).leaves(
        transaction="ended", bill="final", stop="unanswered"
    )


def test_a_timer_that_rings_early_waits_on() -> None:
    story = play(stop_under_way("accepted"))
    due_at = story.command("stop").deadline_at
    story.hears(rang("deadline", "stop"), after_s=3).leaves(stop="accepted")
    assert story.world.timers["deadline", "stop"] == due_at


def test_a_timer_of_an_unknown_kind_does_nothing() -> None:
    play(stop_under_way("accepted")).hears(rang("egg", "stop"), after_s=60).leaves(stop="accepted")


class TestAnotherId:
    """F56: the station knows the transaction under another id, which its readings on the same connector carry."""

    def test_it_is_tried_once(self) -> None:
        (
            play([*charging_session("ada", 12_400), sampled(13_500, ref="4711"), stop_asked("ada"), sent()])
            .hears(call_answered("rejected"), after_s=1)
            .does(calls(StopTransaction("4711")))
            .leaves(stop="sent")
            .hears(call_answered("rejected"), after_s=1)
            .does_nothing()
            .leaves(stop="rejected", stop_reason="refused")
            .has(calls=2)
        )

    def test_it_is_tried_once_also_when_the_stop_was_said_again(self) -> None:
        story = play(
            [*charging_session("ada", 12_400), sampled(13_500, ref="4711"), stop_asked("ada"), sent()]
        )
        story.hears(call_answered("rejected", which=0), after_s=1).does(calls(StopTransaction("4711")))
        story.rings("resend").hears(call_answered("unanswered", which=1))
        for place in range(2, len(story.world.outbox)):
            story.hears(call_answered("rejected", which=place), after_s=1).does_nothing()
        story.leaves(stop="rejected", stop_reason="refused")

    def test_the_end_may_carry_it(self) -> None:
        """The end is believed for this session, but the bill is not final on an id that is not ours."""
        (
            play([*charging_session("ada", 12_400), sampled(13_500, ref="4711"), stop_asked("ada"), sent()])
            .hears(call_answered("rejected"), after_s=1)
            .hears(call_answered("accepted"), after_s=1)
            .leaves(stop="accepted")
            .hears(ended(13_600, ref="4711"), after_s=1)
            .leaves(transaction="ended", stop="confirmed", energy_wh=12_600, bill="estimated")
            .has(sessions=1)
        )

    def test_it_may_be_the_id_of_a_session_before(self) -> None:
        """F42: after a restart some stations go on with an old id of ours."""
        (
            play(
                [
                    *charging_session("bob", 1_000),
                    ended(2_000),
                    started("ADA", 2_000),
                    sampled(2_500, ref="7"),
                ]
            )
            .leaves(0, transaction="ended", energy_wh=1_000)
            .hears(stop_asked("ada"))
            .does(calls(StopTransaction("8")), sets("deadline"), sets("resend"))
            .hears(call_answered("rejected"), after_s=1)
            .does(calls(StopTransaction("7")))
            .hears(call_answered("accepted"), after_s=1)
            .hears(ended(2_600, ref="7"), after_s=1)
            .leaves(0, energy_wh=1_000, bill="final")
            .leaves(transaction="ended", energy_wh=600, stop="confirmed", bill="estimated")
        )

    def test_an_id_from_before_the_start_is_forgotten(self) -> None:
        (
            play(
                [connected(), started("BOB"), sampled(1_500, ref="4711"), ended(2_000), started("ADA", 2_000)]
            )
            .hears(stop_asked("ada"))
            .hears(call_answered("rejected"))
            .does_nothing()
            .leaves(stop="rejected")
        )

    def test_where_stations_name_transactions_another_name_is_another_transaction(self) -> None:
        """Neither is it stopped instead, nor does its end end this one."""
        lines = [*online(), started("ADA", ref="tx-1"), sampled(1_100, ref="tx-2"), stop_asked("ada"), sent()]
        story = play(lines, protocol="ocpp2.0.1").hears(call_answered("rejected")).does_nothing()
        story.leaves(stop="rejected").hears(ended(1_200, ref="tx-2"), after_s=5).has(sessions=2)
        story.leaves(0, transaction="open").leaves(bill="waiting")
