"""Each quirk is visible in frames, named after its row of the fault catalogue."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from chargehand.simulator.cast import CHARACTERS
from chargehand.simulator.character import PLAIN, Character
from chargehand.simulator.hardware.build import DC_150KW
from tests.unit.simulator.fake_csms import START, Line, Payload, instant, values

ENERGY = "Energy.Active.Import.Register"


def session(character: Character, seconds: float = 600) -> Line:
    """A whole session: charged, stopped at the button, unplugged."""
    line = Line(character).charging(seconds=seconds)
    line.station.press_stop(1)
    line.run(30)
    line.station.unplug(1)
    return line.run(30)


def registers(line: Line) -> list[str]:
    return [value for payload in line.calls("MeterValues") for value in values(payload)]


def sampled(line: Line) -> list[Payload]:
    return [
        value for payload in line.calls("MeterValues") for value in payload["meterValue"][0]["sampledValue"]
    ]


def test_there_are_characters_enough_each_with_its_own_quirk() -> None:
    assert {
        "plain",
        "eager",
        "stubborn",
        "sleepy",
        "deaf",
        "kilowatt",
        "three-phase",
        "flaky",
        "forgetful",
    } <= set(CHARACTERS)
    bare = {replace(character, name="", about="") for character in CHARACTERS.values()}
    assert len(bare) == len(CHARACTERS)
    assert all(character.about for character in CHARACTERS.values())


# ------------------------------------------------------------------------------------------ calls and commands


def test_deaf_f17() -> None:
    line = Line(CHARACTERS["deaf"]).charging(seconds=70)
    assert line.call("RemoteStopTransaction", transactionId=101) is None
    line.run(300)
    assert line.calls("StopTransaction") == []
    assert {"Heartbeat", "MeterValues"} <= set(line.story())


def test_answers_come_late_and_are_obeyed_f12() -> None:
    line = Line(CHARACTERS["slow"]).charging(seconds=10)
    assert line.call("RemoteStopTransaction", transactionId=101) is None
    line.run(44)
    assert line.answer("c1") is None
    line.run(2)
    assert line.answer("c1") == {"status": "Accepted"}
    assert len(line.calls("StopTransaction")) == 1


def test_its_patience_with_the_server_is_its_own() -> None:
    line = Line(replace(PLAIN, call_timeout_s=5.0), answers={"StatusNotification": lambda _: None}).run(12)
    assert line.story() == ["BootNotification", "0:Available", "1:Available"]
    assert line.station.tally.timeouts == 2


def test_a_late_answer_dies_with_its_line() -> None:
    line = Line(CHARACTERS["slow"]).charging(seconds=10)
    line.call("RemoteStopTransaction", transactionId=101)
    line.cut().run(10).mend().run(60)
    assert line.answer("c1") is None


def test_refuses_remote_stop_f56() -> None:
    line = Line(CHARACTERS["stubborn"]).charging(seconds=10)
    assert line.call("RemoteStopTransaction", transactionId=101) == {"status": "Rejected"}
    assert line.run(100).calls("StopTransaction") == []


def test_accepts_remote_stop_and_does_nothing_f55() -> None:
    line = Line(CHARACTERS["sleepy"]).charging(seconds=10)
    assert line.call("RemoteStopTransaction", transactionId=101) == {"status": "Accepted"}
    line.run(100)
    assert line.calls("StopTransaction") == []
    assert line.station.connector(1).status == "Charging"


@pytest.mark.parametrize(("obedience", "status"), [("refuse", "Rejected"), ("ignore", "Accepted")])
def test_remote_start_refused_or_ignored_f59(obedience: Any, status: str) -> None:
    line = Line(replace(PLAIN, remote_start=obedience)).boot()
    line.station.plug_in(1)
    assert line.call("RemoteStartTransaction", idTag="X", connectorId=1) == {"status": status}
    assert line.run(100).calls("StartTransaction") == []


@pytest.mark.parametrize(("obedience", "status"), [("refuse", "Rejected"), ("ignore", "Accepted")])
def test_ignores_triggers_f63(obedience: Any, status: str) -> None:
    line = Line(replace(PLAIN, trigger=obedience)).charging(seconds=10)
    line.forget()
    assert line.call("TriggerMessage", requestedMessage="MeterValues") == {"status": status}
    assert line.story() == []


@pytest.mark.parametrize(
    ("habit", "status"),
    [("refuse", "Rejected"), ("unsupported", "NotSupported"), ("reboot", "RebootRequired")],
)
def test_refuses_configuration(habit: Any, status: str) -> None:
    line = Line(replace(PLAIN, configuration=habit)).boot()
    assert line.call("ChangeConfiguration", key="HeartbeatInterval", value="7") == {"status": status}


def test_lower_case_answers_f63() -> None:
    line = Line(CHARACTERS["vendor"]).charging(seconds=10)
    assert line.call("RemoteStopTransaction", transactionId=101) == {"status": "accepted"}


def test_acts_a_moment_after_accepting() -> None:
    line = Line(replace(PLAIN, reaction_s=2.0)).charging(seconds=10)
    line.call("RemoteStopTransaction", transactionId=101)
    assert line.run(1).calls("StopTransaction") == []
    assert len(line.run(2).calls("StopTransaction")) == 1


def test_says_a_call_twice_with_one_id_f11() -> None:
    line = session(replace(PLAIN, repeats_every=3))
    ids = [message_id for message_id, _, _ in line.csms.heard]
    assert len(ids) - len(set(ids)) == len(set(ids)) // 3
    assert line.station.tally.unexpected == len(ids) - len(set(ids))


# ------------------------------------------------------------------------------------------------- connections


def test_drops_its_line_now_and_then_f31() -> None:
    line = Line(CHARACTERS["flaky"]).charging()
    was, drops = True, 0
    for _ in range(3600):
        line.run(1)
        drops += was and not line.linked
        was = line.linked
    assert 10 < drops < 40
    line.run(120)
    assert line.station.tally.discarded == 0
    assert len(line.calls("StartTransaction")) == 1
    assert len({payload["meterValue"][0]["timestamp"] for payload in line.calls("MeterValues")}) >= 60


def test_boots_on_every_reconnect_f33() -> None:
    line = Line(replace(PLAIN, boots_on_reconnect=True)).boot()
    line.cut().run(5).mend().run(1)
    assert line.story() == ["BootNotification", "0:Available", "1:Available"] * 2


def test_speaks_without_a_boot_f23() -> None:
    line = Line(replace(PLAIN, boots=False)).charging()
    assert line.story()[:2] == ["0:Available", "1:Available"]
    assert line.calls("StartTransaction")


def test_forgets_everything_with_the_power_f37_f48() -> None:
    line = Line(CHARACTERS["forgetful"]).boot().cut()
    line.forget()
    line.station.plug_in(1)
    line.station.tap("CARD-1")
    line.run(200)
    assert line.station.queued[0] == "StartTransaction"
    line.station.power_loss()
    line.station.power_back()
    line.run(5).mend().run(5)
    assert line.story() == ["BootNotification", "0:Available", "1:Finishing"]


def test_a_stop_survives_a_lost_queue_without_its_start_f37() -> None:
    line = Line(replace(PLAIN, volatile_queue=True)).boot().cut()
    line.station.plug_in(1)
    line.station.tap("CARD-1")
    line.run(30)
    line.station.power_loss()
    line.station.power_back()
    line.run(5).mend().run(5)
    assert line.calls("StartTransaction") == []
    assert line.calls("StopTransaction")[0]["transactionId"] == -1


def test_how_long_a_boot_takes() -> None:
    line = Line(replace(PLAIN, boot_takes_s=40.0)).boot()
    line.call("Reset", type="Hard")
    assert line.run(39).story().count("BootNotification") == 1
    assert line.run(5).story().count("BootNotification") == 2


# ------------------------------------------------------------------------------------------------ transactions


def test_loses_answers_and_retries_until_it_has_one_f35() -> None:
    line = session(CHARACTERS["echo"], 3600)
    ids = [
        message_id
        for message_id, action, _ in line.csms.heard
        if action in {"StartTransaction", "MeterValues"}
    ]
    readings = line.calls("MeterValues")
    told = {payload["meterValue"][0]["timestamp"] for payload in readings}
    assert len(set(ids)) > len(told) + 1
    assert line.run(600).station.queued == ()


def test_stop_is_sent_twice_f36() -> None:
    one, other = session(replace(PLAIN, stops_twice=True)).calls("StopTransaction")
    assert one == other


def test_never_learns_its_id_f39() -> None:
    line = session(CHARACTERS["nameless"])
    assert {payload["transactionId"] for payload in line.calls("MeterValues", "StopTransaction")} == {-1}


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("zero", 0),
        ("negative", -16),
        ("huge", 9_223_372_036_854_775_807),
        ("string", "101"),
        ("minus-one", -1),
    ],
)
def test_odd_ids_f40(form: Any, shown: object) -> None:
    line = session(replace(PLAIN, id_form=form))
    assert [payload["transactionId"] for payload in line.calls("MeterValues", "StopTransaction")] == [
        shown
    ] * 11


def test_knows_another_id_than_ours_f42_f56() -> None:
    line = Line(CHARACTERS["mistaken"]).charging(seconds=70)
    line.station.press_stop(1)
    line.station.tap("CARD-1")
    line.forget()
    line.run(70)
    assert line.station.history[-1].given_id == 102
    assert line.calls("MeterValues")[0]["transactionId"] == 101
    assert line.call("RemoteStopTransaction", transactionId=102) == {"status": "Rejected"}
    assert line.call("RemoteStopTransaction", transactionId=101) == {"status": "Accepted"}


def test_stop_without_start_f37() -> None:
    line = session(CHARACTERS["orphan"])
    assert line.calls("StartTransaction") == []
    assert line.calls("StopTransaction")[0]["transactionId"] == -1


def test_stop_never_sent_f45() -> None:
    line = session(CHARACTERS["ghost"])
    assert line.calls("StopTransaction") == []
    assert line.story()[-2:] == ["1:Finishing", "1:Available"]


@pytest.mark.parametrize(
    ("order", "story"),
    [
        ("stop-first", ["StopTransaction", "1:Finishing", "1:Available"]),
        ("finishing-first", ["1:Finishing", "StopTransaction", "1:Available"]),
        ("available-first", ["1:Available", "StopTransaction"]),
    ],
)
def test_statuses_around_the_stop_f47(order: Any, story: list[str]) -> None:
    line = Line(replace(PLAIN, stop_order=order)).charging(seconds=10)
    line.forget()
    line.station.press_stop(1)
    line.run(10)
    line.station.unplug(1)
    assert line.run(10).story() == story


def test_a_reading_follows_the_stop_f44() -> None:
    line = session(CHARACTERS["hasty"])
    actions = [action for _, action, _ in line.csms.heard if action != "StatusNotification"]
    assert actions[-2:] == ["StopTransaction", "MeterValues"]
    assert line.calls("MeterValues")[-1]["transactionId"] == 101


def test_no_reason_given() -> None:
    assert "reason" not in session(replace(PLAIN, omits_reason=True)).calls("StopTransaction")[0]


def test_delivers_on_after_the_stop_f55a() -> None:
    line = Line(CHARACTERS["leaky"]).charging(seconds=60)
    line.station.press_stop(1)
    at = line.at
    line.run(600)
    assert line.station.true_register_wh(1, line.at) - line.station.true_register_wh(1, at) > 1000
    line.station.unplug(1)
    line.run(60)
    assert line.station.true_register_wh(1, line.at) == line.station.true_register_wh(
        1, line.at - timedelta(minutes=1)
    )


def test_what_flows_on_stops_under_its_last_id_f55a() -> None:
    line = Line(CHARACTERS["leaky"]).charging(seconds=60)
    line.station.press_stop(1)
    line.run(120)
    other, own = (line.call("RemoteStopTransaction", transactionId=each) for each in (999, 101))
    assert (other["status"], own["status"]) == ("Rejected", "Accepted")
    line.run(5)
    register_wh = line.station.true_register_wh(1, line.at)
    line.run(600)
    assert line.station.true_register_wh(1, line.at) == register_wh
    assert line.call("RemoteStopTransaction", transactionId=101)["status"] == "Rejected"


def test_a_little_energy_after_the_stop_f81() -> None:
    line = session(replace(PLAIN, after_run_wh=4.5))
    line.station.plug_in(1)
    line.station.tap("CARD-1")
    line.run(1)
    stop, start = (
        line.calls("StopTransaction")[0]["meterStop"],
        line.calls("StartTransaction")[1]["meterStart"],
    )
    assert start - stop in {4, 5}


# ---------------------------------------------------------------------------------------------------- readings


def test_reads_at_the_begin() -> None:
    line = Line(replace(PLAIN, reads_at_begin=True)).charging(seconds=60)
    contexts = [
        payload["meterValue"][0]["sampledValue"][0]["context"] for payload in line.calls("MeterValues")
    ]
    assert contexts == ["Transaction.Begin", "Sample.Periodic"]


def test_readings_without_an_id_f43() -> None:
    line = session(replace(PLAIN, readings_without_id=True))
    assert all("transactionId" not in payload for payload in line.calls("MeterValues"))


def test_kilowatt_hours_f74() -> None:
    line = session(CHARACTERS["kilowatt"])
    stop = line.calls("StopTransaction")[0]["meterStop"]
    assert {value["unit"] for value in sampled(line) if value["measurand"] == ENERGY} == {"kWh"}
    assert 0 <= stop - float(registers(line)[-1]) * 1000 < 1


def test_a_unit_that_is_missing_or_wrong_f74() -> None:
    unnamed, wrong = (session(replace(PLAIN, energy_unit=unit)) for unit in ("kWh-unnamed", "Wh-named-kWh"))
    assert all("unit" not in value for value in sampled(unnamed) if value["measurand"] == ENERGY)
    assert float(registers(unnamed)[-1]) * 1000 == pytest.approx(
        unnamed.calls("StopTransaction")[0]["meterStop"]
    )
    assert {value["unit"] for value in sampled(wrong) if value["measurand"] == ENERGY} == {"kWh"}
    assert int(registers(wrong)[-1]) == wrong.calls("StopTransaction")[0]["meterStop"]


def test_one_register_per_phase_and_no_total_f75() -> None:
    line = session(CHARACTERS["three-phase"])
    last = [value for value in sampled(line) if value["measurand"] == ENERGY][-3:]
    assert [value["phase"] for value in last] == ["L1", "L2", "L3"]
    assert sum(int(value["value"]) for value in last) == line.calls("StopTransaction")[0]["meterStop"]


def test_phases_and_a_total_f75() -> None:
    line = session(replace(PLAIN, register_phases="both"))
    last = [value for value in sampled(line) if value["measurand"] == ENERGY][-4:]
    assert [value.get("phase") for value in last] == ["L1", "L2", "L3", None]


def test_a_register_per_transaction_or_per_boot_f69() -> None:
    per_transaction = session(replace(PLAIN, register_scope="transaction"))
    assert per_transaction.calls("StartTransaction")[0]["meterStart"] == 0
    per_boot = session(replace(PLAIN, register_scope="boot"))
    per_boot.station.plug_in(1)
    per_boot.station.tap("CARD-1")
    per_boot.run(1)
    first, second = (payload["meterStart"] for payload in per_boot.calls("StartTransaction"))
    assert (first, second) == (0, per_boot.calls("StopTransaction")[0]["meterStop"])
    per_boot.call("Reset", type="Hard")
    per_boot.run(10)
    per_boot.station.tap("CARD-1")
    per_boot.run(1)
    assert per_boot.calls("StartTransaction")[-1]["meterStart"] == 0


@pytest.mark.parametrize(("habit", "shown"), [("zero", 0), ("minus-one", -1)])
def test_no_plausible_stop_register_f70(habit: Any, shown: int) -> None:
    assert session(replace(PLAIN, meter_stop=habit)).calls("StopTransaction")[0]["meterStop"] == shown


def test_momentary_zero_and_back_f71() -> None:
    shown = [int(value) for value in registers(session(replace(PLAIN, zero_every=4)))]
    assert [number for number, value in enumerate(shown, 1) if value == 0] == [4, 8]
    assert shown[4] > shown[2] > 0


def test_loses_a_carry_for_good_f72() -> None:
    shown = [int(value) for value in registers(session(replace(PLAIN, carry_lost_after=5)))]
    true = [int(value) for value in registers(session(PLAIN))]
    assert [was - now for was, now in zip(true, shown, strict=True)] == [0] * 4 + [65_536] * 6


def test_wraps_f72() -> None:
    shown = [int(value) for value in registers(session(replace(PLAIN, register_modulus_wh=1000), 3600))]
    assert max(shown) < 1000
    assert sum(later < earlier for earlier, later in pairwise(shown)) >= 9


def test_no_start_register_f73() -> None:
    line = session(replace(PLAIN, meter_start_zero=True))
    assert line.calls("StartTransaction")[0]["meterStart"] == 0
    assert line.calls("StopTransaction")[0]["meterStop"] > 10_000


def test_blank_and_bare_values_without_power_f77_f78() -> None:
    line = session(CHARACTERS["sparse"])
    readings = sampled(line)
    assert [value["value"] == "" for value in readings] == [False, False, True] * 3 + [False]
    assert all(set(value) == {"value"} for value in readings)


@pytest.mark.parametrize(("habit", "shape"), [("comma", ","), ("padded", " ")])
def test_strange_spellings_of_numbers_f78(habit: Any, shape: str) -> None:
    assert all(
        shape in value for value in registers(session(replace(PLAIN, value_text=habit, energy_unit="kWh")))
    )


def test_no_power_and_no_state_of_charge() -> None:
    line = Line(replace(PLAIN, power=False, soc=False), build=DC_150KW).charging(seconds=120)
    assert {value["measurand"] for value in sampled(line)} == {ENERGY}


def test_a_coarse_meter_f84() -> None:
    shown = [int(value) for value in registers(session(replace(PLAIN, meter_resolution_wh=100)))]
    assert all(value % 100 == 0 for value in shown)
    assert len(set(shown)) >= 8


# ------------------------------------------------------------------------------------------ statuses and clock


def test_error_codes_of_its_own_f09() -> None:
    (first, *_) = session(CHARACTERS["vendor"]).calls("StatusNotification")
    assert (first["errorCode"], first["vendorErrorCode"]) == ("Error", "E-0042")


@pytest.mark.parametrize(("offset_s", "spelling"), [(7200.0, "seconds"), (-3600.0, "milliseconds")])
def test_a_clock_that_is_off_f65_f66(offset_s: float, spelling: Any) -> None:
    line = Line(replace(PLAIN, clock_offset_s=offset_s, time_text=spelling)).charging()
    (start,) = line.calls("StartTransaction")
    assert (instant(start["timestamp"]) - START).total_seconds() == offset_s + 1


def test_offsets_instead_of_utc_f68a() -> None:
    (start,) = Line(replace(PLAIN, time_text="offset")).charging().calls("StartTransaction")
    assert start["timestamp"] == "2026-05-04T10:00:01.000+02:00"


def test_1970_until_the_server_tells_the_time_f64() -> None:
    line = Line(CHARACTERS["unwound"]).cut()
    line.station.plug_in(1)
    line.station.tap("CARD-1")
    line.run(100)
    line.station.press_stop(1)
    line.mend().run(5)
    (start,), (stop,) = line.calls("StartTransaction"), line.calls("StopTransaction")
    assert start["timestamp"].startswith("1970-01-01T00:00:00")
    assert stop["timestamp"].startswith("1970-01-01T00:01:40")
    assert line.calls("StatusNotification")[0]["timestamp"].startswith("2026-05-04T08:01:40")
    line.cut()
    line.station.power_loss()
    line.station.power_back()
    line.station.tap("CARD-1")
    line.mend().run(5)
    assert line.calls("StartTransaction")[1]["timestamp"].startswith("1970-01-01T00:00:00")
