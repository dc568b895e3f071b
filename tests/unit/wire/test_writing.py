"""What we say passes the specification's own schemas, always (F56)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files

import jsonschema_rs
import pytest

from chargehand.model.answers import (
    Answer,
    AuthorizeAnswer,
    BootAnswer,
    CommandTaken,
    ConnectedAnswer,
    Noted,
    StartAnswer,
    StopAnswer,
)
from chargehand.model.calls import (
    AnyCall,
    Call,
    CallOutcome,
    ChangeAvailability,
    Configure,
    Reset,
    SetChargingLimit,
    StartTransaction,
    StopTransaction,
    Trigger,
    TriggerMessage,
    UnlockConnector,
    UpdateFirmware,
)
from chargehand.model.command import Command, CommandKind
from chargehand.model.identity import CommandId, StationId, TokenUid
from chargehand.model.station import BootStatus
from chargehand.model.token import TokenStatus
from chargehand.wire.ocpp.faults import OurWireFault
from tests.unit.wire.frames import CODEC, NOW


def valid(schema: str, payload: bytes) -> dict[str, object]:
    """The payload, after the schema has had its say; it is compact too."""
    text = files("ocpp.v16").joinpath(f"schemas/{schema}.json").read_text(encoding="utf-8-sig")
    value = json.loads(payload)
    jsonschema_rs.validator_for(json.loads(text), validate_formats=True).validate(value)
    assert payload == json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
    assert isinstance(value, dict)
    return value


EXPIRY = datetime(2027, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
TOKENS = [
    AuthorizeAnswer(status, group, expiry)
    for status in TokenStatus
    for group, expiry in ((None, None), ("G" * 20, EXPIRY), ("too long a group for 1.6", None), ("", EXPIRY))
]


@pytest.mark.parametrize("status", list(BootStatus))
def test_boot_answers(status: BootStatus) -> None:
    said = valid(
        "BootNotificationResponse", CODEC.write_answer("BootNotification", BootAnswer(status, 60, NOW))
    )
    assert said == {"status": status.value.title(), "currentTime": "2026-11-20T04:30:00.000Z", "interval": 60}


def test_heartbeat_answers() -> None:
    assert valid("HeartbeatResponse", CODEC.write_heard(NOW)) == {"currentTime": "2026-11-20T04:30:00.000Z"}


@pytest.mark.parametrize("token", TOKENS)
def test_answers_about_tokens(token: AuthorizeAnswer) -> None:
    """F50: a start is answered with a real id, whatever the token's status."""
    said = valid("AuthorizeResponse", CODEC.write_answer("Authorize", token))
    info = said["idTagInfo"]
    assert isinstance(info, dict)
    assert info["status"] == (
        "ConcurrentTx" if token.status is TokenStatus.CONCURRENT else token.status.value.title()
    )
    assert ("parentIdTag" in info) == (token.group_id == "G" * 20)
    assert ("expiryDate" in info) == (token.expires_at is not None)
    start = valid(
        "StartTransactionResponse", CODEC.write_answer("StartTransaction", StartAnswer(2**31 - 1, token))
    )
    assert start == {"transactionId": 2**31 - 1, "idTagInfo": info}
    stop = valid("StopTransactionResponse", CODEC.write_answer("StopTransaction", StopAnswer(token)))
    assert stop == {"idTagInfo": info}


def test_a_stop_without_a_token_is_answered_with_nothing() -> None:
    assert valid("StopTransactionResponse", CODEC.write_answer("StopTransaction", StopAnswer())) == {}


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("StatusNotification", {}), ("MeterValues", {}), ("FirmwareStatusNotification", {}),
        ("DiagnosticsStatusNotification", {}), ("DataTransfer", {"status": "UnknownVendorId"}),
        ("SignedFirmwareStatusNotification", {}), ("LogStatusNotification", {}), ("SecurityEventNotification", {}),
        ("SignCertificate", {"status": "Rejected"}),
    ],
)  # fmt: skip
def test_answers_that_only_note(action: str, said: object) -> None:
    """S25"""
    assert valid(f"{action}Response", CODEC.write_answer(action, Noted())) == said


@pytest.mark.parametrize("number", [0, -1, 2**31])
def test_no_transaction_id_is_given_that_can_be_none(number: int) -> None:
    """F40"""
    with pytest.raises(OurWireFault):
        CODEC.write_answer("StartTransaction", StartAnswer(number, TOKENS[0]))


def test_nothing_starts_without_a_token() -> None:
    with pytest.raises(OurWireFault):
        CODEC.write_answer("StartTransaction", StartAnswer(1, None))


