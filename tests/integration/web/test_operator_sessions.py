"""What those who run the house see and do about sessions whose end nobody told."""

from __future__ import annotations

from typing import Any

from tests.integration.web.site import Browser, Site
from tests.integration.web.world import World

SESSIONS = "/api/v1/operator/sessions"
GONE = {"reason": "The car is gone."}


async def operator(site: Site) -> Browser:
    boss = await site.world.driver("boss", operator=True)
    return site.program(await site.world.api_token(boss, "operator"))


async def charging(world: World, station: str = "CP1") -> str:
    ada = await world.driver("ada")
    await world.card(ada, "04AABBCCDD")
    await world.station(station)
    return await world.session(ada, station, token="04AABBCCDD")


async def found(api: Browser, query: str) -> list[str]:
    answer = await api.get(f"{SESSIONS}?{query}")
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["sessions"]]


async def stop_in_vain(world: World, session: str, state: str) -> None:
    await world.pool.execute(
        "insert into command (id, kind, station, session, state, requested_at, deadline_at, ended_at, reason)"
        " values ($1, 'stop', 'CP1', $2, $3, $4, $4, $4, 'not_done')",
        f"stop-{state}",
        session,
        state,
        world.clock(),
    )


async def test_a_session_is_shown_with_all_that_is_known_of_it(site: Site) -> None:
    api, session = await operator(site), await charging(site.world)
    await site.world.evidence(session, "connector_free", s_ago=30, claim="ended", grade="B+")
    await site.world.doubt(session, "connector_free", s_ago=30)
    await stop_in_vain(site.world, session, "unconfirmed")

    told: dict[str, Any] = (await api.get(f"{SESSIONS}/{session}")).json()

    assert (told["id"], told["station"], told["driver"], told["token"]) == (session, "CP1", "d_ada", "CCDD")
    assert told["display"] == "Live, not confirmed since 11:59"
    assert (told["doubt"]["signal"], told["facts"]["transaction"]["value"]) == ("connector_free", "open")
    assert [(each["signal"], each["trust"]) for each in told["evidence"]] == [
        ("started", "conclusive"),
        ("connector_free", "strong"),
    ]
    assert [(each["kind"], each["state"]) for each in told["commands"]] == [("stop", "unconfirmed")]
    assert told["unconfirmed_stop"] is True


async def test_what_is_wrong_is_looked_for(site: Site) -> None:
    api, world = await operator(site), site.world
    doubted = await charging(world)
    ada = await world.driver("ada")
    for station in ("CP2", "CP3"):
        await world.station(station)
    calm, stuck = await world.session(ada, "CP2"), await world.session(ada, "CP3")
    over = await world.session(ada, "CP2", ended_s_ago=60)
    await world.doubt(doubted, "readings_missing")
    await stop_in_vain(world, stuck, "rejected")
    await world.pool.execute("update session set bill = 'in_review' where id = $1", over)

    assert await found(api, "doubted=true") == [doubted]
    assert await found(api, "unconfirmed_stops=true") == [stuck]
    assert await found(api, "in_review=true") == [over]
    assert await found(api, "doubted=true&in_review=true") == []
    assert set(await found(api, "doubted=false&station=CP2")) == {calm, over}
    assert set(await found(api, "")) == {doubted, calm, stuck, over}
    assert len(await found(api, "limit=2")) == 2


async def test_a_stop_that_was_done_after_one_in_vain_is_not_listed(site: Site) -> None:
    api, session = await operator(site), await charging(site.world)
    await stop_in_vain(site.world, session, "rejected")
    site.world.clock.pass_by(seconds=10)
    await stop_in_vain(site.world, session, "confirmed")

    assert await found(api, "unconfirmed_stops=true") == []


async def test_an_operator_closes_a_session_and_takes_that_back(site: Site) -> None:
    api, session = await operator(site), await charging(site.world)

    closed = await api.post(f"{SESSIONS}/{session}/close", json=GONE | {"ended_at": "2026-03-04T11:59:00Z"})

    assert closed.status_code == 200, closed.text
    told = closed.json()
    assert (told["transaction"], told["bill"], told["card_hold"]) == ("ended", "estimated", "released")
    assert told["ended_at"] == "2026-03-04T11:59:00Z"
    assert (await api.post(f"{SESSIONS}/{session}/close", json=GONE)).json()["ended_at"] == told["ended_at"]

    undone = await api.post(f"{SESSIONS}/{session}/close/undo")

    assert undone.status_code == 200, undone.text
    assert (undone.json()["transaction"], undone.json()["bill"]) == ("open", "running")


async def test_a_register_that_was_read_on_the_spot_is_for_a_person_to_look_at(site: Site) -> None:
    api, session = await operator(site), await charging(site.world)

    closed = await api.post(f"{SESSIONS}/{session}/close", json=GONE | {"register_wh": 13_500})

    assert (closed.json()["bill"], closed.json()["energy_kwh"]) == ("in_review", 12.5)
    assert await found(api, "in_review=true") == [session]


async def test_a_probe_of_a_connected_charger_is_under_way(site: Site) -> None:
    api, session = await operator(site), await charging(site.world)

    asked = await api.post(f"{SESSIONS}/{session}/probe")

    assert asked.status_code == 202, asked.text
    assert asked.json()["id"] == session


async def test_what_cannot_be_done_says_why(site: Site) -> None:
    api, world = await operator(site), site.world
    session = await charging(world)
    over = await world.session(await world.driver("ada"), "CP1", ended_s_ago=60)
    await world.pool.execute("update station set connected = false")

    async def refused(path: str, body: dict[str, Any] | None = None) -> tuple[int, str]:
        answer = await api.post(f"{SESSIONS}/{path}", json=body)
        return answer.status_code, answer.json()["code"]

    assert await refused(f"{session}/probe") == (409, "charger_offline")
    assert await refused(f"{over}/probe") == (409, "already_ended")
    assert await refused(f"{over}/close", GONE) == (409, "already_ended")
    assert await refused(f"{over}/close/undo") == (409, "already_ended")
    assert await refused("unknown/probe") == (404, "not_found")
    assert await refused(f"{session}/close", {}) == (422, "invalid")
    assert await refused(f"{session}/close", GONE | {"register_wh": -1}) == (422, "invalid")
    assert (await api.get(f"{SESSIONS}/unknown")).status_code == 404


async def test_a_drivers_token_opens_none_of_it(site: Site) -> None:
    session = await charging(site.world)
    driver = site.program(await site.world.api_token(await site.world.driver("ada")))

    assert (await driver.get(SESSIONS)).status_code == 403
    assert (await driver.post(f"{SESSIONS}/{session}/close", json=GONE)).status_code == 403
