"""What a station watches by itself, as it tells it in parts (OCPP 2.0.1 N02)."""

from __future__ import annotations

from chargehand.model.device import Monitor
from chargehand.model.events import MonitorsReported
from tests.unit.wire.frames import NOW
from tests.unit.wire.ocpp.v2.speech import read

POWER = {
    "component": {"name": "EVSE", "instance": "left", "evse": {"id": 2, "connectorId": 1}},
    "variable": {"name": "Power", "instance": "x"},
    "variableMonitoring": [
        {"id": 7, "transaction": False, "value": 22000.5, "type": "UpperThreshold", "severity": 4},
        {"id": 8, "transaction": True, "value": 60, "type": "Periodic", "severity": 8},
    ],
}


def monitors(*data: object) -> MonitorsReported:
    told = read("NotifyMonitoringReport", {"requestId": 5, "seqNo": 0, "monitor": list(data)})
    assert isinstance(told, MonitorsReported)
    return told


def test_each_monitor_of_each_variable() -> None:
    told = monitors(POWER)
    first = Monitor(
        number=7,
        component="EVSE",
        component_instance="left",
        name="Power",
        instance="x",
        evse=2,
        connector=1,
        kind="UpperThreshold",
        value="22000.5",
        severity=4,
    )
    assert told.monitors[0] == first
    assert [(each.number, each.value, each.transaction) for each in told.monitors] == [
        (7, "22000.5", False),
        (8, "60", True),
    ]
    assert (told.request, told.at) == (5, NOW)


def test_one_that_cannot_be_read_does_not_keep_the_others_back() -> None:
    broken = [
        7,
        {"component": {"name": "EVSE"}},
        POWER | {"variableMonitoring": [{"type": "Delta"}, {"id": "9", "severity": "3"}, None]},
    ]
    told = monitors(*broken, POWER)
    assert [(each.number, each.severity) for each in told.monitors] == [(9, 3), (7, 4), (8, 8)]


def test_a_report_may_be_empty() -> None:
    assert read("NotifyMonitoringReport", {"requestId": 5, "seqNo": 0}) == MonitorsReported(
        station=monitors().station, at=NOW, monitors=(), request=5
    )
