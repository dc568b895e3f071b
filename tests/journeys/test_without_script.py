"""A browser without JavaScript: forms do everything, and each page tells the whole truth when it is loaded."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.acceptance.house import House
from tests.acceptance.waiting import until
from tests.journeys.screens import ChargerScreen, SessionScreen
from tests.journeys.street import CAR, street
from tests.journeys.windows import Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_forms_start_refresh_and_stop(house: House, windows: Windows) -> None:
    here = await street(house)
    async with here.charger as charger:
        window = await windows.of(here.person, scripts=False)
        await window.opens(f"/chargers/{charger.public_id}")
        page, screen = window.page, ChargerScreen(window.page)
        await sends(page, screen.refresh)
        await until(lambda: charger.times_asked("TriggerMessage"))
        await until(lambda: says_when_looked_at_again(page, "The charger answered at"))

        await sends(page, screen.start)
        await expect(screen.card).to_contain_text("Preparing")
        await expect(screen.card).to_contain_text(re.compile(r"Waiting until \d\d:\d\d"))
        await charger.line.plug_in(1, CAR)
        await charger.line.until(lambda station: station.connector().transaction is not None and station.idle)
        await page.reload()
        await expect(screen.card).to_contain_text("Live")

        # Without scripts no sheet can ask: the button leads to the page of the session, where one click stops.
        await sends(page, screen.stop)
        at_session = SessionScreen(page)
        await expect(page.get_by_role("heading", name=re.compile(r"^Session #\d+$"))).to_be_visible()
        await sends(page, at_session.stop)
        await charger.line.until(lambda station: station.connector().transaction is None and station.idle)
        await page.reload()
        await expect(at_session.badge).to_have_text("Completed")
        await expect(at_session.rows.last).to_contain_text("final reading")


async def sends(page: Page, button: Locator) -> None:
    """The form is answered and its answer is the page in the window: a reload before that would cut the answer off."""
    async with page.expect_event("load"):
        await button.click()


async def says_when_looked_at_again(page: Page, words: str) -> bool:
    await page.reload()
    return words in await page.locator("#refresh-line").inner_text()


async def test_signing_in_and_out(house: House, windows: Windows) -> None:
    here = await street(house)
    window = await windows.of(here.person, scripts=False)
    await window.opens("/account")
    await expect(window.page.get_by_text(here.person.email)).to_be_visible()
    await window.page.locator("main").get_by_role("button", name="Sign out", exact=True).click()
    await expect(window.page.get_by_role("button", name="Send link")).to_be_visible()
