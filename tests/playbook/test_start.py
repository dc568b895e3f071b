"""A driver starts charging from the page: asked → accepted → plugged in → begun, and every way in which it fails."""

from __future__ import annotations

import pytest

from chargehand.model.answers import AuthorizeAnswer, CommandTaken, StartAnswer
from chargehand.model.calls import StartTransaction, Trigger, TriggerMessage
from chargehand.model.effects import DropTimer, KeepReading, ShowSession, ShowStation
from chargehand.model.identity import SessionId, TokenUid
from chargehand.model.refusals import Refusal
from chargehand.model.token import TokenStatus
from tests.playbook.lines import (
    call_answered,
    charging_session,
    connected,
    disconnected,
    ended,
    not_charging,
    online,
    rang,
    sampled,
    sent,
    start_asked,
    started,
    status,
)
from tests.playbook.play import Line, calls, effect, play, sets

BEGIN = StartTransaction(TokenUid("ADA"), 1, 7)


def start_under_way(outcome: str = "", connector: int | None = 1) -> list[Line]:
    lines = [*online(), start_asked("ada", command="start", connector=connector), sent()]
    return [*lines, call_answered(outcome)] if outcome else lines


def test_a_start_is_followed_until_the_car_charges() -> None:
    (
        play(online())
        .hears(start_asked("ada", command="start"), after_s=1)
        .answers(CommandTaken)
        .does(
            calls(BEGIN, until_s=30, call_id="start"),
            sets("start", after_s=120),
            effect(ShowSession),
            effect(ShowStation),
        )
        .leaves(transaction="pending", start="requested", card_hold="held", driver="ada", energy_wh=0)
        .hears(sent(), after_s=0.1)
        .leaves(start="sent")
        .hears(call_answered("accepted"), after_s=0.5)
        .leaves(transaction="pending", start="accepted")
        .hears(status("occupied", "preparing"), after_s=20)
        .leaves(transaction="pending")
        .hears(started("ADA", 500), after_s=2)
        .answers(StartAnswer(7, AuthorizeAnswer(TokenStatus.ACCEPTED)))
        .does(effect(KeepReading), effect(DropTimer("start", SessionId("s4"))), effect(ShowSession))
        .leaves(transaction="open", start="confirmed", number=7, ref="7", meter_start_wh=500, due_at=None)
        .has(sessions=1, timers=0, calls=1)
    )


def test_the_charger_may_begin_before_it_answers() -> None:
    (
        play(start_under_way())
        .hears(started("ADA", 500), after_s=1)
        .leaves(transaction="open", start="confirmed")
        .hears(call_answered("rejected"), after_s=1)
        .without_a_trace()
        .leaves(transaction="open", start="confirmed")
    )


@pytest.mark.parametrize(
    ("outcome", "state", "reason"),
    [
        ("rejected", "rejected", "refused"),
        ("unsupported", "rejected", "unsupported"),
        ("unanswered", "unanswered", "no_answer"),
        ("offline", "unanswered", "offline"),
    ],
)
def test_a_start_that_fails_costs_nothing_and_frees_the_card(outcome: str, state: str, reason: str) -> None:
    (
        play(start_under_way(outcome))
        .leaves(start=state, start_reason=reason)
        .leaves(
            transaction="ended", end_basis="never_started", energy_wh=0, bill="final", card_hold="released"
        )
        .has(timers=0)
        .hears(start_asked("ada"), after_s=5)
        .answers(CommandTaken)
        .has(sessions=2, calls=2)
    )


class TestTheSameStart:
    """For a minute a driver's start at a connector is one start, whatever name the wish comes under (S40)."""

    @pytest.mark.parametrize("wish", [1, None])
    def test_while_it_is_under_way(self, wish: int | None) -> None:
        story = play(start_under_way("accepted"))
        for after_s in (0, 50, 30):
            story.hears(start_asked("ada", command=f"again{after_s}", connector=wish), after_s=after_s)
            story.answers(CommandTaken(story.command("start"), story.session())).without_a_trace()
        story.has(sessions=1, calls=1)

    @pytest.mark.parametrize("wish", [1, None])
    def test_and_once_the_car_charges(self, wish: int | None) -> None:
        story = play(start_under_way("accepted")).hears(started("ADA", 500), after_s=5)
        story.hears(start_asked("ada", command="again", connector=wish), after_s=40)
        story.answers(CommandTaken(story.command("start"), story.session())).without_a_trace()
        story.hears(start_asked("ada", command="later", connector=wish), after_s=20)
        story.answers(Refusal.CONNECTOR_BUSY).without_a_trace().has(sessions=1, calls=1)

    def test_but_not_at_another_connector(self) -> None:
        story = play(start_under_way("accepted"), connectors=2).hears(started("ADA", 500), after_s=5)
        story.hears(start_asked("ada", "ADA2", connector=2), after_s=5).answers(CommandTaken)
        story.has(sessions=2, calls=2)

    def test_nor_somebody_elses(self) -> None:
        story = play(start_under_way("accepted")).hears(started("ADA", 500), after_s=5)
        story.hears(start_asked("bob", "BOB"), after_s=5).answers(Refusal.CONNECTOR_BUSY).without_a_trace()