def test_answers_for_drivers_are_not_for_stations() -> None:
    command = Command(
        id=CommandId("c"), kind=CommandKind.STOP, station=StationId("CP1"), requested_at=NOW, deadline_at=NOW
    )
    answers: list[Answer] = [CommandTaken(command), ConnectedAnswer(1)]
    for answer in answers:
        with pytest.raises(OurWireFault):
            CODEC.write_answer("StatusNotification", answer)


TOKEN = TokenUid("04A2B9FF")
LIMIT = {
    "chargingProfileId": 7,
    "stackLevel": 0,
    "chargingProfileKind": "Absolute",
    "chargingSchedule": {
        "startSchedule": "2026-11-20T04:30:00.000Z",
        "chargingRateUnit": "W",
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 11_000}],
    },
}


@pytest.mark.parametrize(
    ("call", "action", "said"),
    [
        (StartTransaction(TOKEN, 2), "RemoteStartTransaction", {"idTag": TOKEN, "connectorId": 2}),
        (StartTransaction(TOKEN, None), "RemoteStartTransaction", {"idTag": TOKEN}),
        (StartTransaction(TOKEN, 0), "RemoteStartTransaction", {"idTag": TOKEN}),
        (StartTransaction(TokenUid("X" * 20), 1), "RemoteStartTransaction", {"idTag": "X" * 20, "connectorId": 1}),
        (StopTransaction("47974"), "RemoteStopTransaction", {"transactionId": 47974}),
        (TriggerMessage(Trigger.STATUS, 1), "TriggerMessage", {"requestedMessage": "StatusNotification", "connectorId": 1}),
        (TriggerMessage(Trigger.METER, None), "TriggerMessage", {"requestedMessage": "MeterValues"}),
        (TriggerMessage(Trigger.BOOT, 1), "TriggerMessage", {"requestedMessage": "BootNotification"}),
        (Reset(), "Reset", {"type": "Soft"}), (Reset(at_once=True), "Reset", {"type": "Hard"}),
        (UnlockConnector(2), "UnlockConnector", {"connectorId": 2}),
        (ChangeAvailability(True), "ChangeAvailability", {"connectorId": 0, "type": "Operative"}),
        (ChangeAvailability(False, 1), "ChangeAvailability", {"connectorId": 1, "type": "Inoperative"}),
        (
            UpdateFirmware(7, "https://example.org/f", NOW, retries=3, retry_interval_s=60), "UpdateFirmware",
            {"location": "https://example.org/f", "retrieveDate": "2026-11-20T04:30:00.000Z", "retries": 3, "retryInterval": 60},
        ),
        (
            UpdateFirmware(7, "https://example.org/f", NOW, NOW, "PEM", "c2ln"), "SignedUpdateFirmware",
            {
                "requestId": 7,
                "firmware": {
                    "location": "https://example.org/f", "retrieveDateTime": "2026-11-20T04:30:00.000Z",
                    "installDateTime": "2026-11-20T04:30:00.000Z", "signingCertificate": "PEM", "signature": "c2ln",
                },
            },
        ),
        (
            SetChargingLimit(7, 11_000, NOW, 2, "47974"), "SetChargingProfile",
            {"connectorId": 2, "csChargingProfiles": LIMIT | {"chargingProfilePurpose": "TxProfile", "transactionId": 47974}},
        ),
        (
            SetChargingLimit(7, 11_000, NOW), "SetChargingProfile",
            {"connectorId": 0, "csChargingProfiles": LIMIT | {"chargingProfilePurpose": "ChargePointMaxProfile"}},
        ),
        (SetChargingLimit(7, None, NOW), "ClearChargingProfile", {"id": 7}),
        (AnyCall("GetConfiguration", '{"key":["a"]}'), "GetConfiguration", {"key": ["a"]}),
    ],
)  # fmt: skip
def test_calls(call: Call, action: str, said: object) -> None:
    (text,) = CODEC.write_call(call)
    assert text.action == action
    assert valid(action, text.payload) == said


def test_a_configuration_is_one_call_per_wish() -> None:
    wishes = (("MeterValueSampleInterval", "60"), ("StopTxnSampledData", ""), ("k" * 50, "v" * 500))
    texts = CODEC.write_call(Configure(wishes))
    assert [text.subject for text in texts] == [key for key, _ in wishes]
    assert [valid("ChangeConfiguration", text.payload) for text in texts] == [
        {"key": key, "value": value} for key, value in wishes
    ]


