"""What we say in 2.x passes the official schemas, always (F56)."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from chargehand.model.answers import (
    Answer,
    AuthorizeAnswer,
    BootAnswer,
    ConnectedAnswer,
    NeedsAnswer,
    Noted,
    StartAnswer,
    StopAnswer,
    Unscheduled,
    UpdateAnswer,
)
from chargehand.model.calls import (
    AnyCall,
    Call,
    CallOutcome,
    ChangeAvailability,
    Configure,
    Reset,
    SetChargingLimit,
    SetPassword,
    StartTransaction,
    StopTransaction,
    Trigger,
    TriggerMessage,
    UnlockConnector,
    UpdateFirmware,
)
from chargehand.model.identity import TokenUid
from chargehand.model.station import BootStatus
from chargehand.model.token import TokenStatus
from chargehand.wire.ocpp.codec import Codec, Question
from chargehand.wire.ocpp.faults import OurWireFault
from tests.unit.wire.frames import NOW
from tests.unit.wire.ocpp.v2.speech import BOTH, HASHES, NEW, NOTED, NOTED_SINCE_21, OLD, valid

AT = "2026-11-20T04:30:00.000Z"
EXPIRY = datetime(2027, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
TOKENS = [
    AuthorizeAnswer(status, group, expiry)
    for status in TokenStatus
    for group, expiry in ((None, None), ("G" * 36, EXPIRY), ("G" * 37, None), ("", EXPIRY))
]


@pytest.mark.parametrize("codec", BOTH)
@pytest.mark.parametrize("status", list(BootStatus))
def test_boot_answers(codec: Codec, status: BootStatus) -> None:
    """B01 to B03"""
    said = codec.write_answer("BootNotification", BootAnswer(status, 60, NOW))
    assert valid(codec, "BootNotificationResponse", said) == {
        "status": status.value.title(), "currentTime": AT, "interval": 60
    }  # fmt: skip


@pytest.mark.parametrize("codec", BOTH)
def test_heartbeat_answers(codec: Codec) -> None:
    assert valid(codec, "HeartbeatResponse", codec.write_heard(NOW)) == {"currentTime": AT}


@pytest.mark.parametrize("codec", BOTH)
@pytest.mark.parametrize("token", TOKENS)
def test_answers_about_tokens(codec: Codec, token: AuthorizeAnswer) -> None:
    """C01, C09: with the group, so that whoever is in it may end what another began."""
    said = valid(codec, "AuthorizeResponse", codec.write_answer("Authorize", token))
    info = said["idTokenInfo"]
    assert isinstance(info, dict)
    concurrent = token.status is TokenStatus.CONCURRENT
    assert info["status"] == ("ConcurrentTx" if concurrent else token.status.value.title())
    assert ("groupIdToken" in info) == (token.group_id == "G" * 36)
    assert ("cacheExpiryDateTime" in info) == (token.expires_at is not None)
    for answer in (StartAnswer(5, token), UpdateAnswer(token), StopAnswer(token)):
        said = codec.write_answer("TransactionEvent", answer)
        assert valid(codec, "TransactionEventResponse", said) == {"idTokenInfo": info}


@pytest.mark.parametrize("answer", [StartAnswer(5, None), UpdateAnswer(), StopAnswer(), Noted()])
def test_where_no_token_was_presented_nothing_is_said_of_one(answer: Answer) -> None:
    """F92"""
    assert valid(OLD, "TransactionEventResponse", OLD.write_answer("TransactionEvent", answer)) == {}


SAID = {
    "DataTransfer": {"status": "UnknownVendorId"},
    "Get15118EVCertificate": {"status": "Failed", "exiResponse": ""},
    "GetCertificateChainStatus": {
        "certificateStatus": [
            {"certificateHashData": HASHES, "source": "OCSP", "status": "Failed", "nextUpdate": AT}
        ]
    },
    "GetCertificateStatus": {"status": "Failed"},
    "NotifyEVChargingSchedule": {"status": "Accepted"},
    "OpenPeriodicEventStream": {"status": "Accepted"},
    "PullDynamicScheduleUpdate": {"status": "Rejected"},
    "SignCertificate": {"status": "Rejected"},
    "VatNumberValidation": {"vatNumber": "NL1", "status": "Rejected"},
}


@pytest.mark.parametrize("codec", BOTH)
def test_answers_that_only_note(codec: Codec) -> None:
    """S25: the least that is valid, and nothing that is not true."""
    newer = [each for each in NOTED_SINCE_21 if each[0] not in codec.dialect.sends] if codec is NEW else []
    for action, payload, _ in [*NOTED, *newer, ("SignCertificate", {}, ""), ("StatusNotification", {}, "")]:
        question = Question(json.dumps(payload).encode(), NOW)
        said = valid(codec, f"{action}Response", codec.write_answer(action, Noted(), question))
        assert said == SAID.get(action, {})


@pytest.mark.parametrize("codec", BOTH)
@pytest.mark.parametrize("reason", [None, *Unscheduled])
def test_what_a_car_needs_is_promised_or_not(codec: Codec, reason: Unscheduled | None) -> None:
    """K15; the word for no schedule is 2.1's, the reason is told in both. Without leave nothing flows back (Q01)."""
    text = codec.write_answer("NotifyEVChargingNeeds", NeedsAnswer(reason))
    said = valid(codec, "NotifyEVChargingNeedsResponse", text)
    if reason is None:
        assert said == {"status": "Accepted"}
    else:
        goes_on = codec is NEW and reason is not Unscheduled.NOT_ALLOWED
        assert said["status"] == ("NoChargingProfile" if goes_on else "Rejected")
        assert said["statusInfo"] == {"reasonCode": REASONS[reason]}


