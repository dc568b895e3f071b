"""What the strict check tells, and about what it keeps silent."""

from __future__ import annotations

import json

import msgspec
import pytest

from chargehand.wire.ocpp.deviations import DEVIATIONS_MAX, custom_type
from chargehand.wire.ocpp.messages.shape import CustomData
from chargehand.wire.ocpp.messages.v201.data_transfer import DataTransferRequest
from chargehand.wire.ocpp.strict import Kind, UnknownMessage, check
from tests.hostile.mutations import FOLDERS, Schema, names

STOP = {"transactionId": 7, "meterStop": 5, "timestamp": "2026-11-20T04:29:34Z"}
VERSIONS = ["ocpp1.6", "ocpp2.0.1", "ocpp2.1"]


def told(action: str, payload: object, version: str = "ocpp1.6", kind: Kind = Kind.REQUEST) -> dict[str, str]:
    text = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return {each.path: each.kind.value for each in check(version, action, kind, text)}


def test_all_deviations_of_a_payload_are_told() -> None:
    """F09"""
    payload = {
        "transactionId": "7",
        "idTag": "x" * 21,
        "timestamp": "yesterday",
        "reason": "Boredom",
        "vendor": {"mood": "good"},
        "transactionData": [
            {"timestamp": "2026-11-20T04:29:34Z", "sampledValue": [{"value": 7}, {"unit": "kWh"}]}
        ],
    }
    assert told("StopTransaction", payload) == {
        "transactionId": "type",
        "idTag": "length",
        "timestamp": "format",
        "meterStop": "missing",
        "reason": "value",
        "vendor": "unknown",
        "transactionData[0].sampledValue[0].value": "type",
        "transactionData[0].sampledValue[1].value": "missing",
    }


@pytest.mark.parametrize("value", [None, "", [], {}])
def test_an_optional_field_may_be_absent_but_not_empty(value: object) -> None:
    """F10"""
    assert told("StopTransaction", STOP) == {}
    assert told("StopTransaction", {**STOP, "reason": value}) == {
        "reason": "value" if value == "" else "type"
    }


@pytest.mark.parametrize("payload", [b"", b"[]", b'"x"', b"null", b"7", b"{", b'{"a":', b"{}{}"])
def test_what_is_no_object_is_of_another_type(payload: bytes) -> None:
    """F01, F04"""
    assert told("Heartbeat", payload) == {"": "type"}


@pytest.mark.parametrize(
    ("number", "kind"),
    [("16", None), ("16.1", None), ("1e1", None), ("0.3", None), ("16.15", "value"), ("1e-2", "value"), ("1e999", "range"), ('"16"', "type")],
)  # fmt: skip
def test_a_limit_has_one_digit_after_its_point(number: str, kind: str | None) -> None:
    """F03"""
    text = (
        b'{"connectorId":1,"csChargingProfiles":{"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":'
        b'"TxDefaultProfile","chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"A",'
        b'"chargingSchedulePeriod":[{"startPeriod":0,"limit":%b}]}}}'
    )
    path = "csChargingProfiles.chargingSchedule.chargingSchedulePeriod[0].limit"
    assert told("SetChargingProfile", text % number.encode()) == ({} if kind is None else {path: kind})


@pytest.mark.parametrize(
    ("instant", "good"),
    [
        ("2026-11-20T04:29:34Z", True), ("2026-11-20t04:29:34.123456789z", True), ("2024-02-29T00:00:00+13:45", True),
        ("2000-02-29T00:00:00Z", True), ("1900-02-29T00:00:00Z", False), ("2026-04-31T00:00:00Z", False),
        ("2026-11-20T24:00:00Z", False), ("2026-11-20T04:29:34", False), ("2026-11-20", False),
        ("2026-11-20T04:29:34Z\n", False), ("\u0662026-11-20T04:29:34Z", False), ("2026-11-20T04:29:34.Z", False),
    ],
)  # fmt: skip
def test_an_instant_is_one_of_rfc_3339(instant: str, good: bool) -> None:
    """F68a"""
    found = told("StopTransaction", {**STOP, "timestamp": instant})
    assert found == ({} if good else {"timestamp": "format"})


