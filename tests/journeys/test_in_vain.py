"""Starts and stops that come to nothing: the page says why and what to do, and never that it has happened."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from playwright.async_api import Locator, expect

from chargehand.simulator.cast import CHARACTERS
from chargehand.simulator.character import PLAIN
from tests.acceptance.house import House
from tests.acceptance.waiting import until
from tests.journeys.screens import AMBER, ChargerScreen, SessionScreen, stands_below
from tests.journeys.street import Make, operator_of, street
from tests.journeys.windows import DESK, PHONE, VIEWPORTS, Window, Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")

SETTINGS = {"command_deadline_s": 3, "start_deadline_s": 5, "suspended_may_stop": True}
STOP = "RemoteStopTransaction"
NOT_STARTED = "Charger could not start the session. Please try again."
FAILED = "Charger could not stop the session. Please try again."
CUT = "Your request did not get through. Please check your connection and try again."
AT_THE_CHARGER = (
    "Wait ten seconds and try again.",
    "If it fails again, tap the card on the reader or use the charger's stop button.",
    "If the cable does not come out, unlock the car first.",
)


RED_INK = "rgb(166, 20, 31)"
"""Of what failed, in the light."""


async def never_said(window: Window, *words: str) -> None:
    """None of these words has stood in the live part since the page was opened."""
    told: Sequence[str] = (await window.ears())["told"]
    assert told
    assert not [text for text in told for word in words if word in text]


async def still_runs(window: Window, screen: ChargerScreen, reason: str) -> None:
    """The red banner stands with the reason and the way out, and the session goes on."""
    failed = screen.notice(FAILED)
    await expect(failed).to_contain_text(reason)
    await expect(failed).to_have_attribute("role", "alert")
    await expect(failed.locator(".notice-title")).to_have_css("color", RED_INK)
    await expect(failed.get_by_role("listitem")).to_have_text(AT_THE_CHARGER)
    await is_under_the_hero(failed)
    await expect(screen.card).to_contain_text("Live")
    await expect(screen.stop).to_be_enabled()
    await expect(screen.stop.locator(".spinner")).to_be_hidden()
    await expect(screen.state).to_have_text("My session")
    await never_said(window, "Stopped at", "You can unplug now")


async def is_under_the_hero(notice: Locator) -> None:
    """On a phone right below it; on a desk at the top of what stands beside it."""
    page = notice.page
    if page.viewport_size == VIEWPORTS[PHONE]:
        await stands_below(page.locator("#hero"), notice, 24)
    await stands_below(notice, page.locator("#mine"))


async def test_a_refused_stop_leaves_the_session_running(house: House, windows: Windows) -> None:
    here = await street(house, Make(character=CHARACTERS["stubborn"]))
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        await screen.stops()
        await still_runs(window, screen, "The charger refused.")
        shown = await screen.figure.inner_text()
        await expect(screen.figure).not_to_have_text(shown)
        await screen.card.get_by_role("link", name="Session details").click()
        await window.is_live()
        at_session = SessionScreen(window.page)
        await expect(at_session.badge).to_have_text("In progress")
        await expect(window.page.locator(".notice.bad")).to_contain_text(FAILED)
        await expect(window.page.locator(".notice.bad li")).to_have_text(AT_THE_CHARGER)
        asked = charger.times_asked(STOP)
        await at_session.stop.click()
        await until(lambda: charger.times_asked(STOP) > asked)
        await expect(at_session.fact("stop")).to_contain_text("The charger refused")
        await expect(at_session.stop).to_be_enabled()
        if windows.device != PHONE:
            return
        await window.opens("/inbox")
        told = window.page.locator(".told-row").filter(has_text="Your session could not be stopped")
        await expect(told.first).to_contain_text("It is still running.")


async def test_accepted_is_not_stopped(house: House, windows: Windows) -> None:
    here = await street(house, Make(character=CHARACTERS["sleepy"]))
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        await screen.stops()
        await expect(screen.card).to_contain_text("Charger accepted")
        await expect(screen.card).to_contain_text("Not stopped yet, waiting for the last reading")
        await still_runs(
            window, screen, "The charger accepted, but the session has not ended within 3 seconds."
        )


async def test_no_answer_ends_with_its_deadline(house: House, windows: Windows) -> None:
    here = await street(house, Make(thinks_about=(STOP,)))
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        await screen.stops()
        await expect(screen.card).to_contain_text("Waiting for the charger to accept")
        await still_runs(window, screen, "The charger did not answer within 3 seconds.")


async def test_a_stop_of_an_offline_charger_is_refused_at_once(house: House, windows: Windows) -> None:
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        await charger.loses_line()
        await expect(screen.state).to_have_text("Offline")
        await screen.stops()
        refused = screen.notice("The charger is offline.")
        await expect(refused).to_contain_text(
            "Tap your card on the reader or use the charger's own stop button."
        )
        await is_under_the_hero(refused)
        await expect(screen.card).to_be_visible()
        await expect(screen.stop.locator(".spinner")).to_be_hidden()


async def test_a_page_without_network_does_not_hang(house: House, windows: Windows) -> None:
    """The device itself is cut off: the stop says that it did not get through, and can be tried again."""
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        window.forgives("ERR_INTERNET_DISCONNECTED", "htmx:error", "htmx:sse:error", "Failed to fetch")
        await window.page.context.set_offline(True)
        await screen.stops()
        cut = screen.notice(CUT)
        await expect(cut.get_by_role("listitem")).to_have_text(AT_THE_CHARGER)
        await is_under_the_hero(cut)
        await expect(screen.stop).to_be_enabled()
        await expect(screen.stop.locator(".spinner")).to_be_hidden()
        await expect(screen.card).to_be_visible()
        await expect(window.page.get_by_text("Live updates are interrupted.")).to_be_visible()
        await window.page.context.set_offline(False)
        await expect(window.page.get_by_text("Live updates are interrupted.")).to_be_hidden()
        await screen.stops()
        await expect(screen.notice("You can unplug now")).to_be_visible()


@pytest.mark.parametrize("device", [DESK], indirect=True)
async def test_what_hangs_ends_and_what_is_old_stops_looking_live(house: House, windows: Windows) -> None:
    """Nothing comes from the server any more: the browser's own clock ends the spinner and then the claim to be live."""
    here = await street(house, Make(every_s=600))
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        window.forgives("ERR_FAILED", "htmx:error", "htmx:sse:error", "Failed to fetch")
        page, screen = window.page, ChargerScreen(window.page)
        await page.clock.install()
        await page.route("**/chart.json", lambda _: asyncio.sleep(0))
        await page.route("**/stop", lambda _: asyncio.sleep(0))
        await window.opens(f"/chargers/{charger.public_id}")
        chart = page.locator(".live-card .chart-word")
        await expect(chart).to_have_text("Drawing the chart…")
        await expect(chart).to_have_css("background-image", re.compile("gradient"))
        await screen.stops()
        await expect(page.locator("#action .spinner")).to_be_visible()
        await page.clock.fast_forward(31_000)
        await expect(screen.notice(CUT).get_by_role("listitem")).to_have_text(AT_THE_CHARGER)
        await expect(screen.stop).to_be_enabled()
        await expect(screen.stop.locator(".spinner")).to_be_hidden()

        await page.route("**/live", lambda route: route.abort())
        await page.clock.fast_forward(120_000)
        await expect(screen.card).to_contain_text(re.compile(r"Not confirmed since \d\d:\d\d"))
        await expect(screen.card.locator(".unconfirmed-word")).to_be_visible()
        await expect(screen.card.get_by_text("Live", exact=True)).to_be_hidden()
        await expect(screen.card).not_to_have_class(re.compile("breathing"))
        await expect(screen.card.locator(".word")).to_have_css("color", AMBER)


