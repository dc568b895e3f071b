"""What it costs and what was used: from the running session to its bill, home, and the list (driver.md §2-§4)."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.house import House
from tests.journeys.axe import is_accessible
from tests.journeys.screens import SessionScreen
from tests.journeys.street import operator_of, street
from tests.journeys.windows import Window, Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")

PRICES = {"currency": "EUR", "per_kwh": "0.49", "per_minute": "0.05", "per_session": "0.35"}
EUROS = re.compile(r"^€\d+\.\d\d$")


async def test_from_the_cost_so_far_to_the_use_of_the_month(house: House, windows: Windows) -> None:
    here = await street(house)
    async with await operator_of(house) as desk, here.charger as charger:
        path = f"/api/v1/operator/stations/{charger.station.identity}/tariff"
        assert (await desk.put(path, json=PRICES)).status_code == 200
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        page, screen = window.page, SessionScreen(window.page)

        # Home: the tariff in force, and the session that runs on top of the page.
        own = page.locator(f'.tariffs > li:has(a[href="/chargers/{charger.public_id}"])')
        await expect(own).to_contain_text("€0.49 per kWh")
        await page.locator("#banner a").filter(has_text="Charging at").click()
        await the_cost_so_far_grows_while_its_parts_are_open(page)

        # A dearer tariff is for those that begin later (M5).
        assert (await desk.put(path, json=PRICES | {"per_kwh": "9.99"})).status_code == 200
        await charger.line.press_stop()
        await expect(screen.badge).to_have_text("Completed")
        await expect(screen.tile("Cost")).to_have_text(EUROS)
        final = await screen.tile("Cost").inner_text()
        await expect(page.locator("#cost-sum td")).to_have_text(final)
        await expect(page.locator("#cost-energy")).to_contain_text("€0.49")
        await is_accessible(page)

        await the_month_has_it(window, final)
        await the_list_has_it(page, final)


async def the_cost_so_far_grows_while_its_parts_are_open(page: Page) -> None:
    so_far = SessionScreen(page).card.locator("dl > div").filter(has_text="Cost so far").locator("dd")
    cost = page.locator("#cost")
    await expect(so_far).to_have_text(EUROS)
    await cost.locator("summary").click()
    await expect(cost.locator("tbody tr")).to_have_count(3)
    await expect(cost).to_contain_text("As of this charger's own tariff, in force since")
    told = await so_far.inner_text()
    await expect(so_far).not_to_have_text(told)
    await expect(cost.locator("table")).to_be_visible()


async def the_month_has_it(window: Window, final: str) -> None:
    """Home: as a figure, as a bar, in the table; the period is in the address."""
    page = window.page
    await window.opens("/")
    await expect(page.locator("#used-cost dd")).to_have_text(final)
    await expect(page.locator("#used-sessions dd")).to_have_text("1")
    await expect(page.locator(".bars rect")).to_have_count(1)
    await page.get_by_text("As a table").click()
    await is_accessible(page)
    await page.get_by_role("link", name="12 months").click()
    await expect(page).to_have_url(re.compile(r"period=year#usage$"))
    await expect(page.locator("#used-cost dd")).to_have_text(final)
    await page.get_by_role("link", name="Last month").click()
    await expect(page.get_by_text("Nothing used in this period.")).to_be_visible()


async def the_list_has_it(page: Page, final: str) -> None:
    """From the table to that day's sessions: their sum, their file, and a filter that lets nothing through."""
    await page.get_by_role("link", name="This month").click()
    await page.get_by_text("As a table").click()
    await page.locator(".used-table tbody a").click()
    await expect(page.get_by_role("heading", name="Charging sessions")).to_be_visible()
    summed = re.compile(rf"^1 session · [\d.]+ kWh · {re.escape(final)}$")
    await expect(page.locator("#sum")).to_have_text(summed)
    await is_accessible(page)
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Export as CSV").click()
    file = await (await download.value).path()
    assert f",{final.removeprefix('€')},EUR,final" in file.read_text(encoding="utf-8")
    await page.get_by_role("link", name="Active now").click()
    await expect(page.get_by_text("No matching sessions.")).to_be_visible()
    await is_accessible(page)
    await page.get_by_role("main").get_by_role("link", name="Clear filters").first.click()
    await expect(page.locator("#sum")).to_have_count(0)
