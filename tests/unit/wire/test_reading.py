"""What each message of OCPP 1.6 tells, and how little it may say (OCPP 1.6 §4)."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from chargehand.model.events import (
    CertificateAsked,
    ConnectorStatusReported,
    MeterSampled,
    SecurityEventReported,
    StationBooted,
    StationHeard,
    StationReported,
    TokenPresented,
    TransactionEnded,
    TransactionStarted,
)
from chargehand.model.identity import TokenUid
from chargehand.model.station import Activity, ConnectorStatus
from chargehand.wire.ocpp.dialect import OCPP16
from chargehand.wire.ocpp.faults import ErrorCode, WireFault
from tests.unit.wire.frames import NOW, read

SAID = "2026-11-20T04:29:24.075Z"
SAID_AT = datetime(2026, 11, 20, 4, 29, 24, 75000, tzinfo=UTC)


def fault(action: str, payload: object) -> ErrorCode:
    with pytest.raises(WireFault) as caught:
        read(action, payload)
    return caught.value.code


def test_a_boot() -> None:
    event = read(
        "BootNotification",
        {
            "chargePointVendor": "Acme", "chargePointModel": "One", "chargePointSerialNumber": "P-1",
            "chargeBoxSerialNumber": "B-1", "firmwareVersion": "1.2", "iccid": "", "vendorsOwn": {"a": [1]},
        },
    )  # fmt: skip
    assert event == StationBooted(
        station=event.station, at=NOW, vendor="Acme", model="One", serial="P-1", firmware="1.2"
    )


def test_a_boot_with_empty_and_null_fields() -> None:
    """F09, F10"""
    event = read(
        "BootNotification",
        {
            "chargePointVendor": "", "chargePointModel": "", "chargePointSerialNumber": None,
            "chargeBoxSerialNumber": "B-1", "firmwareVersion": [], "meterType": {},
        },
    )  # fmt: skip
    assert isinstance(event, StationBooted)
    assert (event.vendor, event.model, event.serial, event.firmware) == ("", "", "B-1", "")


def test_what_a_boot_says_can_be_stored_and_shown() -> None:
    """S18, S19"""
    event = read(
        "BootNotification", {"chargePointVendor": "A\x00c\x1b[2Jme" + "x" * 9999, "chargePointModel": "\r\n"}
    )
    assert isinstance(event, StationBooted)
    assert event.vendor.isprintable()
    assert len(event.vendor) == 50
    assert event.model == ""


@pytest.mark.parametrize("payload", [{}, {"a": 1}, {"x": [[]]}])
def test_a_heartbeat(payload: object) -> None:
    event = read("Heartbeat", payload)
    assert event == StationHeard(station=event.station, at=NOW)


@pytest.mark.parametrize(
    ("status", "connector_status", "activity"),
    [
        ("Available", ConnectorStatus.AVAILABLE, Activity.NONE),
        ("Preparing", ConnectorStatus.OCCUPIED, Activity.PREPARING),
        ("Charging", ConnectorStatus.OCCUPIED, Activity.CHARGING),
        ("SuspendedEVSE", ConnectorStatus.OCCUPIED, Activity.SUSPENDED_EVSE),
        ("SuspendedEV", ConnectorStatus.OCCUPIED, Activity.SUSPENDED_EV),
        ("Finishing", ConnectorStatus.OCCUPIED, Activity.FINISHING),
        ("Reserved", ConnectorStatus.RESERVED, Activity.NONE),
        ("Unavailable", ConnectorStatus.UNAVAILABLE, Activity.NONE),
        ("Faulted", ConnectorStatus.FAULTED, Activity.NONE),
        ("suspendedEV", ConnectorStatus.OCCUPIED, Activity.SUSPENDED_EV),
        ("Occupied", ConnectorStatus.OCCUPIED, Activity.NONE),
    ],
)
def test_a_status(status: str, connector_status: ConnectorStatus, activity: Activity) -> None:
    event = read(
        "StatusNotification",
        {"connectorId": 2, "errorCode": "NoError", "status": status, "timestamp": SAID, "info": "x"},
    )
    assert event == ConnectorStatusReported(
        station=event.station,
        at=NOW,
        connector=2,
        status=connector_status,
        activity=activity,
        said_at=SAID_AT,
    )


@pytest.mark.parametrize(
    ("error", "vendor", "kept"),
    [
        ("GroundFailure", None, "GroundFailure"), ("OtherError", "E-42", "OtherError (E-42)"), ("NoError", "E-42", ""),
        ("Error", None, "Error"), ("", None, ""), ("Made\x00Up", "", "MadeUp"),
    ],
)  # fmt: skip
def test_any_error_code_is_taken(error: str, vendor: str | None, kept: str) -> None:
    """F09"""
    event = read(
        "StatusNotification",
        {"connectorId": 1, "errorCode": error, "status": "Faulted", "vendorErrorCode": vendor},
    )
    assert isinstance(event, ConnectorStatusReported)
    assert event.error == kept


@pytest.mark.parametrize(("said", "connector"), [(0, 0), (99, 99), (10**30, 2**31 - 1)])
def test_a_status_of_any_connector(said: int, connector: int) -> None:
    """F52"""
    event = read("StatusNotification", {"connectorId": said, "errorCode": "NoError", "status": "Available"})
    assert isinstance(event, ConnectorStatusReported)
    assert event.connector == connector


def test_a_token() -> None:
    event = read("Authorize", {"idTag": "04a2b9ff"})
    assert event == TokenPresented(station=event.station, at=NOW, token=TokenUid("04A2B9FF"))


def test_a_start() -> None:
    event = read(
        "StartTransaction",
        {"connectorId": 1, "idTag": "rfid1", "meterStart": 1234, "timestamp": SAID, "reservationId": 4},
    )
    assert isinstance(event, TransactionStarted)
    assert event.fresh == "fresh-1"
    assert (event.connector, event.token, event.meter_start_wh) == (1, "RFID1", Decimal(1234))
    assert (event.said_at, event.ref, event.reservation) == (SAID_AT, None, 4)


@pytest.mark.parametrize(
    ("change", "meter"),
    [
        ({"meterStart": None}, None), ({"meterStart": -1}, None), ({"meterStart": "1234"}, Decimal(1234)),
        ({"meterStart": 1234.5}, Decimal("1234.5")), ({"meterStart": "many"}, None), ({"meterStart": []}, None),
        ({"meterStart": 10**30}, None), ({"meterStart": True}, None), ({"meterStart": 0}, Decimal(0)),
    ],
)  # fmt: skip
def test_a_start_is_taken_whatever_its_meter_says(change: dict[str, object], meter: Decimal | None) -> None:
    """F09, F70, F73"""
    event = read(
        "StartTransaction", {"connectorId": 1, "idTag": "A", "meterStart": 5, "timestamp": SAID} | change
    )
    assert isinstance(event, TransactionStarted)
    assert event.meter_start_wh == meter


@pytest.mark.parametrize("number", ["1e999", "-1e999", "9" * 5000, "-0", "-0.0", "1e-999"])
def test_a_start_is_taken_with_any_number_for_a_meter(number: str) -> None:
    """F03"""
    event = read("StartTransaction", f'{{"connectorId":1,"idTag":"A","meterStart":{number}}}'.encode())
    assert isinstance(event, TransactionStarted)
    assert event.meter_start_wh in (None, Decimal(0))


@pytest.mark.parametrize(
    "said", [None, "", "yesterday", 5, [], {}, "1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z"]
)
def test_a_start_is_taken_at_any_time(said: object) -> None:
    """F64, F66, F67, F68a"""
    event = read("StartTransaction", {"connectorId": 1, "idTag": "A", "meterStart": 5, "timestamp": said})
    assert isinstance(event, TransactionStarted)
    assert event.said_at is None


def test_a_start_may_count_and_name_in_the_wrong_types() -> None:
    """F09: it says enough to act on."""
    event = read("StartTransaction", {"connectorId": "2", "idTag": 12345, "reservationId": "x"})
    assert isinstance(event, TransactionStarted)
    assert (event.connector, event.token) == (2, "12345")


@pytest.mark.parametrize("connector", [0, 99, -5, 10**30])
def test_a_start_on_any_connector(connector: int) -> None:
    """F52"""
    event = read("StartTransaction", {"connectorId": connector, "idTag": "A"})
    assert isinstance(event, TransactionStarted)
    assert abs(event.connector) < 2**31


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"idTag": "A"}, ErrorCode.OCCURRENCE), ({"connectorId": 1}, ErrorCode.OCCURRENCE),
        ({"connectorId": None, "idTag": "A"}, ErrorCode.OCCURRENCE), ({"connectorId": 1, "idTag": None}, ErrorCode.OCCURRENCE),
        ({"connectorId": "one", "idTag": "A"}, ErrorCode.TYPE), ({"connectorId": 1, "idTag": ["A"]}, ErrorCode.TYPE),
        ({"connectorId": 1.5, "idTag": "A"}, ErrorCode.TYPE),
    ],
)  # fmt: skip
def test_a_start_that_does_not_say_enough(payload: object, code: ErrorCode) -> None:
    """F08"""
    assert fault("StartTransaction", payload) is code


def test_a_stop() -> None:
    event = read(
        "StopTransaction",
        {
            "transactionId": 47974, "idTag": "rfid1", "meterStop": 2000, "timestamp": SAID, "reason": "Remote",
            "transactionData": [{"timestamp": SAID, "sampledValue": [{"value": "2000", "context": "Transaction.End"}]}],
        },
    )  # fmt: skip
    assert isinstance(event, TransactionEnded)
    assert (event.ref, event.token, event.meter_stop_wh, event.reason) == (
        "47974",
        "RFID1",
        Decimal(2000),
        "Remote",
    )
    assert event.said_at == SAID_AT
    assert [reading.register_wh for reading in event.readings] == [Decimal(2000)]


def test_a_stop_without_reason_was_local() -> None:
    """OCPP 1.6 §4.10; seen in traces."""
    event = read("StopTransaction", {"transactionId": 5, "meterStop": 7, "timestamp": SAID})
    assert isinstance(event, TransactionEnded)
    assert (event.reason, event.token, event.readings) == ("Local", None, ())


@pytest.mark.parametrize(
    "transaction_id", [0, -1, -16, 2**31, 9223372036854775807, 10**400, "x", "", [], {}, True, 1.5]
)
def test_a_stop_of_no_transaction_in_particular(transaction_id: object) -> None:
    """F38, F39, F40: always a stop, never an error."""
    event = read("StopTransaction", {"transactionId": transaction_id, "meterStop": 7, "timestamp": SAID})
    assert isinstance(event, TransactionEnded)
    assert event.ref is None


@pytest.mark.parametrize("transaction_id", ["47974", 47974.0])
def test_a_stop_may_name_its_transaction_in_the_wrong_type(transaction_id: object) -> None:
    event = read("StopTransaction", {"transactionId": transaction_id})
    assert isinstance(event, TransactionEnded)
    assert event.ref == "47974"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"reason": "BadWeather"}, "BadWeather"),
        ({"reason": None}, "Local"),
        ({"reason": ""}, "Local"),
        ({"reason": 5}, "5"),
    ],
)
def test_a_stop_for_any_reason(change: dict[str, object], reason: str) -> None:
    """F09"""
    event = read("StopTransaction", {"transactionId": 5, "meterStop": -1, "timestamp": None} | change)
    assert isinstance(event, TransactionEnded)
    assert (event.reason, event.meter_stop_wh, event.said_at) == (reason, None, None)


@pytest.mark.parametrize("payload", [{}, {"meterStop": 5}, {"transactionId": None}])
def test_a_stop_that_names_nothing(payload: object) -> None:
    """F08"""
    assert fault("StopTransaction", payload) is ErrorCode.OCCURRENCE


def test_readings() -> None:
    event = read(
        "MeterValues",
        {
            "connectorId": 1,
            "transactionId": 5,
            "meterValue": [{"timestamp": SAID, "sampledValue": [{"value": "12"}]}],
        },
    )
    assert isinstance(event, MeterSampled)
    assert (event.connector, event.ref) == (1, "5")
    assert [(reading.said_at, reading.register_wh) for reading in event.readings] == [(SAID_AT, Decimal(12))]


@pytest.mark.parametrize("transaction_id", [None, 0, -1, 2**31, "x", [], {}, 1.5])
def test_readings_of_no_transaction_in_particular(transaction_id: object) -> None:
    """F39, F40, F43"""
    event = read("MeterValues", {"connectorId": 1, "transactionId": transaction_id, "meterValue": []})
    assert isinstance(event, MeterSampled)
    assert event.ref is None


@pytest.mark.parametrize(
    "values",
    [
        [],
        {},
        "",
        "x",
        5,
        [5],
        [{}],
        [{"sampledValue": 5}],
        [{"sampledValue": []}],
        [[[]]],
        [{"timestamp": SAID}],
        [None],
    ],
)
def test_meter_values_are_taken_even_when_they_say_nothing(values: object) -> None:
    """F09: an error could make a station throw its queue away."""
    event = read("MeterValues", {"connectorId": 1, "transactionId": 5, "meterValue": values})
    assert isinstance(event, MeterSampled)
    assert event.readings == ()


def test_one_broken_value_does_not_spoil_the_others() -> None:
    """F09"""
    good = {
        "timestamp": SAID,
        "sampledValue": [
            {"value": None},
            {"value": "7", "phase": []},
            3,
            {"measurand": "SoC", "value": "50"},
        ],
    }
    event = read("MeterValues", {"connectorId": 1, "meterValue": ["x", good, {"timestamp": SAID}]})
    assert isinstance(event, MeterSampled)
    assert [(reading.register_wh, reading.soc_percent) for reading in event.readings] == [
        (Decimal(7), Decimal(50))
    ]


@pytest.mark.parametrize(
    "payload", [{}, {"connectorId": 1}, {"meterValue": []}, {"connectorId": 1, "meterValue": None}]
)
def test_meter_values_that_do_not_say_enough(payload: object) -> None:
    """F08"""
    assert fault("MeterValues", payload) is ErrorCode.OCCURRENCE


@pytest.mark.parametrize(
    ("action", "payload", "text"),
    [
        ("FirmwareStatusNotification", {"status": "Installed"}, "Installed"),
        ("FirmwareStatusNotification", {"status": "SomethingElse"}, "SomethingElse"),
        ("SignedFirmwareStatusNotification", {"status": "Downloading", "requestId": 7}, "Downloading, requestId 7"),
        ("SignedFirmwareStatusNotification", {"status": "Downloading", "requestId": "x"}, "Downloading, requestId x"),
        ("DiagnosticsStatusNotification", {"status": "Uploaded"}, "Uploaded"),
        ("LogStatusNotification", {"status": "Uploading", "requestId": []}, "Uploading"),
        ("DataTransfer", {"vendorId": "acme", "messageId": "m", "data": "x" * 5000}, "acme, m"),
        ("DataTransfer", {"vendorId": "acme", "data": {"any": [1]}}, "acme"),
    ],
)  # fmt: skip
def test_what_is_only_noted(action: str, payload: object, text: str) -> None:
    """F09: a growing number of stations sends DataTransfer of its own."""
    event = read(action, payload)
    assert event == StationReported(station=event.station, at=NOW, what=action, text=text)


def test_a_certificate_may_be_asked_for() -> None:
    event = read("SignCertificate", {"csr": "-----BEGIN"})
    assert event == CertificateAsked(station=event.station, at=NOW, csr="-----BEGIN")


def test_a_security_event() -> None:
    event = read(
        "SecurityEventNotification", {"type": "TamperDetection", "timestamp": SAID, "techInfo": "lid\x00"}
    )
    assert event == SecurityEventReported(
        station=event.station, at=NOW, kind="TamperDetection", said_at=SAID_AT, info="lid"
    )


@pytest.mark.parametrize(
    ("action", "payload", "code"),
    [
        ("BootNotification", {"chargePointModel": "x"}, ErrorCode.OCCURRENCE),
        ("BootNotification", {"chargePointVendor": "x"}, ErrorCode.OCCURRENCE),
        ("BootNotification", {"chargePointVendor": None, "chargePointModel": "x"}, ErrorCode.OCCURRENCE),
        ("BootNotification", {"chargePointVendor": [], "chargePointModel": "x"}, ErrorCode.TYPE),
        ("StatusNotification", {"connectorId": 1, "status": "Available"}, ErrorCode.OCCURRENCE),
        ("StatusNotification", {"connectorId": 1, "errorCode": "NoError"}, ErrorCode.OCCURRENCE),
        ("StatusNotification", {"errorCode": "NoError", "status": "Available"}, ErrorCode.OCCURRENCE),
        ("StatusNotification", {"connectorId": "one", "errorCode": "NoError", "status": "Available"}, ErrorCode.TYPE),
        ("StatusNotification", {"connectorId": 1, "errorCode": "NoError", "status": "Fine"}, ErrorCode.PROPERTY),
        ("StatusNotification", {"connectorId": 1, "errorCode": "NoError", "status": ""}, ErrorCode.PROPERTY),
        ("StatusNotification", {"connectorId": -1, "errorCode": "NoError", "status": "Available"}, ErrorCode.PROPERTY),
        ("Authorize", {}, ErrorCode.OCCURRENCE),
        ("Authorize", {"idTag": True}, ErrorCode.TYPE),
        ("DataTransfer", {}, ErrorCode.OCCURRENCE),
        ("FirmwareStatusNotification", {}, ErrorCode.OCCURRENCE),
        ("DiagnosticsStatusNotification", {"status": {}}, ErrorCode.TYPE),
        ("LogStatusNotification", {}, ErrorCode.OCCURRENCE),
        ("SecurityEventNotification", {}, ErrorCode.OCCURRENCE),
        ("SignCertificate", {"csr": None}, ErrorCode.OCCURRENCE),
    ],
)  # fmt: skip
def test_what_says_too_little(action: str, payload: object, code: ErrorCode) -> None:
    """F08"""
    assert fault(action, payload) is code


@pytest.mark.parametrize("number", ["1e999", "9" * 5000, "1.5", "true", '"1.5"', '""'])
def test_a_connector_is_a_whole_number(number: str) -> None:
    """F03"""
    payload = f'{{"connectorId":{number},"errorCode":"NoError","status":"Available"}}'.encode()
    assert fault("StatusNotification", payload) in (ErrorCode.TYPE, ErrorCode.PROPERTY)


@pytest.mark.parametrize("number", ["1", "1.0", '"1"', '" 1 "', '"1.0"', "1e0"])
def test_what_can_mean_one_number_only_is_that_number(number: str) -> None:
    """F09: usable is enough to act; that it deviates is told elsewhere."""
    payload = f'{{"connectorId":{number},"errorCode":"NoError","status":"Available"}}'.encode()
    told = read("StatusNotification", payload)
    assert isinstance(told, ConnectorStatusReported)
    assert told.connector == 1


READ = [
    "Authorize", "BootNotification", "DataTransfer", "DiagnosticsStatusNotification", "FirmwareStatusNotification",
    "Heartbeat", "LogStatusNotification", "MeterValues", "SecurityEventNotification", "SignCertificate",
    "SignedFirmwareStatusNotification", "StartTransaction", "StatusNotification", "StopTransaction",
]  # fmt: skip


@pytest.mark.parametrize("action", READ)
@pytest.mark.parametrize("payload", [b"null", b"true", b"7", b"2.5", b'"x"', b"[]", b"[{}]"])
def test_a_payload_is_an_object(action: str, payload: bytes) -> None:
    """F04"""
    assert fault(action, payload) is ErrorCode.FORMATION


@pytest.mark.parametrize("action", sorted(OCPP16.actions - set(READ)))
def test_actions_that_we_do_not_take(action: str) -> None:
    """F06"""
    assert fault(action, {}) is ErrorCode.NOT_SUPPORTED


@pytest.mark.parametrize(
    "action", ["", "heartbeat", "Heartbeat ", "TransactionEvent", "NotifyReport", "x" * 10_000, "__init__"]
)
def test_actions_that_1_6_does_not_have(action: str) -> None:
    """F06"""
    assert fault(action, {}) is ErrorCode.NOT_IMPLEMENTED


def test_faults_tell_nothing_of_what_was_sent() -> None:
    """S27"""
    for payload in ({"idTag": ["secret"]}, {"idTag": {"secret": 1}}):
        with pytest.raises(WireFault) as caught:
            read("Authorize", payload)
        assert "secret" not in caught.value.description
