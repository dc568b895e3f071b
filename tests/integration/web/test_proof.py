"""What a card at a reader does not open, and what needs a sign-in of now: S37."""

from __future__ import annotations

import re

import httpx

from tests.integration.web.site import Browser, Site
from tests.integration.web.test_taps import presented, stood, waits_for_card


async def with_card(site: Site) -> Browser:
    """A browser that is signed in by a card alone."""
    _, browser, charger = await stood(site)
    place = (await waits_for_card(browser, charger)).headers["location"]
    uid = await site.world.pool.fetchval("select uid from token where driver = 'd_ada' limit 1")
    await presented(site, "CP1", uid)
    assert (await browser.post(place, data={})).status_code == 303
    found = re.search(r'name="csrf" content="([^"]+)"', (await browser.get("/account")).text)
    assert found is not None
    browser.csrf = found[1]
    return browser


def sent_back(answer: httpx.Response) -> bool:
    """To the sign-in page, and from there to where it was asked for."""
    back = answer.headers.get("location", "").removesuffix("/delete")
    return (answer.status_code, back) == (303, "/sign-in?again=yes&next=/account")


async def test_a_card_opens_neither_address_nor_export_nor_deletion(site: Site) -> None:
    browser = await with_card(site)
    before = await site.world.pool.fetchrow("select email, account from driver where id = 'd_ada'")
    await site.world.pool.execute("delete from letter")

    assert sent_back(await browser.send_form("/account/email", {"email": "thief@example.org"}))
    assert sent_back(await browser.send_form("/account/delete", {"sure": "yes"}))
    assert sent_back(await browser.get("/account/export"))
    headers = {"X-CSRF-Token": browser.csrf}
    for answer in (
        await browser.post("/api/v1/account/email", json={"email": "thief@example.org"}, headers=headers),
        await browser.post("/api/v1/account/deletion", json={"sure": True}, headers=headers),
        await browser.get("/api/v1/account/export"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "proof_needed")

    assert await site.world.pool.fetchrow("select email, account from driver where id = 'd_ada'") == before
    assert await site.world.pool.fetchval("select count(*) from letter") == 0


async def test_another_address_needs_a_sign_in_of_now(site: Site) -> None:
    ada = await site.world.driver("ada")
    browser, api = await site.signed_in(ada), site.program(await site.world.api_token(ada))
    wish = {"email": "new@example.org"}
    site.world.clock.pass_by(minutes=16)

    assert sent_back(await browser.send_form("/account/email", wish))
    answer = await api.post("/api/v1/account/email", json=wish)
    assert (answer.status_code, answer.json()["code"]) == (403, "proof_needed")
    assert (await browser.get("/sign-in?again=yes&next=/account")).status_code == 200
    assert await site.world.pool.fetchval("select count(*) from letter") == 0

    assert not sent_back(await (await site.signed_in(ada)).send_form("/account/email", wish))
    assert await site.world.pool.fetchval("select count(*) from letter") == 2
