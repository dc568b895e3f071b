"""Every page of the product in its main states, in the order in which a driver with a past walks through them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from playwright.async_api import Page, expect

from chargehand.model.notice import NoticeKind
from chargehand.simulator.hardware.car import Car
from tests.acceptance.api import Api
from tests.acceptance.house import House
from tests.acceptance.waiting import until
from tests.journeys.past import way_to_end_letters
from tests.journeys.street import CALM, Charger, Make, Person, Street, operator_of, street

COMMUTER = Car(capacity_wh=46_000.0, max_power_w=11_000.0, soc=0.58, full_soc=1.0)
EVENING = Make(build=CALM, every_s=300, began_ago_s=5_700)
"""A charger on which somebody has been charging for a while."""
PRICES = {"currency": "EUR", "per_kwh": "0.49", "per_minute": "0.05", "per_session": "0.35"}
ENDED = 2
SECRET = "A" * 43
CODES_MAX = 10
"""So many for one address before the door asks for patience."""

Deed = Callable[[Page], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Halt:
    """A page in one of its states. `action`: the label of what is done there first of all."""

    name: str
    path: str
    action: str = ""
    deed: Deed | None = None
    """What brings the opened page into the state."""
    forgiven: str = ""


@dataclass(frozen=True)
class Town:
    """A driver with a past and the chargers of it; somebody new; and a case at the operator's."""

    street: Street
    session: str
    priced: str
    card: str
    case: str
    moving: str
    """Where the newcomer's new address is confirmed."""
    ending: str
    """Where letters of a kind are ended."""

    @property
    def person(self) -> Person:
        return self.street.person

    @property
    def newcomer(self) -> Person:
        return self.street.people[1]

    @property
    def chargers(self) -> tuple[Charger, ...]:
        return self.street.chargers


@asynccontextmanager
async def town(house: House, mark: str = "") -> AsyncIterator[Town]:
    """One charger with a finished session, one with two connectors, one out of service, one never heard of."""
    here = await street(
        house,
        replace(EVENING, name=f"Kerb at the library{mark}"),
        Make(build=CALM, connectors=2, name=f"Marshalling yard, bay{mark}"),
        Make(build=CALM, name=f"Depot{mark}"),
        Make(name=f"Far end{mark}"),
        names=("Robin", "Noor"),
    )
    used, double, broken, _ = here.chargers
    async with await operator_of(house) as desk:
        for path, body in (
            (f"stations/{used.station.identity}/tariff", PRICES),
            (f"stations/{used.station.identity}", _place(52.0907, 5.1214, "Library square 1, Utrecht")),
            (f"stations/{double.station.identity}", _place(52.0681, 5.1478, "Ring road 12, Utrecht")),
            (f"tokens/{here.person.uid}02", {"status": "accepted", "driver": here.person.email}),
        ):
            told = await desk.put(f"/api/v1/operator/{path}", json=body)
            assert told.status_code == 200, told.text
    used.has_charged_for(here.person, COMMUTER)
    async with used, double, broken:
        await _ends(used)  # which began before there was a price
        await used.charges_for(here.person, COMMUTER)
        await _ends(used)
        await broken.line.act(lambda station: station.break_down(1))
        yield await _lived_in(house, here)


async def _ends(charger: Charger) -> None:
    await charger.line.press_stop()
    await charger.line.unplug()
    await charger.line.until(lambda station: station.idle)


def _place(latitude: float, longitude: float, address: str) -> dict[str, object]:
    return {"latitude": latitude, "longitude": longitude, "address": address}


