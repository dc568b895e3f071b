"""Finding a charger and starting there: the list and its map, the code on the sticker, the choices, the ways back."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import segno
from playwright.async_api import Browser, Geolocation, Page, Route, async_playwright, expect

from tests.acceptance.house import House
from tests.acceptance.waiting import until
from tests.journeys.axe import is_accessible
from tests.journeys.conftest import SWITCHES
from tests.journeys.screens import ChargerScreen
from tests.journeys.street import CALM, Charger, Make, Person, operator_of, street
from tests.journeys.windows import DESK, PHONE, Window, Windows
from tools import browser as installed

pytestmark = pytest.mark.asyncio(loop_scope="module")

STREETS = "http://streets.example"
SETTINGS = {"map_style_url": f"{STREETS}/style.json"}
STYLE = {
    "version": 8,
    "sources": {"s": {"type": "raster", "tiles": [f"{STREETS}/{{z}}/{{x}}/{{y}}.png"], "tileSize": 256}},
    "layers": [{"id": "s", "type": "raster", "source": "s"}],
}
ASK = "RemoteStartTransaction"
HERE = Geolocation(latitude=52.0908, longitude=5.1213)
SQUARE, STATION_ROAD = (52.0907, 5.1214), (52.0681, 5.1478)
FORM = "() => [...new FormData(document.getElementById('start-form'))]"
SENT_AGAIN = """async ([path, form]) => {
  // From a page that does not know yet: the same wish under a name of its own.
  const body = new URLSearchParams(form.map(([key, value]) => [key, key === "nonce" ? `${value.slice(0, -4)}anew` : value]));
  return (await fetch(path, { method: "POST", body })).status;
}"""
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080200000090"
    "7753de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the camera sees."""
    return tmp_path_factory.mktemp("camera") / "film.y4m"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(film: Path) -> AsyncIterator[Browser]:
    """A browser with a camera that looks at the film."""
    shows(film, None)
    camera = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(
            executable_path=installed.find(), args=[*SWITCHES, *camera], env=dict(os.environ)
        )
        yield running
        await running.close()


def shows(film: Path, text: str | None, *, width: int = 640, height: int = 480, scale: int = 9) -> None:
    """One grey picture with the text's code in its middle."""
    rows = [] if text is None else [list(row) for row in segno.make_qr(text).matrix]
    left, top = (width - len(rows) * scale) // 2, (height - len(rows) * scale) // 2
    picture = bytearray(b"\xd8" * (width * height))
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            for line in range(scale if dark else 0):
                at = (top + y * scale + line) * width + left + x * scale
                picture[at : at + scale] = bytes([20]) * scale
    frame = b"FRAME\n" + bytes(picture) + b"\x80" * (width * height // 2)
    film.write_bytes(f"YUV4MPEG2 W{width} H{height} F30:1 Ip A1:1 C420jpeg\n".encode() + frame * 3)


async def stands(house: House, charger: Charger, at: tuple[float, float], address: str) -> None:
    async with await operator_of(house) as operator:
        place = {"latitude": at[0], "longitude": at[1], "address": address}
        told = await operator.put(f"/api/v1/operator/stations/{charger.station.identity}", json=place)
        assert told.status_code == 200, told.text


async def second_card(house: House, person: Person) -> None:
    async with await operator_of(house) as operator:
        told = await operator.put(
            f"/api/v1/operator/tokens/{person.uid}02", json={"status": "accepted", "driver": person.email}
        )
        assert told.status_code == 200, told.text


async def test_chargers_are_found_by_list_map_and_distance(house: House, windows: Windows) -> None:
    mark = f"row {windows.device}"
    near, far = Make(name=f"Library {mark}", build=CALM), Make(name=f"Rest stop {mark}", build=CALM)
    here = await street(house, far, near)
    rest_stop, library = here.chargers
    await stands(house, library, SQUARE, "Library square 1")
    await stands(house, rest_stop, STATION_ROAD, "Ring road 12")
    async with library:
        window = await windows.of(here.person)
        window.forgives("GPU stall", "WebGL")
        page = window.page
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await page.context.grant_permissions(["geolocation"])
        await page.context.set_geolocation(HERE)

        await is_searched(window, mark)
        rows = page.locator("#all-chargers li")
        assert not [url for url in asked if "maplibre" in url], "the list is light"

        await page.get_by_role("button", name="Map", exact=True).click()
        await expect(page.locator("#map[data-drawn]")).to_be_attached()
        pin = page.locator(".pin").filter(has_text="Offline")
        await expect(pin).to_have_accessible_name(f"{rest_stop.name}: Offline")
        await expect(pin.locator(".mark.away")).to_be_visible()
        await is_accessible(page)
        await page.get_by_role("button", name="Near me").click()
        closest = page.get_by_role("region", name="Closest to you")
        await expect(closest).to_contain_text(library.name)
        await expect(closest).to_contain_text("10 m")
        await expect(rows).to_have_count(1)
        await expect(rows.first).to_contain_text(re.compile(r"3\.\d km"))
        await is_accessible(page)
        assert not [url for url in asked if "52.0" in url], "where somebody stands is told to nobody"
        assert {url.split("/")[2] for url in asked if url.startswith("http")} == {house.url.split("/")[2]}

        if windows.device == DESK:
            await agrees_to_streets(page)
        await pin.focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name=rest_stop.name)).to_be_visible()


