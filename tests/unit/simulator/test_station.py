from __future__ import annotations

import json
from dataclasses import replace

import pytest

from chargehand.simulator.cast import CHARACTERS
from chargehand.simulator.character import PLAIN, Character
from chargehand.simulator.hardware.build import AC_22KW_TWIN, DC_150KW
from chargehand.simulator.hardware.car import Car
from chargehand.simulator.versions import Version
from tests.unit.simulator.fake_csms import START, Line, Payload, instant, values


def test_a_whole_session_by_card() -> None:
    line = Line().charging(seconds=150)
    line.station.tap("CARD-1")
    line.run(30)
    line.station.unplug(1)
    line.run(1)
    assert line.story() == [
        "BootNotification",
        "0:Available",
        "1:Available",
        "1:Preparing",
        "Authorize",
        "StartTransaction",
        "1:Charging",
        "MeterValues",
        "MeterValues",
        "StopTransaction",
        "1:Finishing",
        "1:Available",
    ]
    (stop,) = line.calls("StopTransaction")
    assert (stop["transactionId"], stop["idTag"], stop["reason"]) == (101, "CARD-1", "Local")
    (record,) = line.station.history
    assert (record.given_id, record.reason, record.token) == (101, "Local", "CARD-1")


@pytest.mark.parametrize("build", [AC_22KW_TWIN, DC_150KW], ids=["ac", "dc"])
def test_energy_in_frames_is_the_true_register(build: object) -> None:
    assert build in {AC_22KW_TWIN, DC_150KW}
    line = Line(build=DC_150KW if build == DC_150KW else AC_22KW_TWIN)
    line.charging(seconds=3 * 3600.5)
    line.station.press_stop(1)
    line.run(1)
    (start,), (stop,) = line.calls("StartTransaction"), line.calls("StopTransaction")
    shown = [
        (instant(start["timestamp"]), start["meterStart"]),
        (instant(stop["timestamp"]), stop["meterStop"]),
    ]
    for payload in line.calls("MeterValues"):
        shown += [(instant(payload["meterValue"][0]["timestamp"]), int(value)) for value in values(payload)]
    assert len(shown) > 100
    for at, register_wh in shown:
        assert register_wh == int(line.station.true_register_wh(1, at))
    (record,) = line.station.history
    assert record.energy_wh is not None
    assert abs((stop["meterStop"] - start["meterStart"]) - record.energy_wh) < 1
    assert record.energy_wh > 10_000


def test_one_seed_gives_the_same_frames_byte_for_byte() -> None:
    def frames(seed: int, character: Character) -> list[str | bytes]:
        line = Line(character, seed=seed, build=DC_150KW)
        line.charging(seconds=900)
        line.call("RemoteStartTransaction", connectorId=2, idTag="CARD-2")
        line.station.plug_in(2)
        line.run(600)
        line.station.power_loss()
        line.run(60)
        line.station.power_back()
        line.run(600)
        return line.said

    for character in CHARACTERS.values():
        assert frames(3, character) == frames(3, character), character.name
    assert frames(3, PLAIN) != frames(4, PLAIN)


def test_two_stations_of_one_seed_differ() -> None:
    from chargehand.simulator.station import VirtualStation

    one, other = (VirtualStation(name, seed=1, start_at=START) for name in ("A", "B"))
    one.connected(START)
    other.connected(START)
    assert json.loads(one.take_frames()[0])[1] != json.loads(other.take_frames()[0])[1]


def test_heartbeats_come_at_the_interval_given() -> None:
    boot: Payload = {"status": "Accepted", "interval": 45, "currentTime": "2026-05-04T08:00:00Z"}
    line = Line(answers={"BootNotification": lambda _: boot}).run(200)
    beats = [(at - START).total_seconds() for at, action in line.heard_at if action == "Heartbeat"]
    assert beats == [45, 90, 135, 180]


