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
from tests.journeys.windows import Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")

BY_THE_CABLE = replace(PLAIN, start_points=("EVConnected",), stop_points=("EVConnected",), reaction_s=0.5)
"""A transaction lasts as long as the cable is in (TxStartPoint and TxStopPoint EVConnected)."""


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

        await screen.stops()
        # Charging is over, the transaction is not: the page says what is left to do, and does not go on looking live.
        await expect(screen.card).to_contain_text("Stopped, unplug", timeout=15_000)
        await expect(screen.stop).to_have_count(0)
        await screen.card.get_by_role("link", name="Session details").click()
        session = SessionScreen(window.page)
        await expect(session.badge).to_have_text("In progress")
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