async def is_searched(window: Window, mark: str) -> None:
    """The list by words and by what is available: the address says which."""
    page = window.page
    rows = page.locator("#all-chargers li")
    await window.opens("/chargers")
    await page.get_by_role("searchbox").fill(mark)
    await page.get_by_role("searchbox").press("Enter")
    await expect(rows).to_have_count(2)
    assert "q=row" in page.url, "the search lives in the address"
    await expect(rows.first).to_contain_text("Free")
    await expect(rows.last).to_contain_text("Offline")
    await expect(rows.last).to_contain_text("Ring road 12")
    await page.get_by_text("Available", exact=True).click()
    await expect(rows).to_have_count(1)
    await page.get_by_text("All", exact=True).click()
    await expect(rows).to_have_count(2)
    await is_accessible(page)


async def agrees_to_streets(page: Page) -> None:
    """What lies below the markers comes from elsewhere once this browser's driver has agreed, and as long as they do."""
    asked: list[str] = []

    async def brought(route: Route) -> None:
        asked.append(route.request.url)
        allowed = {"Access-Control-Allow-Origin": "*"}
        if route.request.url.endswith(".json"):
            await route.fulfill(json=STYLE, headers=allowed)
        else:
            await route.fulfill(body=DOT, content_type="image/png", headers=allowed)

    await page.context.route(f"{STREETS}/**", brought)
    await expect(page.get_by_text("Streets and places come from streets.example")).to_be_visible()
    await page.get_by_role("button", name="Show streets").click()
    await until(lambda: any(url.endswith(".png") for url in asked))
    await expect(page.get_by_role("button", name="Without streets")).to_be_visible()
    asked.clear()
    await page.reload()
    assert not asked, "the list alone asks nobody"
    await page.get_by_role("button", name="Map", exact=True).click()
    await until(lambda: any(url.endswith(".png") for url in asked))
    await page.get_by_role("button", name="Without streets").click()
    await expect(page.get_by_role("button", name="Show streets")).to_be_visible()
    await page.reload()
    asked.clear()
    await page.get_by_role("button", name="Map", exact=True).click()
    await expect(page.locator("#map[data-drawn]")).to_be_attached()
    assert not asked