def test_whole_numbers_with_a_point_are_none_in_draft_4_alone() -> None:
    assert told("ReserveNow", {}, "ocpp2.0.1").keys() >= {"id", "idToken"}
    for version in VERSIONS[1:]:
        payload = {"retries": 3.0, "requestId": 2.0, "location": "https://example.com"}
        assert told("PublishFirmware", {**payload, "checksum": "c"}, version) == {}
        assert told("PublishFirmware", {**payload, "checksum": "c", "retries": 2.5}, version) == {
            "retries": "type"
        }
    assert told("StopTransaction", {**STOP, "meterStop": 5.0}) == {"meterStop": "type"}


@pytest.mark.parametrize(
    ("custom", "found"),
    [
        ({"vendorId": "acme", "any": {"thing": [1]}}, {}),
        ({"any": 1}, {"customData.vendorId": "missing"}),
        ({"vendorId": 5}, {"customData.vendorId": "type"}),
        ({"vendorId": "x" * 256}, {"customData.vendorId": "length"}),
        ("acme", {"customData": "type"}),
    ],
)
@pytest.mark.parametrize("version", VERSIONS[1:])
def test_custom_data_is_open_but_for_its_vendor(version: str, custom: object, found: dict[str, str]) -> None:
    assert told("Heartbeat", {"customData": custom}, version) == found


def test_custom_data_is_kept_as_it_came() -> None:
    text = (
        b'{"vendorId":"acme","customData":{"vendorId":"acme","mood":{"good":[true]}},"data":[1,{"a":null}]}'
    )
    message = msgspec.json.decode(text, type=DataTransferRequest, dec_hook=custom_type)
    assert message.custom_data == {"vendorId": "acme", "mood": {"good": [True]}}
    assert isinstance(message.custom_data, CustomData)
    again = msgspec.json.decode(msgspec.json.encode(message), type=DataTransferRequest, dec_hook=custom_type)
    assert again.custom_data == message.custom_data


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'{"vendorId":', b'{"customData":'])
def test_what_is_nested_absurdly_deep_is_of_another_type(version: str, opening: bytes) -> None:
    """F02"""
    assert told("DataTransfer", b'{"vendorId":"v","data":' + opening * 50_000, version) == {"": "type"}


def test_the_number_of_deviations_is_bounded() -> None:
    """F19"""
    many = {f"field{number}": 1 for number in range(5000)}
    assert len(told("Heartbeat", many)) == DEVIATIONS_MAX
    values = [{"timestamp": "x", "sampledValue": [{}] * 50}] * 50
    assert len(told("StopTransaction", {**STOP, "transactionData": values})) == DEVIATIONS_MAX


def test_the_name_of_an_unknown_field_is_short_and_printable() -> None:
    """S19"""
    (path,) = told("Heartbeat", {"\x1b[31m" + "x" * 500: 1})
    assert path.isprintable()
    assert len(path) == 50


@pytest.mark.parametrize(
    ("version", "action", "kind"),
    [
        ("ocpp1.6", "TransactionEvent", Kind.REQUEST),
        ("ocpp2.0.1", "StartTransaction", Kind.REQUEST),
        ("ocpp1.5", "Heartbeat", Kind.REQUEST),
        ("ocpp2.1", "NotifyPeriodicEventStream", Kind.RESPONSE),
        ("ocpp2.1", "../../os", Kind.REQUEST),
    ],
)
def test_a_message_that_there_is_not(version: str, action: str, kind: Kind) -> None:
    with pytest.raises(UnknownMessage):
        check(version, action, kind, b"{}")


def test_enough_payloads_are_held_against_the_official_schemas() -> None:
    """The number of frames that the tests of each version look at."""
    total = sum(
        1 for version in FOLDERS for name in names(version) for _ in Schema(version, name).mutations()
    )
    assert total >= 50_000
