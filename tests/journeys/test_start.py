"""Starting from the charger page: found, asked for, prepared, live."""

from __future__ import annotations

import re

import asyncpg
import pytest
from playwright.async_api import expect

from tests.acceptance.house import House
from tests.journeys.screens import KWH, VOLT, ChargerScreen, stands_below
from tests.journeys.street import CAR, Charger, Make, street
from tests.journeys.windows import Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_start_is_prepared_and_then_live(house: House, windows: Windows) -> None:
    here = await street(house, Make(name=f"Market square, {windows.device}"), Make(name="Another one"))
    async with here.charger as charger:
        window = await windows.of(here.person)
        page = window.page
        await page.get_by_role("link", name="Pick charger").click()
        await page.get_by_role("link", name=charger.name).click()
        await expect(page.get_by_role("heading", name=charger.name)).to_be_visible()
        await window.is_live()
        screen = ChargerScreen(page)
        born = (await window.ears())["born"]
        await expect(screen.state).to_have_text("Free")
        await expect(page.get_by_text("Tap your card")).to_be_visible()
        await expect(screen.start).to_have_css("background-color", VOLT)
        await stands_below(page.locator(".tap"), screen.start)

        await screen.start.click()
        await expect(screen.card).to_contain_text("Preparing")
        await expect(screen.card).to_contain_text("Please plug in your car.")
        await expect(screen.card).to_contain_text(re.compile(r"Waiting until \d\d:\d\d · 1:5\d left"))
        await expect(screen.card).to_contain_text("Charger accepted")
        await charger.line.until(lambda station: station.connector().status == "Preparing" and station.idle)
        await expect(screen.start).to_have_count(0)
        await expect(screen.stop).to_have_count(0)

        await charger.line.plug_in(1, CAR)
        await expect(screen.card).to_contain_text("Live")
        await expect(screen.figure).to_have_text(KWH)
        await expect(screen.meter("Power")).to_have_text("300.0 kW")
        await expect(screen.meter("Battery")).to_have_text("20 %")
        await expect(screen.stop).to_be_visible()
        await expect(screen.state).to_have_text("My session")
        ears = await window.ears()
        assert ears["born"] == born, "the page was loaded anew"
        assert not [told for told in ears["told"] if "Car plugged in" in told], "nobody had said so"


async def has_no_reader(house: House, charger: Charger) -> None:
    line = await asyncpg.connect(house.environment["CHARGEHAND_DATABASE_URL"])
    try:
        told = "update station set has_reader = false, version = version + 1 where identity = $1"
        await line.execute(told, charger.station.identity)
    finally:
        await line.close()


async def test_nobody_starts_where_the_charger_is_offline_or_broken(house: House, windows: Windows) -> None:
    here = await street(house)
    async with here.charger as charger:
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        await expect(screen.start).to_be_visible()
        await charger.loses_line()
        await expect(screen.state).to_have_text("Offline")
        await expect(screen.notice("Offline")).to_contain_text("It cannot be started from here now.")
        await expect(screen.start).to_have_count(0)
        await charger.finds_line()
        await expect(screen.start).to_be_visible()
        await expect(screen.state).to_have_text("Free")
        await expect(window.page.get_by_text("Tap your card")).to_be_visible()
        await has_no_reader(house, charger)
        await window.page.reload()
        await expect(screen.start).to_be_visible()
        await expect(window.page.get_by_text("Tap your card")).to_have_count(0)
        await charger.line.act(lambda station: station.break_down(1))
        await expect(screen.state).to_have_text("Out of service")
        await expect(screen.notice("Out of service")).to_contain_text("Please choose another one.")
        await expect(screen.start).to_have_count(0)