@pytest.mark.parametrize("device", [PHONE])
async def test_the_code_on_a_charger_opens_it(house: House, windows: Windows, film: Path) -> None:
    here = await street(house, Make(build=CALM))
    window = await windows.of(here.person)
    window.forgives("404")
    page, charger = window.page, here.charger
    sticker = f"{house.url}/c/{charger.public_id}"
    line, scan = page.locator("#scan-line"), page.locator("#scan")
    await window.opens(f"/c/{charger.public_id}")
    await expect(page.get_by_role("heading", name=charger.name)).to_be_visible()
    await window.opens("/chargers?show=all")
    await page.get_by_role("link", name="Scan code").click()
    await expect(scan).to_have_text("Use the camera")
    await is_accessible(page)

    shows(film, f"https://evil.example/c/{charger.public_id}")
    await scan.click()
    await expect(line).to_have_text("This code does not belong to a charger here. Nothing was opened.")
    assert page.url == f"{house.url}/scan"
    await is_accessible(page)
    shows(film, f"{sticker}/start")
    await scan.click()
    await expect(line).to_have_text("This code does not belong to a charger here. Nothing was opened.")
    shows(film, sticker)
    await scan.click()
    await expect(page.get_by_role("heading", name=charger.name)).to_be_visible()
    assert page.url == f"{house.url}/chargers/{charger.public_id}"

    for name, words in (
        ("NotAllowedError", "The camera is not allowed"),
        ("NotFoundError", "No camera was found"),
    ):
        await window.opens("/scan")
        await page.evaluate(
            "(name) => { navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', name); }; }",
            name,
        )
        await scan.click()
        await expect(line).to_contain_text(words)
        await expect(scan).to_have_text("Try again")
    field = page.get_by_label("Number on the sticker")
    await field.fill("nosuchnumber")
    await field.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("There is no charger with this number.")
    await is_accessible(page)
    await field.fill(charger.public_id)
    await page.get_by_role("button", name="Open charger").click()
    await expect(page.get_by_role("heading", name=charger.name)).to_be_visible()


@pytest.mark.parametrize("device", [DESK])
async def test_connector_and_card_are_chosen_and_one_start_is_made(house: House, windows: Windows) -> None:
    """Reloading, going back and forth, prefetching: the charger is asked once (S33, S40)."""
    here = await street(house, Make(build=CALM, connectors=2))
    await second_card(house, here.person)
    async with here.charger as charger:
        window = await windows.of(here.person)
        page, screen = window.page, ChargerScreen(window.page)
        await window.opens(f"/chargers/{charger.public_id}")
        await expect(page.get_by_role("group", name="Card").get_by_role("radio")).to_have_count(2)
        await expect(page.get_by_label(re.compile("Key fob"))).to_be_checked()
        await page.get_by_role("group", name="Connector").get_by_label(re.compile("Connector 2")).check()
        await page.get_by_label(re.compile(f"{here.person.uid}02"[-4:])).check()
        await is_accessible(page)
        form = await page.evaluate(FORM)
        await screen.start.click()
        await expect(screen.card).to_contain_text("Preparing")
        await expect(screen.card).to_contain_text("Connector 2")
        await expect(screen.card).to_contain_text(f"{here.person.uid}02"[-4:])
        await expect(screen.card).to_contain_text("plug in your car")
        await expect(screen.card).to_contain_text(re.compile(r"\d:\d\d left"))

        await page.reload()
        await window.opens("/sessions")
        await page.go_back()
        await expect(screen.card).to_contain_text("Preparing")
        await page.go_forward()
        await is_asked_for_in_vain(window, f"/chargers/{charger.public_id}")
        assert await page.evaluate(SENT_AGAIN, [f"/chargers/{charger.public_id}/start", form]) == 200
        tab = await windows.beside(window)
        await tab.opens(f"/chargers/{charger.public_id}")
        await expect(ChargerScreen(tab.page).card).to_contain_text("Preparing")

        await charger.line.plug_in(2)
        await expect(ChargerScreen(tab.page).stop).to_be_visible()
        await page.reload()
        await page.go_back()
        await expect(screen.stop).to_be_visible()
        await screen.asks_before_stopping()
        await page.go_back()
        await page.go_forward()
        await expect(screen.stop).to_be_visible()
        assert charger.times_asked(ASK) == 1
        assert charger.times_asked("RemoteStopTransaction") == 0
        await charger.line.press_stop(2)
        await charger.line.unplug(2)
        used = page.get_by_role("group", name="Card").get_by_label(re.compile(f"{here.person.uid}02"[-4:]))
        await expect(used).to_be_checked()


