"""Other sites can make a browser ask, but not be heard: S33, S34."""

from __future__ import annotations

from tests.integration.web.hers import Hers, routes
from tests.integration.web.site import Site
from tests.integration.web.world import BASE_URL

WITHOUT_A_KEY = ("/sign-in", "/api/v1/sign-in", "/unsubscribe", "/account/email/{")


async def test_another_sites_forms_and_scripts_change_nothing(site: Site) -> None:  # S33
    hers = await Hers.made(site.world)
    ada = await site.signed_in(await site.world.driver("ada"))
    asked = [
        (method, path)
        for method, pattern in routes(site)
        # Letters are ended by mail programs with one click (RFC 8058), whoever asks; it takes the secret of the letter.
        if method != "GET" and not pattern.startswith(WITHOUT_A_KEY)
        for path in hers.paths(pattern)
    ]
    assert len(asked) >= 10

    for method, path in asked:
        foreign = {"csrf": ada.csrf}
        for headers in (
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": f"{BASE_URL}.evil.example"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
        ):
            told = {**headers, "X-CSRF-Token": ada.csrf}
            answer = await ada.request(method, path, data=foreign, headers=told)
            assert answer.status_code == 403, (path, headers)
        for token in ("", "wrong", ada.csrf[:-1]):
            answer = await ada.request(method, path, data={"csrf": token} if token else {})
            assert answer.status_code == 403, (path, token)
            answer = await ada.request(method, path, json={}, headers={"X-CSRF-Token": token})
            assert answer.status_code == 403, (path, token)

    assert await site.world.pool.fetchval("select count(*) from command") == 1
    assert (await ada.get("/account")).status_code == 200  # nobody was signed out either


async def test_a_form_token_is_of_one_sign_in_only(site: Site) -> None:  # S33
    driver = await site.world.driver("ada")
    hers = await Hers.made(site.world)
    phone, desk = await site.signed_in(driver), await site.signed_in(driver)
    assert phone.csrf != desk.csrf

    assert (await phone.post(f"/sessions/{hers.live}/stop", data={"csrf": desk.csrf})).status_code == 403
    assert (await phone.send_form(f"/sessions/{hers.live}/stop")).status_code == 303


async def test_nobody_is_signed_in_by_another_site(site: Site) -> None:  # S33
    await site.world.driver("ada")
    link = await site.world.accounts.one_click_link("ada@example.org", 15)
    assert link is not None
    path = link.removeprefix(BASE_URL)

    answer = await site.browser(origin=False).post(path, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert (await site.browser().post(path)).status_code == 303


async def test_live_streams_are_not_for_other_sites(site: Site) -> None:  # S34
    hers = await Hers.made(site.world)
    ada = await site.signed_in(await site.world.driver("ada"))

    for path in (
        f"/chargers/{hers.charger}/live",
        f"/sessions/{hers.live}/live-page",
        f"/api/v1/sessions/{hers.live}/live",
        "/api/v1/live",
    ):
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            assert (await ada.get(path, headers={**headers, "X-Fragment": "1"})).status_code == 403, path
