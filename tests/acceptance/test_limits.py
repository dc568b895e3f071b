"""A start with limits, from the driver's program to a charger of its own make and back (2.1 E16, F07)."""

from __future__ import annotations

import pytest

from tests.acceptance.api import Api
from tests.acceptance.house import House
from tests.acceptance.modern import CHARGERS, meter, plugged_in, token
from tests.acceptance.settling import settle

NAME = "7b1d4c0e-0c2c-4b5e-9d0e-0d0c0b0a0908"


@pytest.mark.parametrize("version", list(CHARGERS))
async def test_a_session_is_stopped_at_its_limit(house: House, version: str) -> None:
    """Told to the charger in the answer to its first message where the version has a word for it; stopped in either."""
    place = await settle(house)
    async with (
        plugged_in(house.station_url(place.stations[0]), version) as charger,
        Api(house.url, place.people[0].token) as api,
    ):
        await charger.boots()
        asked = await api.start(place.chargers[0], connector_id=1, limits={"energy_kwh": 0.06})
        assert asked.status_code == 202, asked.text
        session = asked.json()["session"]["id"]
        start = await charger.is_asked("RequestStartTransaction")
        told = await charger.event(
            "Started",
            "RemoteStart",
            {
                "transaction_id": NAME,
                "remote_start_id": start["remote_start_id"],
                "charging_state": "Charging",
            },
            evse={"id": 1, "connector_id": 1},
            id_token=token(start["id_token"]["id_token"]),
            meter_value=meter(1000, context="Transaction.Begin"),
        )
        limit = getattr(told, "transaction_limit", None)
        assert limit == ({"max_energy": 60} if version == "ocpp2.1" else None)

        await charger.reads(NAME, 1050)
        assert (await api.session(session))["stop"] is None
        await charger.reads(NAME, 1060)
        assert await charger.is_asked("RequestStopTransaction") == {"transaction_id": NAME}
        ended = {"transaction_id": NAME, "stopped_reason": "Remote"}
        await charger.event(
            "Ended", "RemoteStop", ended, evse={"id": 1}, meter_value=meter(1061, context="Transaction.End")
        )
        seen = await api.session(session)
        assert (seen["phase"], seen["bill"], seen["energy_kwh"]) == ("ended", "final", 0.061)
        assert (seen["stop"]["state"], seen["limits"]["energy_kwh"]) == ("confirmed", 0.06)
