"""A 2.x station's sessions: what starts and ends a transaction, and what is told of it, valid by the official schemas."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chargehand.simulator.character import PLAIN, Character, Point
from chargehand.simulator.hardware.build import AC_22KW_TWIN, DC_150KW
from chargehand.simulator.hardware.car import Car
from chargehand.simulator.versions import Version
from tests.unit.simulator.fake_csms import START, Line, Payload, instant
from tests.unit.simulator.schemas import faults_of_said

BOTH: tuple[Version, ...] = ("2.0.1", "2.1")


def line_of(character: Character = PLAIN, version: Version = "2.0.1", **given: Any) -> Line:
    return Line(character, version=version, **given)


def events(line: Line) -> list[Payload]:
    return line.calls("TransactionEvent")


def register_wh(event: Payload) -> float:
    """The register in the event's reading."""
    (reading,) = event["meterValue"]
    return next(
        value["value"]
        for value in reading["sampledValue"]
        if value["measurand"] == "Energy.Active.Import.Register"
    )


@pytest.mark.parametrize("version", BOTH)
def test_a_whole_session_by_card(version: Version) -> None:
    line = line_of(version=version).charging(seconds=150)
    line.station.tap("CARD-1")
    line.run(30)
    line.station.unplug(1)
    line.run(1)
    assert line.story() == [
        "BootNotification",
        "1:Available",
        "1:Occupied",
        "Authorize",
        "Started/Authorized",
        "Updated/ChargingStateChanged",
        "Updated/MeterValuePeriodic",
        "Updated/MeterValuePeriodic",
        "Ended/StopAuthorized",
        "1:Available",
    ]
    told = events(line)
    assert [event["seqNo"] for event in told] == [0, 1, 2, 3, 4]
    assert len({event["transactionInfo"]["transactionId"] for event in told}) == 1
    assert [event["transactionInfo"]["chargingState"] for event in told] == [
        "EVConnected", "Charging", "Charging", "Charging", "EVConnected",
    ]  # fmt: skip
    assert [event.get("idToken", {}).get("idToken") for event in told] == [
        "CARD-1",
        None,
        None,
        None,
        "CARD-1",
    ]
    assert told[-1]["transactionInfo"]["stoppedReason"] == "Local"
    assert not any("offline" in event for event in told)
    (record,) = line.station.history
    assert (record.shown_id, record.reason, record.token, record.told) == (
        told[0]["transactionInfo"]["transactionId"], "Local", "CARD-1", True,
    )  # fmt: skip
    assert faults_of_said(line.said, version=version) == []


@pytest.mark.parametrize("build", [AC_22KW_TWIN, DC_150KW], ids=["ac", "dc"])
def test_energy_in_events_is_the_true_register(build: Any) -> None:
    line = line_of(build=build).charging(seconds=3 * 3600.5)
    line.station.press_stop(1)
    line.run(1)
    shown = [event for event in events(line) if "meterValue" in event]
    assert len(shown) > 100
    for event in shown:
        assert register_wh(event) == int(line.station.true_register_wh(1, instant(event["timestamp"])))
    contexts = [event["meterValue"][0]["sampledValue"][0]["context"] for event in shown]
    assert (contexts[0], set(contexts[1:-1]), contexts[-1]) == (
        "Transaction.Begin", {"Sample.Periodic"}, "Transaction.End",
    )  # fmt: skip


def story(start: Point, stop: Point) -> list[str]:
    """Card, ten minutes, card again, the car leaves: the events of a transaction of these points."""
    line = line_of(replace(PLAIN, start_points=(start,), stop_points=(stop,))).charging(seconds=70)
    line.station.tap("CARD-1")
    line.run(30)
    line.station.unplug(1)
    line.run(1)
    assert faults_of_said(line.said, version="2.0.1") == []
    assert len({event["transactionInfo"]["transactionId"] for event in events(line)}) == 1
    assert [event["seqNo"] for event in events(line)] == list(range(len(events(line))))
    return [name for name in line.story() if "/" in name]


