"""What is learned of a station's ways: kept with it, and told to operators."""

from __future__ import annotations

from datetime import timedelta

from chargehand.engine.feed import LocalFeed
from chargehand.engine.unit import Unit
from chargehand.model.events import ConnectorStatusReported, StationBooted
from chargehand.model.identity import StationId
from chargehand.model.snapshot import Policy
from chargehand.model.station import ConnectorStatus
from chargehand.store.units import PostgresUnits
from tests.integration.web.site import Decided, Site
from tests.integration.web.test_operator import operator

CP1 = StationId("CP1")


async def test_f65_an_offset_is_learned_across_restarts_and_told(site: Site) -> None:
    await site.world.station("CP1")
    api = await operator(site)
    at = site.world.clock()
    for number in range(3):
        # Each time another process, which knows what was kept and nothing else.
        faults: list[str] = []
        unit = Unit(PostgresUnits(site.world.pool), LocalFeed(), Decided(faults), Policy(), lambda: 0.0)
        now = at + timedelta(minutes=number)
        said = now + timedelta(hours=2)
        await unit.submit(
            ConnectorStatusReported(
                station=CP1, at=now, connector=1, status=ConnectorStatus.AVAILABLE, said_at=said
            )
        )
        await unit.drain()
        assert not faults
        told = (await api.get("/api/v1/operator/stations/CP1")).json()
        (learned,) = told["learned"]
        assert (learned["quirk"], learned["value"], learned["count"]) == ("clock_offset_s", 7200, number + 1)
        assert learned["believed"] is (number == 2)
        assert told["quirks"] == ({"clock_offset_s": 7200} if number == 2 else {})
        status_at = told["connectors"][0]["status_at"]
        assert number < 2 or status_at.startswith(f"{now:%Y-%m-%dT%H:%M:%S}"), "put right"


async def test_f62_what_is_known_of_a_model_is_told(site: Site) -> None:
    await site.world.station("CP1")
    api = await operator(site)
    at = site.world.clock()
    await site.submit.submit(StationBooted(station=CP1, at=at, vendor="HUAWEI", model="SCharger-7KS-S0"))
    told = (await api.get("/api/v1/operator/stations/CP1")).json()
    assert (told["quirks"], told["learned"]) == ({"zero_stops": 1}, [])
