"""In by a link, out by a button; a link that is used up, or none, opens nothing."""

from __future__ import annotations

import asyncio
import re
import time
from urllib.parse import urlsplit

import pytest
from playwright.async_api import BrowserContext, expect

from tests.acceptance.house import House
from tests.acceptance.waiting import until
from tests.journeys.street import sign_in_link, street
from tests.journeys.windows import PHONE, Window, Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")

SPENT = "This link does not work any more"


async def is_outside(window: Window) -> None:
    """Whoever asks for a page is led to the door."""
    await window.opens("/sessions")
    await expect(window.page.get_by_role("button", name="Send link")).to_be_visible()
    assert urlsplit(window.page.url).path == "/sign-in"


async def test_the_printed_link_signs_in_once(house: House, windows: Windows) -> None:
    """What `chargehand driver add` prints."""
    email = f"new-{windows.device}@example.org"
    told = await asyncio.to_thread(house.does, "driver", "add", email, "--name", "Noor")
    house.keeps_secret(told["sign_in"])
    window = await windows.stranger()
    page = window.page
    await page.goto(told["sign_in"])
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_role("heading", name="Hello, Noor")).to_be_visible()
    await expect(page.get_by_text("No sessions yet.")).to_be_visible()

    second = await windows.stranger()
    second.forgives("410")
    await second.page.goto(told["sign_in"])
    await expect(second.page.get_by_role("heading", name=SPENT)).to_be_visible()
    await second.page.get_by_role("link", name="Sign in").click()
    await expect(second.page.get_by_role("button", name="Send link")).to_be_visible()


async def letter(house: House, window: Window, email: str, *, keep: bool = False) -> str:
    """What is printed for this address, once it has asked for it at the door."""
    await window.opens("/sign-in")
    await window.page.get_by_label("E-mail address").fill(email)
    await window.page.get_by_label("Keep me signed in on this phone").set_checked(keep)
    await window.page.get_by_role("button", name="Send link").click()
    await expect(window.page.get_by_role("heading", name="Check your mail")).to_be_visible()
    await expect(window.page.get_by_text("It works once, for 15 minutes.")).to_be_visible()
    return await printed(house, email, "without this e-mail")


async def printed(house: House, email: str, last: str) -> str:
    """The letter to this address, down to these words."""

    def all_of_it() -> str:
        _, _, rest = house.log.read_text(encoding="utf-8").partition(f"Letter to {email}:")
        return rest if last in rest else ""

    return await until(all_of_it)


async def is_held_for(context: BrowserContext) -> float:
    """Days that the browser keeps what it was signed in with; negative: until it is closed."""
    (held,) = [each for each in await context.cookies() if each.get("name") == "chargehand"]
    assert held.get("httpOnly")
    until_s = held.get("expires", -1)
    return until_s if until_s < 0 else (until_s - time.time()) / 86_400


@pytest.mark.parametrize("device", [PHONE], indirect=True)
async def test_who_is_invited_comes_in_and_belongs(house: House, windows: Windows) -> None:
    email = "invited@example.org"
    await asyncio.to_thread(house.does, "driver", "invite", email, "--name", "Noor")
    told = await printed(house, email, "Later you can ask for a new one")
    assert "once, for 24 hours" in told
    link = re.search(r"^ +(http\S+)$", told, re.MULTILINE)
    assert link is not None
    window = await windows.stranger()
    await window.page.goto(link[1])
    await window.page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(window.page.get_by_role("heading", name="Hello, Noor")).to_be_visible()
    await window.page.get_by_role("link", name="Account").click()
    await expect(window.page.get_by_text("Active", exact=True)).to_be_visible()


async def test_the_link_in_the_letter_signs_in(house: House, windows: Windows) -> None:
    here = await street(house)
    window = await windows.stranger()
    link = re.search(r"^ +(http\S+)$", await letter(house, window, here.person.email), re.MULTILINE)
    assert link is not None
    await window.page.goto(link[1])
    await window.page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(window.page.get_by_role("heading", name="Hello, Robin")).to_be_visible()
    assert await is_held_for(window.page.context) < 0, "gone with the browser, and after eight hours"


async def test_the_code_in_the_letter_signs_in(house: House, windows: Windows) -> None:
    here = await street(house)
    window = await windows.stranger()
    told = await letter(house, window, here.person.email, keep=True)
    code = re.search(r"^ +(\d{3} \d{3})$", told, re.MULTILINE)
    assert code is not None
    await window.page.get_by_label("Six-digit code").fill(code[1])
    await window.page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(window.page.get_by_role("heading", name="Hello, Robin")).to_be_visible()
    assert 29 < await is_held_for(window.page.context) <= 30


async def test_a_link_that_was_never_given_out_opens_nothing(house: House, windows: Windows) -> None:
    window = await windows.stranger()
    window.forgives("410")
    for secret in ("A" * 43, "x"):
        await window.page.goto(f"{house.url}/sign-in/{secret}")
        await expect(window.page.get_by_role("heading", name=SPENT)).to_be_visible()
    await is_outside(window)


async def test_signing_out_ends_it_in_every_tab(house: House, windows: Windows) -> None:
    here = await street(house)
    async with here.charger as charger:
        window = await windows.of(here.person)
        other = await windows.beside(window)
        await other.opens(f"/chargers/{charger.public_id}")
        await window.page.bring_to_front()
        if windows.touch:
            await window.page.get_by_role("link", name="Account").click()
            await window.page.locator("main").get_by_role("button", name="Sign out", exact=True).click()
        else:
            await window.page.get_by_role("navigation").get_by_role("button", name="Sign out").click()
        await expect(window.page.get_by_role("button", name="Send link")).to_be_visible()
        await is_outside(window)
        other.forgives("401")
        await other.page.bring_to_front()
        await expect(other.page.get_by_role("button", name="Send link")).to_be_visible()


async def test_the_door_leads_back_to_where_one_was_going(house: House, windows: Windows) -> None:
    here = await street(house)
    window = await windows.stranger()
    await window.opens("/")
    await expect(window.page.get_by_role("button", name="Send link")).to_be_visible()
    await is_outside(window)
    link = await sign_in_link(house, here.person)
    await window.page.goto(f"{link}?next=/chargers/{here.charger.public_id}")
    await window.page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(window.page.get_by_role("heading", name=here.charger.name)).to_be_visible()
    await window.is_live()


async def test_the_door_says_the_same_to_everybody(house: House, windows: Windows) -> None:
    here = await street(house)
    said: list[str] = []
    for email in (here.person.email, "nobody-we-know@example.org"):
        window = await windows.stranger()
        await window.opens("/sign-in")
        await window.page.get_by_label("E-mail address").fill(email)
        await window.page.get_by_role("button", name="Send link").click()
        await expect(window.page.get_by_role("heading", name="Check your mail")).to_be_visible()
        said.append((await window.page.locator("main").inner_text()).replace(email, ""))
        await window.page.get_by_label("Six-digit code").fill("000000")
        window.forgives("422")
        await window.page.get_by_role("button", name="Sign in", exact=True).click()
        await expect(window.page.get_by_text("That code is wrong or too old.")).to_be_visible()
    assert said[0] == said[1]
    assert re.search(r"If\s+is known here", said[0])
