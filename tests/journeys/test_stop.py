"""Stopping: in two steps at the charger, in one on the session's page, and truthfully step by step."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.async_api import Route, expect

from chargehand.simulator.character import PLAIN
from tests.acceptance.api import Api
from tests.acceptance.house import House
from tests.acceptance.waiting import until
from tests.journeys.screens import GREEN, RED, VOLT, ChargerScreen, SessionScreen, stands_below
from tests.journeys.street import Charger, Make, Person, street
from tests.journeys.windows import DESK, VIEWPORTS, Window, Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")

PRESS = "(button) => button.click()"
STOP = "RemoteStopTransaction"
PENSIVE = Make(character=replace(PLAIN, reaction_s=2.0), thinks_about=(STOP,))
"""Answers a stop when the test says so, and does it two seconds later."""


async def session_of(house: House, person: Person) -> str:
    """The id of the person's only session."""
    async with Api(house.url, person.token) as api:
        return (await api.sessions())[0]["id"]


async def test_the_sheet_asks_first_and_can_be_left(house: House, windows: Windows) -> None:
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        await expect(screen.stop.locator("svg")).to_be_visible()
        await expect(screen.stop).to_have_css("background-color", RED)
        bar = window.page.get_by_role("navigation", name="Main")
        await (
            stands_below(screen.stop, bar, 24)
            if windows.touch
            else stands_below(screen.card, screen.stop, 24)
        )
        if windows.touch:
            await stands_below(window.page.locator("#hero"), screen.card)
        await screen.asks_before_stopping()
        await slides_up(screen, windows)
        await expect(screen.sheet.get_by_role("heading")).to_have_text("Stop charging?")
        question = re.compile(r"^Stop the session at \d+\.\d kWh delivered\?$")
        await expect(screen.sheet.get_by_text("Stop the session")).to_have_text(question)
        await screen.sheet.get_by_role("button", name="Keep charging", exact=True).click()
        await expect(screen.sheet).to_be_hidden()
        await expect(screen.card).to_contain_text("Live")
        await expect(screen.stop).to_be_enabled()
        assert charger.times_asked(STOP) == 0


async def slides_up(screen: ChargerScreen, windows: Windows) -> None:
    """On a phone from its lower edge, where it stays; on a desk it is a dialog in the middle."""
    await expect(screen.sheet).to_have_css("animation-name", "rise" if windows.touch else "appear")

    async def stands() -> bool:
        box, whole = await screen.sheet.bounding_box(), VIEWPORTS[windows.device]
        left = -1 if box is None else whole["height"] - box["y"] - box["height"]
        return abs(left) < 1 if windows.touch else box is not None and abs(left - box["y"]) < 2

    await until(stands)


@pytest.mark.parametrize("device", [DESK], indirect=True)
async def test_without_a_reading_no_energy_is_made_up(house: House, windows: Windows) -> None:
    """It began without a register and nothing has been read since: the question says so as well."""
    here = await street(house, Make(version="2.0.1"))
    async with here.charger as charger:
        began = {
            "eventType": "Started",
            "timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "triggerReason": "Authorized",
            "seqNo": 0,
            "transactionInfo": {"transactionId": f"unread-{here.person.uid}"},
            "evse": {"id": 1, "connectorId": 1},
            "idToken": {"idToken": here.person.uid, "type": "ISO14443"},
        }
        await charger.line.act(lambda station: station.say("TransactionEvent", began))
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        await expect(screen.figure).to_have_text("—")
        await expect(screen.card).to_contain_text("no reading yet")
        for unknown in ("Power", "Battery"):
            await expect(screen.meter(unknown)).to_have_text("—")
        await screen.asks_before_stopping()
        await expect(screen.sheet.get_by_text("Stop the in-progress session?")).to_be_visible()


async def test_a_stop_is_followed_to_its_end(house: House, windows: Windows) -> None:
    here = await street(house, PENSIVE)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        page, screen = window.page, ChargerScreen(window.page)
        await screen.stops()

        pending = page.locator("#action button")
        await expect(pending).to_contain_text("Stopping…")
        await expect(pending.locator(".spinner")).to_be_visible()
        await expect(screen.card).to_contain_text("Stopping (asked)")
        await expect(screen.card).to_contain_text("Waiting for the charger to accept")
        await charger.answers()
        await expect(screen.card).to_contain_text("Stopping (accepted)")
        await expect(screen.card).to_contain_text("Not stopped yet, waiting for the last reading")
        await expect(pending.locator(".spinner")).to_be_visible()

        done = screen.notice("You can unplug now")
        await expect(done).to_be_visible()
        await expect(screen.card).to_have_count(0)
        await expect(screen.start).to_have_css("background-color", VOLT)
        await expect(page.get_by_text("Tap your card")).to_be_visible()
        assert charger.times_asked(STOP) == 1
        await done.get_by_role("link", name=re.compile(r"^See session #\d+$")).click()
        await expect(SessionScreen(page).badge).to_have_text("Completed")


