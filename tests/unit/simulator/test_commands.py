"""Every command of OCPP 1.6 gets a valid answer, and is obeyed (§5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chargehand.simulator.character import PLAIN
from chargehand.simulator.hardware.build import AC_22KW_TWIN
from tests.unit.simulator.fake_csms import Line, values
from tests.unit.simulator.schemas import faults, faults_of_said


def test_a_start_from_afar_waits_for_the_cable() -> None:
    line = Line().boot()
    line.forget()
    assert line.call("RemoteStartTransaction", idTag="CARD-1", connectorId=1) == {"status": "Accepted"}
    line.run(20)
    assert line.story() == ["1:Preparing"]
    line.station.plug_in(1)
    line.run(1)
    assert line.story() == ["1:Preparing", "StartTransaction", "1:Charging"]


def test_and_falls_back_when_nobody_comes() -> None:
    """F59."""
    line = Line().boot()
    line.call("ChangeConfiguration", key="ConnectionTimeOut", value="30")
    line.forget()
    line.call("RemoteStartTransaction", idTag="CARD-1", connectorId=1)
    line.run(31)
    assert line.story() == ["1:Preparing", "1:Available"]


def test_a_start_from_afar_takes_the_connector_with_the_car() -> None:
    line = Line(build=AC_22KW_TWIN).boot()
    line.station.plug_in(2)
    assert line.call("RemoteStartTransaction", idTag="CARD-1") == {"status": "Accepted"}
    assert line.calls("StartTransaction")[0]["connectorId"] == 2


def test_a_start_from_afar_is_authorised_first_where_so_configured() -> None:
    line = Line().boot()
    line.call("ChangeConfiguration", key="AuthorizeRemoteTxRequests", value="true")
    line.station.plug_in(1)
    line.run(1)
    line.forget()
    line.call("RemoteStartTransaction", idTag="CARD-1", connectorId=1)
    assert line.story() == ["Authorize", "StartTransaction", "1:Charging"]


def test_a_start_is_refused_where_it_cannot_be() -> None:
    line = Line(build=AC_22KW_TWIN).charging()
    refused = {"status": "Rejected"}
    assert line.call("RemoteStartTransaction", idTag="CARD-2", connectorId=1) == refused
    assert line.call("RemoteStartTransaction", idTag="CARD-2", connectorId=9) == refused
    line.station.break_down(2)
    assert line.call("RemoteStartTransaction", idTag="CARD-2", connectorId=2) == refused
    assert line.call("RemoteStartTransaction", idTag="CARD-2") == refused


def test_a_stop_from_afar_names_its_transaction() -> None:
    """F57: the next one is not stopped by it."""
    line = Line().charging(seconds=10)
    assert line.call("RemoteStopTransaction", transactionId=100) == {"status": "Rejected"}
    assert line.call("RemoteStopTransaction", transactionId=101) == {"status": "Accepted"}
    assert line.calls("StopTransaction")[0]["reason"] == "Remote"
    line.station.tap("CARD-1")
    line.run(1)
    assert line.call("RemoteStopTransaction", transactionId=101) == {"status": "Rejected"}
    assert line.station.connector(1).status == "Charging"


@pytest.mark.parametrize(
    ("asked", "heard"),
    [
        ({"requestedMessage": "BootNotification"}, ["BootNotification"]),
        ({"requestedMessage": "Heartbeat"}, ["Heartbeat"]),
        ({"requestedMessage": "StatusNotification"}, ["0:Available", "1:Charging", "2:Available"]),
        ({"requestedMessage": "StatusNotification", "connectorId": 2}, ["2:Available"]),
        ({"requestedMessage": "MeterValues", "connectorId": 1}, ["MeterValues"]),
        ({"requestedMessage": "MeterValues"}, ["MeterValues", "MeterValues"]),
    ],
)
def test_what_is_triggered_is_sent(asked: dict[str, Any], heard: list[str]) -> None:
    line = Line(build=AC_22KW_TWIN).charging(seconds=10)
    line.forget()
    assert line.call("TriggerMessage", **asked) == {"status": "Accepted"}
    assert line.story() == heard


def test_a_triggered_reading_says_so_and_names_the_transaction() -> None:
    line = Line(build=AC_22KW_TWIN).charging(seconds=10)
    line.call("TriggerMessage", requestedMessage="MeterValues")
    running, idle = line.calls("MeterValues")
    assert running["transactionId"] == 101
    assert "transactionId" not in idle
    assert {value["context"] for value in running["meterValue"][0]["sampledValue"]} == {"Trigger"}


def test_a_trigger_overtakes_the_waiting_queue() -> None:
    line = Line(answers={"StartTransaction": lambda _: "InternalError"}).charging(seconds=10)
    line.forget()
    line.call("TriggerMessage", requestedMessage="MeterValues", connectorId=1)
    assert line.story() == ["MeterValues"]


@pytest.mark.parametrize(
    ("key", "value", "status"),
    [
        ("MeterValueSampleInterval", "10", "Accepted"),
        ("metervaluesampleinterval", "10", "Accepted"),
        ("MeterValueSampleInterval", "-1", "Rejected"),
        ("MeterValueSampleInterval", "often", "Rejected"),
        ("AuthorizeRemoteTxRequests", "maybe", "Rejected"),
        ("MeterValuesSampledData", "Energy.Active.Import.Register, SoC", "Accepted"),
        ("MeterValuesSampledData", "Happiness", "Rejected"),
        ("NumberOfConnectors", "4", "Rejected"),
        ("WebSocketPingInterval", "30", "RebootRequired"),
        ("Favourite", "7", "NotSupported"),
    ],
)
def test_a_configuration_key_is_changed_or_not(key: str, value: str, status: str) -> None:
    assert Line().boot().call("ChangeConfiguration", key=key, value=value) == {"status": status}


def test_the_sample_interval_is_obeyed_at_once() -> None:
    line = Line().charging(seconds=30)
    line.call("ChangeConfiguration", key="MeterValueSampleInterval", value="10")
    line.forget()
    line.run(35)
    assert line.story() == ["MeterValues"] * 3
    line.call("ChangeConfiguration", key="MeterValueSampleInterval", value="0")
    line.forget()
    line.run(100)
    assert line.story() == []


def test_the_configuration_can_be_read() -> None:
    line = Line(build=AC_22KW_TWIN).boot()
    some = line.call("GetConfiguration", key=["NumberOfConnectors", "Favourite"])
    assert some == {
        "configurationKey": [{"key": "NumberOfConnectors", "readonly": True, "value": "2"}],
        "unknownKey": ["Favourite"],
    }
    assert len(line.call("GetConfiguration")["configurationKey"]) > 20


def test_a_value_that_needs_a_reboot_is_in_force_after_it() -> None:
    line = Line().boot()
    line.call("ChangeConfiguration", key="WebSocketPingInterval", value="30")
    assert line.station.configured("WebSocketPingInterval") == "0"
    line.call("Reset", type="Hard")
    line.run(30)
    assert line.station.configured("WebSocketPingInterval") == "30"


def test_a_soft_reset_stops_first_and_a_hard_one_afterwards() -> None:
    """F61."""
    stories: dict[str, list[str]] = {}
    for kind in ("Soft", "Hard"):
        line = Line().charging(seconds=10)
        line.forget()
        assert line.call("Reset", type=kind) == {"status": "Accepted"}
        line.run(20)
        assert line.calls("StopTransaction")[0]["reason"] == f"{kind}Reset"
        stories[kind] = line.story()
    assert stories["Soft"] == [
        "StopTransaction",
        "1:Finishing",
        "BootNotification",
        "0:Available",
        "1:Finishing",
    ]
    assert stories["Hard"] == ["BootNotification", "StopTransaction", "0:Available", "1:Finishing"]


def test_unlocking_ends_the_transaction() -> None:
    line = Line().charging(seconds=10)
    assert line.call("UnlockConnector", connectorId=9) == {"status": "NotSupported"}
    assert line.call("UnlockConnector", connectorId=1) == {"status": "Unlocked"}
    assert line.calls("StopTransaction")[0]["reason"] == "UnlockCommand"


def test_availability_waits_for_the_transaction_to_end() -> None:
    line = Line(build=AC_22KW_TWIN).charging(seconds=10)
    line.forget()
    assert line.call("ChangeAvailability", connectorId=2, type="Inoperative") == {"status": "Accepted"}
    assert line.call("ChangeAvailability", connectorId=1, type="Operative") == {"status": "Accepted"}
    assert line.call("ChangeAvailability", connectorId=1, type="Inoperative") == {"status": "Scheduled"}
    assert line.story() == ["2:Unavailable"]
    line.station.press_stop(1)
    line.run(1)
    assert line.story() == ["2:Unavailable", "StopTransaction", "1:Unavailable"]
    assert line.call("ChangeAvailability", connectorId=0, type="Operative") == {"status": "Accepted"}
    assert line.story()[3:] == ["1:Finishing", "2:Available"]
    assert line.call("ChangeAvailability", connectorId=7, type="Operative") == {"status": "Rejected"}


def test_a_reserved_connector_is_for_its_card_and_until_its_time() -> None:
    line = Line().boot()
    line.forget()
    expiry = (line.at + timedelta(minutes=15)).isoformat()
    ask = {"connectorId": 1, "expiryDate": expiry, "idTag": "CARD-1", "reservationId": 5}
    assert line.call("ReserveNow", **ask) == {"status": "Accepted"}
    assert line.call("ReserveNow", **ask | {"reservationId": 6}) == {"status": "Occupied"}
    assert line.call("RemoteStartTransaction", idTag="CARD-2", connectorId=1) == {"status": "Rejected"}
    line.station.plug_in(1)
    line.station.tap("CARD-2")
    line.run(1)
    assert line.calls("StartTransaction") == []
    line.station.tap("CARD-1")
    line.run(1)
    assert line.calls("StartTransaction")[0]["reservationId"] == 5
    assert line.call("CancelReservation", reservationId=5) == {"status": "Rejected"}


def test_a_reservation_is_cancelled_or_expires() -> None:
    line = Line().boot()
    for seconds in (60, 0):
        line.forget()
        expiry = (line.at + timedelta(minutes=1)).isoformat()
        line.call("ReserveNow", connectorId=1, expiryDate=expiry, idTag="CARD-1", reservationId=5)
        if seconds == 0:
            assert line.call("CancelReservation", reservationId=5) == {"status": "Accepted"}
        line.run(seconds)
        assert line.story() == ["1:Reserved", "1:Available"]


def test_a_cleared_cache_forgets_cards() -> None:
    line = Line().boot()
    line.call("ChangeConfiguration", key="LocalPreAuthorize", value="true")
    line.charging()
    assert len(line.calls("Authorize")) == 1
    line.station.tap("CARD-1")
    line.station.tap("CARD-1")
    line.run(1)
    assert len(line.calls("Authorize")) == 1
    line.station.tap("CARD-1")
    assert line.call("ClearCache") == {"status": "Accepted"}
    line.station.tap("CARD-1")
    line.run(1)
    assert len(line.calls("Authorize")) == 2


PROFILE = {
    "chargingProfileId": 1,
    "stackLevel": 0,
    "chargingProfilePurpose": "TxDefaultProfile",
    "chargingProfileKind": "Absolute",
    "chargingSchedule": {
        "chargingRateUnit": "A",
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 16}],
    },
}


PEM = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n"
HASH = {"hashAlgorithm": "SHA256", "issuerNameHash": "a", "issuerKeyHash": "b", "serialNumber": "1"}
LOG = {"remoteLocation": "https://example.org/"}
SIGNED = {
    "location": "https://example.org/1",
    "retrieveDateTime": "2026-05-04T08:00:00Z",
    "signingCertificate": PEM,
    "signature": "x",
}


@pytest.mark.parametrize(
    ("action", "payload"),
    [
        ("CancelReservation", {"reservationId": 1}),
        ("ChangeAvailability", {"connectorId": 0, "type": "Operative"}),
        ("ChangeConfiguration", {"key": "X", "value": "Y"}),
        ("ClearCache", {}),
        ("ClearChargingProfile", {}),
        ("DataTransfer", {"vendorId": "x"}),
        ("GetCompositeSchedule", {"connectorId": 1, "duration": 60}),
        ("GetConfiguration", {}),
        ("GetDiagnostics", {"location": "ftp://example.org/"}),
        ("GetLocalListVersion", {}),
        ("RemoteStartTransaction", {"idTag": "X"}),
        ("RemoteStopTransaction", {"transactionId": 1}),
        (
            "ReserveNow",
            {"connectorId": 0, "expiryDate": "2026-05-04T09:00:00Z", "idTag": "X", "reservationId": 1},
        ),
        ("Reset", {"type": "Soft"}),
        ("CertificateSigned", {"certificateChain": PEM}),
        ("DeleteCertificate", {"certificateHashData": HASH}),
        ("ExtendedTriggerMessage", {"requestedMessage": "LogStatusNotification"}),
        ("GetInstalledCertificateIds", {"certificateType": "CentralSystemRootCertificate"}),
        ("GetLog", {"log": LOG, "logType": "SecurityLog", "requestId": 1}),
        ("InstallCertificate", {"certificateType": "CentralSystemRootCertificate", "certificate": PEM}),
        ("SendLocalList", {"listVersion": 1, "updateType": "Full"}),
        ("SignedUpdateFirmware", {"requestId": 1, "firmware": SIGNED}),
        ("SetChargingProfile", {"connectorId": 1, "csChargingProfiles": PROFILE}),
        ("TriggerMessage", {"requestedMessage": "FirmwareStatusNotification"}),
        ("UnlockConnector", {"connectorId": 1}),
        ("UpdateFirmware", {"location": "ftp://example.org/", "retrieveDate": "2026-05-04T09:00:00Z"}),
    ],
)
def test_every_command_is_answered_as_its_schema_wants(action: str, payload: dict[str, Any]) -> None:
    assert faults(action, payload) == []
    line = Line().boot()
    answer = line.call(action, **payload)
    assert isinstance(answer, dict)
    assert faults(f"{action}Response", answer) == []
    assert faults_of_said(line.run(60).said, {"c1": action}) == []


def statuses(line: Line, action: str) -> list[str]:
    return [payload["status"] for payload in line.calls(action)]


def test_firmware_diagnostics_and_logs_are_told_step_by_step() -> None:
    """§5.10, 5.19, and the security extension's signed firmware and logs."""
    line = Line().boot()
    line.call("UpdateFirmware", location="ftp://x.example/", retrieveDate="2026-05-04T08:05:00Z")
    line.call("GetDiagnostics", location="ftp://x.example/")
    line.call("GetLog", log=LOG, logType="SecurityLog", requestId=4)
    line.call("SignedUpdateFirmware", requestId=5, firmware=SIGNED)
    line.run(60)
    assert statuses(line, "FirmwareStatusNotification") == []
    assert statuses(line, "DiagnosticsStatusNotification") == ["Uploading", "Uploaded"]
    assert statuses(line, "LogStatusNotification") == ["Uploading", "Uploaded"]
    assert statuses(line, "SignedFirmwareStatusNotification") == [
        "Downloading", "Downloaded", "SignatureVerified", "Installing", "Installed",
    ]  # fmt: skip
    line.run(300)
    assert statuses(line, "FirmwareStatusNotification") == [
        "Downloading", "Downloaded", "Installing", "Installed",
    ]  # fmt: skip
    assert line.call("SignedUpdateFirmware", requestId=6, firmware=SIGNED | {"signingCertificate": "?"}) == {
        "status": "InvalidCertificate"
    }


