"""What an operator's calls and their answers tell of a station, in the words of each version."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from chargehand.model.calls import AnyCall
from chargehand.model.device import Variable
from chargehand.model.reservation import ReservationStatus
from chargehand.wire.ocpp.learning import Learned, learned

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
ACCEPTED = {"status": "Accepted"}


def told(action: str, payload: object, answer: object) -> Learned:
    return learned(AnyCall(action, json.dumps(payload)), json.dumps(answer).encode())


@pytest.mark.parametrize(
    "payload",
    [
        {
            "connectorId": 2,
            "expiryDate": "2026-05-01T14:00:00+02:00",
            "idTag": "ada",
            "reservationId": 5,
        },
        {
            "id": 5,
            "expiryDateTime": "2026-05-01T12:00:00Z",
            "idToken": {"idToken": "ada", "type": "ISO14443"},
            "evseId": 2,
        },
    ],
)
def test_a_reservation_is_read_out_of_the_call(payload: object) -> None:
    row = told("ReserveNow", payload, ACCEPTED).reservation
    assert row is not None
    assert (row.number, row.token, row.connector, row.expires_at) == (5, "ADA", 2, NOON)
    assert row.status is ReservationStatus.ACCEPTED


def test_a_reservation_may_be_of_any_connector_and_without_a_readable_end() -> None:
    payload = {"id": 5, "expiryDateTime": "soon", "idToken": {"idToken": "a", "type": "Central"}}
    row = told("ReserveNow", payload, ACCEPTED).reservation
    assert row is not None
    assert (row.connector, row.expires_at) == (None, None)
    row = told("ReserveNow", {"connectorId": 0, "idTag": "a", "reservationId": 5}, ACCEPTED).reservation
    assert row is not None
    assert row.connector is None, "0 is any connector (1.6 §5.13)"


def test_a_cancellation_names_its_reservation() -> None:
    row = told("CancelReservation", {"reservationId": 5}, ACCEPTED).reservation
    assert row is not None
    assert (row.number, row.status) == (5, ReservationStatus.CANCELLED)


def test_configuration_keys_are_variables() -> None:
    answer = {
        "configurationKey": [
            {"key": "HeartbeatInterval", "readonly": False, "value": "60"},
            {"key": "NumberOfConnectors", "readonly": True, "value": 2},
            {"key": "Empty", "readonly": True},
            {"key": "AuthorizationKey", "readonly": False, "value": "secret"},
            {"readonly": True},
            7,
        ],
        "unknownKey": ["X"],
    }
    rows = told("GetConfiguration", {}, answer).variables
    assert [(row.component, row.name, row.value, row.mutability) for row in rows] == [
        ("Configuration", "HeartbeatInterval", "60", "ReadWrite"),
        ("Configuration", "NumberOfConnectors", "2", "ReadOnly"),
        ("Configuration", "Empty", None, "ReadOnly"),
    ]


@pytest.mark.parametrize(("status", "count"), [("Accepted", 1), ("RebootRequired", 1), ("Rejected", 0)])
def test_a_key_that_was_set_has_its_new_value(status: str, count: int) -> None:
    rows = told("ChangeConfiguration", {"key": "K", "value": "9"}, {"status": status}).variables
    assert rows == (Variable(component="Configuration", name="K", value="9"),) * count
    assert told("ChangeConfiguration", {"key": "AuthorizationKey", "value": "9"}, ACCEPTED).variables == ()


HEARTBEAT = {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "HeartbeatInterval"}}
AVAILABLE = {
    "component": {"name": "Connector", "instance": "i", "evse": {"id": 1, "connectorId": 2}},
    "variable": {"name": "Available", "instance": "j"},
    "attributeType": "Target",
}
PASSWORD = {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}}


def test_variables_that_were_read() -> None:
    answer = {
        "getVariableResult": [
            HEARTBEAT | {"attributeStatus": "Accepted", "attributeValue": "60"},
            AVAILABLE | {"attributeStatus": "Accepted", "attributeValue": "true"},
            HEARTBEAT | {"attributeStatus": "UnknownVariable"},
            PASSWORD | {"attributeStatus": "Accepted", "attributeValue": "secret"},
        ]
    }
    assert told("GetVariables", {}, answer).variables == (
        Variable(component="OCPPCommCtrlr", name="HeartbeatInterval", value="60"),
        Variable(
            component="Connector",
            component_instance="i",
            evse=1,
            connector=2,
            name="Available",
            instance="j",
            attribute="Target",
            value="true",
        ),
    )


def test_variables_that_were_set_have_their_new_values() -> None:
    payload = {
        "setVariableData": [
            HEARTBEAT | {"attributeValue": "60"},
            AVAILABLE | {"attributeValue": "false"},
            PASSWORD | {"attributeValue": "secret"},
        ]
    }
    answer = {
        "setVariableResult": [
            HEARTBEAT | {"attributeStatus": "RebootRequired"},
            AVAILABLE | {"attributeStatus": "Rejected"},
            PASSWORD | {"attributeStatus": "Accepted"},
        ]
    }
    rows = told("SetVariables", payload, answer).variables
    assert rows == (Variable(component="OCPPCommCtrlr", name="HeartbeatInterval", value="60"),)


POWER = {"component": {"name": "EVSE", "evse": {"id": 1}}, "variable": {"name": "Power"}}


def test_monitors_that_were_set_have_their_numbers() -> None:
    wish = POWER | {"value": 22000, "type": "UpperThreshold", "severity": 4}
    payload = {"setMonitoringData": [wish, wish | {"type": "Delta"}, wish | {"id": 3, "value": 1.5}]}
    result = POWER | {"status": "Accepted", "type": "UpperThreshold", "severity": 4}
    answer = {
        "setMonitoringResult": [
            result | {"id": 7},
            result | {"status": "Rejected", "type": "Delta"},
            result | {"id": 3},
        ]
    }
    rows = told("SetVariableMonitoring", payload, answer).monitors
    assert [
        (row.number, row.component, row.name, row.evse, row.kind, row.value, row.severity) for row in rows
    ] == [
        (7, "EVSE", "Power", 1, "UpperThreshold", "22000", 4),
        (3, "EVSE", "Power", 1, "UpperThreshold", "1.5", 4),
    ]
    fewer = {"setMonitoringResult": [result | {"id": 7}]}
    assert told("SetVariableMonitoring", payload, fewer).monitors == ()


def test_monitors_that_were_cleared_or_never_were() -> None:
    answer = {
        "clearMonitoringResult": [
            {"id": 1, "status": "Accepted"},
            {"id": 2, "status": "Rejected"},
            {"id": 3, "status": "NotFound"},
        ]
    }
    assert told("ClearVariableMonitoring", {"id": [1, 2, 3]}, answer).cleared == (1, 3)


@pytest.mark.parametrize(
    "action",
    [
        "SetVariableMonitoring",
        "ClearVariableMonitoring",
        "ReserveNow",
        "CancelReservation",
        "GetConfiguration",
        "ChangeConfiguration",
        "GetVariables",
        "SetVariables",
        "Frobnicate",
    ],
)
@pytest.mark.parametrize("answer", ["null", "[]", "7", '{"getVariableResult":7}', '{"configurationKey":{}}'])
def test_nonsense_tells_nothing(action: str, answer: str) -> None:
    assert learned(AnyCall(action, '{"x":1}'), answer.encode()) == Learned()
    assert learned(AnyCall(action, "no json"), answer.encode()).reservation is None