def test_nobody_plugs_in_f59() -> None:
    """F59: accepted and nothing came of it; the pending session ends by itself."""
    (
        play(start_under_way("accepted"))
        .rings("start")
        .does_nothing()
        .leaves(start="unconfirmed", start_reason="not_done")
        .leaves(
            transaction="ended", end_basis="never_started", end_reason="not_plugged_in", card_hold="released"
        )
        .has(timers=0)
    )


def test_a_start_that_was_never_answered_does_not_blame_the_driver() -> None:
    play(start_under_way()).rings("start").leaves(
        start="unanswered", start_reason="no_answer", end_reason="no_answer"
    )
    play([*online(), start_asked("ada")]).rings("start").leaves(
        start="unanswered", start_reason="offline", end_reason="offline"
    )


def test_a_car_that_is_plugged_in_too_late_has_a_session_of_its_own() -> None:
    (
        play(start_under_way("accepted"))
        .rings("start")
        .hears(started("ADA", 500), after_s=5)
        .answers(StartAnswer(8, AuthorizeAnswer(TokenStatus.ACCEPTED)))
        .leaves(0, transaction="ended", end_basis="never_started")
        .leaves(transaction="open", number=8, driver="ada")
    )


def test_the_charger_names_no_card_for_the_start_it_was_asked_for() -> None:
    """Some stations leave the token out when the start came from us: it is the start that waits there."""
    (
        play(start_under_way("accepted"))
        .hears(started("", 500, ref="tx-1"), after_s=5)
        .answers(StartAnswer(7, None))
        .leaves(transaction="open", driver="ada", token="ADA", token_refused=False, start="confirmed")
        .has(sessions=1)
    )


def test_another_card_leaves_the_start_waiting() -> None:
    (
        play(start_under_way("accepted"))
        .hears(started("BOB", 500), after_s=5)
        .leaves(0, transaction="pending", start="accepted")
        .leaves(transaction="open", driver="bob")
        .rings("start")
        .leaves(0, transaction="ended", end_basis="never_started")
        .leaves(transaction="open")
    )


class TestRefused:
    """Who is refused is told why; nothing is asked of the charger."""

    @pytest.mark.parametrize(
        ("line", "refusal"),
        [
            pytest.param(start_asked("ada", None), Refusal.NO_CARD, id="no card"),
            pytest.param(start_asked("ada", "NOBODY"), Refusal.NO_CARD, id="unknown card"),
            pytest.param(start_asked("ada", "BOB"), Refusal.NO_CARD, id="somebody else's card"),
            pytest.param(start_asked("ada", "LOST"), Refusal.TOKEN_BLOCKED, id="blocked"),
            pytest.param(start_asked("ada", "OLD"), Refusal.TOKEN_EXPIRED, id="expired"),
            pytest.param(start_asked("eve", "GONE"), Refusal.TOKEN_BLOCKED, id="holder suspended"),
            pytest.param(start_asked("ada", active=False), Refusal.ACCOUNT_INACTIVE, id="account inactive"),
        ],
    )
    def test_before_anything_is_sent(self, line: Line, refusal: Refusal) -> None:
        play(online()).hears(line).answers(refusal).without_a_trace().has(sessions=0, calls=0)

    def test_at_an_offline_charger(self) -> None:
        story = play([*online(), disconnected()])
        story.hears(start_asked("ada")).answers(Refusal.STATION_OFFLINE).without_a_trace()

    def test_at_a_charger_that_may_not_work_yet(self) -> None:
        story = play(online(), boot="pending")
        story.hears(start_asked("ada")).answers(Refusal.NOT_ACCEPTED).without_a_trace()

    def test_already_charging_here(self) -> None:
        story = play(charging_session("ada"))
        story.hears(start_asked("ada")).answers(Refusal.CONNECTOR_BUSY).without_a_trace()

    def test_somebody_else_charges_here(self) -> None:
        for connector in (1, None):
            story = play(charging_session("bob"))
            story.hears(start_asked("ada", connector=connector)).answers(
                Refusal.CONNECTOR_BUSY
            ).without_a_trace()

    def test_somebody_else_is_about_to_charge_here(self) -> None:
        for wish in (1, None):
            story = play([*online(), start_asked("bob", "BOB", connector=wish)])
            story.hears(start_asked("ada")).answers(Refusal.CONNECTOR_BUSY).without_a_trace()

    def test_the_card_charges_at_the_other_connector(self) -> None:
        story = play(charging_session("ada"), connectors=2)
        story.hears(start_asked("ada", connector=2)).answers(Refusal.CARD_BUSY).without_a_trace()
        story.hears(start_asked("ada", "ADA2", connector=2)).answers(CommandTaken)

    def test_the_card_charges_elsewhere(self) -> None:
        story = play(online()).elsewhere("ADA", "far away")
        story.hears(start_asked("ada")).answers(Refusal.CARD_BUSY).without_a_trace()
        story.hears(start_asked("ada", "ADA2")).answers(CommandTaken)


