from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from chargehand.model.token import AccountStatus, Driver
from tests.integration.web.site import Browser, Site


async def program(site: Site, driver: Driver) -> Browser:
    return site.program(await site.world.api_token(driver))


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The answer is a problem of this kind."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert (told["status"], told["code"]) == (status, code)
    assert told["type"] == f"urn:chargehand:problem:{code}"
    assert told["title"]
    return told


async def test_chargers_show_state_and_my_session(site: Site) -> None:
    ada, bob = await site.world.driver("ada"), await site.world.driver("bob")
    charger = await site.world.station("CP1", connectors=2)
    await site.world.station("CP2", connected=False)
    session = await site.world.session(ada, "CP1")
    await site.world.session(bob, "CP1", connector=2)
    api = await program(site, ada)

    told = (await api.get("/api/v1/chargers")).json()["chargers"]
    assert [(each["id"], each["state"]) for each in told] == [(charger, "my_session"), ("pCP2", "offline")]
    one = (await api.get(f"/api/v1/chargers/{charger}")).json()
    assert one["my_session"]["id"] == session
    assert [each["state"] for each in one["connectors"]] == ["my_session", "in_use"]
    assert "CP1" not in (await api.get(f"/api/v1/chargers/{charger}")).text.replace(
        "Charger CP1", ""
    ).replace(charger, "")
    problem(await api.get("/api/v1/chargers/CP1"), 404, "not_found")


async def test_a_session_is_told_with_all_its_fields(site: Site) -> None:
    ada = await site.world.driver("ada")
    await site.world.card(ada, "04AABBCCDD")
    await site.world.station("CP1")
    session = await site.world.session(ada, "CP1", token="04AABBCCDD")
    api = await program(site, ada)

    told = (await api.get(f"/api/v1/sessions/{session}")).json()

    fields = (
        "id number charger connector started_at ended_at energy_kwh power_kw soc phase display"
        " last_reading_at confirmed_until stop end bill card_hold"
    )
    assert set(fields.split()) <= told.keys()
    assert told["charger"] == {"id": "pCP1", "name": "Charger CP1"}
    assert (told["energy_kwh"], told["power_kw"], told["soc"]) == (12.4, 11.0, None)
    assert told["started_at"] == "2026-03-04T11:50:00Z"
    assert (told["phase"], told["bill"], told["card_hold"]) == ("active", "running", "held")
    assert "04AABBCCDD" not in str(told)  # S15


async def test_a_start_is_pending_until_the_charger_says_more(site: Site) -> None:
    ada = await site.world.driver("ada")
    await site.world.card(ada, "CARD1")
    charger = await site.world.station("CP1")
    api = await program(site, ada)

    answer = await api.post("/api/v1/sessions", json={"charger_id": charger, "connector_id": 1})

    assert answer.status_code == 202, answer.text
    told = answer.json()
    assert told["session"]["phase"] == "pending"
    assert told["command"]["state"] == "requested"
    assert told["command"]["deadline"] == "2026-03-04T12:02:00Z"
    call = await site.world.pool.fetchrow("select * from outbox")
    assert call is not None
    assert call["command"] == told["command"]["id"]
    followed = (await api.get(f"/api/v1/commands/{told['command']['id']}")).json()
    assert followed["session_id"] == told["session"]["id"]
    again = await api.post("/api/v1/sessions", json={"charger_id": charger, "connector_id": 1})
    assert again.json()["session"]["id"] == told["session"]["id"]
    assert await site.world.pool.fetchval("select count(*) from outbox") == 1


async def test_an_idempotency_key_gets_the_first_answer_again(site: Site) -> None:  # S40
    ada = await site.world.driver("ada")
    await site.world.card(ada, "CARD1")
    charger = await site.world.station("CP1")
    other = await site.world.station("CP2")
    api = await program(site, ada)
    key, wish = {"Idempotency-Key": "k1"}, {"charger_id": charger}

    answers = await asyncio.gather(*(api.post("/api/v1/sessions", json=wish, headers=key) for _ in range(20)))

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["session"]["id"] for answer in answers}) == 1
    assert len({answer.json()["command"]["id"] for answer in answers}) == 1
    later = await api.post("/api/v1/sessions", json=wish, headers=key)
    assert later.headers["idempotent-replayed"] == "true"
    another = await api.post("/api/v1/sessions", json={"charger_id": other}, headers=key)
    problem(another, 422, "idempotency_key_reused")
    assert await site.world.pool.fetchval("select count(*) from outbox") == 1


