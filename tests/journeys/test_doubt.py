"""When the line is cut, between charger and server or between server and browser: nothing looks live that is not known."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime

import pytest
from playwright.async_api import Locator, Route, expect

from tests.acceptance.house import House
from tests.journeys.screens import ChargerScreen, SessionScreen
from tests.journeys.street import Charger, street
from tests.journeys.windows import DESK, Window, Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")

CUT = "Live updates are interrupted."
AGED = re.compile(r"^reading (\d+) s ago$")


async def grows_older(age: Locator, by_s: int) -> None:
    """The age of the data goes on counting."""
    told = AGED.match(await age.inner_text())
    assert told is not None
    ages = "|".join(str(int(told[1]) + more) for more in range(by_s, by_s + 10))
    await expect(age).to_have_text(re.compile(rf"^reading ({ages}) s ago$"))


async def test_a_lost_charger_keeps_my_session_without_pretending(house: House, windows: Windows) -> None:
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        await expect(screen.card).to_have_class(re.compile(r"\bbreathing\b"))
        await expect(screen.figure).not_to_have_text("0.0")
        await charger.loses_line()

        await expect(screen.notice("Offline")).to_contain_text("Your session may still be running.")
        await expect(screen.state).to_have_text("Offline")
        await expect(screen.card).to_contain_text(re.compile(r"Not confirmed since \d\d:\d\d"))
        await expect(screen.card).not_to_have_class(re.compile(r"\bbreathing\b"))
        await expect(screen.card).not_to_contain_text("Live")
        await expect(screen.start).to_have_count(0)
        figure, elapsed = await screen.figure.inner_text(), await screen.meter("Elapsed").inner_text()
        await grows_older(screen.age, 3)
        await expect(screen.meter("Elapsed")).to_have_text(elapsed)
        await expect(screen.figure).to_have_text(figure)

        await charger.finds_line()
        await expect(screen.card).to_contain_text("Live")
        await expect(screen.card).to_have_class(re.compile(r"\bbreathing\b"))
        await expect(screen.notice("Offline")).to_have_count(0)
        await expect(screen.meter("Elapsed")).not_to_have_text(elapsed)
        await expect(screen.figure).not_to_have_text(figure)
        await expect(screen.stop).to_be_enabled()


async def test_the_session_page_and_the_banner_doubt_too(house: House, windows: Windows) -> None:
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        page = window.page
        await page.get_by_role("link", name=re.compile("^Charging at")).click()
        await window.is_live()
        screen = SessionScreen(page)
        await expect(screen.badge).to_have_text("In progress")
        await charger.loses_line()
        since = re.compile(rf"Not confirmed since {datetime.now(UTC):%H}:\d\d")
        await expect(page.locator("#head")).to_contain_text(since)
        await expect(screen.fact("charger")).to_contain_text("Offline")
        await expect(page.locator("#banner")).to_contain_text(since)
        await page.get_by_role("link", name="Home", exact=True).click()
        await expect(page.locator("#banner")).to_contain_text(since)


async def test_a_restart_of_the_server_is_told_and_overcome(house: House, windows: Windows) -> None:
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        window.forgives(
            "ERR_CONNECTION_REFUSED",
            "ERR_INCOMPLETE_CHUNKED_ENCODING",
            "htmx:sse:error",
            "ERR_CONNECTION_RESET",
            "ERR_EMPTY_RESPONSE",
        )
        await window.opens(f"/chargers/{charger.public_id}")
        screen, born = ChargerScreen(window.page), (await window.ears())["born"]
        await asyncio.to_thread(house.stop)
        await expect(window.page.get_by_text(CUT)).to_be_visible()
        await expect(screen.card).to_be_visible()
        await expect(screen.card).to_have_css("animation-name", "none")
        await _keeps_the_last_known(await windows.beside(window), charger)
        house.start()
        await asyncio.to_thread(house.until_ready)
        await expect(window.page.get_by_text(CUT)).to_be_hidden(timeout=30_000)
        await expect(screen.card).to_have_css("animation-name", "breathe")
        await _is_right_again(charger, screen)
        assert (await window.ears())["born"] == born, "the page was loaded anew"


@pytest.mark.parametrize("device", [DESK], indirect=True)
async def test_a_page_whose_channel_never_opens_asks_by_itself(house: House, windows: Windows) -> None:
    """It says so, and what happens is seen all the same: at the next asking."""
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        window.forgives("ERR_FAILED", "htmx:error", "htmx:sse:error", "Failed to fetch")
        page, screen = window.page, SessionScreen(window.page)

        async def no_channel(route: Route) -> None:
            await (route.fallback() if "x-fragment" in route.request.headers else route.abort())

        await page.clock.install()
        await page.route("**/live-page*", no_channel)
        await page.get_by_role("link", name=re.compile("^Charging at")).click()
        await expect(screen.badge).to_have_text("In progress")
        await page.clock.fast_forward(9_000)
        await expect(page.get_by_text(f"{CUT} This page asks again every 10 seconds.")).to_be_visible()
        await expect(screen.card).to_have_css("animation-name", "none")
        told = await screen.card.locator(".figure").inner_text()
        await charger.line.press_stop()
        await charger.line.until(lambda station: station.idle)
        await expect(screen.card.locator(".figure")).to_have_text(told)
        await page.clock.fast_forward(10_500)
        await expect(screen.badge).to_have_text("Completed")
        await expect(screen.rows.last).to_contain_text("final reading")


async def _keeps_the_last_known(window: Window, charger: Charger) -> None:
    """The shell opens all the same, with what was known last and how old that is, and nothing that looks live."""
    window.forgives("ERR_CONNECTION_REFUSED")
    await window.page.goto(f"{window.house.url}/chargers/{charger.public_id}")
    await expect(window.page.get_by_role("heading", name="No connection")).to_be_visible()
    last = re.compile(rf"^\d+\.\d kWh at {charger.name}, as of \d+ s ago$")
    await expect(window.page.get_by_text(last)).to_be_visible()
    await expect(window.page.locator(".live-card, .breathing")).to_have_count(0)


async def _is_right_again(charger: Charger, screen: ChargerScreen) -> None:
    """The charger is back, and the card shows what it reads now."""
    await charger.line.until(lambda station: station.online, 30)
    await expect(screen.card).to_contain_text("Live")
    await expect(screen.age).to_have_text(re.compile(r"reading [0-3] s ago"))
    shown = await screen.figure.inner_text()
    await expect(screen.figure).not_to_have_text(shown)
    await expect(screen.card).to_have_count(1)
    await screen.stops()
    await expect(screen.notice("You can unplug now")).to_be_visible()
