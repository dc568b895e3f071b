from __future__ import annotations

import json
from datetime import datetime, timedelta

from chargehand.simulator.hardware.build import AC_22KW_TWIN
from chargehand.simulator.scenario import Bustle, DemoStation, Pace, demo_stations
from chargehand.simulator.station import VirtualStation
from tests.unit.simulator.fake_csms import START, FakeCsms, instant, values


class Street:
    """A station with people around it and a central system, on virtual time."""

    def __init__(self, station: VirtualStation, life: object) -> None:
        assert isinstance(life, Bustle)
        self.station, self.life, self.csms = station, life, FakeCsms()
        self.at = station.now
        self.linked = False

    def run(self, seconds: float) -> Street:
        until = self.at + timedelta(seconds=seconds)
        while self.at < until:
            due = [at for at in (self.station.next_due_at, self.life.next_due_at) if at is not None]
            self.at = max(self.at, min([until, *due]))
            self.step(self.at)
            if self.at == until:
                break
        return self

    def step(self, at: datetime) -> None:
        wanted = self.station.wants_connection
        self.station.tick(at)
        if wanted != self.linked:
            (self.station.connected if wanted else self.station.disconnected)(at)
            self.linked = wanted
        self.life.step(self.station, at)
        while self.linked and (frames := self.station.take_frames()):
            for text in frames:
                answer = self.csms.hear(text)
                if answer is not None:
                    self.station.received(answer, at)
            self.life.step(self.station, at)

    def call(self, action: str, **payload: object) -> object:
        self.station.received(json.dumps([2, "c", action, payload]), self.at)
        self.step(self.at)
        return self.csms.results["c"][0]

    def calls(self, action: str) -> list[dict[str, object]]:
        return [payload for _, name, payload in self.csms.heard if name == action]


def busy_street(seed: int = 1) -> Street:
    station = VirtualStation("POST-1", seed=seed, start_at=START, build=AC_22KW_TWIN)
    cards = [f"CARD-{number}" for number in range(4)]
    return Street(station, Bustle(station, tokens=cards, pace=Pace(gap_s=60, stay_s=300), seed=seed))


def test_cars_come_charge_and_leave() -> None:
    street = busy_street().run(4 * 3600)
    ended = [record for record in street.station.history if record.ended_at is not None]
    assert len(ended) > 20
    assert {record.connector_id for record in ended} == {1, 2}
    assert len({record.token for record in ended}) == 4
    assert {record.reason for record in ended} == {"Local"}
    assert all((record.energy_wh or 0) > 0 for record in ended)


def test_a_card_is_at_one_connector_at_a_time() -> None:
    street = busy_street().run(4 * 3600)
    spans = [
        (record.token, record.started_at, record.ended_at or street.at) for record in street.station.history
    ]
    for number, (token, begin, end) in enumerate(spans):
        for other, begun, ended in spans[number + 1 :]:
            assert token != other or begun >= end or ended <= begin


def test_the_same_seed_is_the_same_day() -> None:
    def day(seed: int) -> list[tuple[str, str, dict[str, object]]]:
        return busy_street(seed).run(3600).csms.heard

    assert day(5) == day(5)
    assert day(5) != day(6)


def test_somebody_plugs_in_when_a_start_from_afar_waits_and_leaves_when_stopped() -> None:
    station = VirtualStation("POST-1", start_at=START)
    street = Street(station, Bustle(station, tokens=[])).run(5)
    street.call("RemoteStartTransaction", idTag="CARD-9", connectorId=1)
    street.run(30)
    assert station.connector(1).status == "Charging"
    street.call("RemoteStopTransaction", transactionId=101)
    street.run(60)
    assert station.connector(1).status == "Available"


def demo(**options: object) -> list[DemoStation]:
    return demo_stations(START, cards=["A", "B", "C", "D"], **options)  # type: ignore[arg-type]


def test_the_demo_has_three_different_stations() -> None:
    stations = demo()
    assert [station.identity for station in stations] == ["DEMO-KERB", "DEMO-TOWER", "DEMO-OLD"]
    assert len({station.name for station in stations}) == 3
    kerb, tower, old = (station.station for station in stations)
    assert (kerb.build.max_power_w, kerb.build.phases) == (11_000, 3)
    assert (tower.build.max_power_w, tower.build.direct_current) == (150_000, True)
    assert (old.character.remote_stop, old.character.disconnects_every_s > 0) == ("refuse", True)


def test_the_demo_driver_starts_with_the_card_and_stays_plugged_after_the_stop() -> None:
    kerb = demo(starts_with_card="DEMO-CARD")[0]
    street = Street(kerb.station, kerb.life).run(60)
    assert street.calls("StartTransaction")[0]["idTag"] == "DEMO-CARD"
    street.call("RemoteStopTransaction", transactionId=101)
    street.run(600)
    assert kerb.station.connector(1).status == "Finishing"
    street.call("RemoteStartTransaction", idTag="DEMO-CARD", connectorId=1)
    street.run(5)
    assert kerb.station.connector(1).status == "Charging"


def test_without_a_card_the_plugged_car_waits_for_a_start_from_afar() -> None:
    kerb = demo()[0]
    street = Street(kerb.station, kerb.life).run(300)
    assert street.calls("StartTransaction") == []
    street.call("RemoteStartTransaction", idTag="DEMO-CARD", connectorId=1)
    street.run(2)
    assert kerb.station.connector(1).status == "Charging"


def test_the_demo_session_may_have_begun_long_ago() -> None:
    kerb = demo(starts_with_card="DEMO-CARD", charging_for_s=1800.0)[0]
    assert kerb.station.now == START
    street = Street(kerb.station, kerb.life).run(1)
    (start,) = street.calls("StartTransaction")
    assert instant(str(start["timestamp"])) == START - timedelta(seconds=1800)
    readings = street.calls("MeterValues")
    assert len(readings) == 30
    assert float(values(readings[-1])[0]) - float(str(start["meterStart"])) > 5000
    street.csms.heard.clear()
    street.run(20)
    assert len(street.calls("MeterValues")) == 4


def test_the_other_demo_stations_live() -> None:
    for station in demo()[1:]:
        street = Street(station.station, station.life).run(3600)
        kinds = [payload["eventType"] for payload in street.calls("TransactionEvent")]
        assert len(street.calls("StartTransaction")) + kinds.count("Started") > 3
        assert len(street.calls("StopTransaction")) + kinds.count("Ended") > 2


def test_one_of_the_demo_stations_speaks_2_0_1() -> None:
    assert [each.station.version for each in demo()] == ["1.6", "2.0.1", "1.6"]