REASONS = {
    Unscheduled.NO_TRANSACTION: "TxNotFound",
    Unscheduled.UNKNOWN_POWER: "MissingParam",
    Unscheduled.OTHER_CONTROL: "UnsupportedParam",
    Unscheduled.NOT_ALLOWED: "NotEnabled",
    Unscheduled.NOT_NOW: "InternalError",
}


def test_answers_for_drivers_are_not_for_stations() -> None:
    with pytest.raises(OurWireFault):
        OLD.write_answer("StatusNotification", ConnectedAnswer(1))
    with pytest.raises(OurWireFault):
        NEW.write_answer("VatNumberValidation", Noted())


UID = TokenUid("04A2B9FF")
FIRMWARE = {"location": "https://example.org/f", "retrieveDateTime": AT}


def limited(number: int, power_w: int, purpose: str) -> dict[str, object]:
    """A profile of one schedule without an end, from now on."""
    period = {"startPeriod": 0, "limit": power_w}
    schedule = {
        "id": number,
        "startSchedule": AT,
        "chargingRateUnit": "W",
        "chargingSchedulePeriod": [period],
    }
    what = {"chargingProfilePurpose": purpose, "chargingProfileKind": "Absolute"}
    return {"id": number, "stackLevel": 0, **what, "chargingSchedule": [schedule]}


@pytest.mark.parametrize(
    "call", [SetChargingLimit(1, 1, NOW, 0, "a"), SetChargingLimit(1, 1, NOW, 1, "x" * 37)]
)
def test_no_limit_for_what_is_no_transaction(call: SetChargingLimit) -> None:
    with pytest.raises(OurWireFault):
        OLD.write_call(call)


@pytest.mark.parametrize("codec", BOTH)
@pytest.mark.parametrize(
    ("call", "action", "said"),
    [
        (
            StartTransaction(UID, 2, 17), "RequestStartTransaction",
            {"idToken": {"idToken": UID, "type": "ISO14443"}, "remoteStartId": 17, "evseId": 2},
        ),
        (
            StartTransaction(TokenUid("APP-17"), None, 18), "RequestStartTransaction",
            {"idToken": {"idToken": "APP-17", "type": "Central"}, "remoteStartId": 18},
        ),
        (StopTransaction("a-b"), "RequestStopTransaction", {"transactionId": "a-b"}),
        (
            TriggerMessage(Trigger.STATUS, 2), "TriggerMessage",
            {"requestedMessage": "StatusNotification", "evse": {"id": 2, "connectorId": 1}},
        ),
        (TriggerMessage(Trigger.METER, 2), "TriggerMessage", {"requestedMessage": "TransactionEvent", "evse": {"id": 2}}),
        (TriggerMessage(Trigger.METER, None), "TriggerMessage", {"requestedMessage": "TransactionEvent"}),
        (TriggerMessage(Trigger.BOOT, 1), "TriggerMessage", {"requestedMessage": "BootNotification"}),
        (Reset(), "Reset", {"type": "OnIdle"}), (Reset(at_once=True, connector=2), "Reset", {"type": "Immediate", "evseId": 2}),
        (UnlockConnector(2), "UnlockConnector", {"evseId": 2, "connectorId": 1}),
        (ChangeAvailability(True), "ChangeAvailability", {"operationalStatus": "Operative"}),
        (ChangeAvailability(False, 1), "ChangeAvailability", {"operationalStatus": "Inoperative", "evse": {"id": 1}}),
        (
            UpdateFirmware(7, "https://example.org/f", NOW, retries=3, retry_interval_s=60), "UpdateFirmware",
            {"requestId": 7, "firmware": FIRMWARE, "retries": 3, "retryInterval": 60},
        ),
        (
            UpdateFirmware(7, "https://example.org/f", NOW, NOW, "PEM", "c2ln"), "UpdateFirmware",
            {"requestId": 7, "firmware": FIRMWARE | {"installDateTime": AT, "signingCertificate": "PEM", "signature": "c2ln"}},
        ),
        (
            SetChargingLimit(17, 11_000, NOW, 2, "a-b"), "SetChargingProfile",
            {"evseId": 2, "chargingProfile": limited(17, 11_000, "TxProfile") | {"transactionId": "a-b"}},
        ),
        (
            SetChargingLimit(1, 0, NOW), "SetChargingProfile",
            {"evseId": 0, "chargingProfile": limited(1, 0, "ChargingStationMaxProfile")},
        ),
        (SetChargingLimit(1, None, NOW), "ClearChargingProfile", {"chargingProfileId": 1}),
        (AnyCall("ClearCache", "{}"), "ClearCache", {}),
    ],
)  # fmt: skip
def test_calls(codec: Codec, call: Call, action: str, said: object) -> None:
    (text,) = codec.write_call(call)
    assert text.action == action
    assert valid(codec, f"{action}Request", text.payload) == said


