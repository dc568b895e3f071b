"""Drivers as operators set them: invited, suspended, closed, opened again: §8, §9, S31, S36, S38, S41."""

from __future__ import annotations

import re

import pytest

from chargehand.model.token import AccountStatus
from tests.integration.web.site import Browser, Site, running
from tests.integration.web.test_live import served
from tests.integration.web.test_own_account import letters
from tests.integration.web.world import BASE_URL, World

DRIVERS = "/api/v1/operator/drivers"


async def operator(site: Site) -> Browser:
    boss = await site.world.driver("boss", operator=True)
    return site.program(await site.world.api_token(boss, "operator"))


def invitation(text: str) -> str:
    found = re.search(rf"{BASE_URL}(/sign-in/\S+)", text)
    assert found is not None
    return found[1]


async def test_drivers_are_listed_found_and_turned_over(site: Site) -> None:
    api = await operator(site)
    for name in ("ada", "bob", "cleo"):
        await site.world.driver(name)
    await site.world.accounts.set_account("bob@example.org", AccountStatus.SUSPENDED)

    first = (await api.get(f"{DRIVERS}?limit=2")).json()
    rest = (await api.get(f"{DRIVERS}?limit=2&after={first['next']}")).json()
    names = [each["name"] for page in (first, rest) for each in page["drivers"]]
    assert names == ["ada", "bob", "boss", "cleo"]
    found = (await api.get(f"{DRIVERS}?search=CLE")).json()["drivers"]
    assert [each["email"] for each in found] == ["cleo@example.org"]
    found = (await api.get(f"{DRIVERS}?status=suspended")).json()["drivers"]
    assert [each["status"] for each in found] == ["suspended"]
    one = (await api.get(f"{DRIVERS}/ADA@example.org")).json()
    assert one == (await api.get(f"{DRIVERS}/d_ada")).json()
    assert (await api.get(f"{DRIVERS}/nobody@example.org")).status_code == 404


async def test_an_invited_driver_gets_a_link_for_a_day_and_is_active_by_it(site: Site) -> None:  # §9
    api = await operator(site)
    told = (await api.put(f"{DRIVERS}/New@example.org", json={"name": "Noor", "language": "nl"})).json()
    assert (told["invited"], told["driver"]["status"], told["driver"]["name"]) == (True, "invited", "Noor")
    (letter,) = await letters(site, "new@example.org")
    assert letter.startswith("Je uitnodiging voor Chargehand")

    site.world.clock.pass_by(hours=23, minutes=59)
    browser = site.browser()
    assert (await browser.get(invitation(letter))).status_code == 200
    assert (await browser.post(invitation(letter))).status_code == 303
    page = await browser.get("/account")
    assert "Active" in page.text
    assert (await api.get(f"{DRIVERS}/new@example.org")).json()["status"] == "active"
    again = await api.put(f"{DRIVERS}/new@example.org", json={"status": "invited"})
    assert (again.status_code, again.json()["code"]) == (409, "not_invited")


async def test_an_invitation_ends_and_may_be_sent_again(site: Site) -> None:
    api = await operator(site)
    await api.put(f"{DRIVERS}/new@example.org", json={})
    (first,) = await letters(site, "new@example.org")
    site.world.clock.pass_by(hours=24)
    assert (await site.browser().post(invitation(first))).status_code == 410

    renamed = (await api.put(f"{DRIVERS}/new@example.org", json={"name": "Noor"})).json()
    assert renamed["invited"] is False, "a change of name is no letter"
    assert (await api.put(f"{DRIVERS}/new@example.org", json={"status": "invited"})).json()["invited"] is True
    _, second = await letters(site, "new@example.org")
    assert (await site.browser().post(invitation(second))).status_code == 303


async def test_an_invited_driver_may_come_by_the_door_as_well(site: Site) -> None:
    api = await operator(site)
    await api.put(f"{DRIVERS}/new@example.org", json={})
    await site.browser().post("/sign-in", data={"email": "new@example.org"})
    await site.app.web.errands.done()
    assert (
        await site.browser().post(invitation((await letters(site, "new@example.org"))[-1]))
    ).status_code == 303


