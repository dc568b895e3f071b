"""A station's own list of tokens, through the whole house to simulated stations of each version (1.6 §5.15, 2.x D01)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from chargehand.simulator.client import LiveStation
from chargehand.simulator.keeping.cards import LocalList
from chargehand.simulator.station import VirtualStation
from chargehand.simulator.versions import VERSIONS, Version
from tests.acceptance.api import Api
from tests.acceptance.house import PASSWORD, House
from tests.acceptance.settling import settle
from tests.acceptance.test_any_call import operator


@asynccontextmanager
async def online(house: House, identity: str, version: Version) -> AsyncIterator[LiveStation]:
    station = VirtualStation(identity, start_at=datetime.now(UTC), version=version)
    live = LiveStation(station, f"ws://127.0.0.1:{house.ocpp_port}/ocpp", password=PASSWORD)
    async with live:
        await live.until(lambda one: one.online, 30)
        yield live


def kept(live: LiveStation) -> LocalList:
    """What the station itself has."""
    return live.station._ways.doorway.local_list


async def send(api: Api, station: str, **wish: object) -> dict[str, Any]:
    answer = await api.http.post(f"/operator/stations/{station}/local-list", json=wish)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["kind"], told["response"]) == ("result", {"status": "Accepted"}), told
    return told["command"]


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_station_has_our_list(house: House, version: Version) -> None:
    """Whole at first, then what changed; whole again when the station turns out to have another one."""
    place = await settle(house, cards=3)
    (station,), ((one, two, three),) = place.stations, place.uids
    path = f"/operator/stations/{station}/local-list"
    async with operator(house) as api, online(house, station, version) as live:
        assert (await api.get(path)) == {"version": None, "sent_at": None, "known": False, "tokens": None}
        assert (await send(api, station))["action"] == "local list"
        first = await api.get(path)
        assert (first["known"], first["tokens"], first["version"]) == (
            True,
            len(kept(live)),
            kept(live).version,
        )
        assert {kept(live).status(uid) for uid in (one, two, three)} == {"Accepted"}

        blocked = await api.http.put(f"/operator/tokens/{two}", json={"status": "blocked"})
        assert blocked.status_code in {200, 201}, blocked.text
        assert (await send(api, station))["action"] == "local list, changes"
        assert (kept(live).status(one), kept(live).status(two)) == ("Accepted", "Blocked")
        assert (await api.get(path))["version"] == kept(live).version == first["version"] + 1

        kept(live).update(2_000_000, (), full=True)
        await send(api, station)
        assert (kept(live).status(three), kept(live).status(two)) == ("Accepted", "Blocked")
        again = await api.get(path)
        assert (again["version"], again["tokens"]) == (kept(live).version, len(kept(live)))
        assert again["version"] < 2_000_000
        assert (await send(api, station, full=True))["action"] == "local list"


async def test_a_station_that_is_away_gets_none(house: House) -> None:
    (station,) = (await settle(house)).stations
    async with operator(house) as api:
        answer = await api.http.post(f"/operator/stations/{station}/local-list", json={})
        assert (answer.status_code, answer.json()["code"]) == (409, "charger_offline")
        assert (await api.http.post("/operator/stations/NOBODY/local-list", json={})).status_code == 404
        assert (await api.http.get("/operator/stations/NOBODY/local-list")).status_code == 404