async def test_one_click_stops_on_the_page_of_the_session(house: House, windows: Windows) -> None:
    here = await street(house, replace(PENSIVE, character=PLAIN))
    async with here.charger as charger:
        await charger.charges_for(here.person)
        session = await session_of(house, here.person)
        window = await windows.of(here.person)
        await window.opens(f"/sessions/{session}")
        page, screen = window.page, SessionScreen(window.page)
        await expect(page.get_by_role("heading", name=re.compile(r"^Session #\d+$"))).to_be_visible()
        await expect(screen.badge).to_have_text("In progress")
        await expect(screen.badge).to_have_css("color", GREEN)
        told = re.compile(rf"Live.*kWh.*Elapsed.*Power.*kW.*{charger.name}.*Connector 1.*Started", re.DOTALL)
        await expect(screen.card).to_contain_text(told)
        await expect(screen.rows.last).to_contain_text("periodic")
        assert await screen.timeline.locator("th").all_inner_texts() == ["Time", "kWh", "kW", "Source"]
        times = await screen.rows.locator("time").all_inner_texts()
        assert len(times) > 1
        assert times == sorted(times)
        await expect(page.locator("#chart .u-axis")).to_have_count(3)  # time, power and energy

        await screen.stop.click()
        await expect(page.get_by_role("button", name="Stopping…")).to_be_visible()
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(page.locator("#head")).to_contain_text("Stopping")
        await charger.answers()

        await expect(screen.badge).to_have_text("Completed")
        await expect(screen.card).to_have_count(0)
        await expect(screen.tile("Total kWh")).to_have_text(re.compile(r"^\d+\.\d kWh$"))
        await expect(screen.tile("Duration")).to_have_text(re.compile(r"^\d+ s$"))
        await expect(screen.tile("Cost")).to_contain_text("—")
        await expect(screen.tile("Average kW")).to_have_text(re.compile(r"^\d+\.\d\d kW$"))
        await expect(screen.stop).to_have_count(0)
        await expect(page.get_by_text("This session has already ended.")).to_be_visible()
        await expect(screen.rows.last).to_contain_text("final reading")
        await expect(screen.timeline.get_by_text("final reading")).to_have_count(1)
        sourced = re.compile(r"the charger's own message · \d\d:\d\d")
        await expect(screen.fact("transaction")).to_contain_text("Ended: the charger reported it (Remote)")
        await expect(screen.fact("transaction")).to_contain_text(sourced)
        await expect(screen.fact("stop")).to_contain_text("Done")
        await page.reload()
        await expect(screen.rows.last).to_contain_text("final reading")


async def test_two_tabs_and_two_wishes_are_one_stop(house: House, windows: Windows) -> None:
    here = await street(house, replace(PENSIVE, character=PLAIN))
    async with here.charger as charger:
        await charger.charges_for(here.person)
        session = await session_of(house, here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        other = await windows.beside(window)
        await other.opens(f"/sessions/{session}")
        at_charger, at_session = ChargerScreen(window.page), SessionScreen(other.page)
        await at_charger.asks_before_stopping()
        yes = at_charger.sheet.get_by_role("button", name="Stop charging")
        # In the same moment: a thumb would be too slow, the first stop shows in the other tab.
        await asyncio.gather(yes.evaluate(PRESS), at_session.stop.evaluate(PRESS))
        for page in (window.page, other.page):
            await expect(page.get_by_role("button", name="Stopping…")).to_be_visible()
        await _is_one_command(house, here.person, session)
        await charger.answers()
        await expect(at_charger.notice("You can unplug now")).to_be_visible()
        await expect(at_session.badge).to_have_text("Completed")
        assert charger.times_asked(STOP) == 1


async def _is_one_command(house: House, person: Person, session: str) -> None:
    """Whoever asks once more is told of the stop that is under way."""
    async with Api(house.url, person.token) as api:
        stop = (await api.session(session))["stop"]
        again = await api.stop(session)
        assert again.status_code == 202
        assert again.json()["command"]["id"] == stop["id"]


async def test_a_stop_in_one_tab_shows_in_the_other(house: House, windows: Windows) -> None:
    """The other tab's open sheet closes too: there is nothing left to ask."""
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        other = await windows.beside(window)
        await other.opens(f"/chargers/{charger.public_id}")
        first, second = ChargerScreen(window.page), ChargerScreen(other.page)
        await second.asks_before_stopping()
        await window.page.bring_to_front()
        await first.stops()
        await expect(first.notice("You can unplug now")).to_be_visible()
        await other.page.bring_to_front()
        await expect(second.notice("You can unplug now")).to_be_visible()
        await expect(second.sheet).to_be_hidden()
        await expect(second.start).to_be_visible()


async def test_the_reader_at_the_charger_stops_too(house: House, windows: Windows) -> None:
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        await charger.line.tap(here.person.uid)
        await expect(screen.notice("You can unplug now")).to_be_visible()
        await _is_unplugged(charger)
        await expect(screen.state).to_have_text("Free")


async def _is_unplugged(charger: Charger) -> None:
    await charger.line.unplug()
    await until(lambda: charger.station.idle)


async def test_a_slow_answer_does_not_undo_what_is_known(house: House, windows: Windows) -> None:
    """The answer to the form arrives when the live channel has long told of the end."""
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen, told = ChargerScreen(window.page), asyncio.Event()

        async def slowly(route: Route) -> None:
            answer = await route.fetch()
            await told.wait()
            await route.fulfill(response=answer)

        await window.page.route("**/stop", slowly)
        await screen.stops()
        await expect(screen.notice("You can unplug now")).to_be_visible()
        before: list[str] = (await window.ears())["told"]
        told.set()
        await until(lambda: _drew_since(window, len(before)))
        since: list[str] = (await window.ears())["told"][len(before) :]
        assert not [text for text in since if "Stopping" in text]
        await expect(screen.card).to_have_count(0)


async def _drew_since(window: Window, drawn: int) -> bool:
    return (await window.ears())["drawn"] > drawn
