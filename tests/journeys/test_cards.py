"""A driver's cards and ways in: a lost card, a card claimed by a tap, signing in by a tap and by a passkey. S37."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.house import House
from tests.journeys.axe import is_accessible
from tests.journeys.screens import ChargerScreen
from tests.journeys.street import CALM, Make, Person, operator_of, sign_in_link, street
from tests.journeys.windows import PHONE, Window, Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_lost_card_is_refused_and_its_session_stops(house: House, windows: Windows) -> None:
    here = await street(house, Make(build=CALM), names=("Robin", "Sam"))
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        page = window.page
        if windows.touch:
            await window.opens("/account")
            await page.locator("main").get_by_role("link", name="Manage cards").click()
        else:
            await page.get_by_role("navigation").get_by_role("link", name="Cards").click()
        tile, tail = page.locator(".card-tile"), f"··{here.person.uid[-4:]}"
        await expect(tile).to_contain_text(f"Key fob {tail}")
        await expect(tile.get_by_text("Active", exact=True)).to_be_visible()
        await is_accessible(page)
        await page.get_by_role("link", name="Key fob").click()
        for label, told in (("Number", tail), ("Issued", r"\d+ \w+ \d{4}"), ("Last used", r"\d\d:\d\d")):
            row = page.locator(".know dl > div").filter(has=page.get_by_text(label, exact=True))
            await expect(row.locator("dd")).to_have_text(re.compile(told))
        await page.get_by_label("Name").fill("Blue fob")
        await page.get_by_label("Plum").check()
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_role("heading", name="Blue fob")).to_be_visible()
        await expect(page.get_by_label("Plum")).to_be_checked()
        await is_accessible(page)
        await page.get_by_role("link", name="Report lost").click()
        await expect(page.get_by_text("It is charging now.")).to_be_visible()
        await is_accessible(page)
        await page.get_by_label("What happened?").fill("Left on the train")
        await page.get_by_role("button", name="Report lost").click()
        await expect(page.get_by_text("Reported lost on")).to_be_visible()
        await expect(page.get_by_text("Inactive", exact=True)).to_be_visible()
        await expect(page.get_by_role("link", name="Report lost")).to_have_count(0)
        await expect(page.get_by_text("Only the operator can make it active again.")).to_be_visible()
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
        await window.opens("/cards")
        await expect(tile.get_by_text("Inactive", exact=True)).to_be_visible()
        if windows.touch:
            await goes_to_somebody_else(house, window, here.people, await windows.of(here.people[1]))


async def goes_to_somebody_else(
    house: House, window: Window, people: tuple[Person, ...], other: Window
) -> None:
    """The operator is told of the loss and gives the card to another driver: without its past."""
    owner, heir = people
    async with await operator_of(house) as desk:
        lost = (await desk.get("/api/v1/operator/lost-cards")).json()["cards"]
        assert [each["reason"] for each in lost if each["email"] == owner.email] == ["Left on the train"]
        path, wish = f"/api/v1/operator/tokens/{owner.uid}", {"status": "accepted", "driver": heir.email}
        assert (await desk.put(path, json=wish)).status_code == 200
    await other.opens("/cards")
    await expect(other.page.get_by_text("Blue fob")).to_have_count(0)
    await other.page.get_by_role("link", name=f"Card ··{owner.uid[-4:]}").click()
    await expect(other.page.get_by_text("Not used yet")).to_be_visible()
    await expect(other.page.get_by_role("link", name="See its sessions")).to_have_count(0)
    await other.opens("/sessions")
    await expect(other.page.get_by_text("No sessions yet.")).to_be_visible()
    await window.opens("/sessions")
    await expect(window.page.get_by_text("Completed").first).to_be_visible()


@pytest.mark.parametrize("device", [PHONE], indirect=True)
async def test_a_card_is_asked_for_and_answered(house: House, windows: Windows) -> None:
    here = await street(house)
    window = await windows.of(here.person)
    page = window.page
    await window.opens("/cards")
    await expect(page.get_by_role("heading", name="Request a card")).to_be_visible()
    await page.get_by_label("Anything the operator should know").fill("For my second car")
    await page.get_by_role("button", name="Send request").click()
    await expect(page.get_by_text("You asked for a card on")).to_be_visible()
    await expect(page.get_by_role("button", name="Send request")).to_have_count(0)
    await is_accessible(page)
    async with await operator_of(house) as desk:
        asked = (await desk.get("/api/v1/operator/card-requests")).json()["requests"]
        (mine,) = [each for each in asked if each["email"] == here.person.email]
        wish = {"state": "granted", "answer": "It is in the post.", "uid": f"{here.person.uid}09"}
        path = f"/api/v1/operator/card-requests/{mine['id']}"
        assert (await desk.put(path, json=wish)).status_code == 200
    await window.opens("/cards")
    await expect(page.get_by_text("The operator has granted your request for a card.")).to_be_visible()
    await expect(page.locator(".card-tile")).to_have_count(2)


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
        await expect(page.get_by_text(re.compile(r"^(1:00|0:5\d)$"))).to_be_visible()
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
