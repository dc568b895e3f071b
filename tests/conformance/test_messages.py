"""Every message of every version, in every direction in which it may go; docs/conformance.md is made of the same findings."""

from __future__ import annotations

import json
from typing import get_args

import pytest

from chargehand.edge.driver.api.operations.payload import insist_on_schema
from chargehand.edge.driver.problems import Problem
from chargehand.model.calls import AnyCall, Call, CallOutcome
from chargehand.wire.ocpp.any_call import kept_result, read_any_result, write_any
from chargehand.wire.ocpp.faults import ErrorCode, WireFault
from chargehand.wire.ocpp.learning import Learned
from chargehand.wire.ocpp.strict import Direction, Kind, actions, check, direction
from tests.conformance.messages import (
    CALLS,
    SINCE_2,
    VERSIONS,
    Message,
    answers,
    calls_of,
    codec_of,
    examples,
    finding,
    from_stations,
    learned_of,
    made_here,
    read,
    text_of,
    to_stations,
)
from tests.unit.wire.ocpp.official import is_official


def is_valid(message: Message, kind: Kind, payload: bytes) -> bool:
    """By our own check and by the official schema."""
    found = check(message.protocol, message.action, kind, payload)
    assert bool(found) != is_official(message.schema(kind), json.loads(payload)), found
    return not found


@pytest.mark.parametrize("message", from_stations(), ids=str)
def test_a_station_message(message: Message) -> None:
    """Each example is read as the event that the document names, and each of its answers is valid."""
    found = finding(message)
    for payload in examples(message):
        assert is_valid(message, Kind.REQUEST, text_of(payload))
        event = read(message, payload)
        assert type(event).__name__ in found.told
        if message.is_answered:
            assert all(is_valid(message, Kind.RESPONSE, answer) for answer in answers(message, payload))


@pytest.mark.parametrize("message", to_stations(), ids=str)
def test_a_call_to_a_station(message: Message) -> None:
    """An operator's call goes out as it is; each answer is read, kept, and told as a yes or a no."""
    for payload in examples(message):
        call = AnyCall(message.action, text_of(payload).decode())
        insist_on_schema(message.protocol, call.action, call.payload)
        sent = write_any(call)
        assert (sent.action, sent.payload) == (message.action, text_of(payload))
    if message.is_answered:
        for answer in examples(message, Kind.RESPONSE):
            outcome, detail = read_any_result(text_of(answer))
            assert outcome in (CallOutcome.ACCEPTED, CallOutcome.REJECTED)
            assert detail == ("" if outcome is CallOutcome.ACCEPTED else answer["status"])
            assert json.loads(kept_result(text_of(answer))) == answer


@pytest.mark.parametrize(
    ("version", "call"),
    [
        pytest.param(version, call, id=f"{version}-{type(call).__name__}-{number}")
        for version in VERSIONS
        for number, call in enumerate(calls_of(VERSIONS[version]))
    ],
)
def test_a_call_with_a_name_of_its_own(version: str, call: Call) -> None:
    """It is spelled validly in every version, and every answer to it is understood."""
    codec = codec_of(VERSIONS[version])
    texts = codec.write_call(call)
    assert texts
    for text in texts:
        message = Message(version, text.action, from_station=False)
        assert is_valid(message, Kind.REQUEST, text.payload)
        for answer in examples(message, Kind.RESPONSE):
            outcome, _ = codec.read_result(call, text_of(answer))
            assert outcome in (CallOutcome.ACCEPTED, CallOutcome.REJECTED, CallOutcome.UNSUPPORTED)


def test_every_kind_of_call_is_looked_at() -> None:
    assert {*map(type, (*CALLS, *SINCE_2)), AnyCall} == set(get_args(Call))


def test_what_the_house_itself_calls_is_found() -> None:
    assert "CertificateSigned" in made_here()
    assert made_here() <= {message.action for message in to_stations()}


@pytest.mark.parametrize("message", to_stations(), ids=str)
def test_a_station_that_says_what_only_we_may_say(message: Message) -> None:
    """F06: refused as known, but not of a station."""
    if direction(message.protocol, message.action) is Direction.BOTH:
        return
    with pytest.raises(WireFault) as fault:
        read(message, message.schema(Kind.REQUEST).example(whole=True))
    assert fault.value.code is ErrorCode.NOT_SUPPORTED


@pytest.mark.parametrize("message", from_stations(), ids=str)
def test_an_operator_who_says_what_only_stations_may_say(message: Message) -> None:
    if direction(message.protocol, message.action) is Direction.BOTH:
        return
    payload = text_of(message.schema(Kind.REQUEST).example(whole=True)).decode()
    with pytest.raises(Problem) as told:
        insist_on_schema(message.protocol, message.action, payload)
    assert "only stations send" in told.value.detail


def test_what_an_operators_call_tells_beyond_its_answer() -> None:
    reserve = learned_of(Message("2.0.1", "ReserveNow", from_station=False)).reservation
    assert reserve is not None
    assert reserve.number == 7
    (variable,) = learned_of(Message("1.6", "GetConfiguration", from_station=False)).variables
    assert variable.value == "7777777"
    assert learned_of(Message("1.6", "ClearCache", from_station=False)) == Learned()


@pytest.mark.parametrize("version", VERSIONS)
def test_no_message_is_left_out(version: str) -> None:
    heard = {each.action for each in from_stations() if each.version == version}
    told = {each.action for each in to_stations() if each.version == version}
    assert heard | told == actions(VERSIONS[version])
    assert all(direction(VERSIONS[version], action) is Direction.BOTH for action in heard & told)
