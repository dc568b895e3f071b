"""Security, provisioning and availability told in frames (2.0.1 and 2.1 A, B, G)."""

from __future__ import annotations

import pytest

from chargehand.model.calls import ChangeAvailability, Reset, UnlockConnector
from chargehand.model.command import Command, CommandState
from chargehand.model.effects import DropMonitors, KeepMonitors, KeepSecurityEvent, KeepVariables
from chargehand.model.refusals import Refusal
from chargehand.model.station import ConnectorStatus
from tests.conformance.talk import Talk
from tests.playbook.play import effect

pytestmark = pytest.mark.parametrize("version", ["2.0.1", "2.1"])
PLACE = {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "HeartbeatInterval"}}


def said(command: Command | None) -> CommandState:
    assert command is not None
    return command.state


def test_a02_a_station_is_asked_to_ask_for_a_certificate(version: str) -> None:
    talk = Talk(version)
    talk.calls("TriggerMessage", requestedMessage="SignChargingStationCertificate")
    assert said(talk.replies(status="Accepted")) is CommandState.CONFIRMED


def test_a04_a_security_event_is_kept(version: str) -> None:
    talk = Talk(version)
    assert (
        talk.says("SecurityEventNotification", type="TamperDetectionActivated", timestamp=talk.stamp(90))
        == {}
    )
    (kept,) = [each for each in talk.told.effects if isinstance(each, KeepSecurityEvent)]
    assert (kept.kind, (talk.now - kept.at).total_seconds()) == ("TamperDetectionActivated", 91)


def test_n02_monitors_are_asked_for_and_kept(version: str) -> None:
    talk = Talk(version)
    talk.calls("GetMonitoringReport", requestId=8, monitoringCriteria=["ThresholdMonitoring"])
    assert said(talk.replies(status="Accepted")) is CommandState.CONFIRMED
    one: dict[str, object] = {
        "id": 3,
        "transaction": False,
        "value": 85,
        "type": "UpperThreshold",
        "severity": 2,
    }
    if version == "2.1":
        one["eventNotificationType"] = "CustomMonitor"
    place = {"component": {"name": "Controller"}, "variable": {"name": "Temperature"}}
    talk.says(
        "NotifyMonitoringReport",
        requestId=8,
        seqNo=0,
        generatedAt=talk.stamp(),
        monitor=[{**place, "variableMonitoring": [one]}],
    )
    (kept,) = [each for each in talk.told.effects if isinstance(each, KeepMonitors)]
    (row,) = kept.monitors
    assert (row.number, row.component, row.name, row.kind, row.severity) == (
        3,
        "Controller",
        "Temperature",
        "UpperThreshold",
        2,
    )


def test_n04_n06_monitors_are_set_and_cleared(version: str) -> None:
    talk = Talk(version)
    place = {"component": {"name": "Controller"}, "variable": {"name": "Temperature"}}
    wish = {**place, "value": 85, "type": "UpperThreshold", "severity": 2}
    talk.calls("SetVariableMonitoring", setMonitoringData=[wish])
    result = {**place, "status": "Accepted", "type": "UpperThreshold", "severity": 2, "id": 3}
    talk.replies(setMonitoringResult=[result])
    (kept,) = [each for each in talk.told.effects if isinstance(each, KeepMonitors)]
    assert [(row.number, row.name, row.value) for row in kept.monitors] == [(3, "Temperature", "85")]
    talk.calls("ClearVariableMonitoring", id=[3])
    talk.replies(clearMonitoringResult=[{"id": 3, "status": "Accepted"}])
    talk.does(effect(DropMonitors))


class TestBoots:
    def test_b01_an_accepted_boot_gets_time_and_interval(self, version: str) -> None:
        talk = Talk(version)
        told = talk.boots()
        assert (told["status"], told["interval"], told["currentTime"]) == ("Accepted", 60, talk.stamp())
        assert talk.world.snapshot.station.vendor == "V"

    @pytest.mark.parametrize("boot", ["Pending", "Rejected"])
    def test_b02_b03_another_boot_is_answered_and_may_come_again(self, version: str, boot: str) -> None:
        talk = Talk(version, boot=boot.lower())
        told = talk.boots()
        assert told["status"] == boot
        assert told["interval"] > 0
        assert talk.boots()["status"] == boot

    def test_b02_a_pending_station_may_be_asked_and_tells_its_model(self, version: str) -> None:
        talk = Talk(version, boot="pending")
        talk.boots()
        assert talk.calls("GetBaseReport", requestId=1, reportBase="FullInventory")
        talk.replies(status="Accepted")
        row = {**PLACE, "variableAttribute": [{"value": "60"}]}
        talk.says("NotifyReport", requestId=1, generatedAt=talk.stamp(), seqNo=0, reportData=[row])
        talk.does(effect(KeepVariables))

    def test_b03_a_rejected_station_is_left_alone(self, version: str) -> None:
        talk = Talk(version, boot="rejected")
        talk.boots()
        assert talk.asks(Reset()) is Refusal.NOT_ACCEPTED

    def test_b04_a_station_that_was_offline_goes_on_where_it_was(self, version: str) -> None:
        talk = Talk(version).disconnects()
        assert not talk.world.snapshot.station.connected
        talk.connects()
        talk.says(
            "StatusNotification", timestamp=talk.stamp(), connectorStatus="Faulted", evseId=1, connectorId=1
        )
        assert talk.world.snapshot.connectors[0].status is ConnectorStatus.FAULTED