def test_two_connectors_take_two_drivers() -> None:
    story = play([*online(), start_asked("ada", connector=None)], connectors=2)
    story.hears(start_asked("bob", "BOB", connector=None)).answers(CommandTaken)
    story.hears(started("BOB", connector=2)).hears(started("ADA", connector=1))
    story.leaves(0, driver="ada", connector=1, transaction="open").leaves(1, driver="bob", connector=2)
    story.has(sessions=2)


def test_a_status_that_lags_keeps_nobody_from_starting() -> None:
    """Start is offered whatever the connector's last known status is."""
    for last in ("occupied", "faulted", "unavailable"):
        play([*online(), status(last)]).hears(start_asked("ada")).answers(CommandTaken)


@pytest.mark.parametrize("command", ["start", "another tab"])
def test_a_start_is_not_repeated_f58(command: str) -> None:
    """F58: the same wish while one is under way is the same command, and the charger is asked once."""
    for outcome in ("", "accepted"):
        story = play(start_under_way(outcome)).hears(start_asked("ada", command=command), after_s=1)
        story.without_a_trace().has(sessions=1, calls=1)
        assert isinstance(story.told.answer, CommandTaken)
        assert story.told.answer.command.id == "start"


def test_the_same_form_after_all_is_over_starts_nothing() -> None:
    story = play([*start_under_way("accepted"), started("ADA"), ended(3_000)])
    story.hears(start_asked("ada", command="start"), after_s=60).answers(CommandTaken).without_a_trace()
    story.has(sessions=1, calls=1)


def test_a_form_of_another_driver_is_not_answered_with_his_session() -> None:
    story = play(start_under_way())
    story.hears(start_asked("bob", "BOB", command="start")).answers(Refusal.NOT_FOUND).without_a_trace()


def test_a_timer_of_a_start_that_came_true_is_silent() -> None:
    story = play([*start_under_way("accepted"), started("ADA")])
    story.hears(rang("start", "s4"), after_s=200).does_nothing().leaves(transaction="open")


def test_a_start_timer_that_rings_early_waits_on() -> None:
    story = play(start_under_way("accepted"))
    due_at = story.world.timers["start", "s4"]
    story.hears(rang("start", "s4"), after_s=1).leaves(transaction="pending", start="accepted")
    assert story.world.timers["start", "s4"] == due_at


class TestNotCharging:
    """ "I'm not charging": the card is free at once, the charger is asked, the bill waits for evidence."""

    def test_the_card_is_free_and_the_charger_is_asked(self) -> None:
        story = play(charging_session("ada", 5_000)).hears(not_charging("ada"), after_s=600)
        story.leaves(card_hold="released", transaction="open", bill="running", energy_wh=5_000)
        story.does(calls(TriggerMessage(Trigger.METER, 1), until_s=20)).leaves(doubt="driver_claim", probes=1)

    def test_a_doubted_session_does_not_keep_the_driver_from_starting_here(self) -> None:
        story = play([*charging_session("ada", 5_000), not_charging("ada")])
        story.hears(start_asked("ada"), after_s=5).answers(CommandTaken)
        story.hears(started("ADA", 9_000), after_s=30)
        story.leaves(0, end_basis="superseded", energy_wh=5_000).leaves(transaction="open", start="confirmed")

    def test_the_end_is_still_the_chargers_word(self) -> None:
        (
            play([*charging_session("ada", 5_000), not_charging("ada")])
            .hears(sampled(6_500), after_s=60)
            .leaves(transaction="open", energy_wh=5_500)
            .hears(ended(7_000), after_s=60)
            .leaves(transaction="ended", energy_wh=6_000, end_basis="reported")
        )

    def test_it_may_be_said_again(self) -> None:
        story = play([*charging_session("ada", 5_000), not_charging("ada", command="claim")])
        asked = len(story.world.outbox)
        story.hears(not_charging("ada", command="claim"), after_s=1).hears(not_charging("ada"), after_s=1)
        story.has(calls=asked)

    def test_offline_the_card_is_free_all_the_same(self) -> None:
        story = play([*charging_session("ada", 5_000), disconnected()]).hears(not_charging("ada"))
        story.leaves(card_hold="released", transaction="open").has(calls=0)

    def test_a_stranger_cannot_say_it(self) -> None:
        story = play(charging_session("ada")).hears(not_charging("bob")).answers(Refusal.NOT_FOUND)
        story.without_a_trace().leaves(card_hold="held")

    def test_it_is_too_late_after_the_end(self) -> None:
        story = play([*charging_session("ada"), ended(2_000)]).hears(not_charging("ada"))
        story.answers(Refusal.ALREADY_ENDED).without_a_trace()

    def test_at_once_after_a_reconnect_a_start_is_possible_again(self) -> None:
        play([*online(), disconnected(), connected()]).hears(start_asked("ada")).answers(CommandTaken)
