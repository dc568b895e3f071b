from __future__ import annotations

import base64
from datetime import timedelta

from chargehand.edge.gateway.door.verifier import is_right
from chargehand.model.answers import BootAnswer
from chargehand.model.events import StationBooted, StationHeard
from chargehand.model.identity import StationId
from chargehand.model.station import BootStatus
from chargehand.store.administration import Stations
from tests.integration.web.site import Browser, Site

PASSWORD = "0123456789abcdef"


async def operator(site: Site) -> Browser:
    boss = await site.world.driver("boss", operator=True)
    return site.program(await site.world.api_token(boss, "operator"))


async def lets_in(site: Site, identity: str, password: str) -> bool:
    """Whether the gateway's door opens."""
    credentials = await Stations(site.world.pool).credentials([identity])
    basic = "Basic " + base64.b64encode(f"{identity}:{password}".encode()).decode()
    return is_right(credentials.get(identity), identity, basic)


async def test_a_station_is_made_and_changed_and_its_password_never_told(site: Site) -> None:  # S07
    api = await operator(site)

    made = await api.put(
        "/api/v1/operator/stations/CP 1", json={"password": PASSWORD, "name": "Yard", "connectors": 2}
    )

    assert made.status_code == 200, made.text
    told = made.json()
    assert (told["identity"], told["name"], told["connected"], told["boot_policy"]) == (
        "CP 1",
        "Yard",
        False,
        "accepted",
    )
    assert [each["id"] for each in told["connectors"]] == [1, 2]
    assert told["has_password"] is True
    assert PASSWORD not in made.text
    assert await lets_in(site, "CP 1", PASSWORD)
    changed = await api.put("/api/v1/operator/stations/CP 1", json={"boot_policy": "pending"})
    assert (changed.json()["boot_policy"], changed.json()["name"]) == ("pending", "Yard")
    assert changed.json()["public_id"] == told["public_id"]
    assert await lets_in(site, "CP 1", PASSWORD), "what is not told stays"
    await api.put("/api/v1/operator/stations/CP 1", json={"password": PASSWORD[::-1]})
    assert not await lets_in(site, "CP 1", PASSWORD)
    assert await lets_in(site, "CP 1", PASSWORD[::-1])
    assert (await api.get("/api/v1/operator/stations/CP%201")).json() == (
        await api.get("/api/v1/operator/stations")
    ).json()["stations"][0]
    assert (await api.get("/api/v1/operator/stations/unknown")).status_code == 404


async def test_a_station_without_a_password_has_a_shut_door_unless_profile_0(site: Site) -> None:  # S01
    api = await operator(site)
    await api.put("/api/v1/operator/stations/CP1", json={})
    assert not await lets_in(site, "CP1", "")
    assert (await Stations(site.world.pool).credentials(["CP1"]))["CP1"].profile == 1
    told = await api.put("/api/v1/operator/stations/CP1", json={"security_profile": 0})
    assert told.json()["security_profile"] == 0
    assert (await Stations(site.world.pool).credentials(["CP1"]))["CP1"].profile == 0
    await api.put("/api/v1/operator/stations/CP1", json={"password": PASSWORD})
    assert (await Stations(site.world.pool).credentials(["CP1"]))["CP1"].profile == 1


async def test_a_boot_policy_holds_from_the_next_boot_on(site: Site) -> None:
    api = await operator(site)
    await site.world.station("CP1")
    at = site.world.clock()
    await site.submit.submit(StationHeard(station=StationId("CP1"), at=at))  # the lane is known from now on

    for policy in BootStatus:
        await api.put("/api/v1/operator/stations/CP1", json={"boot_policy": policy})
        at += timedelta(seconds=1)
        booted = await site.submit.submit(
            StationBooted(station=StationId("CP1"), at=at, vendor="v", model="m")
        )
        assert isinstance(booted, BootAnswer)
        assert booted.status is policy
    assert set(site.observed.faults) == {"StaleSnapshot"}, "the lane read itself anew each time"
    site.observed.faults.clear()


