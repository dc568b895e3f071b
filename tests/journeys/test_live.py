"""The card of a session in progress: pushed by the server, ticked by the browser, moved by neither."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from chargehand.simulator.hardware.car import Car
from tests.acceptance.api import Api
from tests.acceptance.house import House
from tests.journeys.screens import KWH, ChargerScreen
from tests.journeys.street import CALM, Make, Person, street
from tests.journeys.windows import DESK, PHONE, Window, Windows

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

WITHOUT_TIME = """(card) => {
  const copy = card.cloneNode(true);
  copy.querySelectorAll("[data-tick], .chart").forEach((each) => each.remove());
  return [copy.innerText.replace(/\\s+/g, " "), card.className];
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
        await expect(screen.card.locator(".energy")).to_have_text(re.compile(r"^\d+\.\d kWh$"))
        await _has_drawn_chart(window.page)
        await _looks_like_an_instrument(screen)
        after = await window.ears()
        assert after["born"] == before["born"], "the page was loaded anew"
        assert after["heard"] > before["heard"]
        assert _moved(after) == []


@pytest.mark.parametrize("device", [PHONE], indirect=True)
async def test_the_first_load_is_light(house: House, windows: Windows) -> None:
    """driver.md §12: the page with everything it needs, over the wire, from an empty cache."""
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        line, weights = await window.page.context.new_cdp_session(window.page), dict[str, float]()
        line.on(
            "Network.loadingFinished",
            lambda told: weights.update({told["requestId"]: told["encodedDataLength"]}),
        )
        await line.send("Network.enable")
        await line.send("Network.setCacheDisabled", {"cacheDisabled": True})
        await window.opens(f"/chargers/{charger.public_id}")
        await _has_drawn_chart(window.page)
        assert 30_000 < sum(weights.values()) <= 150_000


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
    """Loaded anew the card is the same, and in each language its own."""
    here = await street(house, Make(build=CALM, every_s=600))
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        await expect(screen.figure).to_have_text(KWH)
        await expect(screen.meter("Battery")).to_have_text("—")
        await expect(screen.card).not_to_contain_text("Cost so far")
        told, drawn = await screen.card.evaluate(TICKS)
        seconds = [int(each.partition(":")[2]) for each in told]
        assert seconds == sorted(set(seconds))
        assert len(seconds) == 4
        assert drawn == 0
        before = await screen.card.evaluate(WITHOUT_TIME)
        await window.page.reload()
        await expect(screen.meter("Elapsed")).to_be_visible()
        assert await screen.card.evaluate(WITHOUT_TIME) == before
        if windows.device == DESK:
            await speaks(house, window, here.person, "de", "Läuft", "Messwert vor", "Laden stoppen")
            await speaks(house, window, here.person, "nl", "Bezig", "meterstand van", "Stop met laden")


async def speaks(house: House, window: Window, person: Person, language: str, *words: str) -> None:
    """Words and figures of the live page as that language has them."""
    async with Api(house.url, person.token) as api:
        assert (await api.http.put("/account", json={"language": language})).status_code == 200
    await window.page.reload()
    card = window.page.locator(".live-card")
    await expect(card.locator(".figure")).to_have_text(re.compile(r"^\d+,\d$"))
    for each in words:
        await expect(window.page.locator("#live")).to_contain_text(each)


async def _has_drawn_chart(page: Page) -> None:
    canvas = page.locator(".live-card .chart canvas")
    await expect(canvas).to_be_visible()
    assert await canvas.evaluate(INKED) > 2


async def _looks_like_an_instrument(screen: ChargerScreen) -> None:
    """driver.md §13: the device's own letters, figures of one width, a large energy, round cards."""
    await expect(screen.figure).to_have_css("font-family", re.compile("^system-ui"))
    await expect(screen.meter("Elapsed")).to_have_css("font-variant-numeric", "tabular-nums")
    await expect(screen.figure).to_have_css("font-size", re.compile(r"^(5[6-9]|[67]\d)(\.\d+)?px$"))
    await expect(screen.card).to_have_css("border-radius", "16px")


def _moved(ears: dict[str, Any]) -> list[object]:
    return ears["shifts"]
