"""Other people's sessions: that a charger is in use, and nothing more."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.acceptance.api import Api
from tests.acceptance.house import House
from tests.journeys.screens import ChargerScreen
from tests.journeys.street import CALM, Make, street
from tests.journeys.windows import Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_strangers_session_is_in_use_and_nothing_more(house: House, windows: Windows) -> None:
    here = await street(house, Make(build=CALM), names=("Robin", "Sam"))
    owner, passer_by = here.people
    async with here.charger as charger:
        window = await windows.of(passer_by)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        await expect(screen.state).to_have_text("Free")
        older = await windows.of(passer_by, scripts=False)
        await older.opens(f"/chargers/{charger.public_id}")
        await charger.charges_for(owner)
        await expect(screen.state).to_have_text("In use")
        await expect(screen.notice("In use")).to_contain_text("Another car is charging here.")
        await expect(screen.stop).to_have_count(0)
        await expect(screen.start).to_have_count(0)
        await expect(screen.card).to_have_count(0)
        told = await window.page.content()
        assert not [
            secret for secret in (owner.name, owner.email, owner.uid[-4:], "kWh</span>") if secret in told
        ]
        older.forgives("409")
        await ChargerScreen(older.page).start.click()
        await expect(older.page.get_by_text("Already charging here.")).to_be_visible()


async def test_a_strangers_session_and_an_unknown_one_look_the_same(house: House, windows: Windows) -> None:
    here = await street(house, Make(build=CALM), names=("Robin", "Sam"))
    owner, passer_by = here.people
    async with here.charger as charger:
        await charger.charges_for(owner)
        async with Api(house.url, owner.token) as api:
            session = (await api.sessions())[0]["id"]
        window = await windows.of(passer_by)
        window.forgives("404")
        seen: list[tuple[int, str]] = []
        for place in (session, "nosuchsessionnosuchsess", "x"):
            answer = await window.page.goto(f"{house.url}/sessions/{place}")
            assert answer is not None
            await expect(window.page.get_by_role("heading", name="Session not found")).to_be_visible()
            seen.append((answer.status, await window.page.locator("main").inner_text()))
        assert len(set(seen)) == 1
        await window.page.get_by_role("link", name="Charging sessions").click()
        await expect(window.page.get_by_text("No sessions yet.")).to_be_visible()


async def test_two_people_at_one_twin_see_each_their_own(house: House, windows: Windows) -> None:
    here = await street(house, Make(build=CALM, connectors=2), names=("Robin", "Sam"))
    first, second = here.people
    async with here.charger as charger:
        await charger.charges_for(first)
        window = await windows.of(second)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        await expect(window.page.locator("#connector-1")).to_contain_text("In use")
        await expect(window.page.locator("#connector-2")).to_contain_text("Free")
        await expect(screen.state).to_have_text("Free")
        await screen.start.click()
        await expect(screen.card).to_contain_text("Preparing")
        await charger.line.plug_in(2)
        await expect(screen.card).to_contain_text("Connector 2")
        await expect(screen.card).to_contain_text("Live")
        await expect(screen.card.get_by_text(re.compile("^Started"))).to_be_visible()
        await expect(screen.card).to_have_count(1)
