"""What each message of OCPP 2.x but TransactionEvent tells, and how little it may say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chargehand.model.contracts import CertificateName, Doubt
from chargehand.model.device import Variable
from chargehand.model.events import (
    CertificateAsked,
    ChargingNeedsReported,
    ConnectorStatusReported,
    LeadAsked,
    ReservationReported,
    SecurityEventReported,
    StationBooted,
    StationHeard,
    StationReported,
    TokenPresented,
    VariablesReported,
)
from chargehand.model.reservation import ReservationStatus
from chargehand.model.station import ConnectorStatus
from chargehand.wire.ocpp.codec import Codec
from chargehand.wire.ocpp.faults import ErrorCode
from tests.unit.wire.frames import NOW
from tests.unit.wire.ocpp.v2.speech import BOTH, NEW, NOTED, NOTED_SINCE_21, fault, read

SAID = "2026-11-20T04:29:24.075Z"
SAID_AT = datetime(2026, 11, 20, 4, 29, 24, 75000, tzinfo=UTC)


@pytest.mark.parametrize("codec", BOTH)
def test_a_boot(codec: Codec) -> None:
    station = {
        "vendorName": "Acme",
        "model": "One",
        "serialNumber": "S-1",
        "firmwareVersion": "1.2",
        "modem": {"iccid": ""},
    }
    told = read("BootNotification", {"reason": "PowerUp", "chargingStation": station}, codec)
    assert told == StationBooted(
        station=told.station, at=NOW, vendor="Acme", model="One", serial="S-1", firmware="1.2"
    )


@pytest.mark.parametrize("reason", [None, "", "MadeUp", 5])
def test_a_boot_for_any_reason(reason: object) -> None:
    """F09, F10: with null and empty fields beside."""
    station = {"vendorName": "", "model": "\x00One", "serialNumber": None, "firmwareVersion": []}
    told = read("BootNotification", {"reason": reason, "chargingStation": station})
    assert isinstance(told, StationBooted)
    assert (told.vendor, told.model, told.serial, told.firmware) == ("", "One", "", "")


def test_a_heartbeat() -> None:
    told = read("Heartbeat", {"customData": {"vendorId": "v"}})
    assert told == StationHeard(station=told.station, at=NOW)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Available", ConnectorStatus.AVAILABLE), ("Occupied", ConnectorStatus.OCCUPIED), ("Reserved", ConnectorStatus.RESERVED),
        ("Unavailable", ConnectorStatus.UNAVAILABLE), ("Faulted", ConnectorStatus.FAULTED), ("occupied", ConnectorStatus.OCCUPIED),
    ],
)  # fmt: skip
def test_a_status(said: str, status: ConnectorStatus) -> None:
    """F63: nothing is said of what goes on there."""
    told = read(
        "StatusNotification", {"timestamp": SAID, "connectorStatus": said, "evseId": 2, "connectorId": 1}
    )
    assert told == ConnectorStatusReported(
        station=told.station, at=NOW, connector=2, plug=1, status=status, activity=None, said_at=SAID_AT
    )


@pytest.mark.parametrize(("evse", "connector"), [(0, 0), (99, 99), (10**30, 2**31 - 1)])
def test_a_status_of_any_evse(evse: int, connector: int) -> None:
    """F52, F64"""
    told = read(
        "StatusNotification",
        {"connectorStatus": "Available", "evseId": evse, "timestamp": "1970-01-01T00:00:00Z"},
    )
    assert isinstance(told, ConnectorStatusReported)
    assert (told.connector, told.said_at) == (connector, None)


def happening(
    value: str, component: object, variable: str = "AvailabilityState", **more: object
) -> dict[str, object]:
    return {
        "eventId": 1, "timestamp": SAID, "trigger": "Delta", "eventNotificationType": "HardWiredNotification",
        "actualValue": value, "component": component, "variable": {"name": variable},
    } | more  # fmt: skip


def notified(*data: object) -> dict[str, object]:
    return {"generatedAt": SAID, "seqNo": 0, "eventData": list(data)}


@pytest.mark.parametrize(
    ("component", "connector", "plug"),
    [
        ({"name": "Connector", "evse": {"id": 2, "connectorId": 1}}, 2, 1), ({"name": "EVSE", "evse": {"id": 1}}, 1, 0),
        ({"name": "ChargingStation"}, 0, 0),
    ],
)  # fmt: skip
def test_an_event_may_be_a_status(component: object, connector: int, plug: int) -> None:
    """2.1 G01"""
    told = read("NotifyEvent", notified(happening("Faulted", component, techCode="E-7")), NEW)
    assert told == ConnectorStatusReported(
        station=told.station,
        at=NOW,
        connector=connector,
        plug=plug,
        status=ConnectorStatus.FAULTED,
        activity=None,
        error="E-7",
        said_at=SAID_AT,
    )


def test_an_event_may_be_several_statuses_and_more_beside() -> None:
    """2.1 G01"""
    first = happening("Occupied", {"name": "Connector", "evse": {"id": 1, "connectorId": 1}})
    heat = happening("61", {"name": "Cable", "evse": {"id": 1}}, "Temperature")
    second = happening("Faulted", {"name": "Connector", "evse": {"id": 2, "connectorId": 1}})
    told = read("NotifyEvent", notified(heat, first, second), NEW)
    assert isinstance(told, ConnectorStatusReported)
    assert (told.connector, told.status) == (1, ConnectorStatus.OCCUPIED)
    assert [(each.connector, each.status) for each in told.others] == [(2, ConnectorStatus.FAULTED)]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ([happening("hot", {"name": "Connector"})], "Connector.AvailabilityState = hot"),
        ([happening("Available", {"name": "Connector"})], "Connector.AvailabilityState = Available"),
        (
            [happening("61", {"name": "Cable", "evse": {"id": 1}}, "Temperature", techInfo="warm")],
            "Cable.Temperature of EVSE 1 = 61 warm",
        ),
        ([happening("1", {"name": "A"}, "B")] * 6, "A.B = 1; A.B = 1; A.B = 1; A.B = 1; 2 more"), ([], ""),
        ([None, {}, 7, happening("1", {"name": "A"}, "B")], "A.B = 1"),
    ],
)  # fmt: skip
def test_any_other_event_is_kept(data: list[object], text: str) -> None:
    """F09"""
    told = read("NotifyEvent", notified(*data))
    assert told == StationReported(station=told.station, at=NOW, what="NotifyEvent", text=text)


@pytest.mark.parametrize("codec", BOTH)
@pytest.mark.parametrize(
    ("token", "uid"),
    [
        ({"idToken": "04a2b9ff", "type": "ISO14443"}, "04A2B9FF"), ({"idToken": "de-abc-1", "type": "eMAID"}, "DE-ABC-1"),
        ({"idToken": 4711, "type": "KeyCode"}, "4711"), ({"idToken": "", "type": "NoAuthorization"}, ""),
        ({"idToken": "a", "additionalInfo": [{"x": 1}]}, "A"),
    ],
)  # fmt: skip
def test_a_token(codec: Codec, token: object, uid: str) -> None:
    """C01 to C08; certificates come beside it."""
    told = read(
        "Authorize", {"idToken": token, "certificate": "PEM", "iso15118CertificateHashData": []}, codec
    )
    assert told == TokenPresented(station=told.station, at=NOW, token=uid)  # type: ignore[arg-type]


# the device model


def variable(name: str, *attributes: object, **more: object) -> dict[str, object]:
    return {
        "component": {"name": "SampledDataCtrlr"}, "variable": {"name": name}, "variableAttribute": list(attributes)
    } | more  # fmt: skip


def test_a_report() -> None:
    told = read(
        "NotifyReport",
        {
            "requestId": 5, "generatedAt": SAID, "seqNo": 0, "tbc": True,
            "reportData": [
                variable(
                    "TxUpdatedInterval",
                    {"type": "Actual", "value": "60", "mutability": "ReadWrite", "persistent": True},
                    {"type": "Target", "value": "30"},
                    variableCharacteristics={"unit": "s", "dataType": "integer", "minLimit": 0, "maxLimit": 86400.5, "supportsMonitoring": False},
                ),
                {
                    "component": {"name": "Connector", "instance": "left", "evse": {"id": 2, "connectorId": 1}},
                    "variable": {"name": "SupplyPhases", "instance": "x"}, "variableAttribute": [{"mutability": "WriteOnly"}],
                    "variableCharacteristics": {"dataType": "OptionList", "valuesList": "1,3"},
                },
            ],
        },
    )  # fmt: skip
    interval = Variable(
        component="SampledDataCtrlr", name="TxUpdatedInterval", value="60", mutability="ReadWrite",
        data_type="integer", unit="s", allowed="0..86400.5",
    )  # fmt: skip
    target = Variable(
        component="SampledDataCtrlr", name="TxUpdatedInterval", attribute="Target", value="30", mutability="ReadWrite",
        data_type="integer", unit="s", allowed="0..86400.5",
    )  # fmt: skip
    phases = Variable(
        component="Connector", component_instance="left", evse=2, connector=1, name="SupplyPhases", instance="x",
        mutability="WriteOnly", data_type="OptionList", allowed="1,3",
    )  # fmt: skip
    assert told == VariablesReported(
        station=told.station, at=NOW, variables=(interval, target, phases), request=5, whole=False
    )


def test_what_cannot_be_read_of_a_report_does_not_take_the_rest_with_it() -> None:
    """F09, F10"""
    good = variable("A", {"value": 5})
    broken = [
        None,
        {},
        [],
        variable(""),
        {"component": "x"},
        variable("B", None, "x"),
        variable("C", {"value": []}),
    ]
    told = read("NotifyReport", {"requestId": 5, "reportData": [*broken, good]})
    assert isinstance(told, VariablesReported)
    assert [(each.name, each.value) for each in told.variables][-2:] == [("C", None), ("A", "5")]
    assert told.whole


@pytest.mark.parametrize("more", [{}, {"reportData": None}, {"reportData": []}, {"tbc": False}])
def test_the_last_part_of_a_report_may_be_empty(more: dict[str, object]) -> None:
    told = read("NotifyReport", {"requestId": 5, "generatedAt": SAID, "seqNo": 1} | more)
    assert told == VariablesReported(station=told.station, at=NOW, variables=(), request=5, whole=True)


# what else has an effect


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Expired", ReservationStatus.EXPIRED), ("Removed", ReservationStatus.CANCELLED), ("NoTransaction", ReservationStatus.USED),
    ],
)  # fmt: skip
def test_a_reservation(said: str, status: ReservationStatus) -> None:
    told = read("ReservationStatusUpdate", {"reservationId": 4, "reservationUpdateStatus": said})
    assert told == ReservationReported(station=told.station, at=NOW, number=4, status=status)


def test_a_security_event() -> None:
    told = read(
        "SecurityEventNotification",
        {"type": "TamperDetectionActivated", "timestamp": SAID, "techInfo": "lid"},
    )
    assert told == SecurityEventReported(
        station=told.station, at=NOW, kind="TamperDetectionActivated", said_at=SAID_AT, info="lid"
    )


def test_a_certificate_may_be_asked_for() -> None:
    said = {"csr": "PEM", "certificateType": "V2GCertificate", "requestId": 3, "hashRootCertificate": {}}
    told = read("SignCertificate", said, NEW)
    assert told == CertificateAsked(station=told.station, at=NOW, csr="PEM", kind="V2GCertificate", number=3)


HASH = {
    "hashAlgorithm": "SHA256",
    "issuerNameHash": "a",
    "issuerKeyHash": "b",
    "serialNumber": "1",
    "responderURL": "http://o/",
}


@pytest.mark.parametrize(
    ("hashes", "count"),
    [
        ([HASH, HASH], 2), ([], 0), (None, 0), ("x", 0), ([HASH] * 5, 0), ([HASH, {}], 0), ([HASH, HASH | {"serialNumber": 5}], 0),
    ],
)  # fmt: skip
def test_the_certificates_that_a_contract_comes_with(hashes: object, count: int) -> None:
    """C07, F09: all of them, or none."""
    said = {"idToken": {"idToken": "de1", "type": "eMAID"}, "iso15118CertificateHashData": hashes}
    told = read("Authorize", said)
    assert isinstance(told, TokenPresented)
    doubt = Doubt(CertificateName("SHA256", "a", "b", "1"), ("http://o/",))
    assert (told.token, told.doubts) == ("DE1", (doubt,) * count)


AC = {"energyAmount": 9_000, "evMinCurrent": 6, "evMaxCurrent": 16, "evMaxVoltage": 230}
DC = {"evMaxCurrent": 300, "evMaxVoltage": 400}


@pytest.mark.parametrize(
    ("needs", "power_w"),
    [
        ({"requestedEnergyTransfer": "AC_single_phase", "acChargingParameters": AC}, 3_680),
        ({"requestedEnergyTransfer": "AC_two_phase", "acChargingParameters": AC}, 7_360),
        ({"requestedEnergyTransfer": "AC_three_phase", "acChargingParameters": AC}, 11_040),
        ({"requestedEnergyTransfer": "DC", "dcChargingParameters": DC}, 120_000),
        ({"requestedEnergyTransfer": "DC", "dcChargingParameters": DC | {"evMaxPower": 90_000}}, 90_000),
        ({"requestedEnergyTransfer": "DC", "v2xChargingParameters": {"maxChargePower": 4_000.5}}, 4_000),
        (
            {
                "requestedEnergyTransfer": "AC_three_phase",
                "v2xChargingParameters": {"maxChargePower": 3_000, "maxChargePower_L2": 3_000, "maxChargePower_L3": 1_000},
            },
            7_000,
        ),
        ({"requestedEnergyTransfer": "DC"}, None), ({}, None),
        ({"acChargingParameters": AC | {"evMaxCurrent": 0}}, None), ({"acChargingParameters": AC | {"evMaxCurrent": 1e300}}, None),
        ({"dcChargingParameters": {"evMaxPower": -5}}, None), ({"acChargingParameters": {"evMaxCurrent": "x"}}, None),
        ({"requestedEnergyTransfer": 5, "dcChargingParameters": DC}, 120_000),
    ],
)  # fmt: skip
def test_what_a_car_needs(needs: dict[str, object], power_w: int | None) -> None:
    """K15: the most that it takes by its own words; what makes no sense is not said."""
    told = read("NotifyEVChargingNeeds", {"evseId": 2, "chargingNeeds": needs})
    assert isinstance(told, ChargingNeedsReported)
    assert (told.connector, told.power_w_max, told.scheduled) == (2, power_w, True)


@pytest.mark.parametrize(
    ("needs", "wants"),
    [
        ({"requestedEnergyTransfer": "AC_BPT"}, {"scheduled", "gives_back"}),
        ({"requestedEnergyTransfer": "AC_BPT_DER"}, {"gives_back"}),
        ({"requestedEnergyTransfer": "AC_DER"}, set()), ({"requestedEnergyTransfer": "DC_ACDP"}, {"scheduled"}),
        ({"requestedEnergyTransfer": "DC", "controlMode": "DynamicControl"}, {"scheduled", "led"}),
        ({"requestedEnergyTransfer": "DC", "controlMode": "ScheduledControl"}, {"scheduled"}),
    ],
)  # fmt: skip
def test_what_a_car_wants_beside_power(needs: dict[str, object], wants: set[str]) -> None:
    """K18, K19, Q01; what serves the grid (R) is more than a schedule."""
    told = read("NotifyEVChargingNeeds", {"evseId": 1, "chargingNeeds": needs}, NEW)
    assert isinstance(told, ChargingNeedsReported)
    assert {name for name in ("scheduled", "led", "gives_back") if getattr(told, name)} == wants


def test_a_schedule_is_asked_for_by_its_number() -> None:
    """K28"""
    told = read("PullDynamicScheduleUpdate", {"chargingProfileId": 7}, NEW)
    assert told == LeadAsked(station=told.station, at=told.at, number=7)


# what has none


@pytest.mark.parametrize(("action", "payload", "text"), [*NOTED, *NOTED_SINCE_21])
def test_what_is_only_noted(action: str, payload: dict[str, object], text: str) -> None:
    """F08, F09: told in a few words; the frame itself is kept by the journal."""
    told = read(action, payload | {"customData": {"vendorId": "v"}}, NEW)
    assert isinstance(told, StationReported)
    assert (told.at, told.what, told.text) == (NOW, action, text)
    assert fault(action, {}, NEW) is ErrorCode.OCCURRENCE


@pytest.mark.parametrize(
    ("action", "plain", "odd"),
    [
        ("StatusNotification", {"evseId": 1, "connectorStatus": "Available", "connectorId": 2},
         {"evseId": "1", "connectorStatus": "Available", "connectorId": 2.0}),
        ("PullDynamicScheduleUpdate", {"chargingProfileId": 7}, {"chargingProfileId": "7"}),
        ("NotifyPriorityCharging", {"transactionId": "7", "activated": True}, {"transactionId": 7, "activated": "true"}),
        ("NotifyReport", {"requestId": 7, "seqNo": 0, "generatedAt": SAID, "tbc": True},
         {"requestId": "7", "seqNo": "0", "generatedAt": SAID, "tbc": "TRUE"}),
        ("NotifyEVChargingNeeds", {"evseId": 1, "chargingNeeds": {"requestedEnergyTransfer": "AC_three_phase"}},
         {"evseId": "1", "chargingNeeds": {"requestedEnergyTransfer": "AC_three_phase"}}),
        ("Authorize", {"idToken": {"idToken": "7", "type": "Local"}}, {"idToken": {"idToken": 7, "type": "Local"}}),
    ],
)  # fmt: skip
def test_what_can_mean_one_thing_only_is_that_thing(
    action: str, plain: dict[str, object], odd: dict[str, object]
) -> None:
    """F09: usable is enough to act; that it deviates is told elsewhere."""
    assert read(action, odd, NEW) == read(action, plain, NEW)


@pytest.mark.parametrize(
    ("action", "payload", "code"),
    [
        ("BootNotification", {"reason": "PowerUp"}, ErrorCode.OCCURRENCE),
        ("BootNotification", {"chargingStation": {"model": "x"}}, ErrorCode.OCCURRENCE),
        ("BootNotification", {"chargingStation": {"model": "x", "vendorName": None}}, ErrorCode.OCCURRENCE),
        ("BootNotification", {"chargingStation": {"model": [], "vendorName": "x"}}, ErrorCode.TYPE),
        ("BootNotification", {"chargingStation": []}, ErrorCode.TYPE),
        ("StatusNotification", {"evseId": 1}, ErrorCode.OCCURRENCE),
        ("StatusNotification", {"connectorStatus": "Available"}, ErrorCode.OCCURRENCE),
        ("StatusNotification", {"connectorStatus": "Charging", "evseId": 1}, ErrorCode.PROPERTY),
        ("StatusNotification", {"connectorStatus": "Available", "evseId": -1}, ErrorCode.PROPERTY),
        ("StatusNotification", {"connectorStatus": "Available", "evseId": "one"}, ErrorCode.TYPE),
        ("Authorize", {}, ErrorCode.OCCURRENCE), ("Authorize", {"idToken": {}}, ErrorCode.OCCURRENCE),
        ("Authorize", {"idToken": {"idToken": []}}, ErrorCode.TYPE), ("MeterValues", {"evseId": 1}, ErrorCode.OCCURRENCE),
        ("MeterValues", {"meterValue": []}, ErrorCode.OCCURRENCE), ("NotifyEvent", {}, ErrorCode.OCCURRENCE),
        ("NotifyEvent", {"eventData": "x"}, ErrorCode.TYPE), ("NotifyReport", {}, ErrorCode.OCCURRENCE),
        ("NotifyReport", {"requestId": "x"}, ErrorCode.TYPE), ("ReservationStatusUpdate", {"reservationId": 1}, ErrorCode.OCCURRENCE),
        ("ReservationStatusUpdate", {"reservationId": 1, "reservationUpdateStatus": "x"}, ErrorCode.PROPERTY),
        ("SecurityEventNotification", {"timestamp": SAID}, ErrorCode.OCCURRENCE), ("SignCertificate", {}, ErrorCode.OCCURRENCE),
        ("LogStatusNotification", {"status": []}, ErrorCode.TYPE),
        ("NotifyEVChargingNeeds", {"evseId": 1}, ErrorCode.OCCURRENCE),
        ("NotifyEVChargingNeeds", {"evseId": 1, "chargingNeeds": []}, ErrorCode.TYPE),
        ("GetCertificateChainStatus", {"certificateStatusRequests": []}, ErrorCode.PROPERTY),
        ("VatNumberValidation", {"vatNumber": "x" * 21}, ErrorCode.PROPERTY),
    ],
)  # fmt: skip
def test_what_does_not_say_enough(action: str, payload: object, code: ErrorCode) -> None:
    """F08"""
    assert fault(action, payload, NEW) is code
