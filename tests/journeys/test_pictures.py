"""Each main state of the product, on phone and desk, in the light and in the dark, for a person to look at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from chargehand.simulator.cast import CHARACTERS
from chargehand.simulator.hardware.car import Car
from tests.acceptance.api import Api
from tests.acceptance.house import House
from tests.journeys.album import FOLDER, Album, Scheme, What, speaks
from tests.journeys.screens import ChargerScreen
from tests.journeys.street import CALM, Charger, Make, Person, street
from tests.journeys.windows import DESK, PHONE

pytestmark = pytest.mark.asyncio(loop_scope="module")

STOP = "RemoteStopTransaction"
COMMUTER = Car(capacity_wh=46_000.0, max_power_w=11_000.0, soc=0.58, full_soc=1.0)
EVENING = Make(build=CALM, every_s=300, began_ago_s=5_700)
"""A charger on which somebody has been charging for a while."""
README_MOST_BYTES = 200_000


@pytest_asyncio.fixture(loop_scope="module")
async def album(browser: Browser, house: House) -> AsyncIterator[Album]:
    opened = Album(browser, house)
    yield opened
    await opened.close()


def start(page: Page) -> Locator:
    return ChargerScreen(page).start


def stop(page: Page) -> Locator:
    return ChargerScreen(page).stop


def yes(page: Page) -> Locator:
    return ChargerScreen(page).sheet.get_by_role("button", name="Stop charging")


def chart(page: Page) -> Locator:
    return page.locator(".chart .u-wrap").first


def text(words: str) -> What:
    return lambda page: page.get_by_text(words).first


async def only_session(house: House, person: Person) -> str:
    async with Api(house.url, person.token) as api:
        return f"/sessions/{(await api.sessions())[0]['id']}"


async def test_pictures_around_a_session(house: House, album: Album) -> None:
    """The door, an empty list, a free charger, and a start that waits for the cable."""
    here = await street(house, Make(build=CALM))
    async with here.charger as charger:
        await album.of(None)
        await album.opens("/sign-in")
        await album.takes("sign-in")
        await album.of(here.person)
        await album.opens("/sessions")
        await album.takes("sessions-empty")
        await album.opens(f"/chargers/{charger.public_id}")
        await album.shows(start)
        await album.takes("charger-free")
        await album.clicks(start, on=PHONE)
        await album.shows(text("Please plug in your car."))
        await album.takes("charger-preparing")


async def test_pictures_of_a_session(house: House, album: Album) -> None:
    here = await street(house, replace(EVENING, thinks_about=(STOP,)))
    charger, person = here.charger, here.person
    charger.has_charged_for(person, COMMUTER)
    async with charger:
        at_charger, at_session = f"/chargers/{charger.public_id}", await only_session(house, person)
        await album.of(person)
        await album.takes("home-charging")
        await album.opens(at_session)
        await album.shows(chart)
        await album.takes("session-live", whole=True)
        await album.opens(at_charger)
        await album.shows(chart)
        await album.takes("charger-live")
        assert (FOLDER / "charger-live-phone-light.png").stat().st_size < README_MOST_BYTES
        await album.clicks(stop)
        await album.shows(lambda page: ChargerScreen(page).sheet)
        await album.takes("charger-stop-sheet")
        await album.clicks(lambda page: page.get_by_role("button", name="Keep charging"), on=DESK)
        await album.clicks(yes, on=PHONE)
        await album.shows(text("Waiting for the charger to accept"))
        await album.takes("charger-stopping")
        await charger.answers()
        await album.shows(text("You can unplug now"))
        await album.takes("charger-stopped")
        await album.opens(at_session)
        await album.shows(text("final reading"))
        await album.shows(chart)
        await album.takes("session-completed", whole=True)
        await album.opens("/sessions")
        await album.takes("sessions")
        await album.opens("/")
        await album.takes("home")


async def test_pictures_of_a_stop_that_fails(house: House, album: Album) -> None:
    sleepy, stubborn = (replace(EVENING, character=CHARACTERS[name]) for name in ("sleepy", "stubborn"))
    here = await street(house, sleepy, stubborn, names=("Robin", "Sam"))
    for charger, person in zip(here.chargers, here.people, strict=True):
        charger.has_charged_for(person, COMMUTER)
    accepting, refusing = here.chargers
    async with accepting, refusing:
        await album.of(here.people[0])
        await stops_at(album, accepting)
        await album.shows(text("Not stopped yet"))
        await album.takes("charger-accepted")
        await album.of(here.people[1])
        await stops_at(album, refusing)
        await album.shows(text("The charger refused."))
        await album.takes("charger-stop-failed")


async def stops_at(album: Album, charger: Charger) -> None:
    await album.opens(f"/chargers/{charger.public_id}")
    await album.clicks(stop, on=PHONE)
    await album.clicks(yes, on=PHONE)


async def test_pictures_in_german(house: House, album: Album) -> None:
    """Live, stopping, failed, lost and ended: both pages, in the language that needs the most room."""
    stubborn = replace(EVENING, character=CHARACTERS["stubborn"])
    here = await street(
        house, replace(EVENING, thinks_about=(STOP,)), stubborn, replace(EVENING, name="Far end"), names=NAMES
    )
    for charger, person in zip(here.chargers, here.people, strict=True):
        charger.has_charged_for(person, COMMUTER)
    thoughtful, refusing, lost = here.chargers
    async with thoughtful, refusing, lost:
        session = await only_session(house, here.person)
        await album.of(here.person)
        await speaks(house, here.person, "de")
        await german(album, "live", thoughtful, session)
        await album.opens(f"/chargers/{thoughtful.public_id}")
        await album.clicks(lambda page: page.locator("#action .big.stop"))
        await album.takes("charger-stop-sheet-de", schemes=LIGHT)
        await album.clicks(lambda page: page.locator("#stop-dialog .big.stop"), on=PHONE)
        await album.shows(lambda page: page.locator("#action [data-pending]"))
        await german(album, "stopping", thoughtful, session)
        await thoughtful.answers()
        await album.shows(lambda page: page.locator("#tiles"))
        await german(album, "ended", thoughtful, session)

        session = await only_session(house, here.people[1])
        await album.of(here.people[1])
        await speaks(house, here.people[1], "de")
        await album.opens(f"/chargers/{refusing.public_id}", on=PHONE)
        await album.clicks(lambda page: page.locator("#action .big.stop"), on=PHONE)
        await album.clicks(lambda page: page.locator("#stop-dialog .big.stop"), on=PHONE)
        await album.does(refused, on=PHONE)
        await german(album, "stop-failed", refusing, session)

        session = await only_session(house, here.people[2])
        await album.of(here.people[2])
        await speaks(house, here.people[2], "de")
        await lost.loses_line()
        await german(album, "lost", lost, session)


NAMES = ("Robin", "Sam", "Noor")
LIGHT: tuple[Scheme, ...] = ("light",)


async def refused(page: Page) -> None:
    await expect(page.locator("#n-stop-failed")).to_be_visible()


async def german(album: Album, state: str, charger: Charger, session: str) -> None:
    await album.opens(f"/chargers/{charger.public_id}")
    await album.takes(f"charger-{state}-de", whole=True, schemes=LIGHT)
    await album.opens(session)
    await album.shows(chart)
    await album.takes(f"session-{state}-de", whole=True, schemes=LIGHT)


async def test_pictures_of_doubt(house: House, album: Album) -> None:
    here = await street(house, EVENING)
    charger, person = here.charger, here.person
    charger.has_charged_for(person, COMMUTER)
    async with charger:
        at_charger, at_session = f"/chargers/{charger.public_id}", await only_session(house, person)
        await album.of(person)
        await album.opens(at_charger)
        await charger.loses_line()
        await album.shows(text("Your session may still be running."))
        await album.takes("charger-offline-mine", whole=True)
        await album.opens(at_session)
        await album.takes("session-not-confirmed", whole=True)
        await album.opens("/chargers")
        await album.takes("chargers")


async def test_pictures_of_a_session_without_an_end(house: House, album: Album) -> None:
    here = await street(house, replace(EVENING, character=CHARACTERS["ghost"]))
    charger, person = here.charger, here.person
    charger.has_charged_for(person, COMMUTER)
    async with charger:
        at_session = await only_session(house, person)
        await album.of(person)
        await album.opens(at_session)
        await charger.line.tap(person.uid)
        await charger.line.unplug()
        await album.shows(text("We ask the charger again at"))
        await album.takes("session-doubted", whole=True)
        await album.clicks(lambda page: page.get_by_role("button", name="I'm not charging"), on=PHONE)
        await album.shows(lambda page: page.locator("#trail").get_by_text("Asked the charger for a reading"))
        await album.takes("session-claimed", whole=True)
        await album.opens(f"/chargers/{charger.public_id}")
        await album.shows(text("Your card is free for the next session."))
        await album.takes("charger-doubted", whole=True)


async def test_pictures_for_a_passer_by(house: House, album: Album) -> None:
    here = await street(house, Make(build=CALM), Make(build=CALM, name="Far end"), names=("Robin", "Sam"))
    async with here.charger as charger:
        await charger.charges_for(here.people[0])
        await album.of(here.people[1])
        await album.opens(f"/chargers/{charger.public_id}")
        await album.shows(text("Another car is charging here."))
        await album.takes("charger-in-use")
        await album.opens(f"/chargers/{here.chargers[1].public_id}")
        await album.shows(text("It cannot be started from here now."))
        await album.takes("charger-offline")
        album.forgives("404")
        await album.opens("/sessions/none")
        await album.takes("session-not-found")


async def test_pictures_without_the_server(house: House, album: Album) -> None:
    """The last ones: the house is not started again."""
    here = await street(house, EVENING)
    here.charger.has_charged_for(here.person, COMMUTER)
    async with here.charger as charger:
        at_charger = f"/chargers/{charger.public_id}"
        await album.of(here.person)
        await album.opens(at_charger)
        album.forgives("ERR_", "htmx:sse:error")
        await asyncio.to_thread(house.stop)
        await album.shows(text("Live updates are interrupted."))
        await album.takes("charger-cut")
        await album.opens(at_charger)
        await album.shows(text("Last known session"))
        await album.takes("offline")
