"""What is done with frames, well-formed or not, of OCPP 1.6 (OCPP-J 1.6 §4)."""

from __future__ import annotations

import json
from itertools import product

import pytest

from chargehand.wire.ocpp.faults import ErrorCode
from chargehand.wire.ocpp.rpc.connection import RpcLimits
from chargehand.wire.ocpp.rpc.inbound import CallReceived, CloseWanted, Ignored, Refused
from tests.unit.wire.frames import call, parts, rpc

pytestmark = pytest.mark.says_anything("what is in an envelope does not matter here")


def refusal(data: bytes) -> tuple[object, object]:
    """Message id and code of the CALLERROR that `data` gets; nothing else may be the reaction."""
    inbound = rpc().receive(data, 0.0)
    assert isinstance(inbound, Refused), inbound
    frame = parts(inbound.frame)
    assert frame[0] == 4
    assert frame[4] == {}
    return frame[1], frame[2]


def test_a_call_is_taken_apart() -> None:
    data = call("Heartbeat", {}, "abc-1")
    inbound = rpc().receive(data, 0.0)
    assert isinstance(inbound, CallReceived)
    assert (inbound.message_id, inbound.action, inbound.text) == ("abc-1", "Heartbeat", data.decode())
    assert bytes(inbound.payload) == b"{}"


def test_blanks_around_the_parts_do_no_harm() -> None:
    inbound = rpc().receive(b' [ 2 , "a" , "Heartbeat" , {  } ] \n', 0.0)
    assert isinstance(inbound, CallReceived)
    assert inbound.action == "Heartbeat"


BROKEN = [
    b"x",
    b"[",
    b"[2",
    b'[2,"',
    b"hello",
    b"\xff\xfe",
    b'[2,"a\xc3","Heartbeat",{}]',
    b"[NaN]",
    b"[2,'a','Heartbeat',{}]",
    b"\xef\xbb\xbf[]",
    b"[2]]",
    b'"unfinished',
]


@pytest.mark.parametrize("data", BROKEN)
def test_unreadable_text_is_answered_without_an_id(data: bytes) -> None:
    """F01"""
    assert refusal(data) == ("-1", "FormationViolation")


@pytest.mark.parametrize("data", [b"", b" ", b"\r\n", b"\t \n"])
def test_empty_text_is_ignored(data: bytes) -> None:
    """F01"""
    assert rpc().receive(data, 0.0) == Ignored("empty")


@pytest.mark.parametrize(
    "data",
    [
        b'[2,"m7","Heartbeat",{',
        b'[2,"m7","Heart',
        b'[2,"m7",\xff',
        b'[2, "m7" ,"A",{"a":NaN}]',
        b'[2,"m7","A",{"a":01}]',
    ],
)
def test_a_broken_call_is_answered_under_its_id_when_that_can_be_read(data: bytes) -> None:
    """F01"""
    assert refusal(data) == ("m7", "FormationViolation")


@pytest.mark.parametrize("data", [b'[3,"m7",{', b'[4,"m7","', b"[3", b'[4,"m7",\xff]', b'[3,"m7",{"a":NaN}]'])
def test_a_broken_answer_gets_no_answer(data: bytes) -> None:
    """F13"""
    assert rpc().receive(data, 0.0) == Ignored("unsolicited")


@pytest.mark.parametrize("depth", [33, 1000, 1_000_000])
def test_deep_nesting_is_answered_under_its_id(depth: int) -> None:
    """F02"""
    data = b'[2,"m7","Heartbeat",' + b'{"a":' * depth + b"1" + b"}" * depth + b"]"
    assert refusal(data) == ("m7", "FormationViolation")


def test_nesting_of_32_is_taken() -> None:
    data = b'[2,"m7","Heartbeat",' + b'{"a":' * 31 + b"1" + b"}" * 31 + b"]"
    assert isinstance(rpc().receive(data, 0.0), CallReceived)


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "-NaN", "+1", "01", "1.", ".5", "0x10", "1e", "--1"]
)
def test_what_is_no_number_in_json_is_refused(number: str) -> None:
    """F03"""
    assert refusal(f'[2,"m7","Heartbeat",{{"a":{number}}}]'.encode()) == ("m7", "FormationViolation")