def test_a_refused_card_starts_nothing() -> None:
    line = Line(answers={"Authorize": lambda _: {"idTagInfo": {"status": "Blocked"}}}).charging(seconds=60)
    assert line.calls("StartTransaction") == []
    assert line.station.tally.refused == 1
    assert line.station.connector(1).status == "Preparing"


def test_a_start_the_server_does_not_authorise_is_stopped_by_the_station() -> None:
    """F49: the transaction exists, and ends DeAuthorized."""
    answer = {"transactionId": 9, "idTagInfo": {"status": "Invalid"}}
    line = Line(answers={"StartTransaction": lambda _: answer}).charging(seconds=5)
    (stop,) = line.calls("StopTransaction")
    assert (stop["transactionId"], stop["reason"]) == (9, "DeAuthorized")


def test_or_only_suspended_where_so_configured() -> None:
    answer = {"transactionId": 9, "idTagInfo": {"status": "Invalid"}}
    character = replace(PLAIN, settings=(("StopTransactionOnInvalidId", "false"),))
    line = Line(character, answers={"StartTransaction": lambda _: answer}).charging(seconds=130)
    assert line.calls("StopTransaction") == []
    assert line.station.connector(1).status == "SuspendedEVSE"
    registers = [values(payload)[0] for payload in line.calls("MeterValues")]
    assert len(registers) == 2
    assert len(set(registers)) == 1
    line.station.configure("StopTransactionOnEVSideDisconnect", "false")
    line.station.unplug(1)
    line.station.plug_in(1)
    line.run(60)
    assert values(line.calls("MeterValues")[-1])[0] == registers[0]


def test_another_card_does_not_stop_the_session_but_one_of_its_group_does() -> None:
    """F51."""
    groups = {"CARD-1": "FAMILY", "CARD-2": "FAMILY", "CARD-3": "OTHER"}

    def authorize(payload: Payload) -> Payload:
        return {"idTagInfo": {"status": "Accepted", "parentIdTag": groups[payload["idTag"]]}}

    line = Line(answers={"Authorize": authorize}).charging(seconds=60)
    line.station.tap("CARD-3")
    line.run(1)
    assert line.calls("StopTransaction") == []
    line.station.tap("CARD-2")
    line.run(1)
    assert line.calls("StopTransaction")[0]["idTag"] == "CARD-2"


@pytest.mark.parametrize("version", ["1.6", "2.0.1"])
def test_a_card_is_itself_in_any_case(version: Version) -> None:
    line = Line(version=version).charging("card-1", seconds=10)
    line.station.tap("CARD-1")
    line.run(1)
    assert line.station.history[0].reason == "Local"


def test_readings_on_the_clock() -> None:
    """F82: with the transaction's id if there is one."""
    line = Line(replace(PLAIN, settings=(("ClockAlignedDataInterval", "900"),))).boot()
    line.run(1000)
    line.charging(seconds=1000)
    clocks = [
        payload
        for payload in line.calls("MeterValues")
        if payload["meterValue"][0]["sampledValue"][0]["context"] == "Sample.Clock"
    ]
    assert [payload.get("transactionId") for payload in clocks] == [None, 101]
    at = [instant(payload["meterValue"][0]["timestamp"]) for payload in clocks]
    assert [(each - START).total_seconds() for each in at] == [900, 1800]


def test_a_card_without_a_car_waits_for_the_connection_time_out() -> None:
    line = Line().boot()
    line.forget()
    line.station.tap("CARD-1")
    line.run(59)
    assert line.story() == ["Authorize", "1:Preparing"]
    line.run(2)
    assert line.story() == ["Authorize", "1:Preparing", "1:Available"]
    line.station.plug_in(1)
    line.run(1)
    assert line.calls("StartTransaction") == []


def test_a_full_car_suspends_and_takes_no_more() -> None:
    line = Line().boot()
    line.station.plug_in(1, Car(40_000, 11_000, 0.78, full_soc=0.8))
    line.station.tap("CARD-1")
    line.run(600)
    assert line.story()[-1] == "MeterValues"
    assert "1:SuspendedEV" in line.story()
    taken_wh = line.station.true_register_wh(1, line.at) - line.station.history[0].true_start_wh
    assert taken_wh == pytest.approx(800)
    assert values(line.calls("MeterValues")[-1], "Power.Active.Import") == ["0"]


