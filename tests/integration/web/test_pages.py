from __future__ import annotations

import re

from chargehand.model.token import AccountStatus
from tests.integration.web.site import Site
from tests.integration.web.world import BASE_URL


async def test_every_page_of_a_driver_is_drawn(site: Site) -> None:
    ada = await site.world.driver("ada")
    await site.world.card(ada, "04AABBCCDD")
    charger = await site.world.station("CP1", connectors=2)
    live = await site.world.session(ada, "CP1", token="04AABBCCDD")
    ended = await site.world.session(ada, "CP1", ended_s_ago=60)
    await site.world.reading(live, s_ago=10, energy_wh=12_000)
    browser = await site.signed_in(ada)

    for path in (
        "/",
        "/chargers?show=all",
        "/scan",
        "/chargers?q=charger&show=available",
        f"/chargers/{charger}",
        "/sessions",
        "/sessions?status=completed&from=2026-03-01&to=2026-03-04&card=x&charger=pCP1",
        "/sessions?status=nonsense&from=nonsense&to=0000-00-00",
        f"/sessions/{live}",
        f"/sessions/{live}?readings=all",
        f"/sessions/{ended}",
        "/account",
        "/offline",
    ):
        page = await browser.get(path)
        assert page.status_code == 200, (path, page.text)
        assert page.headers["content-type"].startswith("text/html")
        assert "</html>" in page.text
        if path != "/offline":
            assert "Charging at Charger CP1" in page.text, "the banner stands on every page while one charges"
    banner = await browser.get("/banner", headers={"X-Fragment": "1"})
    assert "Charging at Charger CP1" in banner.text
    assert "<html" not in banner.text


async def test_signed_out_visitors_get_the_sign_in_page(site: Site) -> None:
    page = await site.browser().get("/")
    assert page.status_code == 200
    assert 'action="/sign-in"' in page.text


async def test_a_form_without_scripts_leads_back_to_its_page(site: Site) -> None:
    ada = await site.world.driver("ada")
    await site.world.card(ada, "CARD1")
    charger = await site.world.station("CP1")
    browser = await site.signed_in(ada)

    started = await browser.send_form(f"/chargers/{charger}/start", {"nonce": "n1", "connector_id": "1"})
    assert (started.status_code, started.headers["location"]) == (303, f"/chargers/{charger}")
    page = await browser.get(f"/chargers/{charger}")
    assert "Preparing" in page.text
    session = await site.world.pool.fetchval("select id from session")
    refused = await browser.send_form(f"/sessions/{session}/stop")
    assert refused.status_code == 409
    assert "nothing to stop" in refused.text
    assert "</html>" in refused.text
    referred = await browser.post(
        f"/chargers/{charger}/refresh",
        data={"csrf": browser.csrf},
        headers={"Referer": f"{BASE_URL}/sessions/{session}"},
    )
    assert referred.headers["location"] == f"/sessions/{session}"
    elsewhere = await browser.post(
        f"/chargers/{charger}/refresh",
        data={"csrf": browser.csrf},
        headers={"Referer": "https://evil.example//evil"},
    )
    assert elsewhere.headers["location"] == f"/chargers/{charger}"


async def test_a_form_by_htmx_is_answered_with_the_fragment_it_came_from(site: Site) -> None:
    ada = await site.world.driver("ada")
    charger = await site.world.station("CP1")
    session = await site.world.session(ada, "CP1")
    browser = await site.signed_in(ada)

    on_charger = await browser.send_form(
        f"/sessions/{session}/stop", {"nonce": "n"}, htmx=f"/chargers/{charger}"
    )
    on_session = await browser.send_form(
        f"/sessions/{session}/stop", {"nonce": "n"}, htmx=f"/sessions/{session}?x=1"
    )

    for answer, mark in ((on_charger, 'id="hero"'), (on_session, 'id="timeline"')):
        assert answer.status_code == 200
        assert mark in answer.text
        assert 'id="said" hx-swap-oob' in answer.text
        assert "</html>" not in answer.text
        assert browser.csrf not in answer.text, "a fragment may be shared by devices"
    assert await site.world.pool.fetchval("select count(*) from command") == 1
    site.world.clock.pass_by(seconds=1)
    other_wish = await browser.send_form(
        f"/chargers/{charger}/refresh", {"nonce": "n"}, htmx=f"/chargers/{charger}"
    )
    assert other_wish.status_code == 200
    assert await site.world.pool.fetchval("select count(*) from command") == 2, (
        "one nonce, two wishes: two commands"
    )


async def test_a_busy_card_is_told_with_the_way_to_its_session(site: Site) -> None:
    ada = await site.world.driver("ada")
    await site.world.card(ada, "CARD1")
    await site.world.station("CP1")
    there = await site.world.session(ada, "CP1", token="CARD1")
    charger = await site.world.station("CP2")
    browser = await site.signed_in(ada)

    answer = await browser.send_form(f"/chargers/{charger}/start", htmx=f"/chargers/{charger}")

    assert "already has a session elsewhere" in answer.text
    assert f"/sessions/{there}" in answer.text