@pytest.mark.parametrize(
    "call",
    [
        StartTransaction(TokenUid("X" * 21), 1), StartTransaction(TokenUid(""), 1), StopTransaction("0"), StopTransaction("-1"),
        UnlockConnector(0), Reset(connector=1), StopTransaction(str(2**31)), StopTransaction("abc"), StopTransaction(chr(0x665)), StopTransaction(""),
        Configure((("k" * 51, "v"),)), Configure((("k", "v" * 501),)),
    ],
)  # fmt: skip
def test_what_1_6_cannot_be_told_is_our_fault(call: Call) -> None:
    with pytest.raises(OurWireFault):
        CODEC.write_call(call)


START, STOP = StartTransaction(TOKEN, 1), StopTransaction("5")
ANY = AnyCall("SendLocalList", "{}")
TRIGGER, CONFIGURE = TriggerMessage(Trigger.METER, 1), Configure((("k", "v"),))


@pytest.mark.parametrize(
    ("call", "status", "outcome"),
    [
        (START, "Accepted", CallOutcome.ACCEPTED), (START, "Rejected", CallOutcome.REJECTED),
        (STOP, "Accepted", CallOutcome.ACCEPTED), (STOP, "Rejected", CallOutcome.REJECTED),
        (STOP, "accepted", CallOutcome.ACCEPTED), (STOP, " Accepted ", CallOutcome.ACCEPTED), (STOP, "Scheduled", CallOutcome.REJECTED),
        (STOP, "", CallOutcome.REJECTED), (TRIGGER, "Accepted", CallOutcome.ACCEPTED), (TRIGGER, "Rejected", CallOutcome.REJECTED),
        (TRIGGER, "NotImplemented", CallOutcome.UNSUPPORTED), (TRIGGER, "Scheduled", CallOutcome.ACCEPTED),
        (CONFIGURE, "Accepted", CallOutcome.ACCEPTED), (CONFIGURE, "RebootRequired", CallOutcome.ACCEPTED),
        (CONFIGURE, "Rejected", CallOutcome.REJECTED), (CONFIGURE, "NotSupported", CallOutcome.UNSUPPORTED),
        (STOP, "NotSupported", CallOutcome.REJECTED), (Reset(), "Accepted", CallOutcome.ACCEPTED),
        (Reset(), "Rejected", CallOutcome.REJECTED), (UnlockConnector(1), "Unlocked", CallOutcome.ACCEPTED),
        (UnlockConnector(1), "UnlockFailed", CallOutcome.REJECTED), (UnlockConnector(1), "NotSupported", CallOutcome.UNSUPPORTED),
        (ChangeAvailability(True), "Scheduled", CallOutcome.ACCEPTED), (ANY, "AcceptedCanceled", CallOutcome.ACCEPTED),
        (ANY, "RebootRequired", CallOutcome.ACCEPTED), (ANY, "NotImplemented", CallOutcome.UNSUPPORTED),
        (ANY, "VersionMismatch", CallOutcome.REJECTED),
    ],
)  # fmt: skip
def test_what_a_station_answers(call: Call, status: str, outcome: CallOutcome) -> None:
    """F63"""
    payload = json.dumps({"status": status, "transactionId": "vendor's own"}).encode()
    got, detail = CODEC.read_result(call, payload)
    assert got is outcome
    assert detail == ("" if outcome is CallOutcome.ACCEPTED else status.strip())


@pytest.mark.parametrize(
    "payload", [b"{}", b"null", b"[]", b'{"status":5}', b'{"status":null}', b'"Accepted"']
)
def test_an_unreadable_answer_leaves_open_what_will_happen(payload: bytes) -> None:
    assert CODEC.read_result(STOP, payload) == (CallOutcome.UNANSWERED, "unreadable")


@pytest.mark.parametrize("payload", [b"{}", b'{"status":null}', b'{"listVersion":3}'])
def test_an_answer_without_a_status_says_yes_by_being_one(payload: bytes) -> None:
    assert CODEC.read_result(ANY, payload) == (CallOutcome.ACCEPTED, "")
    assert CODEC.read_result(UpdateFirmware(1, "x", NOW), payload) == (CallOutcome.ACCEPTED, "")


@pytest.mark.parametrize("payload", [b"null", b"[]", b'{"status":5}', b'{"status":{}}'])
def test_an_unreadable_answer_to_an_operation_is_none(payload: bytes) -> None:
    assert CODEC.read_result(ANY, payload) == (CallOutcome.UNANSWERED, "unreadable")


def test_an_error_says_that_the_station_cannot() -> None:
    assert CODEC.read_error("NotSupported") == (CallOutcome.UNSUPPORTED, "NotSupported")
    assert CODEC.read_error("\x00\n" + "x" * 99) == (CallOutcome.UNSUPPORTED, "x" * 50)