@pytest.mark.parametrize("number", ["1e999", "-1e999", "-0", "-0.0", "9" * 5000, "1e-999", "0." + "1" * 5000])
def test_numbers_of_any_size_are_no_matter_where_nobody_reads_them(number: str) -> None:
    """F03"""
    assert isinstance(rpc().receive(f'[2,"m7","Heartbeat",{{"a":{number}}}]'.encode(), 0.0), CallReceived)


JSON_TYPES = ["null", "true", "7", "2.5", '"x"', "[]", "{}"]
GOOD = ["2", '"m7"', '"Heartbeat"', "{}"]
# What each wrong type in each slot gets; a right type is not in the table. A payload is the codec's matter.
ENVELOPE_FAULTS = {
    **{(0, kind): ("m7", "ProtocolError") for kind in JSON_TYPES if kind != "7"},
    **{(1, kind): ("-1", "ProtocolError") for kind in JSON_TYPES if kind != '"x"'},
    **{(2, kind): ("m7", "ProtocolError") for kind in JSON_TYPES if kind != '"x"'},
}


@pytest.mark.parametrize(("slot", "kind"), list(product(range(4), JSON_TYPES)))
def test_every_json_type_in_every_slot_has_one_reaction(slot: int, kind: str) -> None:
    """F04"""
    frame = list(GOOD)
    frame[slot] = kind
    data = f"[{','.join(frame)}]".encode()
    if (slot, kind) in ENVELOPE_FAULTS:
        assert refusal(data) == ENVELOPE_FAULTS[slot, kind]
    elif slot == 0:
        assert rpc().receive(data, 0.0) == Ignored("type")
    else:
        assert isinstance(rpc().receive(data, 0.0), CallReceived)


@pytest.mark.parametrize("kind", [kind for kind in JSON_TYPES if kind != "[]"])
def test_anything_but_an_array_is_no_frame(kind: str) -> None:
    """F04"""
    assert refusal(kind.encode()) == ("-1", "ProtocolError")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"[]", ("-1", "ProtocolError")),
        (b"[2]", ("-1", "ProtocolError")),
        (b'[2,"m7"]', ("m7", "ProtocolError")),
        (b'[2,"m7","Heartbeat"]', ("m7", "ProtocolError")),
        (b'[2,"m7","Heartbeat",{},{}]', ("m7", "ProtocolError")),
        (b"[" + b"0," * 100_000 + b"0]", None),
        (b"[[]]", ("-1", "ProtocolError")),
        (b"[" + b"9" * 400 + b',"m7","Heartbeat",{}]', None),
        (b"[1e999]", ("-1", "ProtocolError")),
    ],
)
def test_the_number_of_parts_counts(data: bytes, expected: tuple[str, str] | None) -> None:
    """F04"""
    if expected is None:
        assert rpc().receive(data, 0.0) == Ignored("type")
    else:
        assert refusal(data) == expected


@pytest.mark.parametrize(
    "message_id",
    [
        "null",
        '""',
        f'"{"x" * 37}"',
        '"\\ud800"',
        '"\\udc00x"',
        '"a\\u0000b"',
        '"a\\nb"',
        '"\\u202e"',
        f'"{"x" * 100_000}"',
    ],
)
def test_an_impossible_message_id_is_not_repeated(message_id: str) -> None:
    """F05"""
    answered, code = refusal(f'[2,{message_id},"Heartbeat",{{}}]'.encode())
    assert answered == "-1"
    assert code in ("ProtocolError", "FormationViolation")  # a lone surrogate is no readable text at all


@pytest.mark.parametrize("message_id", ["x", "x" * 36, "ünïcödé", 'quo"te', "back\\slash", "{[2,3]}", "-1"])
def test_any_other_message_id_is_fine(message_id: str) -> None:
    """F05"""
    side = rpc()
    inbound = side.receive(call("Heartbeat", {}, message_id), 0.0)
    assert isinstance(inbound, CallReceived)
    assert parts(side.answer(inbound, b"{}")) == [3, message_id, {}]
    assert parts(side.error(inbound, ErrorCode.INTERNAL, "a"))[1] == message_id


@pytest.mark.parametrize("kind", [0, 1, 5, 6, 7, 8, 9, 10, -2, 2**40])
def test_unknown_message_types_are_ignored(kind: int) -> None:
    """F07: OCPP-J 1.6 §4.1.3."""
    for rest in ("", ',"m7"', ',"m7","Heartbeat",{}', ',"m7","Heart'):
        assert rpc().receive(f"[{kind}{rest}]".encode(), 0.0) == Ignored("type")


