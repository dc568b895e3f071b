from __future__ import annotations

import asyncio
import re

from chargehand.model.visit import LetterDraft
from chargehand.store.accounts import Accounts
from tests.integration.web.site import Browser, Site, running
from tests.integration.web.world import BASE_URL, World


async def letter(site: Site) -> str:
    """The newest letter's text, once everything asked for is written."""
    await site.app.web.errands.done()
    text = await site.world.pool.fetchval("select body from letter order by id desc limit 1")
    assert isinstance(text, str)
    return text


def link_in(text: str) -> str:
    found = re.search(rf"{BASE_URL}(/sign-in/\S+)", text)
    assert found is not None
    return found[1]


def code_in(text: str) -> str:
    found = re.search(r"^  (\d{3}) (\d{3})$", text, re.MULTILINE)
    assert found is not None
    return found[1] + found[2]


async def is_in(browser: Browser) -> bool:
    return (await browser.get("/account")).status_code == 200


async def test_a_letter_signs_in_and_leads_back(site: Site) -> None:
    await site.world.driver("ada")
    browser = site.browser()
    turned_away = await browser.get("/c/pCP1")
    turned_away = await browser.get(turned_away.headers["location"])
    assert turned_away.headers["location"] == "/sign-in?next=/chargers/pCP1"
    page = await browser.get(turned_away.headers["location"])
    assert 'name="next" value="/chargers/pCP1"' in page.text

    asked = await browser.post(
        "/sign-in", data={"email": " Ada@Example.org ", "next": "/chargers/pCP1", "keep": "yes"}
    )
    assert asked.status_code == 200
    link = link_in(await letter(site))

    opened = await browser.get(link)
    assert opened.status_code == 200
    assert not await is_in(browser), "opening the link signs nobody in: mail scanners open links"
    action = re.search(r'action="(/sign-in/[^"]+)"', opened.text)
    assert action is not None
    entered = await browser.post(action[1], data={"next": "/chargers/pCP1"})
    assert (entered.status_code, entered.headers["location"]) == (303, "/chargers/pCP1")
    assert "max-age=2592000" in entered.headers["set-cookie"].lower()
    assert await is_in(browser)


async def test_a_link_is_good_once_and_for_its_time(site: Site) -> None:
    await site.world.driver("ada")
    browser = site.browser()
    for minutes, status in ((14, 303), (15, 410)):
        await browser.post("/sign-in", data={"email": "ada@example.org"})
        link = link_in(await letter(site))
        site.world.clock.pass_by(minutes=minutes)
        assert (await site.browser().post(link)).status_code == status
        spent = await site.browser().post(link)
        assert spent.status_code == 410
        assert "does not work any more" in spent.text
        assert (await browser.get(link)).status_code == 410
    for nonsense in ("/sign-in/x", "/sign-in/" + "y" * 43, "/sign-in/%00%ff"):
        assert (await browser.get(nonsense)).status_code == 410
        assert (await browser.post(nonsense)).status_code == 410


async def test_the_code_signs_in_on_another_browser(site: Site) -> None:
    await site.world.driver("ada")
    await site.browser().post("/sign-in", data={"email": "ada@example.org"})
    code = code_in(await letter(site))
    browser = site.browser()

    wrong = await browser.post("/sign-in/code", data={"email": "ada@example.org", "code": "000000"})
    assert wrong.status_code == 422
    assert "wrong or too old" in wrong.text
    spaced = f"{code[:3]} {code[3:]}"
    entered = await browser.post("/sign-in/code", data={"email": "Ada@example.org", "code": spaced})
    assert entered.status_code == 303
    assert await is_in(browser)
    again = await site.browser().post("/sign-in/code", data={"email": "ada@example.org", "code": code})
    assert again.status_code == 422


async def test_codes_cannot_be_guessed_by_many_tries(site: Site) -> None:  # S35
    await site.world.driver("ada")
    statuses: list[int] = []
    for letters in range(3):
        await site.browser().post("/sign-in", data={"email": "ada@example.org"})
        code = code_in(await letter(site))
        for guess in range(5):
            wrong = f"{(int(code) + guess + 1) % 1_000_000:06}"
            answer = await site.browser().post(
                "/sign-in/code", data={"email": "ada@example.org", "code": wrong}
            )
            statuses.append(answer.status_code)
        assert letters < 2 or statuses.count(422) <= 11

    assert statuses[-1] == 429
    link = link_in(await letter(site))
    assert (await site.browser().post(link)).status_code == 303, "the owner is never locked out of the link"


