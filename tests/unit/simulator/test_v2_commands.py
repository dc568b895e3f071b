"""Every command of OCPP 2.0.1 and 2.1 gets a valid answer, and is obeyed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chargehand.simulator.cast import CHARACTERS
from chargehand.simulator.character import PLAIN
from chargehand.simulator.hardware.build import AC_22KW_TWIN
from chargehand.simulator.v2.dialect import DIALECTS
from chargehand.simulator.versions import Version
from tests.unit.simulator.fake_csms import START, Line, Payload
from tests.unit.simulator.schemas import faults, faults_of_said

PEM = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n"
CARD = {"idToken": "CARD-1", "type": "ISO14443"}
HASH = {"hashAlgorithm": "SHA256", "issuerNameHash": "a", "issuerKeyHash": "b", "serialNumber": "1"}
LATER = "2026-05-04T09:00:00Z"
POINT = {"component": {"name": "TxCtrlr"}, "variable": {"name": "TxStartPoint"}}
INTERVAL = {"component": {"name": "SampledDataCtrlr"}, "variable": {"name": "TxUpdatedInterval"}}


def profile(limit: float = 16, unit: str = "A", **other: Any) -> Payload:
    return {
        "id": 1,
        "stackLevel": 0,
        "chargingProfilePurpose": "TxDefaultProfile",
        "chargingProfileKind": "Absolute",
        "chargingSchedule": [
            {
                "id": 1,
                "startSchedule": "2026-05-04T08:00:00Z",
                "chargingRateUnit": unit,
                "chargingSchedulePeriod": [{"startPeriod": 0, "limit": limit}],
            }
        ],
        **other,
    }


MESSAGE = {"id": 1, "priority": "NormalCycle", "message": {"format": "UTF8", "content": "Welcome"}}
MONITOR = {"value": 5.0, "type": "Delta", "severity": 5, **INTERVAL}
LOG = {"remoteLocation": "https://example.org/"}
FIRMWARE = {"location": "https://example.org/1", "retrieveDateTime": "2026-05-04T08:00:00Z"}

BOTH: list[tuple[str, Payload]] = [
    ("CancelReservation", {"reservationId": 1}),
    ("CertificateSigned", {"certificateChain": PEM}),
    ("ChangeAvailability", {"operationalStatus": "Operative"}),
    ("ClearCache", {}),
    ("ClearChargingProfile", {"chargingProfileId": 1}),
    ("ClearDisplayMessage", {"id": 1}),
    ("ClearVariableMonitoring", {"id": [1, 2]}),
    ("CostUpdated", {"totalCost": 1.5, "transactionId": "x"}),
    ("CustomerInformation", {"requestId": 1, "report": True, "clear": False}),
    ("DataTransfer", {"vendorId": "x"}),
    ("DeleteCertificate", {"certificateHashData": HASH}),
    ("GetBaseReport", {"requestId": 1, "reportBase": "FullInventory"}),
    ("GetChargingProfiles", {"requestId": 1, "chargingProfile": {}}),
    ("GetCompositeSchedule", {"duration": 600, "evseId": 1}),
    ("GetDisplayMessages", {"requestId": 1}),
    ("GetInstalledCertificateIds", {}),
    ("GetLocalListVersion", {}),
    ("GetLog", {"log": LOG, "logType": "DiagnosticsLog", "requestId": 1}),
    ("GetMonitoringReport", {"requestId": 1}),
    ("GetReport", {"requestId": 1, "componentVariable": [{"component": {"name": "TxCtrlr"}}]}),
    ("GetTransactionStatus", {}),
    ("GetVariables", {"getVariableData": [POINT]}),
    ("InstallCertificate", {"certificateType": "CSMSRootCertificate", "certificate": PEM}),
    ("PublishFirmware", {"location": "https://x.example", "checksum": "0" * 32, "requestId": 1}),
    ("RequestStartTransaction", {"remoteStartId": 1, "idToken": CARD}),
    ("RequestStopTransaction", {"transactionId": "x"}),
    ("ReserveNow", {"id": 1, "expiryDateTime": LATER, "idToken": CARD}),
    ("Reset", {"type": "OnIdle"}),
    ("SendLocalList", {"versionNumber": 1, "updateType": "Full"}),
    ("SetChargingProfile", {"evseId": 1, "chargingProfile": profile()}),
    ("SetDisplayMessage", {"message": MESSAGE}),
    ("SetMonitoringBase", {"monitoringBase": "All"}),
    ("SetMonitoringLevel", {"severity": 5}),
    (
        "SetNetworkProfile",
        {
            "configurationSlot": 1,
            "connectionData": {
                "ocppVersion": "OCPP20",
                "ocppTransport": "JSON",
                "ocppCsmsUrl": "wss://x.example",
                "messageTimeout": 30,
                "securityProfile": 1,
                "ocppInterface": "Wired0",
            },
        },
    ),
    ("SetVariableMonitoring", {"setMonitoringData": [MONITOR]}),
    ("SetVariables", {"setVariableData": [{"attributeValue": "7", **INTERVAL}]}),
    ("TriggerMessage", {"requestedMessage": "StatusNotification"}),
    ("UnlockConnector", {"evseId": 1, "connectorId": 1}),
    ("UnpublishFirmware", {"checksum": "0" * 32}),
    ("UpdateFirmware", {"requestId": 1, "firmware": FIRMWARE}),
]
CURVE = {"priority": 1, "yUnit": "Not_Applicable", "curveData": [{"x": 1.0, "y": 1.0}]}
NEW: list[tuple[str, Payload]] = [
    ("AFRRSignal", {"timestamp": LATER, "signal": 1}),
    ("AdjustPeriodicEventStream", {"id": 1, "params": {"interval": 5}}),
    (
        "ChangeTransactionTariff",
        {"transactionId": "x", "tariff": {"tariffId": "t", "currency": "EUR"}},
    ),
    ("ClearDERControl", {"isDefault": True}),
    ("ClearTariffs", {}),
    ("GetDERControl", {"requestId": 1}),
    ("GetPeriodicEventStream", {}),
    ("GetTariffs", {"evseId": 0}),
    ("NotifyAllowedEnergyTransfer", {"transactionId": "x", "allowedEnergyTransfer": ["DC"]}),
    ("NotifyWebPaymentStarted", {"evseId": 1, "timeout": 60}),
    ("RequestBatterySwap", {"requestId": 1, "idToken": CARD}),
    (
        "SetDERControl",
        {"isDefault": True, "controlId": "c", "controlType": "VoltWatt", "curve": CURVE},
    ),
    ("SetDefaultTariff", {"evseId": 0, "tariff": {"tariffId": "t", "currency": "EUR"}}),
    ("UpdateDynamicSchedule", {"chargingProfileId": 1, "scheduleUpdate": {"limit": 10.0}}),
    ("UsePriorityCharging", {"transactionId": "x", "activate": True}),
]
EVERY: list[tuple[Version, str, Payload]] = [
    *(("2.0.1", action, payload) for action, payload in BOTH),
    *(("2.1", action, payload) for action, payload in (*BOTH, *NEW)),
]


def line_of(version: Version = "2.0.1", **given: Any) -> Line:
    return Line(version=version, **given)


def outcome(line: Line, wish: Payload) -> str:
    (result,) = line.call("SetVariables", setVariableData=[wish])["setVariableResult"]
    return result["attributeStatus"]


def test_all_commands_are_tried_here() -> None:
    assert {action for action, _ in BOTH} == DIALECTS["2.0.1"].orders
    assert {action for action, _ in (*BOTH, *NEW)} == DIALECTS["2.1"].orders


@pytest.mark.parametrize(("version", "action", "payload"), EVERY)
def test_every_command_is_answered_as_its_schema_wants(
    version: Version, action: str, payload: Payload
) -> None:
    assert faults(f"{action}Request", payload, version) == []
    line = line_of(version).boot()
    answer = line.call(action, **payload)
    assert isinstance(answer, dict), answer
    assert faults(f"{action}Response", answer, version) == []
    line.run(60)
    assert faults_of_said(line.said, {"c1": action}, version) == []


def test_what_only_2_1_knows_is_not_implemented_before() -> None:
    for action, payload in NEW:
        assert line_of("2.0.1").boot().call(action, **payload) == "NotImplemented"


@pytest.mark.parametrize(
    ("action", "payload", "code"),
    [
        ("Dance", {}, "NotImplemented"),
        ("RequestStopTransaction", {}, "OccurrenceConstraintViolation"),
        ("RequestStopTransaction", {"transactionId": 1}, "TypeConstraintViolation"),
        ("Reset", {"type": "Hard"}, "PropertyConstraintViolation"),
        ("ReserveNow", {"id": 1, "expiryDateTime": "soon", "idToken": CARD}, "PropertyConstraintViolation"),
        ("SetVariables", {"setVariableData": 1}, "TypeConstraintViolation"),
    ],
)
def test_what_cannot_be_understood_is_an_error(action: str, payload: Payload, code: str) -> None:
    assert line_of().boot().call(action, **payload) == code


# ------------------------------------------------------------------------------------------------ device model


@pytest.mark.parametrize(
    ("component", "variable", "value", "status"),
    [
        ("SampledDataCtrlr", "TxUpdatedInterval", "10", "Accepted"),
        ("sampleddatactrlr", "txupdatedinterval", "10", "Accepted"),
        ("SampledDataCtrlr", "TxUpdatedInterval", "often", "Rejected"),
        ("SampledDataCtrlr", "TxUpdatedMeasurands", "Happiness", "Rejected"),
        ("TxCtrlr", "TxStartPoint", "Authorized", "Rejected"),
        ("OCPPCommCtrlr", "WebSocketPingInterval", "30", "RebootRequired"),
        ("TxCtrlr", "Favourite", "7", "UnknownVariable"),
        ("Toaster", "Favourite", "7", "UnknownComponent"),
    ],
)
def test_a_variable_is_changed_or_not(component: str, variable: str, value: str, status: str) -> None:
    wish = {"attributeValue": value, "component": {"name": component}, "variable": {"name": variable}}
    assert outcome(line_of().boot(), wish) == status


def test_only_the_actual_value_can_be_set() -> None:
    assert outcome(line_of().boot(), {"attributeValue": "7", "attributeType": "Target", **INTERVAL}) == (
        "NotSupportedAttributeType"
    )


def test_the_sample_interval_is_obeyed_at_once() -> None:
    line = line_of().charging(seconds=30)
    outcome(line, {"attributeValue": "10", **INTERVAL})
    line.forget()
    assert line.run(35).story() == ["Updated/MeterValuePeriodic"] * 3


def test_a_password_is_written_and_never_read() -> None:
    password = {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}}
    line = line_of().boot()
    assert outcome(line, {"attributeValue": "a-password-of-20-char", **password}) == "Accepted"
    (result,) = line.call("GetVariables", getVariableData=[password])["getVariableResult"]
    assert (result["attributeStatus"], "attributeValue" in result) == ("Rejected", False)
    line.call("GetBaseReport", requestId=1, reportBase="ConfigurationInventory")
    assert "a-password" not in json.dumps(line.calls("NotifyReport"))


@pytest.mark.parametrize("base", ["FullInventory", "ConfigurationInventory"])
def test_a_report_comes_in_numbered_parts(base: str) -> None:
    """B07."""
    line = line_of(build=AC_22KW_TWIN).boot()
    assert line.call("GetBaseReport", requestId=9, reportBase=base) == {"status": "Accepted"}
    pages = line.calls("NotifyReport")
    assert [page["seqNo"] for page in pages] == list(range(len(pages)))
    assert [page["tbc"] for page in pages] == [True] * (len(pages) - 1) + [False]
    assert {page["requestId"] for page in pages} == {9}
    rows = [row for page in pages for row in page["reportData"]]
    evses = {row["component"]["evse"]["id"] for row in rows if "evse" in row["component"]}
    assert evses == ({1, 2} if base == "FullInventory" else set())


# ------------------------------------------------------------------------------------------ triggers and status


@pytest.mark.parametrize(
    ("asked", "heard"),
    [
        ({"requestedMessage": "BootNotification"}, ["BootNotification"]),
        ({"requestedMessage": "Heartbeat"}, ["Heartbeat"]),
        ({"requestedMessage": "StatusNotification"}, ["1:Occupied", "2:Available"]),
        ({"requestedMessage": "StatusNotification", "evse": {"id": 2}}, ["2:Available"]),
        ({"requestedMessage": "MeterValues"}, ["MeterValues"] * 2),
        ({"requestedMessage": "TransactionEvent"}, ["Updated/Trigger"]),
        ({"requestedMessage": "FirmwareStatusNotification"}, ["FirmwareStatusNotification"]),
        ({"requestedMessage": "LogStatusNotification"}, ["LogStatusNotification"]),
        ({"requestedMessage": "SignChargingStationCertificate"}, ["SignCertificate"]),
    ],
)
def test_what_is_triggered_is_sent(asked: Payload, heard: list[str]) -> None:
    line = line_of(build=AC_22KW_TWIN).charging(seconds=10)
    line.forget()
    assert line.call("TriggerMessage", **asked) == {"status": "Accepted"}
    assert line.story() == heard
    assert faults_of_said(line.said, {"c1": "TriggerMessage"}, "2.0.1") == []


def test_a_triggered_event_says_what_is_so_now() -> None:
    """F06.FR.07."""
    line = line_of().charging(seconds=10)
    line.call("TriggerMessage", requestedMessage="TransactionEvent", evse={"id": 1})
    told = line.calls("TransactionEvent")[-1]
    assert told["transactionInfo"]["chargingState"] == "Charging"
    assert told["meterValue"][0]["sampledValue"][0]["context"] == "Trigger"
    line.station.press_stop(1)
    assert line.call("TriggerMessage", requestedMessage="TransactionEvent") == {"status": "Rejected"}


def test_the_status_of_a_transaction() -> None:
    """E14: false and false may be a finished one or one that nobody knows."""
    line = line_of().charging(seconds=10)
    name = line.station.history[0].shown_id
    going_on = {"ongoingIndicator": True, "messagesInQueue": False}
    assert line.call("GetTransactionStatus", transactionId=name) == going_on
    line.station.press_stop(1)
    line.run(1)
    over = {"ongoingIndicator": False, "messagesInQueue": False}
    assert line.call("GetTransactionStatus", transactionId=name) == over
    assert line.call("GetTransactionStatus", transactionId="nobody's") == over
    assert line.call("GetTransactionStatus") == {"messagesInQueue": False}
    cannot = line_of(character=replace(PLAIN, unsupported=("GetTransactionStatus",))).charging()
    assert cannot.call("GetTransactionStatus") == "NotSupported"


# ---------------------------------------------------------------------------------------- resets, unlocking, limits


def test_a_reset_at_once_or_when_idle() -> None:
    """B11, B12, F61."""
    for kind, status in (("Immediate", "Accepted"), ("OnIdle", "Scheduled")):
        line = line_of().charging(seconds=10)
        line.forget()
        assert line.call("Reset", type=kind) == {"status": status}
        line.run(20)
        if kind == "OnIdle":
            assert line.story() == []
            line.station.press_stop(1)
            line.run(20)
        assert line.story()[1:] == ["BootNotification", "1:Occupied"]
        (ended,) = line.calls("TransactionEvent")
        reason = "ImmediateReset" if kind == "Immediate" else "Local"
        assert ended["transactionInfo"]["stoppedReason"] == reason


def test_it_unlocks_only_what_nobody_charges_at() -> None:
    line = line_of().charging(seconds=10)
    ask = {"evseId": 1, "connectorId": 1}
    assert line.call("UnlockConnector", **ask) == {"status": "OngoingAuthorizedTransaction"}
    line.station.press_stop(1)
    assert line.call("UnlockConnector", **ask) == {"status": "Unlocked"}
    assert line.call("UnlockConnector", **ask | {"evseId": 9}) == {"status": "UnknownConnector"}


def test_availability_waits_for_the_transaction_to_end() -> None:
    line = line_of(build=AC_22KW_TWIN).charging(seconds=10)
    line.forget()
    ask = {"operationalStatus": "Inoperative"}
    assert line.call("ChangeAvailability", **ask, evse={"id": 2}) == {"status": "Accepted"}
    assert line.call("ChangeAvailability", **ask) == {"status": "Scheduled"}
    assert line.story() == ["2:Unavailable"]
    line.station.press_stop(1)
    assert line.run(1).story()[-1] == "1:Unavailable"
    assert line.call("ChangeAvailability", **ask, evse={"id": 7}) == {"status": "Rejected"}


def test_a_reservation_is_for_its_card_and_until_its_time() -> None:
    line = line_of().boot()
    line.forget()
    ask = {
        "id": 5,
        "expiryDateTime": (line.at + timedelta(minutes=1)).isoformat(),
        "idToken": CARD,
        "evseId": 1,
    }
    assert line.call("ReserveNow", **ask) == {"status": "Accepted"}
    assert line.call("ReserveNow", **ask | {"id": 6}) == {"status": "Occupied"}
    line.run(61)
    assert line.story() == ["1:Reserved", "1:Available", "ReservationStatusUpdate"]
    ask["expiryDateTime"] = (line.at + timedelta(minutes=9)).isoformat()
    line.call("ReserveNow", **ask)
    line.station.plug_in(1)
    line.station.tap("CARD-2")
    assert line.calls("TransactionEvent") == []
    line.station.tap("CARD-1")
    line.run(1)
    assert line.calls("TransactionEvent")[0]["reservationId"] == 5
    assert line.call("CancelReservation", reservationId=5) == {"status": "Rejected"}


def test_a_limit_is_obeyed_and_told() -> None:
    """K01."""
    line = line_of().charging(seconds=10)
    ask = {"evseId": 1, "chargingProfile": profile(6)}
    assert line.call("SetChargingProfile", **ask) == {"status": "Accepted"}
    assert line.story()[-1] == "Updated/ChargingRateChanged"
    line.call("TriggerMessage", requestedMessage="MeterValues")
    power = [
        value["value"]
        for value in line.calls("MeterValues")[-1]["meterValue"][0]["sampledValue"]
        if value["measurand"] == "Power.Active.Import"
    ]
    assert power == [6 * 230 * 3]
    (schedule,) = line.call("GetCompositeSchedule", evseId=1, duration=60)["schedule"][
        "chargingSchedulePeriod"
    ]
    assert schedule == {"startPeriod": 0, "limit": 4140.0}
    assert line.call("SetChargingProfile", **ask | {"chargingProfile": profile(0)}) == {"status": "Accepted"}
    assert line.calls("TransactionEvent")[-1]["transactionInfo"]["chargingState"] == "SuspendedEVSE"
    line.call("GetChargingProfiles", requestId=3, chargingProfile={})
    assert line.calls("ReportChargingProfiles")[0]["chargingProfile"] == [profile(0)]
    assert line.call("ClearChargingProfile", chargingProfileId=1) == {"status": "Accepted"}
    assert line.calls("TransactionEvent")[-1]["transactionInfo"]["chargingState"] == "Charging"
    assert line.call("ClearChargingProfile", chargingProfileId=1) == {"status": "Unknown"}


def test_a_local_list_lets_in_without_asking() -> None:
    character = replace(PLAIN, settings=(("LocalPreAuthorize", "true"),))
    line = line_of(character=character).boot()
    entry = {"idToken": CARD, "idTokenInfo": {"status": "Accepted"}}
    ask: Payload = {"versionNumber": 4, "updateType": "Full", "localAuthorizationList": [entry]}
    assert line.call("SendLocalList", **ask) == {"status": "Accepted"}
    assert line.call("GetLocalListVersion") == {"versionNumber": 4}
    assert line.call("SendLocalList", **ask | {"updateType": "Differential"}) == {"status": "VersionMismatch"}
    line.station.plug_in(1)
    line.station.tap("CARD-1")
    line.run(1)
    assert line.calls("Authorize") == []
    assert line.calls("TransactionEvent")


# -------------------------------------------------------------------------------------- firmware, logs, certificates


def statuses(line: Line, action: str) -> list[str]:
    return [payload["status"] for payload in line.calls(action)]


@pytest.mark.parametrize(
    ("firmware", "told"),
    [
        ("installs", ["Downloading", "Downloaded", "SignatureVerified", "Installing", "Installed"]),
        ("download-fails", ["Downloading", "DownloadFailed"]),
        (
            "install-fails",
            ["Downloading", "Downloaded", "SignatureVerified", "Installing", "InstallationFailed"],
        ),
    ],
)
def test_firmware_is_told_step_by_step(firmware: Any, told: list[str]) -> None:
    """L01."""
    line = line_of(character=replace(PLAIN, firmware=firmware)).boot()
    signed = FIRMWARE | {"signingCertificate": PEM, "signature": "x"}
    assert line.call("UpdateFirmware", requestId=7, firmware=signed) == {"status": "Accepted"}
    line.run(30)
    assert statuses(line, "FirmwareStatusNotification") == told
    assert {each["requestId"] for each in line.calls("FirmwareStatusNotification")} == {7}


def test_a_log_is_told_step_by_step_and_firmware_may_wait() -> None:
    line = line_of().boot()
    line.call("GetLog", log=LOG, logType="SecurityLog", requestId=2)
    later = {"location": "https://x.example", "retrieveDateTime": (START + timedelta(minutes=5)).isoformat()}
    line.call("UpdateFirmware", requestId=3, firmware=later)
    line.run(60)
    assert statuses(line, "LogStatusNotification") == ["Uploading", "Uploaded"]
    assert statuses(line, "FirmwareStatusNotification") == ["DownloadScheduled"]
    line.run(300)
    assert statuses(line, "FirmwareStatusNotification")[-1] == "Installed"


def test_certificates_are_kept_and_forgotten() -> None:
    line = line_of().boot()
    line.call("InstallCertificate", certificateType="CSMSRootCertificate", certificate=PEM)
    answer = line.call("GetInstalledCertificateIds", certificateType=["CSMSRootCertificate"])
    assert faults("GetInstalledCertificateIdsResponse", answer, "2.0.1") == []
    (chain,) = answer["certificateHashDataChain"]
    ask = {"certificateHashData": chain["certificateHashData"]}
    assert line.call("DeleteCertificate", **ask) == {"status": "Accepted"}
    assert line.call("DeleteCertificate", **ask) == {"status": "NotFound"}
    assert line.call("CertificateSigned", certificateChain="nonsense") == {"status": "Rejected"}


# ----------------------------------------------------------------------------------------------------- only 2.1


def test_a_stream_is_sent_and_never_answered() -> None:
    """N11 to N13."""
    line = line_of("2.1").boot()
    wish = MONITOR | {"type": "Periodic", "periodicEventStream": {"interval": 10, "values": 1}}
    line.call("SetVariableMonitoring", setMonitoringData=[wish])
    line.run(35)
    assert [action for action, _ in line.csms.sent] == ["NotifyPeriodicEventStream"] * 3
    assert faults_of_said(line.said, {"c1": "SetVariableMonitoring"}, "2.1") == []
    assert line.station.idle
    (stream,) = line.call("GetPeriodicEventStream")["constantStreamData"]
    assert line.call("AdjustPeriodicEventStream", id=stream["id"], params={"interval": 100}) == {
        "status": "Accepted"
    }


@pytest.mark.parametrize("version", ["2.0.1", "2.1"])
def test_an_answer_that_says_too_little_is_objected_to(version: Version) -> None:
    line = line_of(version, answers={"Heartbeat": lambda _: {}}).boot()
    line.run(400)
    objections = [text for text in line.said if json.loads(text)[0] == 5]
    assert len(objections) == (1 if version == "2.1" else 0)
    assert line.station.tally.misunderstood == 1


def test_a_monitor_is_reported_and_cleared() -> None:
    line = line_of("2.1").boot()
    (result,) = line.call("SetVariableMonitoring", setMonitoringData=[MONITOR])["setMonitoringResult"]
    line.call("GetMonitoringReport", requestId=4)
    line.run(1)
    assert (
        faults_of_said(line.said, {"c1": "SetVariableMonitoring", "c2": "GetMonitoringReport"}, "2.1") == []
    )
    assert line.calls("NotifyMonitoringReport")
    cleared = line.call("ClearVariableMonitoring", id=[result["id"], 99])["clearMonitoringResult"]
    assert [each["status"] for each in cleared] == ["Accepted", "NotFound"]


def test_a_deaf_station_says_nothing() -> None:
    line = line_of(character=CHARACTERS["deaf"]).charging(seconds=10)
    name = line.station.history[0].shown_id
    assert line.call("RequestStopTransaction", transactionId=name) is None
