"""Our calls, their answers, late and never asked for (OCPP-J 1.6 §4.1.1, §4.2)."""

from __future__ import annotations

import pytest

from chargehand.wire.ocpp.faults import OurWireFault
from chargehand.wire.ocpp.rpc.connection import RpcLimits
from chargehand.wire.ocpp.rpc.inbound import (
    CallReceived,
    CloseWanted,
    ErrorReceived,
    Ignored,
    LateAnswer,
    ResultReceived,
)
from tests.unit.wire.frames import call, parts, rpc

pytestmark = pytest.mark.says_anything("what is in an envelope does not matter here")


def test_a_call_leaves_compact() -> None:
    side = rpc()
    frame = side.call("c1", "RemoteStopTransaction", b'{"transactionId":5}', due=30.0)
    assert parts(frame) == [2, "c1", "RemoteStopTransaction", {"transactionId": 5}]
    assert (side.open_call, side.next_due()) == ("c1", 30.0)


def test_there_is_one_open_call_at_a_time() -> None:
    side = rpc()
    side.call("c1", "Reset", b"{}", due=30.0)
    with pytest.raises(OurWireFault):
        side.call("c2", "Reset", b"{}", due=30.0)


@pytest.mark.parametrize("message_id", ["", "x" * 37, "a\nb"])
def test_our_message_ids_are_proper(message_id: str) -> None:
    with pytest.raises(OurWireFault):
        rpc().call(message_id, "Reset", b"{}", due=30.0)


def test_a_result_answers_the_open_call() -> None:
    side = rpc()
    side.call("c1", "Reset", b"{}", due=30.0)
    inbound = side.receive(b'[3,"c1",{"status":"Accepted"}]', 1.0)
    assert isinstance(inbound, ResultReceived)
    assert bytes(inbound.payload) == b'{"status":"Accepted"}'
    assert side.open_call is None
    side.call("c2", "Reset", b"{}", due=30.0)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'[4,"c1","NotSupported","no",{}]', "NotSupported"),
        (b'[4,"c1","NotSupported"]', "NotSupported"),
        (b'[4,"c1"]', ""),
        (b'[4,"c1",null,7]', ""),
        (b'[4,"c1","' + b"x" * 100_000 + b'"]', "x" * 50),
    ],
)
def test_an_error_answers_the_open_call_however_short_it_is(data: bytes, code: str) -> None:
    side = rpc()
    side.call("c1", "Reset", b"{}", due=30.0)
    inbound = side.receive(data, 1.0)
    assert isinstance(inbound, ErrorReceived)
    assert (inbound.message_id, inbound.code) == ("c1", code)
    assert side.open_call is None


@pytest.mark.parametrize(
    "data", [b'[3,"c1"]', b'[3,"c1",null]', b'[3,"c1",[1,2]]', b'[3,"c1",{},{},{},{},{},{}]']
)
def test_a_result_of_any_shape_ends_the_waiting(data: bytes) -> None:
    side = rpc()
    side.call("c1", "Reset", b"{}", due=30.0)
    assert isinstance(side.receive(data, 1.0), ResultReceived)


def test_calls_that_cross_each_other_do_not_meet() -> None:
    """F15"""
    side = rpc()
    side.call("c1", "Reset", b"{}", due=30.0)
    theirs = side.receive(call("Heartbeat", {}, "c1"), 0.0)
    assert isinstance(theirs, CallReceived)
    side.answer(theirs, b"{}")
    assert side.open_call == "c1"
    assert isinstance(side.receive(b'[3,"c1",{}]', 0.0), ResultReceived)


def test_an_answer_after_the_deadline_is_late_and_matches_nothing() -> None:
    """F12"""
    side = rpc()
    side.call("c1", "Reset", b"{}", due=30.0)
    assert side.expire(29.9) is None
    assert side.expire(30.0) == "c1"
    assert side.next_due() is None
    side.call("c2", "Reset", b"{}", due=60.0)
    assert side.receive(b'[3,"c1",{}]', 31.0) == LateAnswer("c1")
    assert side.open_call == "c2"
    assert side.receive(b'[3,"c1",{}]', 31.0) == Ignored("unsolicited"), "late only once"


def test_an_answer_is_late_even_when_nobody_looked_at_the_clock() -> None:
    """F12"""
    side = rpc()
    side.call("c1", "Reset", b"{}", due=30.0)
    assert side.receive(b'[3,"c1",{}]', 30.0) == LateAnswer("c1")
    assert side.open_call is None


def test_giving_up_frees_the_slot() -> None:
    side = rpc()
    assert side.give_up() is None
    side.call("c1", "Reset", b"{}", due=30.0)
    assert side.give_up() == "c1"
    side.call("c2", "Reset", b"{}", due=30.0)
    assert side.receive(b'[4,"c1","InternalError","",{}]', 1.0) == LateAnswer("c1")


def test_answers_to_nothing_are_dropped_and_then_end_the_connection() -> None:
    """F13"""
    side = rpc(RpcLimits(unsolicited=100))
    answers = [b'[3,"x",{}]', b'[4,"x","E","",{}]', b"[3]", b"[3,null,{}]", b'[4,"x",{', b'[3,"x",\xff']
    for number in range(100):
        assert side.receive(answers[number % len(answers)], 0.0) == Ignored("unsolicited")
    closing = side.receive(answers[0], 0.0)
    assert isinstance(closing, CloseWanted)
    assert closing.code == 1008


def test_late_answers_are_not_held_against_a_station() -> None:
    """F12, F13"""
    side = rpc(RpcLimits(unsolicited=3))
    for number in range(50):
        side.call(f"c{number}", "Reset", b"{}", due=1.0)
        side.give_up()
        assert side.receive(f'[3,"c{number}",{{}}]'.encode(), 2.0) == LateAnswer(f"c{number}")
