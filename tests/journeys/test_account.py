"""The account: what a driver sets, takes along and leaves behind, and what a suspended one sees."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.acceptance.house import House
from tests.acceptance.waiting import until
from tests.journeys.axe import is_accessible
from tests.journeys.screens import ChargerScreen
from tests.journeys.street import CALM, Make, Person, operator_of, sign_in_link, street
from tests.journeys.windows import DESK, PHONE, Window, Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")

DRIVERS = "/api/v1/operator/drivers"
NIGHT = "rgb(13, 16, 17)"


async def paper(page: Page) -> str:
    return await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")


async def link_to(house: House, address: str) -> str:
    """The link in the letter to this address, once it is printed."""

    def printed() -> str:
        _, _, rest = house.log.read_text(encoding="utf-8").partition(f"Letter to {address}:")
        found = re.search(r"^ +(http\S+)$", rest, re.MULTILINE)
        return found[1] if found else ""

    return await until(printed)


async def enters(window: Window, link: str) -> None:
    """In whatever language the page is."""
    await window.page.goto(link)
    await window.page.locator("main").get_by_role("button").click()
    await expect(window.page.locator("nav.tabs")).to_be_visible()


async def test_a_driver_sets_the_account_up(house: House, windows: Windows) -> None:
    """Name, theme and language by the keyboard's way too; another device follows at once."""
    here = await street(house)
    window = await windows.of(here.person)
    page = window.page
    await page.get_by_role("link", name="Account").click()
    await expect(page.get_by_role("heading", name="Account", exact=True)).to_be_visible()
    await is_accessible(page)
    for region in ("Notifications", "Passkeys", "Your data", "Delete account"):
        await expect(page.get_by_role("region", name=region)).to_be_visible()
    themes = "(found) => found.map((each) => each.value)"
    assert await page.locator("[name=theme]").evaluate_all(themes) == ["system", "light", "dark"]
    await page.emulate_media(color_scheme="light")
    await page.get_by_label("Name", exact=True).fill("Robin Vole")
    await page.get_by_label("Name", exact=True).press("Enter")
    await expect(page.get_by_text("Saved")).to_be_visible()
    await expect(page.get_by_label("Name", exact=True)).to_have_value("Robin Vole")

    await page.get_by_role("radio", name="Dark").check(force=True)
    await page.get_by_label("Language", exact=True).select_option("Nederlands")
    look = page.get_by_role("region", name="Appearance and language")
    await look.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", name="Ingelogde apparaten")).to_be_visible()
    assert await paper(page) == NIGHT
    await is_accessible(page)

    other = await windows.stranger()
    await other.page.emulate_media(color_scheme="light")
    await enters(other, await sign_in_link(house, here.person))
    await expect(other.page.locator("html")).to_have_attribute("lang", "nl")
    assert await paper(other.page) == NIGHT
    await other.page.goto(f"{house.url}/account")
    await expect(other.page.locator(".devices li")).to_have_count(3)  # and the app's key
    await other.page.get_by_role("button", name=re.compile("^Uitloggen: Chrome op")).click()
    await expect(other.page.get_by_text("Daar uitgelogd")).to_be_visible()
    window.forgives("401")
    await window.opens("/sessions")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.url.startswith(f"{house.url}/sign-in"), "the door is dark as well"

    await enters(window, await sign_in_link(house, here.person))
    await other.page.get_by_role("button", name="Overal uitloggen").click()
    await expect(other.page.get_by_label("E-mailadres")).to_be_visible()
    await window.opens("/account")
    await expect(page.get_by_label("E-mailadres")).to_be_visible()


@pytest.mark.parametrize("device", [PHONE], indirect=True)
async def test_an_address_is_changed_by_letter(house: House, windows: Windows) -> None:
    here = await street(house)
    window = await windows.of(here.person)
    page, new = window.page, f"moved-{windows.device}@example.org"
    await window.opens("/account")
    await page.get_by_label("New e-mail address").fill(new)
    await page.get_by_role("button", name="Change e-mail").click()
    await expect(page.get_by_text(f"Waiting for confirmation: {new}")).to_be_visible()
    await is_accessible(page)

    stranger = await windows.stranger()
    await stranger.page.goto(await link_to(house, new))
    await expect(stranger.page.get_by_text(new)).to_be_visible()
    await is_accessible(stranger.page)
    await stranger.page.get_by_role("button", name="Confirm").click()
    await expect(stranger.page.get_by_role("heading", name="Your new address is confirmed")).to_be_visible()
    await window.opens("/account")
    await expect(page.locator(".account-email")).to_have_text(new)


