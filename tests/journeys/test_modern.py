"""Chargers that speak 2.0.1 and 2.1: plugged in first, and stopped before the transaction is over."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.async_api import expect

from chargehand.simulator.character import PLAIN
from chargehand.simulator.versions import Version
from tests.acceptance.house import House
from tests.journeys.screens import KWH, ChargerScreen, SessionScreen
from tests.journeys.street import CAR, Make, street
from tests.journeys.windows import DESK, Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")

BY_THE_CABLE = replace(PLAIN, start_points=("EVConnected",), stop_points=("EVConnected",), reaction_s=0.5)
"""A transaction lasts as long as the cable is in (TxStartPoint and TxStopPoint EVConnected)."""

STOPPED_AT = re.compile(r"^\s*Stopped at \d+\.\d kWh\s*$")
GAPPED = Make(character=replace(PLAIN, sequence="gaps"), version="2.0.1")
"""Leaves numbers out, as if some of its messages had been lost."""


@pytest.mark.parametrize("version", ["2.0.1", "2.1"])
async def test_plugged_in_first_started_and_stopped_by_phone(
    house: House, windows: Windows, version: Version
) -> None:
    here = await street(house, Make(character=BY_THE_CABLE, version=version))
    async with here.charger as charger:
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        await charger.line.plug_in(1, CAR)
        await expect(screen.state).to_contain_text("Cable plugged in")
        await screen.start.click()
        await expect(screen.card).to_contain_text("Live", timeout=15_000)
        await expect(screen.figure).to_have_text(re.compile(r"^[1-9]\d*\.\d$|^0\.[1-9]$"), timeout=15_000)
        await expect(screen.figure).to_have_text(KWH)
        await screen.refresh.click()
        await expect(screen.refreshed).to_contain_text("The charger answered at")
        assert {"StatusNotification", "TransactionEvent"} <= set(charger.station.triggered)

        await screen.stops()
        # Charging is over, the transaction is not: the page says what is left to do, and does not go on looking live.
        await expect(screen.card).to_contain_text("Stopped, unplug", timeout=15_000)
        await expect(screen.stop).to_have_count(0)
        await expect(screen.card).not_to_have_class(re.compile("breathing"))
        await expect(screen.card.locator(".steps .done").last).to_have_text(STOPPED_AT)
        await expect(screen.card.locator(".steps .now")).to_have_text("Unplug")
        await screen.card.get_by_role("link", name="Session details").click()
        await expect(window.page.locator("#banner")).to_contain_text("Stopped, unplug at")
        session = SessionScreen(window.page)
        await expect(session.badge).to_have_text("In progress")
        await expect(window.page.locator("#head")).to_contain_text("Stopped, unplug")
        await expect(session.fact("transaction")).not_to_contain_text("Ended")
        await expect(session.fact("card")).to_contain_text("free", ignore_case=True)

        await charger.line.unplug(1)
        await expect(session.badge).to_have_text("Completed", timeout=15_000)
        await expect(session.rows.last).to_contain_text("final reading")
        if not windows.touch:
            return
        await window.opens("/inbox")
        told = window.page.locator(".told-row").filter(has_text="Charging has stopped")
        await expect(told).to_contain_text("You can unplug now.")


@pytest.mark.parametrize("device", [DESK], indirect=True)
async def test_an_end_with_gaps_waits_for_what_is_missing(house: House, windows: Windows) -> None:
    here = await street(house, GAPPED)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        await window.page.get_by_role("link", name=re.compile("^Charging at")).click()
        session = SessionScreen(window.page)
        await expect(session.rows.nth(3)).to_be_visible()
        await charger.line.press_stop()
        await expect(session.badge).to_have_text("Completed")
        await expect(window.page.locator("#head")).to_contain_text("Ended, waiting for the final reading")
        await expect(session.timeline.get_by_text("final reading")).to_have_count(0)