BEGIN = {
    "ParkingBayOccupancy": ["Started/EVDetected", "Updated/Authorized", "Updated/ChargingStateChanged"],
    "EVConnected": ["Started/CablePluggedIn", "Updated/Authorized", "Updated/ChargingStateChanged"],
    "Authorized": ["Started/Authorized", "Updated/ChargingStateChanged"],
    "PowerPathClosed": ["Started/Authorized", "Updated/ChargingStateChanged"],
    "EnergyTransfer": ["Started/ChargingStateChanged"],
}
END = {
    "ParkingBayOccupancy": ["Updated/StopAuthorized", "Ended/EVDeparted"],
    "EVConnected": ["Updated/StopAuthorized", "Ended/EVCommunicationLost"],
    "Authorized": ["Ended/StopAuthorized"],
    "PowerPathClosed": ["Ended/StopAuthorized"],
    "EnergyTransfer": ["Ended/StopAuthorized"],
}


@pytest.mark.parametrize("start", list(BEGIN))
@pytest.mark.parametrize("stop", list(END))
def test_every_start_and_stop_point_f92(start: Point, stop: Point) -> None:
    assert story(start, stop) == [*BEGIN[start], "Updated/MeterValuePeriodic", *END[stop]]


def test_who_never_charges_does_not_leave_a_transaction_behind() -> None:
    """No TxStopPoint was ever reached here, so none can be left."""
    line = line_of(replace(PLAIN, start_points=("EVConnected",), stop_points=("Authorized",))).boot()
    line.station.plug_in(1)
    line.run(10)
    line.station.unplug(1)
    line.run(1)
    assert [name for name in line.story() if "/" in name] == [
        "Started/CablePluggedIn",
        "Ended/EVCommunicationLost",
    ]


def test_a_car_that_leaves_while_charging_ends_it() -> None:
    line = line_of().charging(seconds=10)
    line.station.unplug(1)
    line.run(1)
    assert line.story()[-2:] == ["Ended/EVCommunicationLost", "1:Available"]
    assert events(line)[-1]["transactionInfo"] | {"transactionId": ""} == {
        "transactionId": "", "chargingState": "Idle", "stoppedReason": "EVDisconnected",
    }  # fmt: skip


def test_a_start_from_afar_waits_for_the_cable_and_repeats_its_number() -> None:
    line = line_of().boot()
    line.forget()
    answer = line.call(
        "RequestStartTransaction",
        idToken={"idToken": "CARD-1", "type": "Central"},
        remoteStartId=77,
        evseId=1,
    )
    assert answer == {"status": "Accepted"}
    line.run(20)
    assert line.story() == []
    line.station.plug_in(1)
    line.run(1)
    assert line.story() == ["Started/CablePluggedIn", "Updated/ChargingStateChanged", "1:Occupied"]
    first, second = events(line)
    assert first["transactionInfo"]["remoteStartId"] == 77
    assert first["idToken"] == {"idToken": "CARD-1", "type": "Central"}
    assert "remoteStartId" not in second["transactionInfo"]


def test_a_start_from_afar_in_a_transaction_that_waits_for_it() -> None:
    """F02 where TxStartPoint is EVConnected: the answer names the transaction, an update brings the number."""
    character = replace(PLAIN, start_points=("EVConnected",), stop_points=("EVConnected",))
    line = line_of(character).boot()
    line.station.plug_in(1)
    line.run(1)
    (started,) = events(line)
    assert "idToken" not in started
    answer = line.call(
        "RequestStartTransaction", idToken={"idToken": "CARD-1", "type": "Central"}, remoteStartId=9
    )
    assert answer == {
        "status": "Accepted", "transactionId": started["transactionInfo"]["transactionId"],
    }  # fmt: skip
    assert [event["transactionInfo"].get("remoteStartId") for event in events(line)] == [None, 9, None]
    assert line.story()[-2:] == ["Updated/RemoteStart", "Updated/ChargingStateChanged"]


def test_nobody_comes_to_plug_in() -> None:
    hasty = (("ConnectionTimeOut", "30"),)
    character = replace(PLAIN, start_points=("Authorized",), stop_points=("Authorized",), settings=hasty)
    line = line_of(character).boot()
    line.station.tap("CARD-1")
    line.run(31)
    assert [name for name in line.story() if "/" in name] == ["Started/Authorized", "Ended/EVConnectTimeout"]
    assert events(line)[-1]["transactionInfo"]["stoppedReason"] == "Timeout"