@pytest.mark.parametrize("device", [DESK], indirect=True)
async def test_a_driver_takes_everything_along_leaves_and_comes_back(
    house: House, windows: Windows, tmp_path: Path
) -> None:
    here = await street(house)
    window = await windows.of(here.person)
    page = window.page
    await window.opens("/account")
    async with page.expect_download() as loading:
        await page.get_by_role("link", name="Download my data").click()
    saved = tmp_path / "mine.json"
    await (await loading.value).save_as(saved)
    told = json.loads(saved.read_text(encoding="utf-8"))
    assert [each["email"] for each in told["profile"]] == [here.person.email]
    assert here.person.uid not in saved.read_text(encoding="utf-8")

    await expect(page.get_by_text("You have 30 days to change your mind.")).to_be_visible()
    await page.get_by_role("link", name="Delete account").click()
    await expect(page.get_by_role("heading", name="Delete your account?")).to_be_visible()
    await is_accessible(page)
    await page.get_by_label("Yes, delete my account").check()
    await page.get_by_role("button", name="Delete account").click()
    await expect(page.get_by_role("heading", name="Your account is closed")).to_be_visible()
    await expect(page.get_by_text("Closed", exact=True)).to_be_visible()
    await window.opens("/account")
    await expect(page.get_by_role("button", name="Send link")).to_be_visible()

    await page.goto(await sign_in_link(house, here.person))
    await expect(page.get_by_text("Closed", exact=True)).to_be_visible()
    await expect(page.get_by_text("If you sign in, it stays.")).to_be_visible()
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_text("Your account stays.")).to_be_visible()
    await expect(page.get_by_text("Active", exact=True)).to_be_visible()


async def suspend(house: House, person: Person, *, stop_live: bool) -> None:
    async with await operator_of(house) as desk:
        asked = await desk.put(f"{DRIVERS}/{person.email}", json={"status": "suspended"})
        assert asked.json()["code"] == "session_live"
        told = await desk.put(
            f"{DRIVERS}/{person.email}", json={"status": "suspended", "stop_live": stop_live}
        )
        assert told.status_code == 200, told.text


@pytest.mark.parametrize("device", [PHONE], indirect=True)
async def test_a_suspended_driver_sees_the_session_and_no_stop_s31(house: House, windows: Windows) -> None:
    """S31: the open page follows by itself, and every page says so."""
    here = await street(house, Make(build=CALM))
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        page, screen = window.page, ChargerScreen(window.page)
        await window.opens(f"/chargers/{charger.public_id}")
        button = page.locator("#action").get_by_role("button", name="Stop charging", exact=True)
        await expect(button).to_be_enabled()

        await suspend(house, here.person, stop_live=False)

        await expect(button).to_be_disabled()
        await expect(page.locator("#n-suspended")).to_have_count(1)
        await is_accessible(page)
        await page.locator(".live-card").get_by_role("link", name="Session details").click()
        await window.is_live()
        await expect(page.get_by_role("button", name="Stop charging")).to_be_disabled()
        await expect(page.locator("#stop-why")).to_have_text("Account inactive")
        for path in ("/chargers", "/account"):
            await window.opens(path)
            await expect(page.locator("#n-suspended")).to_be_visible()
            await expect(page.locator("#n-suspended")).to_contain_text("Account inactive")
        await expect(page.get_by_text("Suspended", exact=True)).to_be_visible()
        await is_accessible(page)
        await page.goto(f"{house.url}/account/delete")
        await expect(page.get_by_text("You are charging")).to_be_visible()
        await window.opens("/sessions")
        await expect(page.get_by_text("In progress")).to_be_visible()

        window.forgives("403")
        await window.opens(f"/chargers/{charger.public_id}")
        await presses_all_the_same(screen.stop)
        await screen.sheet.get_by_role("button", name="Stop charging").click()
        await expect(page.locator("#said")).to_contain_text("Account inactive")
        assert charger.times_asked("RemoteStopTransaction") == 0
        await charger.line.press_stop()
        await charger.line.unplug()
        await expect(screen.start).to_be_disabled()
        await expect(page.locator("#start-why")).to_have_text("Account inactive")
        await window.opens(f"/chargers/{charger.public_id}")
        await presses_all_the_same(screen.start)
        await expect(page.locator("#said")).to_contain_text("Account inactive")
        assert charger.times_asked("RemoteStartTransaction") == 0


async def presses_all_the_same(button: Locator) -> None:
    """As on a page that does not know yet, and before the next push greys it again."""
    await button.evaluate("(button) => { button.disabled = false; button.click(); }")
