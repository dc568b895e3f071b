"""Every page in its main states for a person to look at: light and dark, phone and desk, and German on the phone."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from chargehand.store.pool import open_pool
from tests.acceptance.house import House
from tests.journeys.album import SCHEMES, Album, Scheme, speaks
from tests.journeys.street import CALM, Make, operator_at, operator_of, sign_in_link, street
from tests.journeys.tour import (
    Halt,
    Town,
    drivers_halts,
    newcomers_halts,
    strangers_halts,
    town,
    waits_for_a_tap,
)
from tests.journeys.windows import DESK, PHONE

pytestmark = pytest.mark.asyncio(loop_scope="module")

WORDY = {
    *(
        "home-used",
        "session-cost",
        "chargers",
        "scan",
        "charger-choices",
        "charger-out-of-service",
        "session",
        "sessions",
    ),
    *("cards", "card", "card-lost", "card-claim", "account", "account-delete", "passkeys", "inbox"),
    *("notifications", "support", "support-new", "support-case", "charger-free", "sessions-none"),
}
"""Of which German, which needs the most room, is pictured too."""


@pytest_asyncio.fixture(loop_scope="module")
async def album(browser: Browser, house: House) -> AsyncIterator[Album]:
    opened = Album(browser, house)
    yield opened
    await opened.close()


async def pictures(album: Album, halts: list[Halt], *, german: bool = False) -> None:
    schemes: tuple[Scheme, ...] = ("light",) if german else SCHEMES
    on = PHONE if german else ""
    for halt in halts:
        album.forgives(*filter(None, [halt.forgiven]))
        await album.opens(halt.path, on=on)
        if halt.deed is not None:
            await album.does(halt.deed, on=on)
        await album.takes(f"{halt.name}-de" if german else halt.name, whole=True, on=on, schemes=schemes)


async def test_pictures_of_every_page_of_a_driver(house: House, album: Album) -> None:
    async with town(house) as here:
        await album.of(here.newcomer)
        await pictures(album, newcomers_halts(here))
        await album.of(here.person)
        await pictures(album, drivers_halts(here))
        await the_map(album)
        await album.opens("/cards/claim", on=PHONE)
        await album.does(waits_for_a_tap, on=PHONE)
        await album.takes("card-waiting", on=PHONE)
        await speaks(house, here.person, "de")
        wordy = [each for each in drivers_halts(here) if each.name in WORDY]
        await pictures(album, wordy, german=True)
        await suspended(house, album, here)


async def the_map(album: Album) -> None:
    async def shown(page: Page) -> None:
        await page.locator("#map-open").click()
        await expect(page.locator("#map[data-drawn]")).to_be_attached()

    album.forgives("GPU stall", "WebGL")
    await album.opens("/chargers")
    await album.does(shown)
    await album.takes("chargers-map")


async def suspended(house: House, album: Album, here: Town) -> None:
    await speaks(house, here.person, "")
    async with await operator_of(house) as desk:
        told = await desk.put(
            f"/api/v1/operator/drivers/{here.person.email}", json={"status": "suspended", "stop_live": False}
        )
        assert told.status_code == 200, told.text
    names = {
        "home-used": "home-suspended",
        "charger-free": "charger-suspended",
        "account": "account-suspended",
    }
    for halt in drivers_halts(here):
        if halt.name in names:
            await album.opens(halt.path)
            await album.takes(names[halt.name])


async def test_pictures_at_the_door(house: House, album: Album) -> None:
    async with town(house, " 2") as here:
        link = (await sign_in_link(house, here.newcomer)).removeprefix(house.url)
        await album.of(None)
        await pictures(album, strangers_halts(here, link))
        await album.opens(f"/sign-in/card?charger={here.chargers[1].public_id}", on=PHONE)
        await album.does(waits_for_a_tap, on=PHONE)
        await album.takes("sign-in-waiting", on=PHONE)
        await album.of(here.newcomer)
        await album.opens("/account/delete", on=PHONE)
        await album.does(leaves, on=PHONE)
        await album.takes("account-closed", on=PHONE)
        link = (await sign_in_link(house, here.newcomer)).removeprefix(house.url)
        await album.opens(link, on=PHONE)
        await album.takes("sign-in-keeping", on=PHONE)


async def leaves(page: Page) -> None:
    await page.get_by_label("Yes, delete my account").check()
    await page.get_by_role("button", name="Delete account").click()
    await expect(page.get_by_role("heading", name="Your account is closed")).to_be_visible()


async def test_a_picture_of_something_broken(house: House, album: Album) -> None:
    """A table is away for a moment."""
    here = await street(house)
    await album.of(here.person)
    house.calm = False
    pool = await open_pool(await house.dsn(), size=1)
    try:
        await pool.execute("alter table passkey rename to passkey_away")
        album.forgives("500|503")
        await album.opens("/account/passkeys")
        await album.shows(lambda page: page.get_by_role("heading", name="Something broke on our side"))
        await album.takes("broken")
    finally:
        await pool.execute("alter table passkey_away rename to passkey")
        await pool.close()


async def test_a_picture_of_the_stickers(house: House, album: Album) -> None:
    """What an operator prints."""
    await street(house, *(Make(build=CALM, name=f"Bay {number}") for number in range(1, 6)))
    await album.of(await operator_at(house))
    await album.opens("/stickers", on=DESK)
    await album.takes("stickers", on=DESK, schemes=("light",))