def test_a_stop_from_afar_that_only_ends_charging() -> None:
    """F03.FR.02: the transaction goes on until the cable is out."""
    line = line_of(replace(PLAIN, stop_points=("EVConnected",))).charging(seconds=30)
    name = events(line)[0]["transactionInfo"]["transactionId"]
    assert line.call("RequestStopTransaction", transactionId=name) == {"status": "Accepted"}
    line.run(50)
    assert line.story()[-2:] == ["Updated/RemoteStop", "Updated/MeterValuePeriodic"]
    assert events(line)[-1]["transactionInfo"]["chargingState"] == "EVConnected"
    line.station.unplug(1)
    line.run(1)
    assert events(line)[-1]["transactionInfo"]["stoppedReason"] == "Remote"
    assert register_wh(events(line)[-1]) == register_wh(events(line)[-2])


def test_what_is_told_late_says_so() -> None:
    """E04, E11.FR.07: offline, also for what was queued on another line."""
    line = line_of().charging(seconds=70)
    line.cut().run(130).mend().run(1)
    line.station.press_stop(1)
    line.run(1)
    assert [event.get("offline", False) for event in events(line)] == [False] * 3 + [True] * 2 + [False]
    assert [event["seqNo"] for event in events(line)] == [0, 1, 2, 3, 4, 5]
    assert faults_of_said(line.said, version="2.0.1") == []


def test_a_session_wholly_offline() -> None:
    line = line_of().boot().cut()
    line.station.plug_in(1)
    line.station.tap("CARD-1")
    line.run(200)
    line.station.press_stop(1)
    line.mend().run(1)
    told = events(line)
    assert [event["eventType"] for event in told] == ["Started", *["Updated"] * 4, "Ended"]
    assert all(event["offline"] for event in told)
    assert (instant(told[0]["timestamp"]) - START).total_seconds() == 1


def test_an_unanswered_event_is_repeated_in_its_order() -> None:
    """E13."""
    silent = iter([None, None])
    line = line_of(answers={"TransactionEvent": lambda _: next(silent, {})}).charging(seconds=300)
    assert [event["seqNo"] for event in events(line)][:4] == [0, 0, 0, 1]


def test_a_token_that_is_not_accepted_after_all() -> None:
    """E05: Deauthorized, or only suspended where so configured."""
    no = {"idTokenInfo": {"status": "Blocked"}}
    answers = {"TransactionEvent": lambda event: no if "idToken" in event else {}}
    line = line_of(answers=answers).charging(seconds=5)
    assert line.story()[-1] == "Ended/Deauthorized"
    assert events(line)[-1]["transactionInfo"]["stoppedReason"] == "DeAuthorized"
    patient = replace(PLAIN, settings=(("TxCtrlr.StopTxOnInvalidId", "false"),))
    line = line_of(patient, answers=answers).charging(seconds=70)
    assert line.station.connector(1).status == "SuspendedEVSE"
    assert events(line)[-1]["transactionInfo"]["chargingState"] == "SuspendedEVSE"


def test_cards_of_one_group_and_the_master_stop_it() -> None:
    """C09, C16."""
    groups = {"CARD-1": "FAMILY", "CARD-2": "FAMILY", "CARD-3": "OTHER", "BOSS": "MASTERS"}

    def authorize(payload: Payload) -> Payload:
        group = {"idToken": groups[payload["idToken"]["idToken"]], "type": "Central"}
        return {"idTokenInfo": {"status": "Accepted", "groupIdToken": group}}

    for card, reason in (("CARD-3", None), ("CARD-2", "Local"), ("BOSS", "MasterPass")):
        character = replace(PLAIN, settings=(("AuthCtrlr.MasterPassGroupId", "MASTERS"),))
        line = line_of(character, answers={"Authorize": authorize}).charging(seconds=10)
        line.station.tap(card)
        line.run(1)
        assert events(line)[-1]["transactionInfo"].get("stoppedReason") == reason


def test_a_full_car_suspends_or_ends() -> None:
    car = Car(40_000, 11_000, 0.78, full_soc=0.8)
    for stop, last in (("PowerPathClosed", "SuspendedEV"), ("EnergyTransfer", "SuspendedEV")):
        line = line_of(replace(PLAIN, stop_points=(stop,))).boot()
        line.station.plug_in(1, car)
        line.station.tap("CARD-1")
        line.run(600)
        states = [event["transactionInfo"]["chargingState"] for event in events(line)]
        assert last in states
        assert ("Ended/ChargingStateChanged" in line.story()) == (stop == "EnergyTransfer")