async def _lived_in(house: House, here: Street) -> Town:
    async with Api(house.url, here.person.token) as api:

        async def told() -> bool:
            kinds = [each["kind"] for each in (await api.get("/notices"))["notices"]]
            return kinds.count("session_ended") == ENDED

        await until(told)
        priced, session = [str(each["id"]) for each in await api.sessions()]
        cards = (await api.get("/cards"))["cards"]
        asked = await api.http.post(
            "/support", json={"session_id": session, "text": "The cable does not come out."}
        )
        assert asked.status_code in (200, 201), asked.text
        case: str = asked.json()["id"]
    async with await operator_of(house) as desk:
        answer = {"text": "Please unlock your car first.\n\nDoes it come out then?"}
        said = await desk.post(f"/api/v1/operator/support/{case}/answer", json=answer)
        assert said.status_code == 200, said.text
    named = next(each["id"] for each in cards if each["name"] == "Key fob")
    newcomer = here.people[1]
    ending = await way_to_end_letters(house, newcomer, NoticeKind.SESSION_ENDED)
    return Town(here, session, priced, named, case, await _moving(house, newcomer), ending)


async def _moving(house: House, person: Person) -> str:
    new = f"new-{person.email}"
    async with Api(house.url, person.token) as api:
        asked = await api.http.post("/account/email", json={"email": new})
        assert asked.status_code == 202, asked.text

    def printed() -> str:
        _, _, rest = house.log.read_text(encoding="utf-8").partition(f"Letter to {new}:")
        found = re.search(r"^ +(http\S+)$", rest, re.MULTILINE)
        return urlsplit(found[1]).path if found else ""

    return await until(printed)


def drivers_halts(here: Town) -> list[Halt]:
    used, double, broken, far = (f"/chargers/{each.public_id}" for each in here.chargers)
    return [
        Halt(name="home-used", path="/", action="Pick charger"),
        Halt(name="chargers", path="/chargers?show=all", action="Map"),
        Halt(name="chargers-none", path="/chargers?q=nowhere", action="Clear filters"),
        Halt(name="scan", path="/scan", action="Use the camera"),
        Halt(name="scan-unknown", path="/scan?code=nosuchnumber", action="Open charger", forgiven="404"),
        Halt(name="charger-free", path=used, action="Start charging"),
        Halt(name="charger-choices", path=double, action="Start charging"),
        Halt(name="charger-out-of-service", path=broken, action="Contact operator"),
        Halt(name="charger-never", path=far, action="Contact operator"),
        Halt(name="session", path=f"/sessions/{here.session}", action="Contact operator", deed=drawn),
        Halt(name="session-cost", path=f"/sessions/{here.priced}", action="Contact operator", deed=costs),
        Halt(name="sessions", path="/sessions", action="Export as CSV"),
        Halt(name="sessions-none", path="/sessions?status=active", action="Clear filters"),
        Halt(name="cards", path="/cards", action="Add a card"),
        Halt(name="card", path=f"/cards/{here.card}", action="Report lost"),
        Halt(name="card-lost", path=f"/cards/{here.card}/lost", action="Report lost"),
        Halt(name="card-claim", path="/cards/claim", action="I am at the charger"),
        Halt(name="account", path="/account", action="Save"),
        Halt(name="account-e-mail", path="/account", action="Do not change it", deed=asks_for_address),
        Halt(name="account-delete", path="/account/delete", action="Delete account"),
        Halt(name="passkeys", path="/account/passkeys"),
        Halt(name="inbox", path="/inbox", action="Mark all as read"),
        Halt(name="notifications", path="/account/notifications", action="Save", deed=device_known),
        Halt(name="support", path="/support"),
        Halt(name="support-new", path=f"/support/new?session={here.session}", action="Send"),
        Halt(name="support-empty", path=f"/support/new?charger={here.chargers[1].public_id}", action="Send"),
        Halt(name="support-case", path=f"/support/{here.case}", action="Send reply"),
        Halt(name="not-found", path="/nowhere", action="Home", forgiven="404"),
        Halt(name="charger-not-found", path="/chargers/none", action="Chargers", forgiven="404"),
        Halt(name="offline", path="/offline", action="Try again"),
    ]


def newcomers_halts(_: Town) -> list[Halt]:
    return [
        Halt(name="home-new", path="/", action="Pick charger"),
        Halt(name="inbox-new", path="/inbox", action="Settings"),
        Halt(name="support-none", path="/support"),
    ]


