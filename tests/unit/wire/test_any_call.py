"""An operator's call goes out as it was written, and its answer is kept as it came."""

from __future__ import annotations

import json

import pytest
from msgspec import Raw

from chargehand.model.calls import AnyCall, CallOutcome
from chargehand.wire.ocpp.any_call import (
    RESPONSE_BYTES_MAX,
    kept_error,
    kept_result,
    read_any_result,
    write_any,
)
from chargehand.wire.ocpp.faults import OurWireFault
from chargehand.wire.ocpp.rpc.inbound import ErrorReceived


def test_the_payload_is_the_operators_byte_for_byte() -> None:
    payload = '{"a":1.10,"b":"\\u00fc ü","a":2}'
    text = write_any(AnyCall("Frob-Nicate_2", payload))
    assert (text.action, text.payload) == ("Frob-Nicate_2", payload.encode())


@pytest.mark.parametrize("action", ["", '"', "a b", 'x","y', "ü", "\n"])
def test_an_action_that_would_break_the_frame_is_not_written(action: str) -> None:
    with pytest.raises(OurWireFault):
        write_any(AnyCall(action, "{}"))


@pytest.mark.parametrize(
    ("payload", "outcome"),
    [
        (b"{}", CallOutcome.ACCEPTED),
        (b'{"configurationKey":[]}', CallOutcome.ACCEPTED),
        (b'{"status":"Accepted"}', CallOutcome.ACCEPTED),
        (b'{"status":"accepted "}', CallOutcome.ACCEPTED),
        (b'{"status":"RebootRequired"}', CallOutcome.ACCEPTED),
        (b'{"status":"Unlocked"}', CallOutcome.ACCEPTED),
        (b'{"status":"AcceptedCanceled"}', CallOutcome.ACCEPTED),
        (b'{"status":"Occupied"}', CallOutcome.REJECTED),
        (b'{"status":"NotSupported"}', CallOutcome.REJECTED),
        (b'{"status":"Perhaps"}', CallOutcome.REJECTED),
        (b'{"status":7}', CallOutcome.REJECTED),
        (b'{"status":[]}', CallOutcome.ACCEPTED),
        (b"[]", CallOutcome.REJECTED),
        (b"null", CallOutcome.REJECTED),
    ],
)
def test_a_status_says_whether_it_was_done(payload: bytes, outcome: CallOutcome) -> None:  # F63
    assert read_any_result(payload)[0] is outcome


@pytest.mark.parametrize("payload", ["{}", '{"a":[1.10,"\\u0000"]}', "null", "7", '"text"'])
def test_an_answer_is_kept_as_it_came(payload: str) -> None:
    assert kept_result(payload.encode()) == payload


def test_a_password_in_an_answer_is_not_kept() -> None:  # S07
    told = {"configurationKey": [{"key": "AuthorizationKey", "value": "0123"}, {"key": "K", "value": "1"}]}
    kept = json.loads(kept_result(json.dumps(told).encode()))
    assert kept["configurationKey"] == [
        {"key": "AuthorizationKey", "value": "***"},
        {"key": "K", "value": "1"},
    ]


def test_a_long_answer_is_kept_as_its_beginning() -> None:
    limit = RESPONSE_BYTES_MAX
    just = b'"' + b"x" * (limit - 2) + b'"'
    assert kept_result(just) == just.decode()
    told = json.loads(kept_result(b'"' + "ü".encode() * limit + b'"'))
    assert (told["cut"], told["bytes"]) == (True, 2 * limit + 2)
    assert told["begins"][:3] == '"üü'


@pytest.mark.parametrize("broken", [b'"\\ud800"', b'{"a":1e999}', b'"\x01"'])
def test_what_no_reader_of_json_takes_is_kept_inside_what_all_of_them_take(broken: bytes) -> None:
    told = json.loads(kept_result(broken))
    assert (told["cut"], told["bytes"]) == (False, len(broken))
    details = json.loads(kept_error(ErrorReceived("m", "X", "", Raw(broken))))["details"]
    assert details == {}


def test_an_error_is_kept_with_all_its_words() -> None:
    error = ErrorReceived("m", "NotSupported", 'no "such" thing', Raw(b'{"why":[1]}'))
    assert json.loads(kept_error(error)) == {
        "code": "NotSupported",
        "description": 'no "such" thing',
        "details": {"why": [1]},
    }
    huge = ErrorReceived("m", "", "", Raw(b'"' + b"x" * RESPONSE_BYTES_MAX + b'"'))
    assert json.loads(kept_error(huge)) == {"code": "", "description": "", "details": {}}