@pytest.mark.parametrize(
    ("uid", "kind"),
    [
        ("04A2B9FF", "ISO14443"), ("04A2B9FF04A2B9", "ISO14443"), ("04A2B9FF04A2B9FF04A2", "ISO14443"),
        ("04A2B9F", "Central"), ("RFID1", "Central"), ("04A2B9FG", "Central"), ("04A2B9FF04", "Central"),
    ],
)  # fmt: skip
def test_what_kind_of_token_is_asked_to_start(uid: str, kind: str) -> None:
    (text,) = OLD.write_call(StartTransaction(TokenUid(uid), 1, 5))
    assert json.loads(text.payload)["idToken"] == {"idToken": uid, "type": kind}


def wished(*wishes: tuple[str, str]) -> list[tuple[str, object]]:
    """Per variable: the wish that it stands for, and where it is set to what."""
    told: list[tuple[str, object]] = []
    for text in OLD.write_call(Configure(wishes)):
        assert text.action == "SetVariables"
        (data,) = valid(OLD, "SetVariablesRequest", text.payload)["setVariableData"]  # type: ignore[misc]
        place = f"{data['component']['name']}.{data['variable']['name']}"
        instance = data["variable"].get("instance")
        told.append((text.subject, (place + (f"[{instance}]" if instance else ""), data["attributeValue"])))
    return told


def test_after_the_wishes_the_device_model_is_asked_for() -> None:
    """B07"""
    *wishes, report = OLD.write_call(Configure((("HeartbeatInterval", "60"),), inventory=7))
    assert [text.action for text in wishes] == ["SetVariables"]
    assert report.action == "GetBaseReport"
    said = valid(OLD, "GetBaseReportRequest", report.payload)
    assert said == {"requestId": 7, "reportBase": "FullInventory"}
    asked = Configure((), inventory=7)
    assert OLD.read_result(asked, b'{"status":"Accepted"}') == (CallOutcome.ACCEPTED, "")
    assert OLD.read_result(asked, b'{"status":"EmptyResultSet"}') == (CallOutcome.REJECTED, "EmptyResultSet")


def test_wishes_are_variables_where_2_x_has_them() -> None:
    """B05"""
    assert wished(
        ("HeartbeatInterval", "60"), ("TransactionMessageAttempts", "10"), ("TransactionMessageRetryInterval", "60"),
        ("MeterValueSampleInterval", "30"), ("MeterValuesSampledData", "SoC"), ("VendorsOwn", "x"),
    ) == [
        ("HeartbeatInterval", ("OCPPCommCtrlr.HeartbeatInterval", "60")),
        ("TransactionMessageAttempts", ("OCPPCommCtrlr.MessageAttempts[TransactionEvent]", "10")),
        ("TransactionMessageRetryInterval", ("OCPPCommCtrlr.MessageAttemptInterval[TransactionEvent]", "60")),
        ("MeterValueSampleInterval", ("SampledDataCtrlr.TxUpdatedInterval", "30")),
        ("MeterValuesSampledData", ("SampledDataCtrlr.TxUpdatedMeasurands", "SoC")),
        ("MeterValuesSampledData", ("SampledDataCtrlr.TxStartedMeasurands", "SoC")),
    ]  # fmt: skip
    assert wished(("VendorsOwn", "x")) == []


def test_an_end_always_tells_the_register() -> None:
    """F19: no history; but 2.x has no other word for the meter's last value."""
    assert wished(("StopTxnSampledData", "")) == [
        ("StopTxnSampledData", ("SampledDataCtrlr.TxEndedMeasurands", "Energy.Active.Import.Register")),
        ("StopTxnSampledData", ("SampledDataCtrlr.TxEndedInterval", "0")),
    ]
    assert wished(("StopTxnSampledData", "SoC")) == [
        ("StopTxnSampledData", ("SampledDataCtrlr.TxEndedMeasurands", "SoC"))
    ]


