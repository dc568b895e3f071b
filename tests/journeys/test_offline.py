"""Without a network: the installed app opens, tells the last it knew with its age, and pretends nothing."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.acceptance.house import House
from tests.journeys.axe import is_accessible
from tests.journeys.street import Make, street
from tests.journeys.windows import Window, Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")

KEEPS = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
INSTALLS = """async () => {
  const told = await (await fetch(document.querySelector("link[rel=manifest]").href)).json();
  const icons = await Promise.all(told.icons.map((each) => fetch(new URL(each.src, document.querySelector("link[rel=manifest]").href))));
  const sizes = told.icons.map((each) => each.sizes);
  return [told.display, icons.every((each) => each.ok), sizes.includes("192x192") && sizes.includes("512x512"),
    document.querySelector("meta[name=viewport]").content.includes("viewport-fit=cover")];
}"""
"""What a browser needs for putting it on the home screen."""
CUT_OFF = ("ERR_INTERNET_DISCONNECTED", "htmx:error", "htmx:sse:error", "Failed to fetch")


async def cuts_off(window: Window) -> None:
    window.forgives(*CUT_OFF)
    await window.page.context.set_offline(True)


async def test_the_installed_app_opens_with_the_last_known_session(house: House, windows: Windows) -> None:
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        page = window.page
        await page.wait_for_function(KEEPS)
        assert await page.evaluate(INSTALLS) == ["standalone", True, True, True]
        await expect(page.locator(".live-card .figure")).not_to_have_text("0.0")
        await page.clock.install()
        await cuts_off(window)
        await page.goto(f"{house.url}/", wait_until="load")  # what the icon on the home screen opens

        await expect(page.get_by_role("heading", name="No connection")).to_be_visible()
        known = page.locator("[data-last-known]")
        told = re.compile(r"^\d+\.\d kWh at Kerb at the library, as of (\d+ min|\d+ s) ago$")
        await expect(known.locator("p")).to_have_text(told)
        before = await known.inner_text()
        await page.clock.fast_forward(30_000)
        assert await known.inner_text() == before, "nothing ticks without a network"
        assert await page.locator("[data-tick], .breathing, .live-card").count() == 0
        await is_accessible(page)

        await page.context.set_offline(False)
        await page.get_by_role("link", name="Try again").click()
        await expect(page.get_by_role("heading", name=f"Hello, {here.person.name}")).to_be_visible()


async def test_who_has_signed_out_leaves_nothing_behind(house: House, windows: Windows) -> None:
    """S47: neither the last session nor a page of it is shown to whoever holds the phone next."""
    here = await street(house, Make())
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        page = window.page
        await page.wait_for_function(KEEPS)
        await window.opens("/account")
        await page.locator("main").get_by_role("button", name="Sign out", exact=True).first.click()
        await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        await page.wait_for_function(KEEPS)
        await cuts_off(window)
        await page.goto(f"{house.url}/", wait_until="load")
        await expect(page.get_by_role("heading", name="No connection")).to_be_visible()
        await expect(page.locator("[data-last-known]")).to_be_hidden()
        assert "kWh" not in await page.locator("body").inner_text()
        assert await page.evaluate("Object.keys(localStorage)") == []