async def test_what_was_refused_may_be_asked_again_with_the_same_key(site: Site) -> None:
    ada = await site.world.driver("ada")
    charger = await site.world.station("CP1")
    api = await program(site, ada)
    key = {"Idempotency-Key": "k1"}
    problem(await api.post("/api/v1/sessions", json={"charger_id": charger}, headers=key), 409, "no_card")

    await site.world.card(ada, "CARD1")

    answer = await api.post("/api/v1/sessions", json={"charger_id": charger}, headers=key)
    assert answer.status_code == 202


@pytest.mark.parametrize(
    ("ground", "status", "code"),
    [
        ("update station set connected = false", 409, "charger_offline"),
        ("update station set boot_policy = 'pending'", 409, "not_accepted"),
        ("update token set status = 'blocked'", 403, "card_blocked"),
        ("update token set expires_at = '2026-03-04T11:00:00Z'", 403, "card_expired"),
        ("update driver set account = 'suspended'", 403, "account_inactive"),
        ("delete from token", 409, "no_card"),
    ],
)
async def test_a_start_is_refused_with_its_reason(site: Site, ground: str, status: int, code: str) -> None:
    ada = await site.world.driver("ada")
    await site.world.card(ada, "CARD1")
    charger = await site.world.station("CP1")
    await site.world.pool.execute(ground)
    api = await program(site, ada)

    problem(await api.post("/api/v1/sessions", json={"charger_id": charger}), status, code)


async def test_a_stop_is_taken_once_and_followed(site: Site) -> None:  # S40
    ada = await site.world.driver("ada")
    await site.world.station("CP1")
    session = await site.world.session(ada, "CP1")
    api = await program(site, ada)

    answers = await asyncio.gather(*(api.post(f"/api/v1/sessions/{session}/stop") for _ in range(20)))

    assert {answer.status_code for answer in answers} == {202}
    told = answers[0].json()
    assert len({answer.json()["command"]["id"] for answer in answers}) == 1
    assert {"id", "state", "deadline"} <= told["command"].keys()
    assert told["command"]["deadline"] == "2026-03-04T12:00:30Z"
    assert await site.world.pool.fetchval("select count(*) from outbox") == 1
    shown = (await api.get(f"/api/v1/sessions/{session}")).json()
    assert shown["stop"]["id"] == told["command"]["id"]
    assert shown["phase"] == "stopping"


async def test_a_stop_is_refused_with_its_reason(site: Site) -> None:
    ada, bob = await site.world.driver("ada"), await site.world.driver("bob")
    await site.world.station("CP1")
    await site.world.station("CP2", connected=False)
    ended = await site.world.session(ada, "CP1", ended_s_ago=60)
    unreachable = await site.world.session(ada, "CP2")
    live = await site.world.session(ada, "CP1")
    api = await program(site, ada)

    problem(await api.post(f"/api/v1/sessions/{ended}/stop"), 409, "already_ended")
    problem(await api.post(f"/api/v1/sessions/{unreachable}/stop"), 409, "charger_offline")
    problem(await api.post("/api/v1/sessions/unknown/stop"), 404, "not_found")
    problem(await (await program(site, bob)).post(f"/api/v1/sessions/{live}/stop"), 404, "not_found")
    await site.world.accounts.set_account(ada.email, AccountStatus.SUSPENDED)
    problem(await api.post(f"/api/v1/sessions/{live}/stop"), 403, "account_inactive")


async def test_a_refresh_asks_the_charger(site: Site) -> None:
    ada = await site.world.driver("ada")
    charger = await site.world.station("CP1", connectors=2)
    api = await program(site, ada)

    told = (await api.post(f"/api/v1/chargers/{charger}/refresh")).json()

    assert told["command"]["kind"] == "refresh"
    assert await site.world.pool.fetchval("select count(*) from outbox") == 2
    problem(await api.post("/api/v1/chargers/unknown/refresh"), 404, "not_found")
    problem(await api.get(f"/api/v1/commands/{told['command']['id']}x"), 404, "not_found")


