"""Cars that tell what they need, at virtual stations that keep to what they are sent, in a house of its own process."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import pytest

from chargehand.main.administration import StationWish, administration_at
from chargehand.simulator.client import LiveStation
from chargehand.simulator.frames import JsonObject
from chargehand.simulator.hardware.build import Build
from chargehand.simulator.hardware.car import Car
from chargehand.simulator.station import VirtualStation
from chargehand.simulator.versions import Version
from tests.acceptance.api import Api
from tests.acceptance.house import PASSWORD, House

CAR: Final = Car(capacity_wh=90_000.0, max_power_w=400_000.0, soc=0.2)
PATIENCE_S: Final = 20.0


def needs(power_w: int) -> JsonObject:
    powers: JsonObject = {"evMaxCurrent": 500, "evMaxVoltage": 900, "evMaxPower": power_w}
    return {"evseId": 1, "chargingNeeds": {"requestedEnergyTransfer": "DC", "dcChargingParameters": powers}}


def flows_w(station: VirtualStation) -> float:
    return station.connector().meter.gauge(station.now).power_w


@pytest.mark.parametrize("version", ["2.0.1", "2.1"])
async def test_a_station_keeps_to_the_schedule_that_its_car_asked_for(house: House, version: Version) -> None:
    """K15, K17: no more than the connector gives and the car takes, and other needs change it. K01: nor than the station may."""
    identity, card = f"NEEDS-{version}", f"NEEDS-CARD-{version}"
    async with administration_at(await house.dsn(), house.url) as desk:
        await desk.add_driver(f"needs-{version}@example.org", "A driver", operator=True)
        await desk.add_station(StationWish(identity=identity, password=PASSWORD, power_w_max=50_000))
        operator = await desk.issue_token(f"needs-{version}@example.org", "operator")
        await desk.add_card(card, f"needs-{version}@example.org", "")
    house.keeps_secret(operator)
    build = Build(connectors=1, max_power_w=300_000.0)
    station = VirtualStation(identity, seed=1, start_at=datetime.now(UTC), build=build, version=version)
    async with LiveStation(station, f"ws://127.0.0.1:{house.ocpp_port}/ocpp", password=PASSWORD) as member:
        await member.until(lambda station: station.online, PATIENCE_S)
        await member.plug_in(1, CAR)
        await member.tap(card)
        await member.until(lambda station: flows_w(station) > 200_000, PATIENCE_S)
        for takes_w, limit_w in ((120_000, 50_000), (20_000, 20_000)):
            said = needs(takes_w)
            await member.act(lambda station, said=said: station.say("NotifyEVChargingNeeds", said))
            await member.until(lambda station, limit_w=limit_w: flows_w(station) == limit_w, PATIENCE_S)
        async with Api(house.url, operator) as api:
            for power_w, limit_w in ((7_000, 7_000), (None, 20_000)):
                answer = await api.http.put(f"/operator/stations/{identity}/limit", json={"power_w": power_w})
                assert (answer.status_code, answer.json()["command"]["state"]) == (200, "confirmed"), (
                    answer.text
                )
                await member.until(lambda station, limit_w=limit_w: flows_w(station) == limit_w, PATIENCE_S)
        await member.press_stop(1)
        await member.unplug(1)
        await member.until(lambda station: not station.queued, PATIENCE_S)