async def is_asked_for_in_vain(window: Window, home: str) -> None:
    """By what browsers fetch on their own."""
    for wish in ("start", "refresh"):
        status = await window.page.evaluate(
            "async (path) => (await fetch(path, { headers: { Purpose: 'prefetch' } })).status",
            f"{home}/{wish}",
        )
        assert status == 405
    window.forgives("405")


@pytest.mark.parametrize("device", [PHONE])
async def test_a_card_that_is_busy_elsewhere_is_let_go_on_the_spot(house: House, windows: Windows) -> None:
    here = await street(house, Make(build=CALM), Make(name="Second kerb", build=CALM))
    first, second = here.chargers
    async with first, second:
        await first.charges_for(here.person)
        window = await windows.of(here.person)
        page, screen = window.page, ChargerScreen(window.page)
        await window.opens(f"/chargers/{second.public_id}")
        await screen.start.click()
        busy = screen.notice("This card already has a session elsewhere.")
        await expect(busy.get_by_role("link", name="See that session")).to_be_visible()
        await is_accessible(page)
        await busy.get_by_role("button", name="I'm not charging there").click()
        await expect(page.locator("#said")).to_contain_text("Your card is free again.")
        await screen.start.click()
        await expect(screen.card).to_contain_text("Preparing")
        assert first.times_asked("RemoteStopTransaction") == 0, "a claim stops nothing"


@pytest.mark.parametrize("device", [PHONE])
async def test_the_hero_shows_what_there_is(house: House, windows: Windows) -> None:
    """Picture, place, directions and the code's link; without them the drawing, and no directions."""
    here = await street(house, Make(build=CALM))
    async with here.charger as charger:
        window = await windows.of(here.person)
        page = window.page
        await window.opens(f"/chargers/{charger.public_id}")
        await expect(page.get_by_role("img", name="Drawing of a charging station")).to_be_visible()
        await expect(page.get_by_role("link", name="Directions")).to_have_count(0)
        await expect(page.locator("#connector-1")).to_contain_text("Type 2 · 11 kW")
        await expect(page.locator(".hero-state")).to_contain_text(re.compile(r"since \d\d:\d\d"))
        await stands(house, charger, SQUARE, "Library square 1")
        async with await operator_of(house) as operator:
            path = f"/api/v1/operator/stations/{charger.station.identity}/picture"
            assert (await operator.put(path, content=DOT)).status_code == 200

        await page.reload()

        picture = page.get_by_role("img", name="Picture of this charger")
        await expect(picture).to_be_visible()
        assert await picture.evaluate("(image) => image.complete && image.naturalWidth") == 1
        await expect(page.get_by_text("Library square 1")).to_be_visible()
        directions = page.get_by_role("link", name="Directions")
        await expect(directions).to_have_attribute("href", re.compile("destination=52.090700,5.121400"))
        await expect(page.get_by_role("link", name="Share link")).to_have_attribute(
            "href", f"/c/{charger.public_id}"
        )
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await page.get_by_role("link", name="Share link").click()
        await expect(page.get_by_text("Link copied")).to_be_visible()
        sticker = f"{house.url}/c/{charger.public_id}"
        assert await page.evaluate("navigator.clipboard.readText()") == sticker
        await is_accessible(page)
        help_line = page.get_by_text("Cable does not release?")
        await help_line.click()
        await expect(page.get_by_text("It is usually the vehicle's lock")).to_be_visible()
