"""A driver's cards and ways in: a lost card, a card claimed by a tap, signing in by a tap and by a passkey. S37."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.house import House
from tests.journeys.axe import is_accessible
from tests.journeys.screens import ChargerScreen
from tests.journeys.street import CALM, Make, sign_in_link, street
from tests.journeys.windows import Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_lost_card_is_refused_and_its_session_stops(house: House, windows: Windows) -> None:
    here = await street(house, Make(build=CALM))
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        page = window.page
        if windows.touch:
            await window.opens("/account")
            await page.locator("main").get_by_role("link", name="Manage cards").click()
        else:
            await page.get_by_role("navigation").get_by_role("link", name="Cards").click()
        await expect(page.get_by_text("Active", exact=True)).to_be_visible()
        await is_accessible(page)
        await page.get_by_role("link", name="Key fob").click()
        await page.get_by_label("Name").fill("Blue fob")
        await page.get_by_label("Plum").check()
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_role("heading", name="Blue fob")).to_be_visible()
        await is_accessible(page)
        await page.get_by_role("link", name="Report lost").click()
        await expect(page.get_by_text("It is charging now.")).to_be_visible()
        await is_accessible(page)
        await page.get_by_label("What happened?").fill("Left on the train")
        await page.get_by_role("button", name="Report lost").click()
        await expect(page.get_by_text("Reported lost on")).to_be_visible()
        await expect(page.get_by_text("Inactive", exact=True)).to_be_visible()
        await is_accessible(page)

        await charger.line.until(lambda station: station.connector().transaction is None)
        await charger.line.unplug()
        await charger.line.tap(here.person.uid)
        await charger.line.until(lambda station: station.idle)
        await charger.line.plug_in()
        await charger.line.until(lambda station: station.idle)
        assert charger.station.connector().transaction is None
        await page.reload()
        await page.get_by_role("link", name="See its sessions").click()
        await expect(page.get_by_text("Completed").first).to_be_visible()


async def test_a_card_is_claimed_by_a_tap(house: House, windows: Windows) -> None:
    here = await street(house, Make(name=f"Corner {windows.device}", build=CALM))
    async with here.charger as charger:
        window = await windows.of(here.person)
        page = window.page
        await window.opens("/cards")
        await page.get_by_role("link", name="Add a card").click()
        several = page.get_by_label("Charger")
        if await several.count():
            await several.select_option(label=charger.name)
        await is_accessible(page)
        await page.get_by_role("button", name="I am at the charger").click()
        await expect(page.get_by_role("heading", name="Tap your card at the reader")).to_be_visible()
        await expect(page.get_by_text(re.compile(r"^1:2\d$"))).to_be_visible()
        await is_accessible(page)
        await charger.line.tap(f"04CAFE{here.person.uid[-8:]}")
        await expect(page.get_by_text("The card is yours.")).to_be_visible()
        await is_accessible(page)
        await page.get_by_role("link", name="See the card").click()
        await expect(page.get_by_text("Not used yet")).to_be_visible()
        assert charger.station.connector().transaction is None


async def test_a_tap_at_the_charger_signs_in(house: House, windows: Windows) -> None:
    """Scan its code, tap the card, and you are in; nothing begins to charge."""
    here = await street(house, Make(build=CALM))
    async with here.charger as charger:
        window = await windows.stranger()
        page = window.page
        await page.goto(f"{house.url}/c/{charger.public_id}")
        await page.get_by_role("link", name="Sign in with your card at this charger").click()
        await is_accessible(page)
        await page.get_by_role("button", name="I am at the charger").click()
        await expect(page.get_by_role("heading", name="Tap your card at the reader")).to_be_visible()
        await charger.line.tap(here.person.uid)
        await expect(page.get_by_role("heading", name=charger.name)).to_be_visible()
        await window.is_live()
        await expect(ChargerScreen(page).start).to_be_enabled()
        assert charger.station.connector().transaction is None


async def device_with_keys(page: Page) -> None:
    """The browser's own authenticator, whose holder always agrees."""
    control = await page.context.new_cdp_session(page)
    await control.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    await control.send("WebAuthn.addVirtualAuthenticator", {"options": options})


async def test_a_passkey_signs_in(house: House, windows: Windows) -> None:
    here = await street(house)
    home = house.url.replace("127.0.0.1", "localhost")
    window = await windows.stranger()
    page = window.page
    await device_with_keys(page)
    await page.goto((await sign_in_link(house, here.person)).replace("127.0.0.1", "localhost"))
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.goto(f"{home}/account")
    await page.get_by_role("link", name="Passkeys").click()
    await expect(page.get_by_text("No passkeys yet.")).to_be_visible()
    await page.get_by_label("Name of the new passkey").fill("My phone")
    await is_accessible(page)
    await page.get_by_role("button", name="Add a passkey").click()
    await expect(page.get_by_text("The passkey was added.")).to_be_visible()
    await is_accessible(page)

    # Where the address is typed, without a click …
    greeting = page.get_by_role("heading", name=f"Hello, {here.person.name}")
    await signs_out(page, home)
    await expect(greeting).to_be_visible()
    # … and with the button, in a browser that offers nothing there.
    await page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = undefined")
    await signs_out(page, home)
    entry = page.get_by_role("button", name="Sign in with a passkey")
    await expect(entry).to_be_visible()
    await is_accessible(page)
    await entry.click()
    await expect(greeting).to_be_visible()
    await page.goto(f"{home}/account/passkeys")
    await page.get_by_role("button", name="Remove My phone").click()
    await expect(page.get_by_text("No passkeys yet.")).to_be_visible()


async def signs_out(page: Page, home: str) -> None:
    await page.goto(f"{home}/account")
    await page.locator("main").get_by_role("button", name="Sign out").first.click()
    await page.wait_for_url(f"{home}/**")