def test_unplugging_stops_the_transaction() -> None:
    line = Line().charging(seconds=10)
    line.station.unplug(1)
    line.run(1)
    assert line.story()[-2:] == ["StopTransaction", "1:Available"]
    assert line.calls("StopTransaction")[0]["reason"] == "EVDisconnected"


def test_or_lets_it_go_on_where_so_configured() -> None:
    line = Line().boot()
    line.call("ChangeConfiguration", key="StopTransactionOnEVSideDisconnect", value="false")
    line.charging(seconds=10)
    line.station.unplug(1)
    line.run(1)
    assert line.calls("StatusNotification")[-1]["status"] == "SuspendedEV"
    assert line.calls("StatusNotification")[-1]["info"] == "EV side disconnected"
    line.station.plug_in(1)
    line.run(1)
    assert line.story()[-1] == "1:Charging"
    assert line.calls("StopTransaction") == []


def test_after_a_power_loss_the_stop_comes_late_with_its_reason() -> None:
    """F48."""
    line = Line().charging(seconds=100)
    line.station.power_loss()
    line.run(600)
    assert not line.linked
    assert line.station.next_due_at is None
    line.station.power_back()
    line.run(5)
    boots = [number for number, action in enumerate(line.story()) if action == "BootNotification"]
    assert line.story()[boots[1] :] == ["BootNotification", "StopTransaction", "0:Available", "1:Finishing"]
    (stop,) = line.calls("StopTransaction")
    assert stop["reason"] == "PowerLoss"
    assert (instant(stop["timestamp"]) - START).total_seconds() == 101
    assert stop["meterStop"] == int(line.station.true_register_wh(1, line.at))


def test_or_the_transaction_resumes() -> None:
    line = Line(replace(PLAIN, after_power_loss="resume")).charging(seconds=100)
    line.station.power_loss()
    line.run(600)
    line.station.power_back()
    line.run(90)
    assert line.calls("StopTransaction") == []
    assert line.story()[-2:] == ["1:Charging", "MeterValues"]
    assert {payload["transactionId"] for payload in line.calls("MeterValues")} == {101}


def test_a_breakdown_ends_the_transaction_and_is_told() -> None:
    line = Line().charging(seconds=10)
    line.station.break_down(1, "GroundFailure")
    line.run(1)
    assert line.story()[-2:] == ["StopTransaction", "1:Faulted"]
    assert line.calls("StatusNotification")[-1]["errorCode"] == "GroundFailure"
    line.station.repair(1)
    line.run(1)
    assert line.story()[-1] == "1:Finishing"


def test_the_state_of_charge_is_told_by_direct_current() -> None:
    line = Line(build=DC_150KW).boot()
    line.station.plug_in(2, Car(60_000, 100_000, 0.2))
    line.station.tap("CARD-1", 2)
    line.run(600)
    charge = [int(values(payload, "SoC")[0]) for payload in line.calls("MeterValues")]
    assert charge[0] == 22
    assert charge == sorted(charge)
    assert {payload["connectorId"] for payload in line.calls("MeterValues")} == {2}


def test_a_reconnect_tells_the_status_and_does_not_boot() -> None:
    line = Line().boot()
    line.forget()
    line.cut().run(30).mend().run(1)
    assert line.story() == ["0:Available", "1:Available"]


def test_only_what_changed_is_told_where_that_is_its_character() -> None:
    """F34."""
    line = Line(replace(PLAIN, status_on_reconnect="changed")).boot()
    line.forget()
    line.cut().run(30).mend().run(1)
    assert line.story() == []
    line.cut()
    line.station.plug_in(1)
    line.run(30).mend().run(1)
    assert line.story() == ["1:Preparing"]