@pytest.mark.parametrize("version", BOTH)
def test_after_a_power_loss(version: Version) -> None:
    """F48, E17: ended late, or gone on with; only 2.1 has a word for that."""
    line = line_of(version=version).charging(seconds=70)
    line.station.power_loss()
    line.run(600)
    line.station.power_back()
    line.run(5)
    ended = events(line)[-1]
    assert (ended["eventType"], ended["transactionInfo"]["stoppedReason"], ended["offline"]) == (
        "Ended", "PowerLoss", True,
    )  # fmt: skip
    line = line_of(replace(PLAIN, after_power_loss="resume"), version).charging(seconds=70)
    line.station.power_loss()
    line.run(600)
    line.station.power_back()
    line.run(70)
    triggers = [event["triggerReason"] for event in events(line)]
    assert ("TxResumed" in triggers) == (version == "2.1")
    assert [event["seqNo"] for event in events(line)] == list(range(len(triggers)))
    assert "Ended" not in {event["eventType"] for event in events(line)}
    assert faults_of_said(line.said, version=version) == []


def test_readings_on_the_clock() -> None:
    """F82, J01, J02: of the transaction if there is one, else of the EVSE."""
    line = line_of(replace(PLAIN, settings=(("ClockAlignedDataInterval", "900"),))).boot()
    line.run(1000)
    line.charging(seconds=1000)
    clocks = [at for at, action in line.heard_at if action == "MeterValues"]
    (event,) = [event for event in events(line) if event["triggerReason"] == "MeterValueClock"]
    assert [(at - START).total_seconds() for at in clocks] == [900]
    assert (instant(event["timestamp"]) - START).total_seconds() == 1800
    assert event["meterValue"][0]["sampledValue"][0]["context"] == "Sample.Clock"
    assert faults_of_said(line.said, version="2.0.1") == []


def test_a_boot_that_has_to_wait() -> None:
    """B02, B03: nothing else until accepted, again after the interval; Pending may be asked, Rejected is silent."""
    answers = iter(
        {"status": status, "interval": interval, "currentTime": "2026-05-04T08:00:00Z"}
        for status, interval in (("Pending", 20), ("Rejected", 30), ("Accepted", 300))
    )
    line = line_of(answers={"BootNotification": lambda _: next(answers)}).boot()
    line.station.plug_in(1)
    assert line.run(10).story() == ["BootNotification"]
    wish = {"component": {"name": "TxCtrlr"}, "variable": {"name": "TxStartPoint"}}
    assert line.call("GetVariables", getVariableData=[wish])["getVariableResult"]
    token = {"idToken": "CARD-1", "type": "Central"}
    assert line.call("RequestStartTransaction", idToken=token, remoteStartId=1) == {"status": "Rejected"}
    line.run(12)
    assert line.call("GetVariables", getVariableData=[wish]) is None
    line.run(40)
    boots = [(at - START).total_seconds() for at, action in line.heard_at if action == "BootNotification"]
    assert boots == [0, 20, 50]
    assert line.story()[-1] == "1:Occupied"


def test_a_memory_goes_on_in_another_life() -> None:
    line = line_of().charging(seconds=600)
    memory = line.station.memory(line.at)
    name = line.station.history[0].shown_id
    other = line_of()
    other.station.recall(memory)
    other.boot()
    (ended,) = events(other)
    assert (ended["eventType"], ended["transactionInfo"]["transactionId"]) == ("Ended", name)
    assert ended["seqNo"] == len(events(line))
    assert register_wh(ended) == int(line.station.true_register_wh(1, memory.at))


@pytest.mark.parametrize("version", BOTH)
def test_one_seed_gives_the_same_frames_byte_for_byte(version: Version) -> None:
    def frames(seed: int) -> list[str | bytes]:
        line = line_of(version=version, seed=seed).charging(seconds=900)
        line.station.power_loss()
        line.run(60)
        line.station.power_back()
        return line.run(600).said

    assert frames(3) == frames(3)
    assert frames(3) != frames(4)
