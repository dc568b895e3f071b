"""The card of a session in progress: pushed by the server, ticked by the browser, moved by neither."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from chargehand.simulator.hardware.car import Car
from tests.acceptance.house import House
from tests.journeys.screens import ChargerScreen
from tests.journeys.street import CALM, Make, street
from tests.journeys.windows import Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")

SMALL_CAR = Car(capacity_wh=150.0, max_power_w=90_000.0, soc=0.79, full_soc=1.0)
INKED = """canvas => {
  const ink = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const colours = new Set();
  for (let at = 0; at < ink.length; at += 4) if (ink[at + 3]) colours.add(ink.slice(at, at + 3).join());
  return colours.size;
}"""
TICKS = """async (card) => {
  // What ticks is seen to tick three times before the next message of the server.
  const elapsed = card.querySelector("[data-tick=elapsed]"), told = [elapsed.textContent], drawn = window.ears.drawn;
  await new Promise((done) => new MutationObserver(() => {
    told.push(elapsed.textContent);
    if (told.length > 3 || window.ears.drawn > drawn) done();
  }).observe(elapsed, { childList: true, characterData: true, subtree: true }));
  return [told, window.ears.drawn - drawn];
}"""


async def test_the_figures_grow_without_a_reload(house: House, windows: Windows) -> None:
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen, before = ChargerScreen(window.page), await window.ears()
        await expect(screen.card).to_contain_text("Live")
        shown = await screen.figure.inner_text()
        await expect(screen.figure).not_to_have_text(shown)
        assert float(await screen.figure.inner_text()) > float(shown)
        await expect(screen.age).to_have_text(re.compile(r"reading [0-3] s ago"))
        await _has_drawn_chart(window.page)
        after = await window.ears()
        assert after["born"] == before["born"], "the page was loaded anew"
        assert after["heard"] > before["heard"]
        assert _moved(after) == []


async def test_power_and_charge_follow_the_car(house: House, windows: Windows) -> None:
    """A small battery that is nearly full takes less and less, and then nothing."""
    here = await street(house)
    async with here.charger as charger:
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        await charger.charges_for(here.person, SMALL_CAR)
        await expect(screen.meter("Power")).to_have_text(re.compile(r"^[1-8]\d\.\d kW$"))
        await expect(screen.meter("Power")).to_have_text(re.compile(r"^\d\.\d kW$"))
        await expect(screen.meter("Battery")).to_have_text("100 %")
        await expect(screen.card).to_contain_text("Paused by the car")
        await _has_drawn_chart(window.page)


async def test_the_browser_ticks_between_messages(house: House, windows: Windows) -> None:
    here = await street(house, Make(build=CALM, every_s=600))
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        told, drawn = await screen.card.evaluate(TICKS)
        seconds = [int(each.partition(":")[2]) for each in told]
        assert seconds == sorted(set(seconds))
        assert len(seconds) == 4
        assert drawn == 0


async def _has_drawn_chart(page: Page) -> None:
    canvas = page.locator(".live-card .chart canvas")
    await expect(canvas).to_be_visible()
    assert await canvas.evaluate(INKED) > 2


def _moved(ears: dict[str, Any]) -> list[object]:
    return ears["shifts"]
