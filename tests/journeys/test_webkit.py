"""The charger's and the session's journeys once more in WebKit, with a phone's window: live, start, stop, refusal, cut line."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest
import pytest_asyncio
from selenium.webdriver import Remote

from chargehand.simulator.character import PLAIN
from tests.acceptance.api import Api
from tests.acceptance.house import House
from tests.journeys.street import CAR, Make, street
from tests.journeys.webkit import Webkit, screen, webkit

pytestmark = pytest.mark.asyncio(loop_scope="module")

STOP = "RemoteStopTransaction"
PENSIVE = Make(character=replace(PLAIN, reaction_s=2.0), thinks_about=(STOP,))


@pytest.fixture(scope="module")
def driver() -> Iterator[Remote]:
    with screen() as display, webkit(display) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def phone(driver: Remote, house: House) -> AsyncIterator[Webkit]:
    opened = Webkit(driver, house)
    yield opened
    await opened.leaves()


async def test_a_live_session_ticks_and_is_stopped_in_two_steps(house: House, phone: Webkit) -> None:
    here = await street(house, PENSIVE)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        await phone.signs_in(here.person)
        await phone.opens(f"/chargers/{charger.public_id}")
        await phone.shows("Live", "#live")
        assert re.search(r"reading \d+ s ago", await phone.text("#live"))
        await phone.changes("#live .figure")

        await phone.presses("Stop charging", "#action")
        assert re.search(
            r"Stop charging\?\s+Stop the session at \d+\.\d kWh delivered\?", await phone.text("dialog")
        )
        await phone.presses("Keep charging", "dialog")
        await phone.shows("Live", "#live")
        assert charger.times_asked(STOP) == 0

        await phone.presses("Stop charging", "#action")
        await phone.presses("Stop charging", "dialog")
        await phone.shows("Stopping (asked)", "#live")
        await charger.answers()
        await phone.shows("Stopping (accepted)", "#live")
        await phone.shows("You can unplug now")
        await phone.shows("Start charging", "#action")
        assert charger.times_asked(STOP) == 1


async def test_a_start_prepares_and_becomes_a_session(house: House, phone: Webkit) -> None:
    here = await street(house)
    async with here.charger as charger:
        await phone.signs_in(here.person)
        await phone.opens(f"/chargers/{charger.public_id}")
        await phone.shows("Tap your card")
        await phone.presses("Start charging", "#action")
        await phone.shows("Preparing")
        await phone.shows("plug in your car")
        await charger.line.plug_in(1, CAR)
        await phone.shows("Live", "#live")


async def test_the_sessions_page_stops_with_one_click(house: House, phone: Webkit) -> None:
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        async with Api(house.url, here.person.token) as api:
            session = (await api.sessions())[0]["id"]
        await phone.signs_in(here.person)
        await phone.opens(f"/sessions/{session}")
        await phone.shows("In progress", "#head")
        await phone.shows("periodic", "#live")
        await phone.presses("Stop charging", "#live")
        await phone.shows("Completed", "#head")
        for words in ("Total kWh", "Duration", "Average kW", "What we know", "final reading"):
            await phone.shows(words, "#live")


async def test_what_is_not_mine_is_not_found_and_a_lost_charger_stays_visible(
    house: House, phone: Webkit
) -> None:
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        await phone.signs_in(here.person)
        await phone.opens("/sessions/0192f1b2c3d400000000")
        await phone.shows("Session not found")
        await phone.opens(f"/chargers/{charger.public_id}")
        await phone.shows("Live", "#live")
        await charger.loses_line()
        await phone.shows("Offline", "#live")
        await phone.shows("Not confirmed since", "#live")


async def test_the_page_is_as_wide_as_the_phone(house: House, phone: Webkit) -> None:
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        await phone.signs_in(here.person)
        for path in ("/", "/chargers", f"/chargers/{charger.public_id}", "/sessions", "/account"):
            await phone.opens(path)
            assert await phone.asks("return document.documentElement.scrollWidth <= innerWidth"), path
