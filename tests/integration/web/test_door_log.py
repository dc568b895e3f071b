"""What the web's door tells those who run the house: who came in, who did not, who may not, who tries the locks."""

from __future__ import annotations

from chargehand.model.happening import HappeningKind
from tests.integration.web.crawl import guarded, streams
from tests.integration.web.hers import Hers, ask
from tests.integration.web.site import Site
from tests.integration.web.world import BASE_URL, World


def kinds(site: Site) -> list[str]:
    return [each.kind.value for each in site.observed.happenings]


async def test_who_comes_in_and_who_fails_is_told(site: Site) -> None:
    ada = await site.world.driver("ada")
    browser = site.browser()
    await browser.post("/sign-in", data={"email": "ada@example.org"})
    await browser.post("/sign-in/code", data={"email": "ada@example.org", "code": "000000"})
    await browser.post("/sign-in/" + "x" * 43)
    link = await site.world.accounts.one_click_link(ada.email, 15)
    assert link is not None
    secret = link.rsplit("/", 1)[1]
    await browser.post(link.removeprefix(BASE_URL))
    browser.csrf = (
        (await browser.get("/account")).text.partition('name="csrf" content="')[2].partition('"')[0]
    )
    await browser.send_form("/sign-out")

    told = [each for each in site.observed.happenings if each.kind is not HappeningKind.REFUSED]
    assert [(each.kind.value, each.driver) for each in told] == [
        ("letter_asked", None),
        ("sign_in_failed", None),
        ("sign_in_failed", None),
        ("signed_in", "d_ada"),
        ("signed_out", "d_ada"),
    ]
    assert {each.address for each in told} == {"127.0.0.1"}
    assert told[3].route == "/sign-in/{secret}"
    assert "ada@" not in str(site.observed.happenings)
    assert secret not in str(site.observed.happenings)


async def test_who_may_not_is_told(site: Site) -> None:
    hers = await Hers.made(site.world)
    mallory = await site.signed_in(await site.world.driver("mallory"))

    checked = 0
    for method, pattern in guarded(site):
        if streams(pattern):
            continue
        for path in hers.paths(pattern):
            site.observed.happenings.clear()
            answer = await ask(mallory, method, path)
            if answer.status_code in {403, 404}:
                (told,) = site.observed.happenings
                assert (told.kind, told.route, told.driver) == (
                    HappeningKind.REFUSED,
                    pattern,
                    "d_mallory",
                ), path
                checked += 1
    assert checked >= 40


async def test_attempts_to_get_around_are_told(world: World) -> None:
    hers = await Hers.made(world)
    site = Site.of(world, wishes_burst=1, wishes_per_s=0.1)
    driver = await world.driver("ada")
    ada, api = await site.signed_in(driver), site.program(await world.api_token(driver))
    stop = f"/sessions/{hers.live}/stop"
    site.observed.happenings.clear()

    await ada.post(stop, data={"csrf": "wrong"})
    await ada.post(stop, data={"csrf": ada.csrf}, headers={"Origin": "https://evil.example"})
    await api.post("/api/v1/sessions", json={"charger_id": "pCP1", "driver": "d_bob"})
    await api.post("/api/v1/sessions", content=b"x" * 70_000)
    await site.program("wrong" * 9).get("/api/v1/sessions")
    for _ in range(2):
        await api.post(f"/api/v1/chargers/{hers.charger}/refresh")
    await site.browser().get("/.git/config")

    told = {(each.kind.value, each.code) for each in site.observed.happenings}
    assert told == {
        ("refused", code)
        for code in (
            "form_token",
            "foreign_origin",
            "invalid",
            "too_large",
            "signed_out",
            "too_many_requests",
            "not_found",
        )
    }


async def test_who_just_looks_is_not_told_of(site: Site) -> None:
    await Hers.made(site.world)
    ada = await site.signed_in(await site.world.driver("ada"))
    site.observed.happenings.clear()
    for path in ("/", "/sessions", "/static/shell.css"):
        await ada.get(path)
        await site.browser().get(path)
    assert kinds(site) == []
