"""What is hers is seen and moved by nobody else: S29, S30, S40, S49."""

from __future__ import annotations

from chargehand.model.identity import CommandId
from tests.integration.web.hers import LEAVING, OPEN, Hers, ask, routes
from tests.integration.web.site import Site


async def test_nothing_of_hers_is_shown_or_changed_by_another_driver(site: Site) -> None:  # S29, S30
    hers = await Hers.made(site.world)
    mallory = await site.signed_in(await site.world.driver("mallory"))
    before = await site.world.pool.fetch("select s::text from session s order by 1")

    seen = 0
    for method, pattern in routes(site):
        if pattern in OPEN | LEAVING or pattern == "/api/v1/live":
            continue
        for path in hers.paths(pattern):
            answer = await ask(mallory, method, path)
            assert hers.told_in(answer.text) == [], (method, path)
            if "/operator/" in pattern:
                assert answer.status_code == 403, (method, path, answer.text)
            elif any(each in pattern for each in ("{session}", "{command}", "{card}", "{pairing}", "{key}")):
                assert answer.status_code == 404 or "not found" in answer.text.lower(), (
                    method,
                    path,
                    answer.text,
                )
                seen += 1

    assert seen >= 16
    assert await site.world.pool.fetch("select s::text from session s order by 1") == before
    assert await site.world.pool.fetchval("select count(*) from command where kind <> 'refresh'") == 0
    hers_now = await site.world.pool.fetchrow("select name, email, account from driver where id = 'd_ada'")
    assert tuple(hers_now or ()) == ("ada", "ada@example.org", "active")
    assert await site.world.pool.fetchval("select count(*) from web_session where device = 'her phone'") == 1


async def test_unknown_and_foreign_look_the_same(site: Site) -> None:  # S29
    hers = await Hers.made(site.world)
    mallory = await site.signed_in(await site.world.driver("mallory"))

    for pattern in (
        "/sessions/{}",
        "/api/v1/sessions/{}",
        "/api/v1/sessions/{}/readings",
        "/api/v1/sessions/{}/live",
    ):
        foreign, unknown = [await mallory.get(pattern.format(each)) for each in (hers.live, "s" + "9" * 21)]
        assert foreign.status_code == unknown.status_code == 404
        assert foreign.content == unknown.content
    assert "Session not found" in (await mallory.get(f"/sessions/{hers.live}")).text


async def test_nobody_is_shown_anything(site: Site) -> None:  # S29, S49
    hers = await Hers.made(site.world)
    nobody = site.browser()

    for method, pattern in routes(site):
        if pattern in OPEN:
            continue
        for path in hers.paths(pattern):
            answer = await ask(nobody, method, path)
            assert hers.told_in(answer.text) == [], (method, path)
            led_away = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
            assert answer.status_code == 401 or led_away, (method, path, answer.status_code)
    for pattern in sorted(OPEN):
        answer = await nobody.get(pattern)
        assert hers.told_in(answer.text) == [], pattern
    for path in ("/docs", "/redoc", "/.env", "/static/../app.py", "/static/.hidden"):
        assert (await nobody.get(path)).status_code == 404, path
    assert await site.world.pool.fetchval("select count(*) from command") == 1


async def test_nobody_can_name_anothers_command(site: Site) -> None:  # S30, S40
    hers = await Hers.made(site.world)
    ada = await site.signed_in(await site.world.driver("ada"))
    await ada.send_form(f"/sessions/{hers.live}/stop", {"nonce": "taken"})
    taken = await site.world.pool.fetchval("select id from command where kind = 'stop'")
    bob = await site.world.driver("bob")
    await site.world.card(bob, "BOB1")
    other = await site.world.station("CP2")

    for nonce in ("taken", CommandId(taken)):
        await (await site.signed_in(bob)).send_form(f"/chargers/{other}/start", {"nonce": nonce})

    rows = await site.world.pool.fetch(
        "select id, kind, driver from command where kind <> 'refresh' order by kind"
    )
    assert [(row["kind"], row["driver"]) for row in rows] == [("start", "d_bob"), ("stop", "d_ada")]
    assert await site.world.pool.fetchval("select count(*) from station where halted <> ''") == 0