@pytest.mark.parametrize(
    "call",
    [
        StartTransaction(TokenUid(""), 1), StartTransaction(TokenUid("x" * 37), 1), StopTransaction(""), StopTransaction("x" * 37),
        Configure((("HeartbeatInterval", "x" * 1001),)), UnlockConnector(0),
    ],
)  # fmt: skip
def test_what_2_x_cannot_be_told_is_our_fault(call: Call) -> None:
    with pytest.raises(OurWireFault):
        OLD.write_call(call)


START, STOP, TRIGGER = StartTransaction(UID, 1, 5), StopTransaction("r"), TriggerMessage(Trigger.METER, 1)
ANY = AnyCall("SetChargingProfile", "{}")


@pytest.mark.parametrize(
    ("call", "status", "outcome"),
    [
        (START, "Accepted", CallOutcome.ACCEPTED), (START, "Rejected", CallOutcome.REJECTED), (STOP, "accepted", CallOutcome.ACCEPTED),
        (TRIGGER, "NotImplemented", CallOutcome.UNSUPPORTED), (TRIGGER, "Accepted", CallOutcome.ACCEPTED),
        (Reset(), "Scheduled", CallOutcome.ACCEPTED), (Reset(), "Rejected", CallOutcome.REJECTED),
        (UnlockConnector(1), "Unlocked", CallOutcome.ACCEPTED), (UnlockConnector(1), "OngoingAuthorizedTransaction", CallOutcome.REJECTED),
        (UnlockConnector(1), "UnknownConnector", CallOutcome.REJECTED), (ChangeAvailability(True), "Scheduled", CallOutcome.ACCEPTED),
        (UpdateFirmware(1, "x", NOW), "AcceptedCanceled", CallOutcome.ACCEPTED),
        (UpdateFirmware(1, "x", NOW), "InvalidCertificate", CallOutcome.REJECTED), (ANY, "Accepted", CallOutcome.ACCEPTED),
        (SetChargingLimit(1, 5, NOW), "Rejected", CallOutcome.REJECTED), (SetChargingLimit(1, None, NOW), "Unknown", CallOutcome.ACCEPTED),
        (ANY, "Rejected", CallOutcome.REJECTED),
    ],
)  # fmt: skip
def test_what_a_station_answers(call: Call, status: str, outcome: CallOutcome) -> None:
    """F63"""
    got, detail = OLD.read_result(
        call, json.dumps({"status": status, "statusInfo": {"reasonCode": "x"}}).encode()
    )
    assert got is outcome
    assert detail == ("" if outcome is CallOutcome.ACCEPTED else status)


CONFIGURE = Configure((("HeartbeatInterval", "60"),))


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("Accepted", CallOutcome.ACCEPTED), ("RebootRequired", CallOutcome.ACCEPTED), ("Rejected", CallOutcome.REJECTED),
        ("UnknownComponent", CallOutcome.UNSUPPORTED), ("UnknownVariable", CallOutcome.UNSUPPORTED),
        ("NotSupportedAttributeType", CallOutcome.UNSUPPORTED), ("MadeUp", CallOutcome.REJECTED),
    ],
)  # fmt: skip
def test_how_a_variable_fared(status: str, outcome: CallOutcome) -> None:
    """B05"""
    result = {"attributeStatus": status, "component": {"name": "C"}, "variable": {"name": "V"}}
    got, _ = OLD.read_result(CONFIGURE, json.dumps({"setVariableResult": [result]}).encode())
    assert got is outcome


@pytest.mark.parametrize(
    "payload",
    [b"{}", b"null", b'{"setVariableResult":[]}', b'{"setVariableResult":[{}]}', b'{"status":"Accepted"}'],
)
def test_an_unreadable_answer_leaves_open_what_will_happen(payload: bytes) -> None:
    for call in (CONFIGURE, SetPassword("0" * 40)):
        assert OLD.read_result(call, payload) == (CallOutcome.UNANSWERED, "unreadable")


def test_an_error_says_that_the_station_cannot() -> None:
    assert OLD.read_error("NotSupported") == (CallOutcome.UNSUPPORTED, "NotSupported")


def test_a_start_button_is_accepted() -> None:
    """C02: it presents no token, and must hear about it all the same."""
    question = Question(b'{"idToken":{"idToken":"","type":"NoAuthorization"}}', NOW)
    said = valid(
        OLD, "TransactionEventResponse", OLD.write_answer("TransactionEvent", StartAnswer(7, None), question)
    )
    assert said == {"idTokenInfo": {"status": "Accepted"}}
    plain = Question(b"{}", NOW)
    assert OLD.write_answer("TransactionEvent", StartAnswer(7, None), plain) == b"{}"
