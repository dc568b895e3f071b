"""What operators ask of a charger beside charging: sent whatever it is, over with the answer, and nobody is cut off unasked."""

from __future__ import annotations

import pytest

from chargehand.model.answers import CommandTaken
from chargehand.model.calls import (
    AnyCall,
    Call,
    ChangeAvailability,
    Configure,
    Reset,
    StartTransaction,
    StopTransaction,
    Trigger,
    TriggerMessage,
    UnlockConnector,
)
from chargehand.model.identity import TokenUid
from chargehand.model.refusals import Refusal
from tests.playbook.lines import (
    booted,
    charging_session,
    connected,
    disconnected,
    ended,
    online,
    sent,
    stop_asked,
)
from tests.playbook.operation_lines import CLEAR, asked, replied
from tests.playbook.play import calls, play, sets

UNLOCK, AT_ONCE = UnlockConnector(1), Reset(at_once=True)


def test_the_charger_does_it() -> None:
    (
        play(online())
        .hears(asked(CLEAR, command="c1"))
        .answers(CommandTaken)
        .does(calls(CLEAR, until_s=30, call_id="c1"), sets("deadline", after_s=30))
        .leaves(call="requested", call_action="ClearCache")
        .hears(sent())
        .leaves(call="sent")
        .hears(replied())
        .leaves(call="confirmed", call_reason="", call_response='{"status":"Accepted"}')
        .has(timers=0)
    )


def test_the_charger_says_no_and_its_words_are_kept() -> None:
    play([*online(), asked(), sent()]).hears(replied("rejected", '{"status":"Rejected"}')).leaves(
        call="rejected", call_reason="refused", call_response='{"status":"Rejected"}'
    ).has(timers=0)


def test_the_charger_answers_with_an_error() -> None:
    error = '{"code":"NotSupported","description":"","details":{}}'
    play([*online(), asked(), sent()]).hears(replied("unsupported", error)).leaves(
        call="rejected", call_reason="unsupported", call_response=error
    )


def test_the_charger_stays_silent() -> None:
    story = play([*online(), asked(patience_s=5), sent()]).rings("deadline")
    story.leaves(call="unanswered", call_reason="no_answer", call_response=None).has(timers=0)
    story.hears(replied()).leaves(call="unanswered", call_response=None)


def test_the_gateway_gives_up_at_the_deadline_or_finds_nobody() -> None:
    play([*online(), asked(), sent()]).hears(replied("unanswered", None)).leaves(
        call="unanswered", call_reason="no_answer"
    )
    play([*online(), asked()]).hears(replied("offline", None)).leaves(
        call="unanswered", call_reason="offline"
    )
    play([*online(), asked(), disconnected()]).rings("deadline").leaves(
        call="unanswered", call_reason="offline"
    )


def test_nobody_waits_for_ever_whatever_was_asked_for() -> None:
    play(online()).hears(asked(patience_s=10**9)).does(
        calls(CLEAR, until_s=600), sets("deadline", after_s=600)
    )
    play(online()).hears(asked(patience_s=-3)).does(calls(CLEAR, until_s=1), sets("deadline", after_s=1))


@pytest.mark.parametrize("call", [CLEAR, AT_ONCE, UNLOCK, ChangeAvailability(operative=False)])
def test_a_charger_that_is_away_is_not_asked(call: Call) -> None:
    story = play([*online(), disconnected()])
    story.hears(asked(call, forced=True)).answers(Refusal.STATION_OFFLINE).without_a_trace()


@pytest.mark.parametrize("boot", ["accepted", "pending", "rejected"])
def test_any_call_goes_to_any_charger(boot: str) -> None:
    nobody_knows = AnyCall("RemoteStopTransaction", '{"transactionId":-16}')
    story = play([connected(), booted()], boot=boot)
    story.hears(asked(nobody_knows)).does(calls(nobody_knows), sets("deadline"))


def test_a_charger_whose_boot_was_rejected_is_left_alone_unless_forced() -> None:
    story = play([connected(), booted()], boot="rejected")
    story.hears(asked(Reset())).answers(Refusal.NOT_ACCEPTED).without_a_trace()
    story.hears(asked(Reset(), forced=True)).answers(CommandTaken)
    play([connected(), booted()], boot="pending").hears(asked(Reset())).answers(CommandTaken)


@pytest.mark.parametrize("call", [UNLOCK, AT_ONCE, Reset(at_once=True, connector=1)])
def test_who_charges_is_not_cut_off_unless_forced(call: Call) -> None:
    story = play(charging_session("ada", 2_000))
    story.hears(asked(call)).answers(Refusal.CONNECTOR_BUSY).without_a_trace()
    story.hears(asked(call, forced=True)).answers(CommandTaken).does(calls(call), sets("deadline"))
    play([*charging_session("ada", 2_000), ended(3_000)]).hears(asked(call)).answers(CommandTaken)


@pytest.mark.parametrize("call", [UnlockConnector(2), Reset(at_once=True, connector=2), Reset(), CLEAR])
def test_who_charges_elsewhere_or_is_waited_for_is_not_in_the_way(call: Call) -> None:
    play(charging_session("ada", 2_000), connectors=2).hears(asked(call)).answers(CommandTaken)


def test_a_charger_of_2_x_decides_itself_whether_to_unlock() -> None:
    story = play(charging_session("ada"), protocol="ocpp2.0.1")
    story.hears(asked(UNLOCK)).does(calls(UNLOCK), sets("deadline"))


def test_the_same_wish_told_again_is_the_same_command() -> None:
    story = play([*online(), asked(Reset(), command="c")])
    story.hears(asked(Reset(), command="c")).answers(CommandTaken).does_nothing().has(calls=1)
    story.hears(sent()).hears(replied()).hears(asked(Reset(), command="c")).does_nothing()
    story.leaves(reset="confirmed")


def test_a_name_that_another_wish_has_is_nobodys_business() -> None:
    story = play([*charging_session("ada"), stop_asked("ada", command="c")])
    story.hears(asked(CLEAR, command="c")).answers(Refusal.NOT_FOUND).without_a_trace()
    story = play([*online(), asked(Reset(), command="c")])
    story.hears(asked(Reset(at_once=True), command="c")).answers(Refusal.NOT_FOUND)
    story.hears(asked(CLEAR, command="c")).answers(Refusal.NOT_FOUND)


@pytest.mark.parametrize(
    "call", [StartTransaction(TokenUid("ADA"), 1), StopTransaction("7"), Configure((("A", "1"),))]
)
def test_what_has_rules_of_its_own_is_no_operation(call: Call) -> None:
    play(charging_session("ada")).hears(asked(call, forced=True)).answers(Refusal.NOT_FOUND).without_a_trace()


def test_a_trigger_may_be_asked_for() -> None:
    call = TriggerMessage(Trigger.BOOT, None)
    play(online()).hears(asked(call)).does(calls(call), sets("deadline")).leaves(call_action="trigger boot")


def test_an_operation_says_nothing_of_a_stop() -> None:
    """Nor of anything else that is under way."""
    story = play([*charging_session("ada"), stop_asked("ada"), asked(CLEAR)])
    story.hears(replied()).leaves(call="confirmed", stop="requested", transaction="open")
