"""Lists of tokens in the words of each version, strictly (1.6 §5.15, 2.x D01)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chargehand.model.calls import AnyCall, CallOutcome, SendLocalList
from chargehand.model.identity import TokenUid
from chargehand.model.local_list import ListedToken, LocalList
from chargehand.model.token import TokenStatus
from chargehand.wire.ocpp.codec import Codec
from chargehand.wire.ocpp.learning import learned
from chargehand.wire.ocpp.strict import Kind, check
from chargehand.wire.ocpp.versions import CODECS

SOON = datetime(2026, 12, 1, tzinfo=UTC)
ADA = ListedToken(TokenUid("04A1B2C3"), TokenStatus.ACCEPTED, "FLEET", SOON)
BOB = ListedToken(TokenUid("BOB"), TokenStatus.BLOCKED)
GONE = ListedToken(TokenUid("EVE"), None)
LONG = ListedToken(TokenUid("L" * 21), TokenStatus.EXPIRED)
ALL = pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.dialect.subprotocol)


def written(codec: Codec, call: SendLocalList) -> list[dict[str, Any]]:
    texts = codec.write_call(call)
    for text in texts:
        assert text.action == "SendLocalList"
        assert check(codec.dialect.subprotocol, "SendLocalList", Kind.REQUEST, text.payload) == ()
    return [json.loads(text.payload) for text in texts]


def versions(told: list[dict[str, Any]]) -> list[tuple[int, str]]:
    return [(each.get("listVersion") or each["versionNumber"], each["updateType"]) for each in told]


def test_in_words_of_16() -> None:
    """Tokens that 1.6 cannot say are left out."""
    (whole,) = written(CODECS[-1], SendLocalList(3, (ADA, BOB, LONG)))
    info = {"status": "Accepted", "expiryDate": "2026-12-01T00:00:00.000Z", "parentIdTag": "FLEET"}
    assert whole == {
        "listVersion": 3, "updateType": "Full",
        "localAuthorizationList": [
            {"idTag": "04A1B2C3", "idTagInfo": info}, {"idTag": "BOB", "idTagInfo": {"status": "Blocked"}},
        ],
    }  # fmt: skip
    (changes,) = written(CODECS[-1], SendLocalList(3, (ADA,), (GONE,)))
    assert changes == {
        "listVersion": 3, "updateType": "Differential", "localAuthorizationList": [{"idTag": "EVE"}],
    }  # fmt: skip


@pytest.mark.parametrize("codec", CODECS[:2], ids=lambda codec: codec.dialect.subprotocol)
def test_in_words_of_2(codec: Codec) -> None:
    (whole,) = written(codec, SendLocalList(3, (ADA, BOB, LONG)))
    first, second, third = whole["localAuthorizationList"]
    assert first["idToken"] == {"idToken": "04A1B2C3", "type": "ISO14443"}
    assert first["idTokenInfo"]["groupIdToken"] == {"idToken": "FLEET", "type": "Central"}
    assert second["idTokenInfo"] == {"status": "Blocked"}
    assert third["idTokenInfo"] == {"status": "Expired"}
    (changes,) = written(codec, SendLocalList(3, (ADA,), (GONE,)))
    assert changes["localAuthorizationList"] == [{"idToken": {"idToken": "EVE", "type": "Central"}}]


@ALL
def test_in_as_many_messages_as_the_station_wants(codec: Codec) -> None:
    """Each with a version of its own: a station refuses an addition whose version it has already."""
    tokens = tuple(ListedToken(TokenUid(f"T{number}"), TokenStatus.ACCEPTED) for number in range(5))
    told = written(codec, SendLocalList(7, tokens, per_message=2))
    assert versions(told) == [(7, "Full"), (8, "Differential"), (9, "Differential")]
    assert [len(each["localAuthorizationList"]) for each in told] == [2, 2, 1]
    again = written(codec, SendLocalList(7, (), tokens, per_message=3))
    assert versions(again) == [(7, "Differential"), (8, "Differential")]


@ALL
@pytest.mark.parametrize(("changes", "update"), [(None, "Full"), ((), "Differential")])
def test_an_empty_list_is_one_message(codec: Codec, changes: tuple[()] | None, update: str) -> None:
    told = written(codec, SendLocalList(7, (), changes))
    assert versions(told) == [(7, update)]
    assert not told[0].get("localAuthorizationList")


@ALL
@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("Accepted", CallOutcome.ACCEPTED), ("VersionMismatch", CallOutcome.REJECTED),
        ("Failed", CallOutcome.REJECTED), ("NotSupported", CallOutcome.UNSUPPORTED),
    ],
)  # fmt: skip
def test_what_the_answer_means(codec: Codec, status: str, outcome: CallOutcome) -> None:
    said = codec.read_result(SendLocalList(1, ()), json.dumps({"status": status}).encode())
    assert said == (outcome, "" if outcome is CallOutcome.ACCEPTED else status)


@pytest.mark.parametrize("name", ["listVersion", "versionNumber"])
def test_a_list_written_by_hand_leaves_open_what_the_station_has(name: str) -> None:
    call = AnyCall("SendLocalList", json.dumps({name: 9, "updateType": "Full"}))
    assert learned(call, b'{"status":"Accepted"}').local_list == LocalList(9)
    assert learned(call, b'{"status":"Failed"}').local_list is None