@pytest.mark.parametrize(
    ("extended", "wanted", "heard"),
    [
        (False, "FirmwareStatusNotification", "FirmwareStatusNotification"),
        (False, "DiagnosticsStatusNotification", "DiagnosticsStatusNotification"),
        (True, "FirmwareStatusNotification", "SignedFirmwareStatusNotification"),
        (True, "LogStatusNotification", "LogStatusNotification"),
        (True, "SignChargePointCertificate", "SignCertificate"),
        (True, "Heartbeat", "Heartbeat"),
    ],
)
def test_what_is_under_way_can_be_triggered(extended: bool, wanted: str, heard: str) -> None:
    line = Line().boot()
    line.forget()
    action = "ExtendedTriggerMessage" if extended else "TriggerMessage"
    assert line.call(action, requestedMessage=wanted) == {"status": "Accepted"}
    assert line.story() == [heard]
    assert line.call("TriggerMessage", requestedMessage="Nonsense") == {"status": "NotImplemented"}


def test_a_limit_is_obeyed_and_summed_up() -> None:
    """§3.13."""
    line = Line().charging(seconds=10)
    schedule = {
        "chargingRateUnit": "A",
        "startSchedule": "2026-05-04T08:00:00Z",
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 6}, {"startPeriod": 100, "limit": 0}],
    }
    ask = {"connectorId": 1, "csChargingProfiles": PROFILE | {"chargingSchedule": schedule}}
    assert line.call("SetChargingProfile", **ask) == {"status": "Accepted"}
    line.call("TriggerMessage", requestedMessage="MeterValues")
    assert values(line.calls("MeterValues")[-1], "Power.Active.Import") == ["4140"]
    composite = line.call("GetCompositeSchedule", connectorId=1, duration=600)
    assert [each["limit"] for each in composite["chargingSchedule"]["chargingSchedulePeriod"]] == [
        4140.0,
        0.0,
    ]
    assert line.run(100).story()[-1] == "1:SuspendedEVSE"
    assert line.call("ClearChargingProfile", id=1) == {"status": "Accepted"}
    assert line.story()[-1] == "1:Charging"
    assert line.call("ClearChargingProfile", id=1) == {"status": "Unknown"}


