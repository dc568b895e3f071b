"""Every page in every state on a phone, a tablet and a desk: nothing sticks out, and what is to be done can be done."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.acceptance.house import House
from tests.acceptance.waiting import until
from tests.journeys.axe import is_accessible
from tests.journeys.screens import ChargerScreen, SessionScreen
from tests.journeys.street import CALM, Make, Person, operator_of, sign_in_link, street
from tests.journeys.tour import (
    Halt,
    drivers_halts,
    newcomers_halts,
    strangers_halts,
    town,
    waits_for_a_tap,
)
from tests.journeys.windows import DESK, PHONE, TABLET, VIEWPORTS, Window, Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")

SIZES: tuple[ViewportSize, ...] = (VIEWPORTS[DESK], VIEWPORTS[TABLET], VIEWPORTS[PHONE])
UNSEEN = {
    *(
        "home-new",
        "home-used",
        "inbox-new",
        "chargers-none",
        "charger-out-of-service",
        "charger-never",
        "session",
    ),
    *(
        "passkeys",
        "support-empty",
        "not-found",
        "charger-not-found",
        "sign-in-bad",
        "sign-in-sent",
        "sign-in-code",
    ),
    *("sign-in-link", "sign-in-spent", "sign-in-sticker", "sign-in-many", "e-mail-spent"),
}
"""States that no other journey shows to axe."""
TABS = ["Home", "Chargers", "Sessions", "Account"]

MEASURED = """() => {
  const LOWEST = 44, wrong = [];
  const ONLY = { "rgb(194, 245, 43)": "Start charging", "rgb(196, 34, 45)": "Stop charging" };
  const told = (each) => (each.getAttribute("aria-label") || each.textContent || each.name || each.id).trim().replace(/\\s+/g, " ").slice(0, 40);
  if (document.documentElement.scrollWidth > innerWidth) {
    const wide = [...document.querySelectorAll("main *")].filter((each) => each.getBoundingClientRect().right > innerWidth + 1);
    wrong.push(`${document.documentElement.scrollWidth} px wide: ${wide.slice(0, 3).map((each) => `${each.tagName}.${each.className}`).join(", ")}`);
  }
  const targets = "button, summary, select, textarea, input:not([type=hidden]), nav a, .toolbar a, .quiet, .big, .cover, li a, td a, th a, .page-head a, .section-head a";
  for (const each of document.querySelectorAll(targets)) {
    if (!each.checkVisibility({ visibilityProperty: true })) continue;
    let box = each;
    if (each.matches("[type=radio], [type=checkbox]")) box = each.closest("label");
    if (each.matches(".cover")) box = each.offsetParent;
    const height = Math.round(box.getBoundingClientRect().height * 10) / 10;
    if (height < LOWEST) wrong.push(`${height} px high: ${each.tagName} ${told(each)}`);
    const colour = getComputedStyle(each).backgroundColor, only = ONLY[colour];
    if (only && told(each) !== only) wrong.push(`${colour} is not for ${each.tagName} ${told(each)}`);
  }
  const nav = document.querySelector("nav.tabs")?.getBoundingClientRect(), desk = innerWidth >= 960;
  if (nav && (desk ? nav.left || nav.top || nav.width > 300 : nav.bottom !== innerHeight || nav.width !== innerWidth)) {
    wrong.push(`the navigation does not stand ${desk ? "at the side" : "at the bottom"}`);
  }
  return wrong;
}"""
"""What sticks out to the right, what is lower than a thumb needs, what has a colour that is kept for Start or Stop (§13)."""

REACHED = """(each) => {
  each.scrollIntoView({ block: "center" });
  const { left, top, width, height, right } = each.getBoundingClientRect();
  const hit = document.elementFromPoint(left + width / 2, top + height / 2);
  return right <= innerWidth && Boolean(hit) && (each.contains(hit) || hit.contains(each));
}"""
"""Whether it lies within the window, with nothing on top of it."""


async def fits(page: Page, halt: Halt) -> list[str]:
    """At every size: what is wrong there."""
    wrong: list[str] = []
    for size in SIZES:
        await page.set_viewport_size(size)
        found: list[str] = await page.evaluate(MEASURED)
        if halt.action:
            action = page.get_by_role("main").locator("a, button").filter(has_text=halt.action)
            action = action.or_(page.get_by_role("main").get_by_label(halt.action)).first
            await expect(action, halt.name).to_be_visible()
            if not await action.evaluate(REACHED):
                found.append(f"{halt.action} cannot be reached")
        wrong += [f"{halt.name} at {size['width']}: {each}" for each in found]
    return wrong


async def walks(window: Window, halts: list[Halt]) -> list[str]:
    wrong: list[str] = []
    for halt in halts:
        window.forgives(*filter(None, [halt.forgiven]))
        await window.opens(halt.path)
        if halt.deed is not None:
            await halt.deed(window.page)
        wrong += await fits(window.page, halt)
        if halt.name in UNSEEN:
            await is_accessible(window.page)
    return wrong


@pytest.mark.parametrize("device", [DESK], indirect=True)
async def test_every_page_fits_every_size(house: House, windows: Windows) -> None:
    async with town(house) as here:
        window = await windows.of(here.newcomer)
        wrong = await walks(window, newcomers_halts(here))
        stranger = await windows.stranger()
        link = (await sign_in_link(house, here.newcomer)).removeprefix(house.url)
        wrong += await walks(stranger, strangers_halts(here, link))
        mine = await windows.of(here.person)
        wrong += await walks(mine, drivers_halts(here))
        await mine.opens("/cards/claim")
        await waits_for_a_tap(mine.page)
        wrong += await fits(mine.page, Halt(name="card-waiting", path=""))
        await suspended(house, here.person)
        inactive = ("home-used", "charger-free", "account", "session")
        wrong += await walks(mine, [each for each in drivers_halts(here) if each.name in inactive])
        assert not wrong, "\n".join(wrong)


async def suspended(house: House, person: Person) -> None:
    async with await operator_of(house) as desk:
        told = await desk.put(
            f"/api/v1/operator/drivers/{person.email}", json={"status": "suspended", "stop_live": False}
        )
        assert told.status_code == 200, told.text


@pytest.mark.parametrize("device", [TABLET], indirect=True)
async def test_a_stop_on_a_tablet(house: House, windows: Windows) -> None:
    """As the phone does it, with the bar of four below; at every size while it runs."""
    here = await street(house, Make(build=CALM))
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        page, screen = window.page, ChargerScreen(window.page)
        tabs = page.get_by_role("navigation", name="Main").get_by_role("link")
        assert [each for each in await tabs.all_inner_texts() if each] == TABS
        await window.opens(f"/chargers/{charger.public_id}")
        assert not await fits(page, Halt(name="live", path="", action="Stop charging"))
        await page.set_viewport_size(VIEWPORTS[TABLET])
        await screen.asks_before_stopping()
        assert not await page.evaluate(MEASURED)
        await screen.sheet.get_by_role("button", name="Stop charging").click()
        await expect(screen.notice("You can unplug now")).to_be_visible()
        assert not await fits(page, Halt(name="stopped", path="", action="Start charging"))
        await screen.notice("You can unplug now").get_by_role("link").click()
        await expect(SessionScreen(page).badge).to_have_text("Completed")
        assert not await fits(page, Halt(name="completed", path="", action="Contact operator"))


@pytest.mark.parametrize("device", [PHONE], indirect=True)
async def test_nothing_moves_for_who_wants_no_motion(house: House, windows: Windows) -> None:
    """driver.md §13: the live card, the dialog, a wait for a tap."""
    here = await street(house, Make(build=CALM), Make(build=CALM, name="Second kerb"))
    first, second = here.chargers
    async with first, second:
        await first.charges_for(here.person)
        window = await windows.of(here.person)
        page, screen = window.page, ChargerScreen(window.page)
        await window.opens(f"/chargers/{first.public_id}")
        await expect(page.locator(".live-card.breathing")).to_be_visible()
        assert await moving(page) > 0, "without that wish the card breathes"
        await page.emulate_media(reduced_motion="reduce")
        await is_still(page)
        await screen.asks_before_stopping()
        await is_still(page)
        await window.opens("/cards/claim")
        await page.locator("#charger").select_option(label=second.name)
        await page.locator("main .big.first").click()
        await expect(page.locator(".tap-step.waiting")).to_be_visible()
        await is_still(page)


async def moving(page: Page) -> int:
    return await page.evaluate(
        "document.getAnimations().filter((each) => each.playState === 'running').length"
    )


async def is_still(page: Page) -> None:
    async def still() -> bool:
        return await moving(page) == 0

    await until(still)