def strangers_halts(here: Town, link: str) -> list[Halt]:
    at = here.chargers[1].public_id
    return [
        Halt(name="sign-in", path="/sign-in", action="Send link"),
        Halt(name="sign-in-bad", path="/sign-in", action="Send link", deed=bad_address, forgiven="422"),
        Halt(name="sign-in-sent", path="/sign-in", action="Sign in", deed=asks_for_link),
        Halt(name="sign-in-code", path="/sign-in", action="Sign in", deed=wrong_code, forgiven="422"),
        Halt(name="sign-in-link", path=link, action="Sign in"),
        Halt(name="sign-in-spent", path=f"/sign-in/{SECRET}", action="Sign in", forgiven="410"),
        Halt(name="sign-in-sticker", path=f"/c/{at}", action="Send link"),
        Halt(name="sign-in-card", path=f"/sign-in/card?charger={at}", action="I am at the charger"),
        Halt(
            name="sign-in-many",
            path="/sign-in",
            action="Sign in",
            deed=tries_too_often,
            forgiven="422|429",
        ),
        Halt(name="e-mail-confirm", path=here.moving, action="Confirm"),
        Halt(name="e-mail-spent", path=f"/account/email/{SECRET}", action="Account", forgiven="410|404"),
        Halt(name="letters-end", path=here.ending, action="Stop these e-mails"),
        Halt(name="letters-ended", path=here.ending, action="Notification settings", deed=ends_letters),
    ]


async def drawn(page: Page) -> None:
    await expect(page.locator(".chart .u-wrap").first).to_be_visible()


async def costs(page: Page) -> None:
    await page.locator("#cost > summary").click()


async def asks_for_address(page: Page) -> None:
    await page.locator("#new-email").fill("robin.with.a.long.name@example.org")
    await page.locator("#new-email").press("Enter")
    await expect(page.locator(".account-waiting")).to_be_visible()


async def device_known(page: Page) -> None:
    await expect(page.locator("#this-device")).not_to_have_attribute("data-state", "checking")


async def bad_address(page: Page) -> None:
    await page.locator("form").first.evaluate("(form) => { form.noValidate = true; }")
    await page.locator("#email").fill("robin at home")
    await page.locator("#email").press("Enter")
    await expect(page.locator("#email-error")).to_be_visible()


async def asks_for_link(page: Page) -> None:
    await page.locator("#email").fill("nobody-we-know@example.org")
    await page.locator("#email").press("Enter")
    await expect(page.locator("#code")).to_be_visible()


async def wrong_code(page: Page) -> None:
    await asks_for_link(page)
    await page.locator("#code").fill("000000")
    await page.locator("#code").press("Enter")
    await expect(page.locator("#code-error")).to_be_visible()


async def tries_too_often(page: Page) -> None:
    await page.locator("#email").fill("tries-too-often@example.org")
    await page.locator("#email").press("Enter")
    await page.locator("#code").fill("000000")
    await page.evaluate(CODES_TYPED, CODES_MAX)
    await page.locator("#code").press("Enter")
    await expect(page.get_by_role("heading", name="Too many tries")).to_be_visible()


CODES_TYPED = """async (times) => {
  const form = document.getElementById("code").form;
  for (let each = 0; each < times; each++) {
    const told = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (told.status === 429) return;
  }
}"""


async def ends_letters(page: Page) -> None:
    await page.get_by_role("button", name="Stop these e-mails").click()
    await expect(page.get_by_role("heading", name="These e-mails have stopped")).to_be_visible()


async def waits_for_a_tap(page: Page) -> None:
    several = page.locator("select#charger")
    if await several.count():
        label = await several.locator("option", has_text="Marshalling").first.inner_text()
        await several.select_option(label=label)
    await page.locator("main .big.first").click()
    await expect(page.locator(".tap-step.waiting")).to_be_visible()
