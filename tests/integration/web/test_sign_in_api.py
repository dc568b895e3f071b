"""How a program signs in: a token for a letter's code or link, or for a passkey, by the rules of the pages: S32, S33, S35-S37."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from chargehand.model.token import AccountStatus
from tests.integration.web.authenticator import Device
from tests.integration.web.site import Browser, Site, running
from tests.integration.web.test_passkeys import ORIGIN as NAMED
from tests.integration.web.test_passkeys import added, signed_in
from tests.integration.web.test_sign_in import SlowAccounts, code_in, letter, link_in
from tests.integration.web.world import World

API = "/api/v1/sign-in"


async def asked(site: Site, email: str = "ada@example.org") -> httpx.Response:
    return await site.browser(origin=False).post(API, json={"email": email})


async def by_code(site: Site, code: str, *, keep: bool = False, app: str = "her app") -> httpx.Response:
    body = {"email": "Ada@example.org", "code": code, "device": app, "keep": keep}
    return await site.browser(origin=False).post(f"{API}/code", json=body)


async def in_by_code(site: Site, app: str = "her app") -> Browser:
    """An app that is signed in."""
    assert (await asked(site)).status_code == 202
    answer = await by_code(site, code_in(await letter(site)), app=app)
    assert answer.status_code == 200, answer.text
    return site.program(answer.json()["token"])


async def status(app: Browser) -> int:
    return (await app.get("/api/v1/account")).status_code


@pytest.mark.parametrize(("keep", "hours"), [(False, 8), (True, 30 * 24)])
async def test_a_code_gives_a_token_for_hours_or_days(site: Site, keep: bool, hours: int) -> None:  # S32
    await site.world.driver("ada")
    assert (await asked(site)).json() == {"minutes": 15}
    code = code_in(await letter(site))
    answer = await by_code(site, f"{code[:3]} {code[3:]}", keep=keep)

    assert answer.status_code == 200, answer.text
    assert answer.json()["device"] == "her app"
    assert "chargehand=" not in str(answer.headers.get_list("set-cookie")), "a program holds no cookie"
    app = site.program(answer.json()["token"])
    site.world.clock.pass_by(hours=hours - 1)
    assert await status(app) == 200
    site.world.clock.pass_by(hours=1)
    assert await status(app) == 401
    assert (await by_code(site, code)).status_code == 422, "a code is good once"


async def test_a_link_gives_a_token_once(site: Site) -> None:
    await site.world.driver("ada")
    await asked(site)
    secret = link_in(await letter(site)).removeprefix("/sign-in/")
    nobody = site.browser(origin=False)

    answer = await nobody.post(f"{API}/link", json={"secret": secret, "device": "her app"})
    assert await status(site.program(answer.json()["token"])) == 200
    for spent in (secret, "x", "y" * 43, "\x00"):
        again = await nobody.post(f"{API}/link", json={"secret": spent, "device": "her app"})
        assert (again.status_code, again.json()["code"]) == (410, "link_spent")


async def test_it_is_among_the_devices_and_signed_out_there(site: Site) -> None:  # S32
    browser = await site.signed_in(await site.world.driver("ada"))
    app = await in_by_code(site)
    listed = (await app.get("/api/v1/account/devices")).json()["devices"]
    device = next(each for each in listed if each["kind"] == "program")
    assert (device["this_device"], "her app" in device["name"]) == (True, True)
    assert "her app" in (await browser.get("/account")).text

    await browser.send_form(f"/account/devices/{device['id']}/sign-out")
    assert await status(app) == 401
    assert (await browser.get("/account")).status_code == 200


async def test_a_token_signs_itself_out_and_nobody_else(site: Site) -> None:  # S32
    await site.world.driver("ada")
    phone, tablet = await in_by_code(site, "phone"), await in_by_code(site, "tablet")

    assert (await phone.post("/api/v1/sign-out")).status_code == 204
    assert (await status(phone), await status(tablet)) == (401, 200)
    assert (await phone.post("/api/v1/sign-out")).status_code == 401
    assert await site.world.pool.fetchval("select count(*) from api_token") == 1


async def test_a_device_that_is_signed_out_is_told_nothing_more(site: Site) -> None:
    browser = await site.signed_in(await site.world.driver("ada"))
    app = await in_by_code(site)
    told = {
        "endpoint": "https://fcm.googleapis.com/fcm/send/app",
        "keys": {"p256dh": "B" + "A" * 86, "auth": "A" * 22},
    }
    assert (await app.post("/api/v1/notices/devices", json=told)).status_code == 201
    devices = (await app.get("/api/v1/account/devices")).json()["devices"]
    device = next(each for each in devices if each["this_device"])

    await browser.send_form(f"/account/devices/{device['id']}/sign-out")
    assert await site.world.pool.fetchval("select count(*) from push_device") == 0


async def test_an_app_that_is_new_is_told_of(site: Site) -> None:  # S35
    driver = await site.world.driver("ada")
    await site.signed_in(driver)
    app = await in_by_code(site)
    await site.app.web.errands.done()
    notices = (await app.get("/api/v1/notices")).json()["notices"]
    assert [(each["kind"], "her app" in each["text"]) for each in notices] == [("signed_in", True)]


async def test_known_and_unknown_addresses_look_the_same(world: World) -> None:  # S36
    await world.driver("ada")
    world.accounts.__class__ = SlowAccounts
    assert isinstance(world.accounts, SlowAccounts)
    world.accounts.go = asyncio.Event()
    async with running(Site.of(world)) as site:
        answers = [await asked(site, email) for email in ("ada@example.org", "eve@example.org")]
        # Both answers came before anybody was looked up: their time cannot tell.
        assert await world.pool.fetchval("select count(*) from letter") == 0
        world.accounts.go.set()
        await site.app.web.errands.done()

    known, unknown = answers
    assert (
        (known.status_code, known.content) == (unknown.status_code, unknown.content) == (202, known.content)
    )
    assert sorted(known.headers) == sorted(unknown.headers)
    wrong = [
        await site.browser(origin=False).post(
            f"{API}/code", json={"email": email, "code": "000000", "device": "x"}
        )
        for email in ("ada@example.org", "eve@example.org")
    ]
    assert wrong[0].content == wrong[1].content
    assert wrong[0].json()["code"] == "code_refused"


async def test_pages_and_programs_are_counted_together(site: Site) -> None:  # S35
    await site.world.driver("ada")
    page = site.browser()
    statuses = [
        (await page.post("/sign-in", data={"email": "ada@example.org"})).status_code for _ in range(3)
    ]
    statuses += [(await asked(site)).status_code for _ in range(3)]
    assert statuses == [200, 200, 200, 202, 202, 429]


async def test_codes_cannot_be_guessed(site: Site) -> None:  # S35
    await site.world.driver("ada")
    await asked(site)
    code = code_in(await letter(site))
    guesses = [await by_code(site, f"{(int(code) + n) % 1_000_000:06}") for n in range(1, 6)]
    assert {each.status_code for each in guesses} == {422}
    assert (await by_code(site, code)).status_code == 422, "five tries per letter"


async def test_another_site_gets_no_token(site: Site) -> None:  # S33
    await site.world.driver("ada")
    await asked(site)
    code = code_in(await letter(site))
    evil = {"Origin": "https://evil.example"}
    body = {"email": "ada@example.org", "code": code, "device": "x"}
    for path in ("", "/code", "/link", "/passkey", "/passkey/options"):
        answer = await site.browser(origin=False).post(f"{API}{path}", json=body, headers=evil)
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin"), path
    assert (await by_code(site, code)).status_code == 200


async def test_a_closed_account_gets_none_and_loses_those_it_has(site: Site) -> None:  # S31
    await site.world.driver("ada")
    app = await in_by_code(site)
    await asked(site)
    code = code_in(await letter(site))
    await site.world.accounts.set_account("ada@example.org", AccountStatus.CLOSED)
    assert await status(app) == 401
    assert (await by_code(site, code)).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [{"device": ""}, {"device": "a\nb"}, {"device": "x" * 61}, {"keep": "yes"}, {"scope": "operator"}, {"email": "ada"}],
)  # fmt: skip
async def test_what_is_no_wish_is_told(site: Site, wrong: dict[str, str]) -> None:  # S41
    body = {"email": "ada@example.org", "code": "123456", "device": "x"} | wrong
    answer = await site.browser(origin=False).post(f"{API}/code", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_a_passkey_is_added_and_signs_in_without_a_page(world: World) -> None:  # S37
    async with running(Site.of(world, base_url=NAMED)) as site:
        await world.driver("ada")
        app, nobody, device = await in_by_code(site), site.browser(origin=False), Device(NAMED)
        options = (await app.post("/api/v1/passkey-options")).json()["public_key"]
        body = {"credential": device.makes(options), "name": "My phone"}
        made = await app.post("/api/v1/passkeys", json=body)
        assert made.status_code == 201, made.text
        assert [each["name"] for each in made.json()["passkeys"]] == ["My phone"]

        asked_for = (await nobody.post(f"{API}/passkey/options")).json()["public_key"]
        proof = {"credential": device.shows(asked_for), "device": "her app", "keep": True}
        entered = await nobody.post(f"{API}/passkey", json=proof)
        assert await status(site.program(entered.json()["token"])) == 200
        replayed = await nobody.post(f"{API}/passkey", json=proof)
        assert (replayed.status_code, replayed.json()["code"]) == (403, "passkey_refused")

        world.clock.pass_by(minutes=16)
        late = await app.post("/api/v1/passkey-options")
        assert (late.status_code, late.json()["code"]) == (403, "proof_needed")


async def test_a_browser_that_comes_by_passkey_for_the_first_time_is_told_of(world: World) -> None:  # S35
    async with running(Site.of(world, base_url=NAMED)) as site:
        browser, device = await signed_in(site, "ada"), Device(NAMED)
        assert (await added(browser, device)).status_code == 201
        other = site.browser(origin=False)
        options = (await other.post("/sign-in/passkey/options")).json()
        answer = await other.post("/sign-in/passkey", json={"credential": device.shows(options)})
        assert answer.status_code == 200, answer.text
        await site.app.web.errands.done()
        kinds = await world.pool.fetch("select kind from notice where kind = 'signed_in'")
        assert len(kinds) == 1
