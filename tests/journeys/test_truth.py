"""A session whose end nobody told: what the page says of it, what the driver may do, and how it is settled."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.async_api import expect

from chargehand.simulator.cast import CHARACTERS
from chargehand.simulator.character import PLAIN
from chargehand.simulator.hardware.car import Car
from tests.acceptance.api import Api
from tests.acceptance.house import House
from tests.journeys.axe import is_accessible
from tests.journeys.screens import ChargerScreen, SessionScreen
from tests.journeys.street import Make, operator_of, street
from tests.journeys.windows import Window, Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")

SETTINGS = {"close_after_evidence_s": 20, "readings_expected_every_s": 3}
GHOST = Make(character=CHARACTERS["ghost"])
"""Ends without a word of it; only its connector becomes free."""
SOON_FULL = Car(capacity_wh=150.0, max_power_w=90_000.0, soc=0.79, full_soc=1.0)
DATED = re.compile(r"ready by \d+ \w+ \d{4}, \d\d:\d\d at the latest")


async def shifts(window: Window) -> int:
    """How often something in the card moved by itself, but for its age when that gets another digit."""
    moved: list[dict[str, list[str]]] = (await window.ears())["shifts"]
    return sum(any('class="age"' not in what for what in each["what"]) for each in moved)


async def opens_session(window: Window) -> SessionScreen:
    await window.page.get_by_role("link", name=re.compile("^Charging at")).click()
    await window.is_live()
    return SessionScreen(window.page)


async def test_a_session_without_an_end_is_doubted_asked_about_and_closed(
    house: House, windows: Windows
) -> None:
    here = await street(house, GHOST)
    async with here.charger as charger:
        await charger.charges_for(here.person, SOON_FULL)
        window = await windows.of(here.person)
        screen = await opens_session(window)
        await expect(screen.badge).to_have_text("In progress")
        await expect(screen.card).to_contain_text("Paused by the car")
        await expect(screen.trail).to_contain_text("The charger reported the start")
        await expect(screen.trail).to_contain_text("conclusive")

        await charger.line.tap(here.person.uid)
        await charger.line.unplug()
        await expect(window.page.locator("#head")).to_contain_text("Not confirmed since")
        await expect(screen.trail).to_contain_text("The connector is free")
        await expect(screen.fact("unconfirmed")).to_contain_text("the connector is free")
        await expect(screen.fact("card")).to_contain_text("Free for the next session")
        await expect(screen.card).to_contain_text("Your card is free for the next session.")
        await expect(screen.card).not_to_have_class(re.compile(r"\bbreathing\b"))
        await expect(screen.ahead).to_contain_text("the session is taken as ended at")

        before = await shifts(window)
        await screen.claim.click()
        await expect(window.page.get_by_text(DATED).first).to_be_visible()
        await expect(screen.trail).to_contain_text("Asked the charger for a reading")
        await expect(screen.card.locator(".asking")).to_contain_text("Asked the charger")
        await expect(screen.claim).to_have_count(0)
        assert await shifts(window) == before, "the questions moved the card"
        await is_accessible(window.page)

        await expect(screen.badge).to_have_text("Completed", timeout=40_000)
        await expect(window.page.locator("#head")).to_contain_text("Ended (estimated)")
        await expect(screen.fact("transaction")).to_contain_text("the connector is free again")
        await expect(screen.fact("transaction")).to_contain_text("strong")
        await expect(screen.tile("Estimated cost")).to_be_visible()


async def test_a_charger_that_is_there_and_tells_no_readings_confirms_nothing(
    house: House, windows: Windows
) -> None:
    """It is connected and says so; of the session it says nothing, also when asked."""
    here = await street(house, Make(character=replace(PLAIN, trigger="refuse"), every_s=600))
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        screen = await opens_session(window)
        await expect(window.page.locator("#head")).to_contain_text("Not confirmed since", timeout=30_000)
        await expect(screen.fact("charger")).to_contain_text("Connected")
        await expect(screen.fact("unconfirmed")).to_contain_text("readings are missing")
        await expect(screen.fact("energy")).to_contain_text("not known whether energy flows")
        await expect(screen.fact("card")).to_contain_text("In use by this session")
        await expect(screen.trail).to_contain_text("Asked the charger for a reading · it would not tell")
        await expect(screen.trail).to_contain_text("Asked the charger for the connector's state")
        await expect(screen.ahead).to_contain_text("We ask the charger again at")
        elapsed = await screen.card.locator("[data-tick=elapsed]").inner_text()
        await screen.claim.click()
        await expect(screen.fact("card")).to_contain_text("Free for the next session")
        await expect(screen.card.locator("[data-tick=elapsed]")).to_have_text(elapsed)


async def test_a_doubted_session_never_blocks_the_next_start(house: House, windows: Windows) -> None:
    here = await street(house, GHOST, Make(name="Kerb at the park"))
    lost, next_one = here.chargers
    async with lost, next_one:
        await lost.charges_for(here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{next_one.public_id}")
        await lost.line.tap(here.person.uid)
        await lost.line.unplug()
        await next_one.charges_for(here.person)
        await expect(ChargerScreen(window.page).card).to_contain_text("Live")


async def test_the_claim_at_an_offline_charger_frees_the_card_and_promises_the_bill(
    house: House, windows: Windows
) -> None:
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        await charger.loses_line()
        await expect(screen.card).to_contain_text("We ask it as soon as it is back.")
        await screen.claim.click()
        told = screen.notice("Thank you. The charger is offline; we ask it as soon as it is back.")
        await expect(told).to_contain_text("Your card is free again.")
        await expect(told).to_contain_text(DATED)
        await expect(screen.card).to_contain_text("Your card is free for the next session.")
        await expect(screen.claim).to_have_count(0)
        async with Api(house.url, here.person.token) as api:
            (session,) = await api.sessions()
            assert session["card_hold"] == "released"
            assert session["facts"]["card_hold"]["source"] in ("driver", "house")

        await charger.finds_line()
        await expect(screen.card).to_contain_text("Live")
        await expect(screen.card).to_contain_text("Your card is free for the next session.")


async def test_out_of_service_keeps_my_session_in_sight(house: House, windows: Windows) -> None:
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        await window.opens(f"/chargers/{charger.public_id}")
        screen = ChargerScreen(window.page)
        async with await operator_of(house) as desk:
            answer = await desk.put(
                f"/api/v1/operator/stations/{charger.station.identity}", json={"boot_policy": "rejected"}
            )
            assert answer.status_code == 200, answer.text
        await expect(screen.state).to_have_text("Out of service")
        await expect(screen.notice("Out of service")).to_contain_text(
            "Your session stays here until its end is known."
        )
        await expect(screen.card).to_be_visible()
        await expect(screen.age).to_be_visible()
        await expect(screen.start).to_have_count(0)
        await expect(screen.card).to_contain_text(re.compile(r"Not confirmed since \d\d:\d\d"))


async def test_an_operator_closes_a_session_in_front_of_its_driver(house: House, windows: Windows) -> None:
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        screen = await opens_session(window)
        session = window.page.url.rpartition("/")[2]
        await charger.loses_line()
        await expect(screen.ahead).to_contain_text("The charger is offline.")
        async with await operator_of(house) as desk:
            path = f"/api/v1/operator/sessions/{session}/close"
            closed = await desk.post(path, json={"reason": "The car has left."})
            assert closed.status_code == 200, closed.text
            await expect(screen.badge).to_have_text("Completed")
            await expect(screen.trail).to_contain_text("The operator closed the session (The car has left.)")
            await expect(screen.fact("transaction")).to_contain_text("Ended: the operator closed it")
            undone = await desk.post(f"{path}/undo")
            assert undone.status_code == 200, undone.text
            await expect(screen.badge).to_have_text("In progress")
            await expect(screen.trail).to_contain_text("The operator took the closing back")
            again = await desk.post(path, json={"reason": "It has indeed."})
            assert again.status_code == 200, again.text
        await expect(screen.badge).to_have_text("Completed")

        # Its own report, late: what it changes is told as a correction.
        charger.station.tap(here.person.uid)
        await charger.finds_line()
        corrected = re.compile(
            r"final reading.*The charger's own report came after all; \d+\.\d{3} kWh had been assumed"
        )
        await expect(screen.rows.last).to_contain_text(corrected)
        await expect(screen.fact("bill")).to_contain_text("Final")
