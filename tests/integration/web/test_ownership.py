"""What is hers is seen and moved by nobody else: S29, S30, S40, S49."""

from __future__ import annotations

import pytest

from chargehand.model.identity import CommandId
from chargehand.model.token import AccountStatus
from tests.integration.web.hers import LEAVING, OPEN, PRIVATE, Hers, ask, routes
from tests.integration.web.site import Site

LED_AWAY = {
    ("POST", "/account/devices/{device}/sign-out"),
    ("POST", "/account/notifications/devices/{device}/remove"),
    ("POST", "/account/passkeys/{key}/remove"),
}
"""Forms that lead back to the caller's own list; there is nothing of hers in it."""


async def hers_everywhere(site: Site) -> dict[str, list[str]]:
    """Each row of every table that says whose it is, if it is hers."""
    pool = site.world.pool
    tables = await pool.fetch(
        "select table_name as name, column_name as whose from information_schema.columns"
        " where table_schema = current_schema() and column_name in ('driver', 'recipient')"
    )
    assert len(tables) >= 12
    rows = {
        table["name"]: await pool.fetch(
            f"select t::text as row from {table['name']} t where {table['whose']} in ('d_ada', 'ada@example.org') order by 1"
        )
        for table in tables
    }
    return {name: [row["row"] for row in found] for name, found in rows.items()}


@pytest.mark.parametrize(
    ("status", "as_program"), [(AccountStatus.ACTIVE, False), (AccountStatus.SUSPENDED, True)]
)
async def test_nothing_of_hers_is_shown_or_changed_by_another_driver(
    site: Site, status: AccountStatus, as_program: bool
) -> None:  # S29, S30, S31
    hers = await Hers.made(site.world)
    other = await site.world.driver("mallory")
    mallory = await site.signed_in(other)
    if as_program:
        mallory = site.program(await site.world.api_token(other))
        mallory.headers["Accept"] = "text/html"
    await site.world.accounts.set_account(other.email, status)
    before = await hers_everywhere(site)

    seen = 0
    for method, pattern in routes(site):
        if pattern in OPEN | LEAVING or pattern == "/api/v1/live":
            continue
        for path in hers.paths(pattern):
            answer = await ask(mallory, method, path)
            assert hers.told_in(answer.text) == [], (method, path)
            if "/operator/" in pattern:
                assert answer.status_code == 403, (method, path, answer.text)
            elif any(each in pattern for each in PRIVATE) or "?session=" in path:
                away = (method, pattern) in LED_AWAY and answer.status_code == 303
                assert answer.status_code == 404 or away, (method, path, answer.status_code, answer.text)
                seen += 1
            elif pattern.startswith("/api/"):
                assert answer.status_code != 422, (method, path, "give it a body in hers.py", answer.text)

    assert seen >= 35
    assert await hers_everywhere(site) == before
    assert await site.world.pool.fetchval("select count(*) from command where kind <> 'refresh'") == 0
    hers_now = await site.world.pool.fetchrow("select name, email, account from driver where id = 'd_ada'")
    assert tuple(hers_now or ()) == ("ada", "ada@example.org", "active")


async def test_a_closed_account_is_shown_nothing_not_even_its_own(site: Site) -> None:  # S29, S31
    hers = await Hers.made(site.world)
    ada = await site.world.driver("ada")
    browser, program = await site.signed_in(ada), site.program(await site.world.api_token(ada))
    await site.world.accounts.set_account(ada.email, AccountStatus.CLOSED)
    before = await hers_everywhere(site)

    for method, pattern in routes(site):
        if pattern in OPEN:
            continue
        for path in hers.paths(pattern):
            answer = await ask(program if pattern.startswith("/api/") else browser, method, path)
            assert hers.told_in(answer.text) == [], (method, path)
            led_away = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
            assert answer.status_code == 401 or led_away, (method, path, answer.status_code)
    assert await hers_everywhere(site) == before


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
