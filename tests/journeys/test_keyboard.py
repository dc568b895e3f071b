"""Without a mouse: in at the door, a start, a stop and its session; a lost card; another language."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.house import House
from tests.acceptance.waiting import until
from tests.journeys.screens import ChargerScreen, SessionScreen
from tests.journeys.street import CALM, Make, street
from tests.journeys.windows import DESK, Windows

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.parametrize("device", [DESK], indirect=True),
]

MOST_TABS = 60
FOCUS = """() => {
  const each = document.activeElement;
  const seen = each.matches(".segments input") ? each.nextElementSibling : each;
  const { outlineStyle, outlineWidth } = getComputedStyle(seen, each.matches(".cover") ? "::after" : null);
  const name = each.labels?.[0]?.textContent || each.getAttribute("aria-label") || each.textContent || "";
  return { name: name.trim().replace(/\\s+/g, " "), outlined: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2, body: each === document.body };
}"""


async def goes_to(page: Page, name: str) -> None:
    """By Tab alone; wherever the focus is, it is seen."""
    met: list[str] = []
    for _ in range(MOST_TABS):
        await page.keyboard.press("Tab")
        focus = await page.evaluate(FOCUS)
        assert focus["outlined"] or focus["body"], f"the focus on {focus['name']!r} is not seen"
        if re.match(name, focus["name"]):
            return
        met.append(focus["name"])
    raise AssertionError(f"{name} was not reached; met {met}")


async def presses(page: Page, name: str) -> None:
    await goes_to(page, name)
    await page.keyboard.press("Enter")


async def test_from_the_door_to_the_finished_session(house: House, windows: Windows) -> None:
    here = await street(house, Make(build=CALM))
    async with here.charger as charger:
        await charger.line.plug_in()
        window = await windows.stranger()
        page, screen, email = window.page, ChargerScreen(window.page), here.person.email
        await window.opens(f"/sign-in?next=/chargers/{charger.public_id}")
        await goes_to(page, "E-mail address")
        await page.keyboard.type(email)
        await presses(page, "Send link")
        await expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
        await goes_to(page, "Or type the code")
        await page.keyboard.type(await code_for(house, email))
        await presses(page, "Sign in")
        await expect(page.get_by_role("heading", name=charger.name)).to_be_visible()
        await window.is_live()
        await presses(page, "Start charging")
        await expect(screen.stop).to_be_visible()
        await presses(page, "Stop charging")
        await expect(screen.sheet).to_be_visible()
        await page.keyboard.press("Tab")
        await page.keyboard.press("Shift+Tab")
        assert (await page.evaluate(FOCUS))["name"] == "Stop charging"
        await page.keyboard.press("Enter")
        await expect(screen.notice("You can unplug now")).to_be_visible()
        await presses(page, "See session")
        await expect(SessionScreen(page).badge).to_have_text("Completed")


async def code_for(house: House, email: str) -> str:
    def printed() -> str:
        _, _, rest = house.log.read_text(encoding="utf-8").partition(f"Letter to {email}:")
        found = re.search(r"^ +(\d{3} \d{3})$", rest, re.MULTILINE)
        return found[1] if found else ""

    return await until(printed)


async def test_a_lost_card_and_another_language(house: House, windows: Windows) -> None:
    here = await street(house)
    window = await windows.of(here.person)
    page = window.page
    await presses(page, "Cards")
    await expect(page.get_by_role("heading", name="Cards", exact=True)).to_be_visible()
    await presses(page, "Key fob")
    await expect(page.get_by_role("heading", name="Key fob")).to_be_visible()
    await presses(page, "Report lost")
    await expect(page.get_by_role("heading", name="Report Key fob")).to_be_visible()
    await goes_to(page, "What happened")
    await page.keyboard.type("Left on the train")
    await presses(page, "Report lost")
    await expect(page.get_by_text("Reported lost on")).to_be_visible()

    await presses(page, "Account")
    await expect(page.get_by_role("heading", name="Account", exact=True)).to_be_visible()
    await goes_to(page, "Language")
    await page.keyboard.type("Deu")
    await presses(page, "Save")
    await expect(page.get_by_role("heading", name="Konto", exact=True)).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "de")
