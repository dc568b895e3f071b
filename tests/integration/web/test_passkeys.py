"""Passkeys: S37. Made by who has just proved who they are, shown once, from our own address, by one device at a time."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import httpx
import pytest

from tests.integration.web.authenticator import Device
from tests.integration.web.site import Browser, Site, running
from tests.integration.web.world import World

ORIGIN = "http://localhost:8080"
LIST = "/account/passkeys"


@pytest.fixture
async def named(world: World) -> Any:
    """A site with a name: browsers make passkeys for it."""
    async with running(Site.of(world, base_url=ORIGIN)) as site:
        yield site
        assert site.observed.faults == []


def at_home(browser: Browser) -> Browser:
    browser.base_url = httpx.URL(ORIGIN)
    browser.headers.update({"Origin": ORIGIN, "Host": "localhost:8080"})
    return browser


async def signed_in(site: Site, name: str) -> Browser:
    browser = await site.signed_in(await site.world.driver(name))
    cookie = browser.cookies.get("chargehand")
    assert cookie is not None
    browser.cookies.clear()
    browser.cookies.set("chargehand", cookie)
    return at_home(browser)


async def posted(browser: Browser, path: str, body: object = None) -> httpx.Response:
    headers = {"X-CSRF-Token": browser.csrf, "Accept": "application/json"}
    return await browser.post(path, json=body, headers=headers)


async def added(browser: Browser, device: Device, name: str = "My phone") -> httpx.Response:
    options = await posted(browser, f"{LIST}/options")
    assert options.status_code == 200, options.text
    return await posted(browser, LIST, {"credential": device.makes(options.json()), "name": name})


async def challenge(browser: Browser) -> dict[str, Any]:
    answer = await posted(browser, "/sign-in/passkey/options")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def shown(browser: Browser, device: Device) -> httpx.Response:
    return await posted(
        browser, "/sign-in/passkey", {"credential": device.shows(await challenge(browser)), "next": "/cards"}
    )


async def test_a_passkey_is_made_and_signs_in(named: Site) -> None:
    ada, device = await signed_in(named, "ada"), Device(ORIGIN)
    options = (await posted(ada, f"{LIST}/options")).json()
    assert options["rp"]["id"] == "localhost"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    answer = await added(ada, device)
    assert (answer.status_code, answer.json()) == (201, {"location": f"{LIST}?said=added"})
    page = await ada.get(LIST)
    assert "My phone" in page.text
    assert "not used yet" in page.text

    stranger = at_home(named.browser())
    told = await shown(stranger, device)
    assert (told.status_code, told.json()) == (200, {"location": "/cards"})
    assert "ada@example.org" in (await stranger.get("/account")).text
    assert "last used 12:00" in (await ada.get(LIST)).text
    letters = await named.world.pool.fetch("select recipient, subject from letter")
    assert [(row["recipient"], row["subject"]) for row in letters] == [
        ("ada@example.org", "Chargehand: a passkey was added")
    ]


async def test_several_keys_each_with_its_name_and_removed_with_a_letter(named: Site) -> None:
    ada, phone, key = await signed_in(named, "ada"), Device(ORIGIN), Device(ORIGIN)
    await added(ada, phone, "Phone")
    named.world.clock.pass_by(seconds=1)
    await added(ada, key, "Key ring")
    page = (await ada.get(LIST)).text
    assert page.index("Phone") < page.index("Key ring")
    path = next(
        part.split('"')[0] for part in page.split('action="')[1:] if part.split('"')[0].endswith("/remove")
    )

    assert (await ada.send_form(path)).headers["location"] == f"{LIST}?said=removed"
    assert "Phone" not in (await ada.get(LIST)).text
    assert (await shown(at_home(named.browser()), phone)).status_code == 403
    assert (await shown(at_home(named.browser()), key)).status_code == 200
    subjects = [
        row["subject"] for row in await named.world.pool.fetch("select subject from letter order by id")
    ]
    assert subjects[-1] == "Chargehand: a passkey was removed"


async def test_the_same_proof_twice_signs_in_once(named: Site) -> None:  # S37: replay
    ada, device = await signed_in(named, "ada"), Device(ORIGIN)
    await added(ada, device)
    stranger = at_home(named.browser())
    body = {"credential": device.shows(await challenge(stranger))}
    assert (await posted(stranger, "/sign-in/passkey", body)).status_code == 200
    other = at_home(named.browser())
    again = await posted(other, "/sign-in/passkey", body)
    assert (again.status_code, again.json()["code"]) == (403, "passkey_refused")
    assert "Set-Cookie" not in again.headers


@pytest.mark.parametrize("wrong", ["origin", "host", "verified", "old", "handle", "signature", "type"])
async def test_a_proof_that_is_not_exact_is_none(named: Site, wrong: str) -> None:  # S37: wrong origin
    ada, device = await signed_in(named, "ada"), Device(ORIGIN)
    await added(ada, device)
    stranger = at_home(named.browser())
    match wrong:
        case "origin":
            device.origin = "https://localhost.evil.example"
        case "host":
            device.host = "evil.example"
        case "verified":
            device.verifies = False
        case "handle":
            device.handle = b"d_mallory"
        case _:
            pass
    options = await challenge(stranger)
    credential = deepcopy(device.shows(options))
    if wrong == "old":
        named.world.clock.pass_by(minutes=6)
    elif wrong == "signature":
        credential["response"]["signature"] = credential["response"]["clientDataJSON"]
    elif wrong == "type":
        credential = device.makes({"user": {"id": "YWRh"}, "challenge": options["challenge"]})
    answer = await posted(stranger, "/sign-in/passkey", {"credential": credential})
    assert (answer.status_code, answer.json()["code"]) == (403, "passkey_refused")


async def test_a_copy_is_noticed_and_neither_of_the_two_opens_anything(named: Site) -> None:  # S37: clone
    ada, device = await signed_in(named, "ada"), Device(ORIGIN)
    await added(ada, device)
    assert (await shown(at_home(named.browser()), device)).status_code == 200
    copy = Device(ORIGIN, count=0, id=device.id, handle=device.handle, key=device.key)
    assert (await shown(at_home(named.browser()), copy)).status_code == 403
    assert (await shown(at_home(named.browser()), device)).status_code == 403
    assert "there may be a copy of it" in (await ada.get(LIST)).text


async def test_a_key_that_never_counts_is_as_good(named: Site) -> None:
    ada, device = await signed_in(named, "ada"), Device(ORIGIN)
    await added(ada, device)
    for _ in range(2):
        device.count = -1
        assert (await shown(at_home(named.browser()), device)).status_code == 200


async def test_only_who_has_just_signed_in_adds_or_removes(named: Site) -> None:  # S37: full authentication
    ada, device = await signed_in(named, "ada"), Device(ORIGIN)
    await added(ada, device)
    page = (await ada.get(LIST)).text
    path = next(
        part.split('"')[0] for part in page.split('action="')[1:] if part.split('"')[0].endswith("/remove")
    )
    named.world.clock.pass_by(minutes=16)

    refused = await posted(ada, f"{LIST}/options")
    assert (refused.status_code, refused.json()["code"]) == (403, "proof_needed")
    await ada.send_form(path)
    page = (await ada.get(LIST)).text
    assert "My phone" in page
    assert "please sign in once more" in page
    again = await ada.get("/sign-in?again=yes&next=/account/passkeys")
    assert 'value="ada@example.org"' in again.text
    assert (await shown(ada, device)).status_code == 200
    page = await ada.get("/account")
    ada.csrf = page.text.split('name="csrf" content="')[1].split('"')[0]
    assert (await posted(ada, f"{LIST}/options")).status_code == 200


async def test_a_challenge_is_the_drivers_own(named: Site) -> None:
    ada, bob, device = await signed_in(named, "ada"), await signed_in(named, "bob"), Device(ORIGIN)
    options = (await posted(ada, f"{LIST}/options")).json()
    body = {"credential": device.makes(options), "name": "Mine"}
    assert (await posted(bob, LIST, body)).status_code == 403
    for_signing_in = await challenge(at_home(named.browser()))
    made = device.makes({**options, "challenge": for_signing_in["challenge"]})
    assert (await posted(ada, LIST, {"credential": made})).status_code == 403
    assert (await added(ada, device)).status_code == 201
    assert (await added(bob, device)).status_code == 403  # it is somebody's already


async def test_what_is_no_proof_at_all_is_refused_in_words(named: Site) -> None:
    ada, stranger = await signed_in(named, "ada"), at_home(named.browser())
    good = Device(ORIGIN).shows(await challenge(stranger))
    crooked: list[object] = [
        None,
        [],
        {},
        {"credential": {}},
        {"credential": {"id": "x"}},
        {"credential": {**good, "rawId": "####"}},
        {"credential": {**good, "response": {}}},
        {"credential": {**good, "response": {**good["response"], "clientDataJSON": "bm90aGluZw"}}},
        {"credential": {**good, "response": {**good["response"], "authenticatorData": "AA"}}},
        {"credential": good, "more": 1},
    ]
    for body in crooked:
        for browser, path in ((stranger, "/sign-in/passkey"), (ada, LIST)):
            answer = await posted(browser, path, body)
            assert answer.status_code == 403, (path, body, answer.text)


async def test_another_site_cannot_ask(named: Site) -> None:  # S33
    stranger = at_home(named.browser())
    for path in ("/sign-in/passkey/options", "/sign-in/passkey"):
        answer = await stranger.post(path, json={}, headers={"Origin": "https://evil.example"})
        assert (
            answer.status_code,
            await named.world.pool.fetchval("select count(*) from passkey_challenge"),
        ) == (403, 0)


async def test_a_house_without_a_name_has_none(site: Site) -> None:
    """Browsers make no passkeys for a bare address."""
    ada = await site.signed_in(await site.world.driver("ada"))
    assert "cannot have passkeys" in (await ada.get(LIST)).text
    assert "passkey" not in (await site.browser().get("/sign-in")).text
    assert (await posted(ada, f"{LIST}/options")).status_code == 404


async def test_programs_list_and_remove(named: Site) -> None:
    ada, device = await signed_in(named, "ada"), Device(ORIGIN)
    await added(ada, device)
    driver = await named.world.driver("ada")
    api = named.program(await named.world.api_token(driver))
    told = (await api.get("/api/v1/passkeys")).json()["passkeys"]
    assert [(each["name"], each["usable"]) for each in told] == [("My phone", True)]
    named.world.clock.pass_by(hours=1)
    await named.world.pool.execute("update api_token set made_at = $1", named.world.clock())
    gone = await api.delete(f"/api/v1/passkeys/{told[0]['id']}")
    assert (gone.status_code, gone.json()) == (200, {"passkeys": []})
    await named.world.pool.execute("update api_token set made_at = made_at - interval '1 hour'")
    late = await api.delete(f"/api/v1/passkeys/{told[0]['id']}")
    assert (late.status_code, late.json()["code"]) == (403, "proof_needed")