async def test_a_token_is_set_at_once_and_never_told_whole(site: Site) -> None:  # S15
    api, ada = await operator(site), await site.world.driver("ada")

    told = await api.put(
        "/api/v1/operator/tokens/04aabbccdd", json={"status": "accepted", "driver": "ADA@example.org"}
    )

    assert told.status_code == 200, told.text
    assert (told.json()["tail"], told.json()["driver"]) == ("CCDD", ada.id)
    assert "04AABBCCDD" not in told.text.upper().replace(told.json()["card_id"].upper(), "")
    blocked = await api.put(
        "/api/v1/operator/tokens/04AABBCCDD", json={"status": "blocked", "group_id": "G1"}
    )
    assert blocked.json() | {"status": "accepted", "group_id": None} == told.json()
    charger = await site.world.station("CP1")
    start = await site.program(await site.world.api_token(ada)).post(
        "/api/v1/sessions", json={"charger_id": charger}
    )
    assert (start.status_code, start.json()["code"]) == (403, "card_blocked")
    nobody = await api.put(
        "/api/v1/operator/tokens/X", json={"status": "accepted", "driver": "nobody@example.org"}
    )
    assert nobody.status_code == 422
    assert await site.world.pool.fetchval("select count(*) from token") == 1


async def test_a_token_may_be_as_long_as_ocpp_21_says(site: Site) -> None:
    api, long = await operator(site), "DE*ABC*" + "7" * 248
    told = await api.put(f"/api/v1/operator/tokens/{long}", json={"status": "accepted"})
    assert (told.status_code, told.json()["tail"]) == (200, "7777")
    assert await site.world.pool.fetchval("select uid from token") == long
    found = await api.get(f"/api/v1/operator/transactions?token={long}")
    assert (found.status_code, found.json()["transactions"]) == (200, [])


async def test_transactions_are_found_by_station_token_and_openness(site: Site) -> None:
    api, ada = await operator(site), await site.world.driver("ada")
    await site.world.station("CP1")
    await site.world.station("CP2")
    ended = await site.world.session(ada, "CP1", token="04AABBCCDD", ended_s_ago=60, energy_wh=5_000)
    open_ = await site.world.session(ada, "CP2", token="TOKEN2")

    async def found(query: str = "") -> list[str]:
        told = (await api.get(f"/api/v1/operator/transactions{query}")).json()["transactions"]
        return [each["session_id"] for each in told]

    assert sorted(await found()) == sorted([ended, open_])
    assert await found("?station=CP1") == [ended]
    assert await found("?token=token2") == [open_]
    assert await found("?open=true") == [open_]
    assert await found("?open=false&station=CP2") == []
    told = (await api.get("/api/v1/operator/transactions?station=CP1")).json()["transactions"][0]
    assert (told["id"], told["token"], told["end_basis"]) == ("1", "CCDD", "reported")
    assert (told["meter_start_wh"], told["meter_stop_wh"]) == (1000.0, 6000.0)


NONSENSE: list[tuple[str, dict[str, object]]] = [
    ("stations/CP1", {"password": "short"}),
    ("stations/CP1", {"password": "x" * 41}),
    ("stations/CP1", {"password": PASSWORD, "security_profile": 0}),
    ("stations/CP1", {"security_profile": 7}),
    ("stations/CP1", {"boot_policy": "maybe"}),
    ("stations/CP1", {"halted": ""}),
    ("stations/" + "x" * 49, {}),
    ("stations/%00", {}),
    ("tokens/X", {}),
    ("tokens/X", {"status": "concurrent"}),
    ("tokens/X", {"status": "accepted", "expires_at": "2026-01-01T00:00:00"}),
    ("tokens/" + "x" * 256, {"status": "accepted"}),
    ("tokens/%20", {"status": "accepted"}),
]


async def test_what_makes_no_sense_changes_nothing(site: Site) -> None:
    api = await operator(site)
    for path, body in NONSENSE:
        answer = await api.put(f"/api/v1/operator/{path}", json=body)
        assert answer.status_code == 422, (path, body, answer.text)
    assert (
        await site.world.pool.fetchval("select (select count(*) from station) + (select count(*) from token)")
        == 0
    )


async def test_each_scope_has_its_own_doors(site: Site) -> None:  # S30
    boss, ada = await site.world.driver("boss", operator=True), await site.world.driver("ada")
    paths = ("/api/v1/operator/stations", "/api/v1/operator/transactions")
    plain_boss = site.program(await site.world.api_token(boss))
    false_boss = site.program(await site.world.api_token(ada, "operator"))
    true_boss = site.program(await site.world.api_token(boss, "operator"))

    for path in paths:
        assert (await plain_boss.get(path)).status_code == 403
        assert (await false_boss.get(path)).status_code == 403
        assert (await (await site.signed_in(boss)).get(path)).status_code == 403
        assert (await true_boss.get(path)).status_code == 200
    assert (await true_boss.get("/api/v1/sessions")).status_code == 403
    assert (await true_boss.get("/account")).status_code == 403
    await site.world.pool.execute("update driver set operator = false")
    assert (await true_boss.get(paths[0])).status_code == 403