async def test_the_claim_that_nothing_charges_frees_the_card(site: Site) -> None:
    ada, bob = await site.world.driver("ada"), await site.world.driver("bob")
    await site.world.station("CP1")
    session = await site.world.session(ada, "CP1")

    problem(
        await (await program(site, bob)).post(f"/api/v1/sessions/{session}/not-charging"), 404, "not_found"
    )
    answer = await (await program(site, ada)).post(f"/api/v1/sessions/{session}/not-charging")

    assert answer.status_code == 202
    assert answer.json()["card_hold"] == "released"


async def test_the_list_is_filtered_and_paged(site: Site) -> None:
    ada = await site.world.driver("ada")
    await site.world.station("CP1")
    day = 86_400
    made = [
        await site.world.session(ada, "CP1", started_s_ago=n * day, ended_s_ago=n * day - 60)
        for n in range(1, 6)
    ]
    live = await site.world.session(ada, "CP1")
    api = await program(site, ada)

    async def ids(query: str) -> list[str]:
        answer = await api.get(f"/api/v1/sessions{query}")
        assert answer.status_code == 200, answer.text
        return [each["id"] for each in answer.json()["sessions"]]

    assert await ids("") == [live, *made]
    assert await ids("?status=active") == [live]
    assert await ids("?status=completed") == made
    assert await ids("?from=2026-03-02&to=2026-03-03") == made[:2]
    assert await ids("?to=2026-03-02") == made[1:]
    assert await ids("?from=2026-03-03T12:00:00Z") == [live, made[0]]
    first = (await api.get("/api/v1/sessions?limit=4")).json()
    rest = (await api.get("/api/v1/sessions", params={"limit": 4, "cursor": first["cursor"]})).json()
    assert [each["id"] for each in first["sessions"] + rest["sessions"]] == [live, *made]
    assert rest["cursor"] is None


async def test_readings_come_in_order_with_the_final_one_marked(site: Site) -> None:
    ada = await site.world.driver("ada")
    await site.world.station("CP1")
    session = await site.world.session(ada, "CP1", ended_s_ago=30, energy_wh=3_000)
    for s_ago, energy_wh, source in ((300, 1_000, "periodic"), (200, 2_000, "periodic"), (30, 3_000, "stop")):
        await site.world.reading(session, s_ago=s_ago, energy_wh=energy_wh, source=source)

    told = (await (await program(site, ada)).get(f"/api/v1/sessions/{session}/readings")).json()["readings"]

    assert [(each["energy_kwh"], each["final"]) for each in told] == [(1.0, False), (2.0, False), (3.0, True)]


async def test_a_question_that_makes_no_sense_is_told_so(site: Site) -> None:
    api = await program(site, await site.world.driver("ada"))
    for query in (
        "status=nonsense",
        "from=yesterday",
        "to=9999-12-31",
        "from=0001-01-01T00:00:00%2B14:00",
        "limit=0",
        "limit=9999999999999999999999",
        "cursor=nonsense",
        "cursor=%00",
    ):
        problem(await api.get(f"/api/v1/sessions?{query}"), 422, "invalid")


async def test_a_start_takes_its_fields_and_no_others(site: Site) -> None:  # S41
    api = await program(site, await site.world.driver("ada"))
    await site.world.station("CP1")
    for body in (
        "{",
        "[]",
        "{}",
        '{"charger_id": 7}',
        '{"charger_id": "pCP1", "connector_id": 0}',
        '{"charger_id": "pCP1", "connector_id": 99999999999999999999}',
        '{"charger_id": "pCP1", "account_active": true}',
        '{"charger_id": "pCP1", "driver": "d_bob"}',
    ):
        answer = await api.post(
            "/api/v1/sessions", content=body, headers={"Content-Type": "application/json"}
        )
        problem(answer, 422, "invalid")
    assert await site.world.pool.fetchval("select count(*) from command") == 0


async def test_errors_of_the_address_are_problems_too(site: Site) -> None:
    api = await program(site, await site.world.driver("ada"))
    for method, path, status, code in (
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("GET", "/api/v1/sessions/%00", 404, "not_found"),
        ("GET", "/api/v1/sessions/..%2f..%2fetc", 404, "not_found"),
        ("GET", "/api/v1/chargers/%F0%9F%94%8C", 404, "not_found"),
        ("DELETE", "/api/v1/sessions", 405, "method_not_allowed"),
        ("PUT", "/api/v1/chargers", 405, "method_not_allowed"),
    ):
        problem(await api.request(method, path), status, code)
