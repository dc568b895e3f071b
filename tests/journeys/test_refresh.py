"""Refresh asks the charger itself, by the button and by pulling; the page says when it answered, or that it did not."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from chargehand.simulator.cast import CHARACTERS
from tests.acceptance.house import House
from tests.acceptance.waiting import until
from tests.journeys.screens import ChargerScreen
from tests.journeys.street import Charger, Make, street
from tests.journeys.windows import Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")

SETTINGS = {"command_deadline_s": 3}
ASK = "TriggerMessage"
ANSWERED = re.compile(r"^The charger answered at \d\d:\d\d:\d\d$")


async def pulled(page: Page) -> None:
    """A thumb pulls the page down from its top and lets go."""
    thumb = await page.context.new_cdp_session(page)

    async def touch(kind: str, *points: int) -> None:
        told = [{"x": 190, "y": y} for y in points]
        await thumb.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": told})

    await touch("touchStart", 120)
    for y in range(140, 340, 20):
        await touch("touchMove", y)
    await expect(page.get_by_text("Release to refresh")).to_be_visible()
    await touch("touchEnd")
    await expect(page.get_by_text("Release to refresh")).to_be_hidden()


async def is_asked(charger: Charger, before: int) -> None:
    await until(lambda: charger.times_asked(ASK) > before)


async def test_the_button_asks_the_charger(house: House, windows: Windows) -> None:
    here = await street(house)
    async with here.charger as charger:
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        await expect(screen.refreshed).to_be_empty()
        await expect(screen.refresh.locator("use")).to_have_attribute("href", "#i-refresh")
        before, born = charger.times_asked(ASK), (await window.ears())["born"]
        await screen.refresh.click()
        await is_asked(charger, before)
        await expect(screen.refreshed).to_have_text(ANSWERED)
        assert (await window.ears())["born"] == born


async def test_a_refresh_brings_a_reading_of_now(house: House, windows: Windows) -> None:
    here = await street(house, Make(every_s=600))
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        await expect(screen.meter("Power")).to_have_text("—")
        await screen.refresh.click()
        await expect(screen.age).to_have_text(re.compile(r"^reading [0-3] s ago$"))
        await expect(screen.meter("Power")).to_have_text("300.0 kW")
        await expect(screen.refreshed).to_have_text(ANSWERED)
        assert {"StatusNotification", "MeterValues"} <= set(charger.station.triggered)


async def test_pulling_asks_the_charger(house: House, windows: Windows) -> None:
    """On a desk there is nothing to pull with: the wheel only scrolls."""
    here = await street(house)
    async with here.charger as charger:
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen, before = ChargerScreen(window.page), charger.times_asked(ASK)
        if windows.touch:
            await pulled(window.page)
            await is_asked(charger, before)
            await expect(screen.refreshed).to_have_text(ANSWERED)
        else:
            await window.page.mouse.wheel(0, -400)
            await expect(window.page.locator("#pull")).to_be_hidden()
            assert charger.times_asked(ASK) == before


async def test_a_charger_that_does_not_answer_is_told_of(house: House, windows: Windows) -> None:
    here = await street(house, Make(character=CHARACTERS["deaf"]))
    async with here.charger as charger:
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        await screen.refresh.click()
        await expect(screen.refreshed).to_have_text("Asking the charger…")
        await expect(screen.refreshed).to_have_text("The charger has not answered")
        await expect(screen.start).to_be_enabled()
