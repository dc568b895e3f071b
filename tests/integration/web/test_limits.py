"""A session that is asked for with limits (OCPP 2.1 F07): what the API takes, keeps and tells."""

from __future__ import annotations

from typing import Any

import pytest

from chargehand.model.token import Driver
from tests.integration.web.site import Browser, Site

TARIFF = {"currency": "EUR", "per_kwh": "0.49"}


async def program(site: Site) -> Browser:
    """Ada's; she has a card, and there is one charger."""
    ada: Driver = await site.world.driver("ada")
    await site.world.card(ada, "CARD1")
    await site.world.station("CP1")
    return site.program(await site.world.api_token(ada))


def wish(limits: dict[str, Any] | None) -> dict[str, Any]:
    return {"charger_id": "pCP1", "connector_id": 1, "limits": limits}


async def test_a_start_with_limits(site: Site) -> None:
    api = await program(site)
    told = await api.post(
        "/api/v1/sessions", json=wish({"energy_kwh": "12.345", "lasts_s": 3_600, "soc": 80})
    )
    assert told.status_code == 202, told.text
    session = told.json()["session"]
    limits = {"energy_kwh": 12.345, "lasts_s": 3_600, "cost": None, "soc": 80}
    assert session["limits"] == limits
    again = await api.get(f"/api/v1/sessions/{session['id']}")
    assert again.json()["limits"] == limits
    assert await site.world.pool.fetchval("select limits ->> 'energy_wh' from session") == "12345"


@pytest.mark.parametrize("limits", [None, {}])
async def test_a_start_without(site: Site, limits: dict[str, Any] | None) -> None:
    api = await program(site)
    told = await api.post("/api/v1/sessions", json=wish(limits))
    assert told.json()["session"]["limits"] is None


async def test_a_limit_of_cost_needs_a_price(site: Site) -> None:
    api = await program(site)
    told = await api.post("/api/v1/sessions", json=wish({"cost": "10.50"}))
    assert (told.status_code, told.json()["code"]) == (409, "no_tariff")
    assert await site.world.pool.fetchval("select count(*) from session") == 0


@pytest.mark.parametrize(
    "limits",
    [
        {"energy_kwh": 0}, {"energy_kwh": "0.0001"}, {"energy_kwh": 10_001}, {"lasts_s": -1}, {"lasts_s": 2_678_401}, {"soc": 101},
        {"cost": "x"}, {"energy_wh": 5}, [],
    ],
)  # fmt: skip
async def test_what_is_no_limit_is_told(site: Site, limits: Any) -> None:
    api = await program(site)
    assert (await api.post("/api/v1/sessions", json=wish(limits))).status_code == 422


async def test_the_same_key_with_other_limits_is_another_wish(site: Site) -> None:
    api = await program(site)
    key = {"Idempotency-Key": "k1"}
    assert (await api.post("/api/v1/sessions", json=wish({"soc": 80}), headers=key)).status_code == 202
    other = await api.post("/api/v1/sessions", json=wish({"soc": 90}), headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