async def test_a_start_that_nobody_plugs_in_for_says_so(house: House, windows: Windows) -> None:
    here = await street(house)
    async with here.charger as charger:
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        await screen.start.click()
        await expect(screen.card).to_contain_text("Preparing")
        failed = screen.notice(NOT_STARTED)
        await expect(failed).to_contain_text("Was the car plugged in?")
        await expect(screen.card).to_have_count(0)
        await expect(screen.start).to_be_enabled()


async def test_a_start_that_the_charger_refuses_says_so(house: House, windows: Windows) -> None:
    here = await street(house, Make(character=replace(PLAIN, remote_start="refuse")))
    async with here.charger as charger:
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        await screen.start.click()
        failed = screen.notice(NOT_STARTED)
        await expect(failed).to_contain_text("The charger refused.")
        await expect(failed).to_have_attribute("role", "alert")
        await expect(screen.start).to_be_enabled()


@pytest.mark.parametrize("device", [PHONE], indirect=True)
async def test_a_suspended_driver_may_stop_where_the_house_says_so(house: House, windows: Windows) -> None:
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        async with await operator_of(house) as desk:
            wish = {"status": "suspended", "stop_live": False}
            told = await desk.put(f"/api/v1/operator/drivers/{here.person.email}", json=wish)
            assert told.status_code == 200, told.text
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        await expect(screen.notice("Account inactive")).to_contain_text("Start is switched off.")
        await screen.stops()
        await expect(screen.notice("You can unplug now")).to_be_visible()
        await expect(screen.start).to_be_disabled()