async def test_what_is_no_driver_is_not_made(site: Site) -> None:  # S41
    api = await operator(site)
    for named, body in (("nobody", {}), ("x@example.org", {"status": "suspended"}), ("a b@c.d", {})):
        assert (await api.put(f"{DRIVERS}/{named}", json=body)).status_code == 404, named
    for body in (
        {"status": "king"},
        {"operator": True},
        {"name": "a\nb"},
        {"erase_at": None},
        {"stop_live": 3},
    ):
        assert (await api.put(f"{DRIVERS}/d_boss", json=body)).status_code == 422, body
    assert await site.world.pool.fetchval("select count(*) from driver") == 1


async def test_a_suspended_driver_reads_is_told_and_wishes_nothing(site: Site) -> None:  # S31
    api, ada = await operator(site), await site.world.driver("ada")
    await site.world.card(ada, "CARD1")
    charger = await site.world.station("CP1")
    ended = await site.world.session(ada, "CP1", ended_s_ago=60)
    browser = await site.signed_in(ada)

    told = (await api.put(f"{DRIVERS}/d_ada", json={"status": "suspended"})).json()

    assert (told["driver"]["status"], told["stops"]) == ("suspended", [])
    for path in (
        "/",
        "/chargers?q=",  # with a search the only charger is not opened at once
        f"/chargers/{charger}",
        "/sessions",
        f"/sessions/{ended}",
        "/account",
        "/account/delete",
    ):
        page = await browser.get(path)
        assert page.status_code == 200, path
        assert page.text.count('id="n-suspended"') == 1, path
    assert "Suspended" in (await browser.get("/account")).text
    start = await browser.send_form(f"/chargers/{charger}/start")
    assert (start.status_code, "Account inactive" in start.text) == (403, True)
    hers = site.program(await site.world.api_token(ada))
    refused = await hers.post("/api/v1/sessions", json={"charger_id": charger})
    assert (refused.status_code, refused.json()["code"]) == (403, "account_inactive")
    assert refused.json()["title"] == "Account inactive"
    assert await site.world.pool.fetchval("select count(*) from command") == 0

    await api.put(f"{DRIVERS}/d_ada", json={"status": "active"})
    assert "n-suspended" not in (await browser.get("/chargers")).text
    assert (await browser.send_form(f"/chargers/{charger}/start")).status_code == 303


@pytest.mark.parametrize("status", ["suspended", "closed"])
async def test_a_live_session_is_asked_about_first(site: Site, status: str) -> None:  # S31
    api, ada = await operator(site), await site.world.driver("ada")
    await site.world.station("CP1")
    live = await site.world.session(ada, "CP1")

    asked = await api.put(f"{DRIVERS}/d_ada", json={"status": status})
    assert (asked.status_code, asked.json()["code"]) == (409, "session_live")
    assert live in asked.json()["detail"]
    assert (await api.get(f"{DRIVERS}/d_ada")).json()["live_sessions"] == [live]
    assert (await api.get(f"{DRIVERS}/d_ada")).json()["status"] == "active"
    assert (await api.put(f"{DRIVERS}/d_ada", json={"name": "Ada"})).status_code == 200

    left = (await api.put(f"{DRIVERS}/d_ada", json={"status": status, "stop_live": False})).json()
    assert (left["driver"]["status"], left["stops"]) == (status, [])
    assert await site.world.pool.fetchval("select count(*) from command") == 0

    stopped = (await api.put(f"{DRIVERS}/d_ada", json={"status": status, "stop_live": True})).json()
    (stop,) = stopped["stops"]
    assert (stop["session_id"], stop["refusal"]) == (live, None)
    row = await site.world.pool.fetchrow(
        "select kind, session, driver from command where id = $1", stop["command"]
    )
    assert tuple(row or ()) == ("stop", live, None)


async def test_a_stop_that_cannot_be_asked_for_is_told(site: Site) -> None:
    api, ada = await operator(site), await site.world.driver("ada")
    await site.world.station("CP1", connected=False)
    live = await site.world.session(ada, "CP1")

    told = (await api.put(f"{DRIVERS}/d_ada", json={"status": "suspended", "stop_live": True})).json()

    assert told["stops"] == [{"session_id": live, "command": None, "refusal": "charger_offline"}]
    assert told["driver"]["status"] == "suspended", "the account is suspended all the same"


