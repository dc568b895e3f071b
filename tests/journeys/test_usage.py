"""What it costs and what was used: from a house with nothing in it to the bill, home, and the lists (driver.md §2-§6)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.api import Api, Json
from tests.acceptance.house import House
from tests.acceptance.waiting import until
from tests.journeys.axe import is_accessible
from tests.journeys.screens import ChargerScreen, SessionScreen
from tests.journeys.street import CALM, CAR, Charger, Make, Person, operator_at, operator_of, street
from tests.journeys.windows import DESK, Window, Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")

PRICES = {"currency": "EUR", "per_kwh": "0.49", "per_minute": "0.05", "per_session": "0.35"}
EUROS = re.compile(r"^€\d+\.\d\d$")
PAST = 26
"""Sessions, one an hour: one more than a page holds, and not all of them of the last 24 hours."""
PAGE = 25
FAR_EAST = "Pacific/Kiritimati"
"""Its days begin fourteen hours before those of UTC."""
FIGURES = """() => Object.fromEntries([...document.querySelectorAll(".tiles .tile")].map((each) =>
  [each.querySelector("dt").textContent.trim(), each.querySelector("dd").textContent.trim()]))"""


def charged_hour_by_hour(charger: Charger, person: Person) -> None:
    """Without a line, until an hour ago: it will tell all of it when it finds one."""
    station = charger.station
    station.configure("MeterValueSampleInterval", "600")
    for _ in range(PAST):
        station.plug_in(1, CAR)
        station.tap(person.uid, 1)
        station.tick(station.now + timedelta(minutes=20))
        station.press_stop(1)
        station.unplug(1)
        station.tick(station.now + timedelta(minutes=40))


@pytest.mark.parametrize("device", [DESK], indirect=True)
async def test_from_nothing_to_pages_of_sessions(house: House, windows: Windows) -> None:
    """The first of its module: nobody has put a charger there yet."""
    newcomer = await operator_at(house)
    other = await windows.of(newcomer)
    await where_nothing_is(other)
    await the_only_charger_is_opened_once(other, (await street(house, Make(build=CALM))).charger)
    here = await street(house, Make(build=CALM, began_ago_s=(PAST + 1) * 3600, name="Kerb at the park"))
    charged_hour_by_hour(here.charger, here.person)
    async with here.charger as charger, Api(house.url, here.person.token) as api:
        past = await told(api)
        window = await windows.of(here.person)
        await goes_by_local_days(window, past)
        await the_tiles_add_up(window, past)
        await newest_first_and_on(window.page, past)
        await the_filters_live_in_the_address(window, charger, past)
        await charger.charges_for(here.person)
        await one_runs_now(window, charger)
        await other.opens("/chargers")
        row = other.page.locator(".charger-row").filter(has_text=charger.name)
        await expect(row.locator(".state")).to_have_text("In use")
        await expect(row.locator(".mark.used")).to_be_visible()


async def where_nothing_is(window: Window) -> None:
    """Who runs the house lands on home as well: there is no console yet."""
    page = window.page
    for part, words in (("home-chargers", "No chargers yet"), ("home-sessions", "No sessions yet.")):
        await expect(page.locator(f"section[aria-labelledby={part}]")).to_contain_text(words)
    await expect(page.locator("section[aria-labelledby=home-tariff]")).to_contain_text("No tariff")
    await window.opens("/sessions")
    await expect(page.get_by_text("No sessions yet.")).to_be_visible()
    await expect(page.get_by_role("link", name="Clear filters")).to_have_count(0)
    await is_accessible(page)
    await window.opens("/chargers")
    await expect(page.get_by_text("No chargers yet")).to_be_visible()
    await is_accessible(page)


async def the_only_charger_is_opened_once(window: Window, charger: Charger) -> None:
    page = window.page
    await window.opens("/chargers")
    await expect(page.get_by_role("heading", name=charger.name)).to_be_visible()
    async with charger:
        start = ChargerScreen(page).start
        await expect(start).to_be_visible()
        await expect(start).to_be_disabled()
        await expect(page.get_by_text("No active card on file")).to_be_visible()
    await window.opens("/chargers")
    await expect(page.get_by_role("heading", name="Chargers")).to_be_visible()
    await expect(page.locator(".charger-row")).to_have_count(1)


async def told(api: Api) -> list[Json]:
    """All of them, the newest first, once the charger has told its past."""

    async def all_there() -> bool:
        sessions = await api.sessions("completed")
        return len(sessions) == PAST

    await until(all_there)
    return await api.sessions()


async def goes_by_local_days(window: Window, past: list[Json]) -> None:
    """Home: the days of the period, each from the midnight of where its driver is."""
    page, zone = window.page, ZoneInfo(FAR_EAST)
    control = await page.context.new_cdp_session(page)
    await control.send("Emulation.setTimezoneOverride", {"timezoneId": FAR_EAST})
    await window.opens("/")
    await until(lambda: said_zone(page))
    await page.reload()
    month = datetime.now(zone).strftime("%Y-%m")
    days = {began(each).astimezone(zone).date().isoformat() for each in past}
    days = {each for each in days if each.startswith(month)}
    await page.get_by_text("As a table").click()
    links = page.locator(".used-table tbody a")
    shown = [await each.get_attribute("href") or "" for each in await links.all()]
    assert {each.partition("from=")[2][:10] for each in shown} == days
    await expect(page.locator(".bars rect")).to_have_count(len(days))
    rows = page.locator("section[aria-labelledby=home-sessions] .row:not(.head) a")
    shown = [await each.get_attribute("href") or "" for each in await rows.all()]
    assert shown == [f"/sessions/{each['id']}" for each in past[:5]], "the last five"
    states = page.locator("section[aria-labelledby=home-chargers] .state")
    assert sorted(await states.all_inner_texts()) == ["Free", "Offline"]
    await control.send("Emulation.setTimezoneOverride", {"timezoneId": "UTC"})
    await page.reload()
    await until(lambda: said_zone(page, "UTC"))


async def said_zone(page: Page, zone: str = FAR_EAST) -> bool:
    return any(zone in (each.get("value") or "").replace("%2F", "/") for each in await page.context.cookies())


def began(session: Json) -> datetime:
    return datetime.fromisoformat(session["started_at"])


async def the_tiles_add_up(window: Window, past: list[Json]) -> None:
    await window.opens("/sessions")
    figures: dict[str, Any] = await window.page.evaluate(FIGURES)
    kwh = sum(each["energy_kwh"] for each in past)
    day = [each for each in past if began(each) > datetime.now(UTC) - timedelta(days=1)]
    assert 0 < len(day) < PAST
    assert figures == {
        "Sessions in 24 h": str(len(day)),
        "kWh in 7 days": f"{kwh:.1f} kWh",
        "Active now": "0",
        "Average kWh in 7 days": f"{kwh / PAST:.1f} kWh",
    }


async def newest_first_and_on(page: Page, past: list[Json]) -> None:
    """Rows with all that is promised of them, and the older ones on a page of their own."""
    await expect(page.get_by_role("heading", name="Charging sessions")).to_be_visible()
    heads = ["Charger", "Card", "Start", "Duration", "kWh", "Cost estimate", "Status"]
    assert await page.get_by_role("columnheader").all_inner_texts() == heads
    first, newest = page.locator(".row:not(.head)").first, past[0]
    await expect(first.locator(".c-charger")).to_contain_text("Kerb at the park")
    await expect(first.locator(".c-card")).to_have_text(re.compile(r"^Key fob ··\w{4}$"))
    await expect(first.locator(".c-start")).to_contain_text(re.compile(rf"{began(newest):%H:%M}$"))
    await expect(first.locator(".c-duration")).to_contain_text("20")
    await expect(first.locator(".c-kwh")).to_contain_text(f"{newest['energy_kwh']:.1f}")
    await expect(first.locator(".c-cost")).to_have_text("—")
    await expect(first.locator(".c-status .badge")).to_have_text("Completed")
    shown = await hrefs(page)
    await page.get_by_role("link", name="Older sessions").click()
    await expect(page).to_have_url(re.compile("cursor="))
    await expect(page.get_by_role("link", name="Older sessions")).to_have_count(0)
    shown += await hrefs(page)
    assert shown == [f"/sessions/{each['id']}" for each in past]


async def hrefs(page: Page) -> list[str]:
    return [await each.get_attribute("href") or "" for each in await page.locator(".row .cover").all()]


async def the_filters_live_in_the_address(window: Window, charger: Charger, past: list[Json]) -> None:
    page = window.page
    await window.opens("/sessions")
    day = began(past[-1]).date().isoformat()
    await page.get_by_text("Completed", exact=True).first.click()
    await page.get_by_label("From").fill(day)
    await page.get_by_label("To").fill(day)
    await page.get_by_label("Card").select_option(index=1)
    await page.get_by_label("Charger").select_option(label=charger.name)
    await page.get_by_role("button", name="Apply").click()
    await expect(page.locator("#sum")).to_be_visible()
    for part in ("status=completed", f"from={day}", f"to={day}", "card=", f"charger={charger.public_id}"):
        assert part in page.url
    same = [each for each in past if began(each).date().isoformat() == day]
    assert len(await hrefs(page)) == len(same), "the last day is included"
    await is_accessible(page)
    await page.reload()
    await expect(page.get_by_label("To")).to_have_value(day)
    await page.get_by_text("Active", exact=True).first.click()
    await page.get_by_role("button", name="Apply").click()
    await expect(page.get_by_text("No matching sessions.")).to_be_visible()


async def one_runs_now(window: Window, charger: Charger) -> None:
    """On top of every page, and behind the tile."""
    page = window.page
    for path in ("/", "/chargers?show=all", "/sessions", "/account", "/cards", "/inbox"):
        await window.opens(path)
        banner = page.get_by_role("complementary", name="Session in progress")
        await expect(banner.get_by_role("link")).to_contain_text(f"Charging at {charger.name}")
        await expect(banner).to_contain_text(re.compile(r"\d+\.\d\s+kWh"))
        await expect(banner).to_contain_text(re.compile(r"since \d\d:\d\d"))
    await window.opens("/sessions")
    tile = page.locator(".tile").filter(has_text="Active now")
    await expect(tile.locator("dd")).to_have_text("1")
    await tile.get_by_role("link").click()
    await expect(page).to_have_url(re.compile("status=active"))
    await expect(page.locator(".row:not(.head) .c-status .badge")).to_have_text(["In progress"])


async def test_from_the_cost_so_far_to_the_use_of_the_month(house: House, windows: Windows) -> None:
    here = await street(house)
    async with await operator_of(house) as desk, here.charger as charger:
        path = f"/api/v1/operator/stations/{charger.station.identity}/tariff"
        assert (await desk.put(path, json=PRICES)).status_code == 200
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        page, screen = window.page, SessionScreen(window.page)

        # Home: the tariff in force, and the session that runs on top of the page.
        own = page.locator(f'.tariffs > li:has(a[href="/chargers/{charger.public_id}"])')
        await expect(own).to_contain_text("€0.49 per kWh")
        await page.locator("#banner a").filter(has_text="Charging at").click()
        await the_cost_so_far_grows_while_its_parts_are_open(page)

        # A dearer tariff is for those that begin later (M5).
        assert (await desk.put(path, json=PRICES | {"per_kwh": "9.99"})).status_code == 200
        await charger.line.press_stop()
        await expect(screen.badge).to_have_text("Completed")
        await expect(screen.tile("Cost")).to_have_text(EUROS)
        final = await screen.tile("Cost").inner_text()
        await expect(page.locator("#cost-sum td")).to_have_text(final)
        await expect(page.locator("#cost-energy")).to_contain_text("€0.49")
        await is_accessible(page)

        await the_month_has_it(window, final)
        await the_list_has_it(page, final)


async def the_cost_so_far_grows_while_its_parts_are_open(page: Page) -> None:
    so_far = SessionScreen(page).card.locator("dl > div").filter(has_text="Cost so far").locator("dd")
    cost = page.locator("#cost")
    await expect(so_far).to_have_text(EUROS)
    await cost.locator("summary").click()
    await expect(cost.locator("tbody tr")).to_have_count(3)
    await expect(cost).to_contain_text("As of this charger's own tariff, in force since")
    told = await so_far.inner_text()
    await expect(so_far).not_to_have_text(told)
    await expect(cost.locator("table")).to_be_visible()


async def the_month_has_it(window: Window, final: str) -> None:
    """Home: as a figure, as a bar, in the table; the period is in the address."""
    page = window.page
    await window.opens("/")
    await expect(page.locator("#used-cost dd")).to_have_text(final)
    await expect(page.locator("#used-sessions dd")).to_have_text("1")
    await expect(page.locator(".bars rect")).to_have_count(1)
    await page.get_by_text("As a table").click()
    await is_accessible(page)
    await page.get_by_role("link", name="12 months").click()
    await expect(page).to_have_url(re.compile(r"period=year#usage$"))
    await expect(page.locator("#used-cost dd")).to_have_text(final)
    await page.get_by_role("link", name="Last month").click()
    await expect(page.get_by_text("Nothing used in this period.")).to_be_visible()


async def the_list_has_it(page: Page, final: str) -> None:
    """From the table to that day's sessions: their sum, their file, and a filter that lets nothing through."""
    await page.get_by_role("link", name="This month").click()
    await page.get_by_text("As a table").click()
    await page.locator(".used-table tbody a").click()
    await expect(page.get_by_role("heading", name="Charging sessions")).to_be_visible()
    summed = re.compile(rf"^1 session · [\d.]+ kWh · {re.escape(final)}$")
    await expect(page.locator("#sum")).to_have_text(summed)
    await is_accessible(page)
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Export as CSV").click()
    file = await (await download.value).path()
    assert f",{final.removeprefix('€')},EUR,final" in file.read_text(encoding="utf-8")
    await page.get_by_role("link", name="Active now").click()
    await expect(page.get_by_text("No matching sessions.")).to_be_visible()
    await is_accessible(page)
    await page.get_by_role("main").get_by_role("link", name="Clear filters").first.click()
    await expect(page.locator("#sum")).to_have_count(0)