class TestVariables:
    def test_b05_what_was_set_is_known(self, version: str) -> None:
        talk = Talk(version)
        talk.calls("SetVariables", setVariableData=[{**PLACE, "attributeValue": "300"}])
        assert (
            said(talk.replies(setVariableResult=[{**PLACE, "attributeStatus": "Accepted"}]))
            is CommandState.CONFIRMED
        )
        (kept,) = [each for each in talk.told.effects if isinstance(each, KeepVariables)]
        assert [(row.name, row.value) for row in kept.variables] == [("HeartbeatInterval", "300")]

    def test_b05_what_was_refused_is_not(self, version: str) -> None:
        talk = Talk(version)
        talk.calls("SetVariables", setVariableData=[{**PLACE, "attributeValue": "300"}])
        talk.replies(setVariableResult=[{**PLACE, "attributeStatus": "Rejected"}])
        assert not [each for each in talk.told.effects if isinstance(each, KeepVariables)]

    def test_b06_what_was_asked_for_is_known(self, version: str) -> None:
        talk = Talk(version)
        talk.calls("GetVariables", getVariableData=[PLACE])
        result = {**PLACE, "attributeStatus": "Accepted", "attributeValue": "60"}
        talk.replies(getVariableResult=[result])
        (kept,) = [each for each in talk.told.effects if isinstance(each, KeepVariables)]
        assert [row.value for row in kept.variables] == ["60"]

    @pytest.mark.parametrize("action", ["GetBaseReport", "GetReport"])
    def test_b07_b08_reports_are_asked_for_and_kept_part_by_part(self, version: str, action: str) -> None:
        talk = Talk(version)
        more = (
            {"reportBase": "FullInventory"}
            if action == "GetBaseReport"
            else {"componentCriteria": ["Problem"]}
        )
        talk.calls(action, requestId=5, **more)
        talk.replies(status="Accepted")
        for number, last in ((0, False), (1, True)):
            row = {**PLACE, "variableAttribute": [{"value": str(number)}, {"type": "Target"}]}
            talk.says(
                "NotifyReport",
                requestId=5,
                generatedAt=talk.stamp(),
                seqNo=number,
                tbc=not last,
                reportData=[row],
            )
            (kept,) = [each for each in talk.told.effects if isinstance(each, KeepVariables)]
            assert [(each.attribute, each.value) for each in kept.variables] == [
                ("Actual", str(number)),
                ("Target", None),
            ]


class TestResets:
    def test_b11_without_a_transaction(self, version: str) -> None:
        talk = Talk(version)
        talk.asks(Reset(at_once=True))
        assert talk.gets("Reset") == {"type": "Immediate"}
        assert said(talk.replies(status="Accepted")) is CommandState.CONFIRMED

    def test_b12_with_a_transaction_it_waits_or_must_be_forced(self, version: str) -> None:
        talk = Talk(version)
        talk.starts()
        assert talk.asks(Reset(at_once=True)) is Refusal.CONNECTOR_BUSY
        talk.asks(Reset())
        assert talk.gets("Reset") == {"type": "OnIdle"}
        assert said(talk.replies(status="Scheduled")) is CommandState.CONFIRMED
        talk.asks(Reset(at_once=True, connector=1), forced=True)
        assert talk.gets("Reset") == {"type": "Immediate", "evseId": 1}
        talk.replies(status="Accepted")
        talk.event(
            "Ended", "ResetCommand", info={"stoppedReason": "ImmediateReset"}, meterValue=[talk.meter(2_000)]
        )
        talk.leaves(transaction="ended", energy_wh=1_000)


class TestAvailability:
    @pytest.mark.parametrize("status", ["Available", "Occupied", "Reserved", "Unavailable", "Faulted"])
    def test_g01_a_status_is_known(self, version: str, status: str) -> None:
        talk = Talk(version)
        talk.says(
            "StatusNotification", timestamp=talk.stamp(), connectorStatus=status, evseId=2, connectorId=1
        )
        assert talk.world.snapshot.connectors[1].status == status.lower()

    def test_g01_a_status_may_come_as_an_event(self, version: str) -> None:
        talk = Talk(version)
        talk.says("NotifyEvent", generatedAt=talk.stamp(), seqNo=0, eventData=[state(talk, "Occupied")])
        assert talk.world.snapshot.connectors[0].status is ConnectorStatus.OCCUPIED

    def test_g02_a_heartbeat_gets_the_time(self, version: str) -> None:
        talk = Talk(version)
        assert talk.says("Heartbeat") == {"currentTime": talk.stamp()}

    def test_g03_g04_an_evse_or_all_of_them(self, version: str) -> None:
        talk = Talk(version)
        talk.asks(ChangeAvailability(False, 2))
        assert talk.gets("ChangeAvailability") == {"operationalStatus": "Inoperative", "evse": {"id": 2}}
        assert said(talk.replies(status="Scheduled")) is CommandState.CONFIRMED
        talk.asks(ChangeAvailability(True))
        assert talk.gets("ChangeAvailability") == {"operationalStatus": "Operative"}
        assert said(talk.replies(status="Rejected")) is CommandState.REJECTED

    def test_f05_unlocking_is_the_stations_to_refuse(self, version: str) -> None:
        talk = Talk(version)
        talk.starts()
        talk.asks(UnlockConnector(1))
        assert talk.gets("UnlockConnector") == {"evseId": 1, "connectorId": 1}
        assert said(talk.replies(status="OngoingAuthorizedTransaction")) is CommandState.REJECTED
        talk.leaves(transaction="open")


def state(talk: Talk, word: str) -> dict[str, object]:
    return {
        "eventId": 1,
        "timestamp": talk.stamp(),
        "trigger": "Delta",
        "actualValue": word,
        "eventNotificationType": "HardWiredNotification",
        "component": {"name": "Connector", "evse": {"id": 1, "connectorId": 1}},
        "variable": {"name": "AvailabilityState"},
    }
