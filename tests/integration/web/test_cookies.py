"""What a browser holds, and how it ends: S31, S32, S47."""

from __future__ import annotations

import httpx
import pytest

from chargehand.model.token import AccountStatus
from tests.integration.web.hers import Hers
from tests.integration.web.site import Site, running
from tests.integration.web.world import BASE_URL, World


def cookies(answer: httpx.Response) -> list[str]:
    return answer.headers.get_list("set-cookie")


@pytest.mark.parametrize(
    ("base_url", "name", "secure"),
    [
        ("https://charge.example", "__Host-chargehand", True),
        ("http://charge.example", "__Host-chargehand", True),
        ("http://127.0.0.1:8080", "chargehand", False),
        ("http://localhost:8080", "chargehand", False),
    ],
)
async def test_the_cookie_is_bound_hidden_and_new(
    world: World, base_url: str, name: str, secure: bool
) -> None:  # S32
    await world.driver("ada")
    async with running(Site.of(world, base_url=base_url)) as site:
        for keep, age in (("", None), ("?keep=yes", "2592000")):
            link = await world.accounts.one_click_link("ada@example.org", 15)
            assert link is not None
            answer = await site.browser(origin=False).post(link.removeprefix(BASE_URL) + keep)
            mark = "__Host-known" if secure else "known"
            ages = {
                name: age,
                mark: str(400 * 86_400),
            }  # the mark lets in nobody: a driver knows a browser by it
            assert [cookie.partition("=")[0] for cookie in cookies(answer)] == list(ages)
            for cookie in cookies(answer):
                value, *attributes = [part.strip() for part in cookie.split(";")]
                assert len(value.partition("=")[2]) >= 43  # 256 bits
                told = {part.partition("=")[0].lower(): part.partition("=")[2] for part in attributes}
                assert {"httponly", "path", "samesite"} <= told.keys()
                assert told["path"] == "/"
                assert told["samesite"].lower() == "lax"
                assert ("secure" in told) is secure
                assert "domain" not in told
                assert told.get("max-age") == ages[value.partition("=")[0]]
                assert link.rsplit("/", 1)[1] not in cookie


async def test_a_sign_in_planted_before_is_worth_nothing_after(site: Site) -> None:  # S32
    driver = await site.world.driver("ada")
    browser = await site.signed_in(driver)
    planted = browser.cookies["chargehand"]
    link = await site.world.accounts.one_click_link(driver.email, 15)
    assert link is not None

    await browser.post(link.removeprefix(BASE_URL))

    assert browser.cookies["chargehand"] != planted
    thief = site.browser()
    thief.cookies.set("chargehand", planted, domain="127.0.0.1")
    assert (await thief.get("/account")).status_code == 303


async def test_signing_out_ends_it_on_the_server(site: Site) -> None:  # S32, S47
    browser = await site.signed_in(await site.world.driver("ada"))
    held = browser.cookies["chargehand"]

    answer = await browser.send_form("/sign-out")

    assert answer.status_code == 303
    assert "max-age=0" in cookies(answer)[0].lower()
    assert answer.headers["clear-site-data"] == '"storage"'
    replay = site.browser()
    replay.cookies.set("chargehand", held, domain="127.0.0.1")
    assert (await replay.get("/api/v1/sessions")).status_code == 401


async def test_a_sign_in_ends_after_its_hours(site: Site) -> None:  # S32
    browser = await site.signed_in(await site.world.driver("ada"))
    site.world.clock.pass_by(hours=7, minutes=59)
    assert (await browser.get("/api/v1/sessions")).status_code == 200
    site.world.clock.pass_by(minutes=1)
    assert (await browser.get("/api/v1/sessions")).status_code == 401


async def test_a_kept_sign_in_that_nobody_uses_ends(site: Site) -> None:  # S32
    driver = await site.world.driver("ada")
    used, unused = site.browser(), site.browser()
    for browser in (used, unused):
        link = await site.world.accounts.one_click_link(driver.email, 15)
        assert link is not None
        await browser.post(link.removeprefix(BASE_URL) + "?keep=yes")

    for day in range(1, 30):
        site.world.clock.pass_by(days=1)
        if day % 13 == 0:
            assert (await used.get("/account")).status_code == 200, day
    assert (await used.get("/account")).status_code == 200, "who comes now and then stays"
    assert (await unused.get("/account")).status_code == 303
    assert (await unused.get("/api/v1/sessions")).status_code == 401


async def test_a_suspended_account_reads_and_wishes_nothing_a_closed_one_is_out(site: Site) -> None:  # S31
    hers = await Hers.made(site.world)
    driver = await site.world.driver("ada")
    browser = await site.signed_in(driver)
    await site.world.accounts.set_account(driver.email, AccountStatus.SUSPENDED)

    assert (await browser.get(f"/sessions/{hers.ended}")).status_code == 200
    for path in (f"/sessions/{hers.live}/stop", f"/chargers/{hers.charger}/start"):
        answer = await browser.send_form(path)
        assert answer.status_code == 403
        assert "Account inactive" in answer.text
    assert await site.world.pool.fetchval("select count(*) from command") == 1

    await site.world.accounts.set_account(driver.email, AccountStatus.CLOSED)
    assert (await browser.get(f"/sessions/{hers.ended}")).status_code == 303
    assert (await browser.get("/api/v1/sessions")).status_code == 401