async def test_the_claim_is_answered_with_the_day_of_the_bill(site: Site) -> None:
    ada = await site.world.driver("ada")
    await site.world.station("CP1")
    session = await site.world.session(ada, "CP1")
    browser = await site.signed_in(ada)

    answer = await browser.send_form(f"/sessions/{session}/not-charging", htmx=f"/sessions/{session}")

    assert answer.status_code == 200
    assert "5 Mar 2026" in answer.text
    assert await site.world.pool.fetchval("select card_hold from session") == "released"


async def test_a_long_session_shows_its_latest_readings_and_all_when_asked(site: Site) -> None:
    ada = await site.world.driver("ada")
    await site.world.station("CP1")
    session = await site.world.session(ada, "CP1", started_s_ago=7200)
    for number in range(75):
        await site.world.reading(session, s_ago=2000 - 10 * number, energy_wh=100 * number)
    browser = await site.signed_in(ada)

    page = (await browser.get(f"/sessions/{session}")).text
    fragment = (await browser.get(f"/sessions/{session}/live-page", headers={"X-Fragment": "1"})).text
    whole = (await browser.get(f"/sessions/{session}?readings=all")).text

    assert page.count("<tr id=") == fragment.count("<tr id=") == 60
    assert "75" in re.findall(r'<a href="[^"]*readings=all[^"]*">([^<]*)</a>', page)[0]
    assert whole.count("<tr id=") == 75


async def test_the_chart_and_the_table_can_be_fetched(site: Site) -> None:  # S20
    ada = await site.world.driver("ada")
    await site.world.station("CP1")
    session = await site.world.session(ada, "CP1")
    await site.world.reading(session, s_ago=20, energy_wh=1_000)
    await site.world.reading(session, s_ago=10, energy_wh=2_000)
    await site.world.pool.execute("update station set name = '=HYPERLINK(1)'")
    browser = await site.signed_in(ada)

    chart = (await browser.get(f"/sessions/{session}/chart.json")).json()
    assert chart["kwh"] == [1.0, 2.0]
    table = await browser.get("/sessions.csv?status=active")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in table.headers["content-disposition"]
    rows = table.text.strip().split("\r\n")
    assert len(rows) == 2
    assert "'=HYPERLINK(1)" in rows[1]
    assert (await browser.get("/sessions.csv?status=completed")).text.count("\r\n") == 1


async def test_the_list_goes_on_where_the_page_ended(site: Site) -> None:
    ada = await site.world.driver("ada")
    await site.world.station("CP1")
    for n in range(1, 31):
        await site.world.session(ada, "CP1", started_s_ago=1000 * n, ended_s_ago=1000 * n - 10)
    browser = await site.signed_in(ada)

    first = (await browser.get("/sessions")).text
    following = re.findall(r'href="(/sessions\?cursor=[^"]+)"', first)
    second = (await browser.get(following[0])).text

    ids = [set(re.findall(r'href="/sessions/(s\d+)"', page)) for page in (first, second)]
    assert [len(each) for each in ids] == [25, 5]
    assert not ids[0] & ids[1]
    bad = await browser.get("/sessions?cursor=nonsense")
    assert bad.status_code == 422


async def test_times_are_shown_in_the_browsers_own_zone(site: Site) -> None:
    ada = await site.world.driver("ada")
    await site.world.station("CP1")
    session = await site.world.session(ada, "CP1", started_s_ago=600)
    browser = await site.signed_in(ada)
    assert "11:50" in (await browser.get(f"/sessions/{session}")).text
    browser.cookies.set("zone", "Asia/Tokyo", domain="127.0.0.1")
    assert "20:50" in (await browser.get(f"/sessions/{session}")).text


async def test_a_device_is_seen_now_and_then(site: Site) -> None:
    browser = await site.signed_in(await site.world.driver("ada"))

    async def seen_minutes() -> float:
        row = await site.world.pool.fetchrow("select seen_at - made_at as span from web_session")
        assert row is not None
        return row["span"].total_seconds() / 60

    for minutes, seen in ((4, 0), (2, 6), (3, 6), (3, 12)):
        site.world.clock.pass_by(minutes=minutes)
        await browser.get("/account")
        assert await seen_minutes() == seen


async def test_a_suspended_driver_sees_why_nothing_can_be_wished(site: Site) -> None:  # S31
    ada = await site.world.driver("ada")
    charger = await site.world.station("CP1")
    await site.world.card(ada, "CARD1")
    browser = await site.signed_in(ada)
    await site.world.accounts.set_account(ada.email, AccountStatus.SUSPENDED)

    for path in ("/", f"/chargers/{charger}", "/account"):
        page = (await browser.get(path)).text
        assert "Account inactive" in page or "uspended" in page, path
    assert "disabled" in (await browser.get(f"/chargers/{charger}")).text
