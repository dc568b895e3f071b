"""With the keyboard alone, and as axe sees the pages."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.api import Api
from tests.acceptance.house import House
from tests.journeys.axe import is_accessible
from tests.journeys.screens import ChargerScreen, SessionScreen
from tests.journeys.street import CALM, Make, street
from tests.journeys.windows import Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")

FOCUSED = "(document.activeElement.textContent || document.activeElement.ariaLabel || '').trim()"


async def focused(page: Page, key: str) -> str:
    """The words of what has the focus after this key."""
    await page.keyboard.press(key)
    return await page.evaluate(FOCUSED)


async def test_the_sheet_is_kept_to_and_left_by_keyboard(house: House, windows: Windows) -> None:
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        page, screen = window.page, ChargerScreen(window.page)
        await screen.stop.focus()
        await page.keyboard.press("Enter")
        await expect(screen.sheet).to_be_visible()
        buttons = screen.sheet.get_by_role("button")
        reached = {await page.evaluate(FOCUSED)}
        reached |= {await focused(page, "Tab") for _ in range(await buttons.count() + 1)}
        assert {"Stop charging", "Keep charging"} <= reached
        assert "Home" not in reached

        # What the server pushes meanwhile takes the focus from nobody.
        await screen.sheet.get_by_role("button", name="Keep charging").focus()
        drawn = (await window.ears())["drawn"]
        await expect(screen.figure).not_to_have_text(await screen.figure.inner_text())
        assert (await window.ears())["drawn"] > drawn
        assert await page.evaluate(FOCUSED) == "Keep charging"
        await page.keyboard.press("Escape")
        await expect(screen.sheet).to_be_hidden()
        assert await page.evaluate(FOCUSED) == "Stop charging"

        await page.keyboard.press("Enter")
        await screen.sheet.get_by_role("button", name="Stop charging").focus()
        await page.keyboard.press("Enter")
        await expect(screen.notice("You can unplug now")).to_be_visible()


async def test_the_keyboard_starts_too(house: House, windows: Windows) -> None:
    """From the top of the page: skip to the content, and on to Start."""
    here = await street(house, Make(build=CALM))
    async with here.charger as charger:
        await charger.line.plug_in()
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        page, screen = window.page, ChargerScreen(window.page)
        assert await focused(page, "Tab") == "Skip to content"
        await page.keyboard.press("Enter")
        order = ["Refresh", "Share link", "Start charging"]
        if windows.touch:
            order.insert(0, "Chargers")  # the way back, which the desk has at its side
        assert [await focused(page, "Tab") for _ in order] == order
        await page.keyboard.press("Enter")
        await expect(screen.card).to_contain_text("Live")


async def test_axe_finds_nothing(house: House, windows: Windows) -> None:
    here = await street(house)
    stranger = await windows.stranger()
    await stranger.opens("/sign-in")
    await is_accessible(stranger.page)
    async with here.charger as charger:
        window = await windows.of(here.person)
        page, screen = window.page, ChargerScreen(window.page)
        await window.opens(f"/chargers/{charger.public_id}")
        await is_accessible(page)
        await charger.charges_for(here.person)
        await expect(screen.card).to_contain_text("Live")
        await is_accessible(page)
        await screen.asks_before_stopping()
        await is_accessible(page)
        await screen.sheet.get_by_role("button", name="Keep charging").click()
        for path in ("/", "/chargers", "/sessions", "/account"):
            await window.opens(path)
            await is_accessible(page)
        async with Api(house.url, here.person.token) as api:
            session = (await api.sessions())[0]["id"]
        await window.opens(f"/sessions/{session}")
        await is_accessible(page)
        await charger.loses_line()
        await expect(page.locator("#head")).to_contain_text(re.compile("Not confirmed since"))
        await is_accessible(page)
        await charger.finds_line()
        await charger.line.press_stop()
        await expect(SessionScreen(page).badge).to_have_text("Completed")
        await is_accessible(page)