async def test_a_charger_that_decides_nothing_keeps_no_other_from_being_stopped(site: Site) -> None:  # S31
    api, ada = await operator(site), await site.world.driver("ada")
    await site.world.station("CP1")
    await site.world.station("CP2")
    await site.world.session(ada, "CP1")
    other = await site.world.session(ada, "CP2")
    await site.world.pool.execute("update station set halted = 'a law' where identity = 'CP1'")

    told = await api.put(f"{DRIVERS}/d_ada", json={"status": "suspended", "stop_live": True})

    assert (told.status_code, told.json()["code"]) == (503, "charger_halted"), "one is still to be stopped"
    assert await site.world.pool.fetchval("select session from command where kind = 'stop'") == other


async def test_what_was_signed_in_when_an_account_was_closed_stays_out(site: Site) -> None:  # S31
    api, ada = await operator(site), await site.world.driver("ada")
    hers, browser = site.program(await site.world.api_token(ada)), await site.signed_in(ada)

    await api.put(f"{DRIVERS}/d_ada", json={"status": "closed"})
    await api.put(f"{DRIVERS}/d_ada", json={"status": "active"})

    for each in (hers, browser):
        assert (await each.get("/api/v1/sessions")).status_code == 401


@pytest.mark.parametrize(("may_stop", "status"), [(False, 403), (True, 202)])
async def test_the_house_decides_whether_a_suspended_driver_may_stop(
    world: World, may_stop: bool, status: int
) -> None:  # S31
    ada = await world.driver("ada")
    await world.card(ada, "CARD1")
    charger = await world.station("CP1", connectors=2)
    live = await world.session(ada, "CP1")
    async with running(Site.of(world, suspended_may_stop=may_stop)) as site:
        browser = await site.signed_in(ada)
        api = site.program(await world.api_token(ada))
        await world.accounts.set_account(ada.email, AccountStatus.SUSPENDED)

        for path in (f"/sessions/{live}", f"/chargers/{charger}"):
            page = await browser.get(path)
            button = re.search(r'<button [^>]*class="big stop"[^>]*>', page.text)
            assert button is not None, path
            assert (" disabled" in button[0]) is not may_stop, path
            assert ("Start is switched off" in page.text) is may_stop
        refused = await browser.send_form(f"/chargers/{charger}/start", {"connector_id": "2"})
        assert refused.status_code == 403
        assert (await api.post(f"/api/v1/sessions/{live}/stop")).status_code == status
        by_page = await browser.send_form(f"/sessions/{live}/stop")
        assert by_page.status_code == (303 if may_stop else 403)
        await world.accounts.set_account(ada.email, AccountStatus.CLOSED)
        assert (await api.post(f"/api/v1/sessions/{live}/stop")).status_code == 401


async def test_an_open_stream_follows_the_account(world: World) -> None:  # S31
    ada, boss = await world.driver("ada"), await world.driver("boss", operator=True)
    await world.station("CP1")
    session = await world.session(ada, "CP1")
    site = Site.of(world)
    async with served(site) as web, web.client(ada) as client:
        api = site.program(await world.api_token(boss, "operator"))
        async with web.stream(client, f"/sessions/{session}/live-page") as live:
            assert await live.next() is not None
            told = await api.put(f"{DRIVERS}/d_ada", json={"status": "suspended", "stop_live": False})
            assert told.status_code == 200
            while await live.next() is not None:
                pass
        async with web.stream(client, f"/sessions/{session}/live-page") as live:
            first = await live.next()
            assert first is not None
            assert "Account inactive" in first.data


async def test_only_operators_see_drivers(site: Site) -> None:  # S38
    ada = await site.world.driver("ada")
    hers, browser = site.program(await site.world.api_token(ada)), await site.signed_in(ada)
    for path in (DRIVERS, f"{DRIVERS}/d_ada"):
        assert (await hers.get(path)).status_code == 403
        assert (await browser.get(path)).status_code == 403
        assert (await site.browser().get(path)).status_code in {303, 401}
    refused = await hers.put(f"{DRIVERS}/d_ada", json={"status": "active"})
    assert refused.status_code == 403