def test_a_local_list_lets_in_without_asking() -> None:
    line = Line(replace(PLAIN, settings=(("LocalPreAuthorize", "true"),))).boot()
    listed = [{"idTag": "CARD-1", "idTagInfo": {"status": "Accepted"}}]
    ask: dict[str, Any] = {"listVersion": 4, "updateType": "Full", "localAuthorizationList": listed}
    assert line.call("SendLocalList", **ask) == {"status": "Accepted"}
    assert line.call("GetLocalListVersion") == {"listVersion": 4}
    assert line.call("SendLocalList", **ask | {"updateType": "Differential"}) == {"status": "VersionMismatch"}
    line.charging()
    assert line.calls("Authorize") == []
    assert line.calls("StartTransaction")


@pytest.mark.parametrize(
    ("action", "payload", "code"),
    [
        ("SignCertificate", {}, "NotImplemented"),
        ("Dance", {}, "NotImplemented"),
        ("RemoteStopTransaction", {}, "OccurenceConstraintViolation"),
        ("RemoteStopTransaction", {"transactionId": "1"}, "TypeConstraintViolation"),
        ("RemoteStopTransaction", {"transactionId": True}, "TypeConstraintViolation"),
        ("RemoteStartTransaction", {"idTag": 7}, "TypeConstraintViolation"),
        ("Reset", {"type": "Gentle"}, "PropertyConstraintViolation"),
        ("GetConfiguration", {"key": "X"}, "TypeConstraintViolation"),
        (
            "ReserveNow",
            {"connectorId": 1, "expiryDate": "soon", "idTag": "X", "reservationId": 1},
            "PropertyConstraintViolation",
        ),
    ],
)
def test_what_cannot_be_understood_is_an_error(action: str, payload: dict[str, Any], code: str) -> None:
    assert Line().boot().call(action, **payload) == code
