"""A station whose program was killed goes on in another one: nothing charged is lost, nothing is told twice as news."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from chargehand.simulator.parts.memory import Memory
from chargehand.simulator.scenario import demo_stations
from chargehand.simulator.station import VirtualStation
from tests.unit.simulator.fake_csms import START, FakeCsms, Line, instant


def again(line: Line, memory: Memory, after_s: float = 60) -> Line:
    """Another life of the same station, after its memory went through a file."""
    kept = msgspec.json.decode(msgspec.json.encode(memory), type=Memory)
    other = Line()
    other.at = line.at + timedelta(seconds=after_s)
    other.station = VirtualStation("POST-1", start_at=other.at)
    other.csms = line.csms
    other.csms.now = other.at
    other.station.recall(kept)
    return other


def test_what_was_charging_when_the_power_went_is_told_as_ended_then() -> None:
    line = Line().charging(seconds=600)
    memory = line.station.memory(line.at)
    true_wh = line.station.true_register_wh(1, line.at)
    line.forget()
    other = again(line, memory).boot()
    (stop,) = other.calls("StopTransaction")
    assert other.calls("StartTransaction") == []
    assert (stop["transactionId"], stop["reason"], stop["meterStop"]) == (101, "PowerLoss", int(true_wh))
    assert instant(stop["timestamp"]) == memory.at
    assert other.story()[0] == "BootNotification"


def test_registers_go_on_where_they_stood() -> None:
    line = Line().charging(seconds=600)
    other = again(line, line.station.memory(line.at)).boot()
    other.station.plug_in(1)
    other.station.tap("CARD-1")
    other.run(1)
    assert (
        other.calls("StartTransaction")[-1]["meterStart"] == other.calls("StopTransaction")[-1]["meterStop"]
    )


def test_a_memory_taken_a_moment_ahead_covers_what_is_still_told_before_the_power_goes() -> None:
    line = Line().charging(seconds=600)
    memory = line.station.memory(line.at + timedelta(seconds=1))
    line.run(0.9)
    told_wh = line.station.true_register_wh(1, line.at)
    line.forget()
    (stop,) = again(line, memory).boot().calls("StopTransaction")
    assert told_wh - 1 <= stop["meterStop"] <= told_wh + 2


def test_a_start_that_nobody_answered_is_told_again_before_its_end() -> None:
    line = Line().boot().cut()
    line.station.plug_in(1)
    line.station.tap("CARD-1")
    line.run(300)
    memory = line.station.memory(line.at)
    other = again(line, memory).boot()
    (start,), (stop,) = other.calls("StartTransaction"), other.calls("StopTransaction")
    assert (start["idTag"], instant(start["timestamp"])) == ("CARD-1", START + timedelta(seconds=1))
    assert stop["transactionId"] == 101
    assert stop["meterStop"] > start["meterStart"]


def test_what_was_told_is_owed_no_more() -> None:
    line = Line().charging(seconds=600)
    line.station.press_stop(1)
    line.run(1)
    assert line.station.memory(line.at).owed == ()


def test_an_end_that_was_not_told_yet_is_owed_with_its_own_reason() -> None:
    line = Line().charging(seconds=600).cut()
    line.station.press_stop(1)
    line.run(60)
    line.forget()
    (stop,) = again(line, line.station.memory(line.at)).boot().calls("StopTransaction")
    assert (stop["reason"], instant(stop["timestamp"])) == ("Local", START + timedelta(seconds=601))


def test_a_station_that_is_switched_off_tells_its_ends_first() -> None:
    line = Line().charging(seconds=600)
    line.station.switch_off()
    line.run(1)
    assert [stop["reason"] for stop in line.calls("StopTransaction")] == ["PowerLoss"]
    assert line.station.idle
    assert line.station.memory(line.at).owed == ()


def test_the_demo_goes_on_where_it_lost_its_power() -> None:
    first = demo_stations(START, starts_with_card="ADA", charging_for_s=900)[0].station
    csms = FakeCsms()
    _tell(first, csms, START)
    later = START + timedelta(seconds=100)
    memory = first.memory(START)
    second = demo_stations(later, starts_with_card="ADA", charging_for_s=60, memories={"DEMO-KERB": memory})[
        0
    ].station
    csms.heard.clear()
    _tell(second, csms, later)
    said = [(action, payload.get("transactionId")) for _, action, payload in csms.heard]
    durable = [each for each in said if each[0] in ("StartTransaction", "StopTransaction")]
    assert durable == [("StopTransaction", 101), ("StartTransaction", None)]
    started = next(payload for _, action, payload in csms.heard if action == "StartTransaction")
    assert instant(started["timestamp"]) == START + timedelta(seconds=40)


def _tell(station: VirtualStation, csms: FakeCsms, at: datetime) -> None:
    station.connected(at)
    while frames := station.take_frames():
        for frame in frames:
            answer = csms.hear(frame)
            if answer is not None:
                station.received(answer, at)
