"""What a session costs, as its driver reads it on a charger of independent make (2.0.1 and 2.1 I01-I03, I06)."""

from __future__ import annotations

import asyncio

import pytest

from tests.acceptance.api import Api
from tests.acceptance.charger import PATIENCE_S
from tests.acceptance.house import House
from tests.acceptance.modern import CHARGERS, meter, plugged_in, token
from tests.acceptance.settling import settle
from tests.acceptance.test_any_call import operator

PRICE = {"format": "UTF8", "content": "EUR 100.00 per kWh, EUR 0.50 per session"}
"""So dear that a few Wh are worth telling."""


@pytest.mark.parametrize("version", list(CHARGERS))
async def test_the_price_the_running_and_the_final_cost(house: House, version: str) -> None:
    place = await settle(house)
    (station,), ((uid, *_),) = place.stations, place.uids
    async with (
        operator(house) as boss,
        plugged_in(house.station_url(station), version) as charger,
        Api(house.url, place.people[0].token) as api,
    ):
        await charger.boots()
        path = f"/operator/stations/{station}/tariff"
        body = {"currency": "EUR", "per_kwh": "100", "per_session": "0.5"}
        assert (await boss.http.put(path, json=body)).status_code == 200
        told = await charger.tells("Authorize", id_token=token(uid))
        assert told.id_token_info["personal_message"] == PRICE
        name = await charger.begins(uid, "Authorized")
        dearer = await boss.http.put(path, json={**body, "per_kwh": "900"})
        assert dearer.status_code == 200

        await charger.reads(name, 1030)
        shown = await asyncio.wait_for(charger.costs.get(), PATIENCE_S)
        assert shown == {"total_cost": 3.5, "transaction_id": name}, "as dear as when it began"
        await charger.reads(name, 1060)
        ended = {"transaction_id": name, "stopped_reason": "Local"}
        values = meter(1098, context="Transaction.End")
        over = await charger.event("Ended", "StopAuthorized", ended, evse={"id": 1}, meter_value=values)
        assert over.total_cost == 10.3
        assert charger.costs.empty(), "the next one was not due yet"
        (seen, *_) = (await api.get("/sessions"))["sessions"]
        assert (seen["bill"], seen["cost"]) == ("final", {"amount": "10.30", "currency": "EUR"})