def test_a_message_beyond_the_limit_closes() -> None:
    """F19"""
    side = rpc(RpcLimits(frame_bytes=1000))
    assert isinstance(side.receive(call("Heartbeat", {"a": "x" * 900}), 0.0), CallReceived)
    inbound = side.receive(call("Heartbeat", {"a": "x" * 1000}), 0.0)
    assert isinstance(inbound, CloseWanted)
    assert inbound.code == 1009


def test_a_day_of_readings_in_one_stop_is_taken() -> None:
    """F19"""
    sample = {
        "value": "1000",
        "context": "Sample.Periodic",
        "measurand": "Energy.Active.Import.Register",
        "unit": "Wh",
    }
    value = {"timestamp": "2026-11-20T04:29:34.084Z", "sampledValue": [sample]}
    data = call("StopTransaction", {"transactionId": 5, "transactionData": [value] * 8640})
    assert len(data) > 1_300_000
    assert isinstance(rpc().receive(data, 0.0), CallReceived)


def test_binary_messages_close() -> None:
    """F18"""
    assert rpc().receive_binary().code == 1003


@pytest.mark.parametrize(
    "data", [b'[2,"m7","<script>alert(1)</script>"]', b"secret \xff text", b'{"secret": 1}', b'["secret"]']
)
def test_nothing_of_a_bad_frame_is_repeated(data: bytes) -> None:
    """F01, S27"""
    inbound = rpc().receive(data, 0.0)
    assert isinstance(inbound, Refused)
    assert b"secret" not in inbound.frame
    assert b"script" not in inbound.frame


# the same message id again


def test_the_same_call_under_the_same_id_gets_the_same_answer() -> None:
    """F11"""
    side = rpc()
    data = call("StartTransaction", {"connectorId": 1, "idTag": "A"}, "same")
    first = side.receive(data, 0.0)
    assert isinstance(first, CallReceived)
    assert side.known(first) is None
    frame = side.answer(first, b'{"transactionId":17}')
    again = side.receive(data, 1.0)
    assert isinstance(again, CallReceived)
    assert side.known(again) == frame


def test_the_same_error_is_repeated_too() -> None:
    """F11"""
    side = rpc()
    data = call("Nonsense", {}, "same")
    first = side.receive(data, 0.0)
    assert isinstance(first, CallReceived)
    frame = side.error(first, ErrorCode.NOT_IMPLEMENTED)
    assert side.known(first) == frame


def test_another_call_under_the_same_id_is_refused() -> None:
    """F11"""
    side = rpc()
    first = side.receive(call("Heartbeat", {}, "same"), 0.0)
    assert isinstance(first, CallReceived)
    frame = side.answer(first, b'{"a":1}')
    for other in (call("Heartbeat", {"x": 1}, "same"), call("MeterValues", {}, "same")):
        second = side.receive(other, 1.0)
        assert isinstance(second, CallReceived)
        refused = side.known(second)
        assert refused is not None
        assert parts(refused)[:3] == [4, "same", "ProtocolError"]
    assert side.known(first) == frame, "the first answer stands"


def test_only_the_last_few_answers_are_remembered() -> None:
    """F11: what came before is a matter of what the message says."""
    side = rpc(RpcLimits(remembered=2))
    received = [side.receive(call("Heartbeat", {}, f"m{number}"), 0.0) for number in range(3)]
    for inbound in received:
        assert isinstance(inbound, CallReceived)
        side.answer(inbound, b"{}")
    known = [isinstance(inbound, CallReceived) and side.known(inbound) is not None for inbound in received]
    assert known == [False, True, True]


def test_errors_are_spelled_as_in_the_specification() -> None:
    """F08: OCPP-J 1.6 table 7."""
    table = {
        "NotImplemented", "NotSupported", "InternalError", "ProtocolError", "SecurityError", "FormationViolation",
        "PropertyConstraintViolation", "OccurenceConstraintViolation", "TypeConstraintViolation", "GenericError",
    }  # fmt: skip
    side = rpc()
    for code in ErrorCode:
        frame = json.loads(side.write_error("m", code, ""))
        assert frame[2] in table