async def test_letters_to_one_address_are_few(site: Site) -> None:  # S35
    limit = 5
    await site.world.driver("ada")
    browser = site.browser()
    statuses = [
        (await browser.post("/sign-in", data={"email": email})).status_code
        for email in ["ada@example.org"] * 8 + ["nobody@example.org"] * 8
    ]
    await site.app.web.errands.done()

    assert statuses == ([200] * limit + [429] * (8 - limit)) * 2, "and unknown addresses look the same"
    assert await site.world.pool.fetchval("select count(*) from letter") == limit


class SlowAccounts(Accounts):
    """Writing takes until it is let go."""

    go: asyncio.Event

    async def ask_sign_in(
        self, email: str, secret: str, code: str, minutes: int, letter: LetterDraft
    ) -> None:
        await self.go.wait()
        await super().ask_sign_in(email, secret, code, minutes, letter)


async def test_known_and_unknown_addresses_cannot_be_told_apart(world: World) -> None:  # S36
    await world.driver("ada")
    world.accounts.__class__ = SlowAccounts
    assert isinstance(world.accounts, SlowAccounts)
    world.accounts.go = asyncio.Event()
    async with running(Site.of(world)) as site:
        answers = [
            await site.browser().post("/sign-in", data={"email": email})
            for email in ("ada@example.org", "eve@example.org")
        ]
        # Both answers came before anybody was looked up: their time cannot tell.
        assert await world.pool.fetchval("select count(*) from letter") == 0
        world.accounts.go.set()
        await site.app.web.errands.done()

    known, unknown = [answer.text.replace("ada@", "eve@") for answer in answers]
    assert known == unknown
    assert [answer.status_code for answer in answers] == [200, 200]
    assert sorted(answers[0].headers) == sorted(answers[1].headers)
    assert await world.pool.fetchval("select array_agg(recipient) from letter") == ["ada@example.org"]
    codes = [
        await site.browser().post("/sign-in/code", data={"email": email, "code": "000000"})
        for email in ("ada@example.org", "eve@example.org")
    ]
    assert codes[0].text.replace("ada@", "eve@") == codes[1].text


async def test_a_letter_that_was_promised_is_written_before_the_web_ends(world: World) -> None:
    await world.driver("ada")
    world.accounts.__class__ = SlowAccounts
    assert isinstance(world.accounts, SlowAccounts)
    world.accounts.go = asyncio.Event()
    async with running(Site.of(world)) as site:
        answer = await site.browser().post("/sign-in", data={"email": "ada@example.org"})
        asyncio.get_running_loop().call_later(0.01, world.accounts.go.set)
    assert answer.status_code == 200
    assert await world.pool.fetchval("select count(*) from letter") == 1


async def test_what_is_no_address_gets_no_letter(site: Site) -> None:
    for email in ("", "ada", "a b@example.org", "ada@example.org\r\nBcc: x@y.z", "@", "a" * 300 + "@b.c"):
        answer = await site.browser().post("/sign-in", data={"email": email})
        assert answer.status_code == 422, email
        assert "e-mail address" in answer.text
    await site.app.web.errands.done()
    assert await site.world.pool.fetchval("select count(*) from letter") == 0


async def test_after_signing_in_one_is_led_to_our_own_pages_only(site: Site) -> None:
    await site.world.driver("ada")
    for wanted in (
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/x\r\nSet-Cookie: a=b",
        "evil",
    ):
        link = await site.world.accounts.one_click_link("ada@example.org", 15)
        assert link is not None
        page = await site.browser().get("/sign-in", params={"next": wanted})
        entered = await site.browser().post(link.removeprefix(BASE_URL), data={"next": wanted})
        assert 'name="next" value=""' in page.text, wanted
        assert entered.headers["location"] == "/", wanted


async def test_who_is_signed_in_is_led_on(site: Site) -> None:
    browser = await site.signed_in(await site.world.driver("ada"))
    answer = await browser.get("/sign-in?next=/sessions")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sessions")


async def test_secrets_of_links_stay_out_of_what_is_observed(site: Site) -> None:
    await site.world.driver("ada")
    await site.browser().post("/sign-in", data={"email": "ada@example.org"})
    link = link_in(await letter(site))
    await site.browser().get(link)
    await site.browser().post(link)

    assert ("GET", "/sign-in/{secret}", 200) in site.observed.routes
    assert link.rsplit("/", 1)[1] not in str(site.observed.routes)
