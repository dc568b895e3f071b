"""What a driver is told, chooses and asks, with the thumb and with the mouse."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from chargehand.model.notice import NoticeKind
from tests.acceptance.api import Api
from tests.acceptance.house import House
from tests.acceptance.waiting import until
from tests.journeys.axe import is_accessible
from tests.journeys.past import is_told_everything, way_to_end_letters
from tests.journeys.street import Charger, Person, operator_of, street
from tests.journeys.windows import PHONE, Window, Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")

SWITCHED = (
    "Session started",
    "Charging slowed to near nothing",
    "Full or paused",
    "Stopped, unplug",
    "Ended, with kWh and cost",
    "Could not be stopped",
    "No longer confirmed",
    "Card used during another session",
    "Idle fee about to start",
    "Invoice ready",
    "Answer from the operator",
)
TOLD = {
    "Charging has started": "Your session is running.",
    "Charging has slowed to near nothing": "12.4 kWh so far.",
    "Your car has stopped drawing power": "It is full, or waits by its own schedule.",
    "Charging has stopped": "You can unplug now.",
    "Charging has ended": "12.4 kWh in 1 h 13 min, €6.42",
    "Your session could not be stopped": "It is still running.",
    "Your session is no longer confirmed": "It may still be charging.",
    "Your card was used while another session is open": "If this was not you, report the card lost.",
    "An idle fee is about to start": "Please move your car.",
    "Your invoice is ready": "You find it with your sessions.",
    "The operator has answered": "About your message no. 7.",
    "Signed in on a new device": "sign out everywhere",
    "Card reported lost": "is refused everywhere from now on.",
    "Passkey added": "remove it and sign out everywhere",
    "Passkey removed": "sign out everywhere",
    "E-mail address changed": "E-mails now go to",
    "Your account was changed": "",
}


async def test_a_session_is_told_of_and_asked_about(house: House, windows: Windows) -> None:
    """From the charger's own stop to the bell, the inbox, the session, and the operator's answer."""
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        async with Api(house.url, here.person.token) as api:
            assert (await api.stop((await api.sessions())[0]["id"])).is_success
        await charger.line.until(lambda station: station.connector().transaction is None and station.idle)
    async with Api(house.url, here.person.token) as api:
        await until(lambda: _told(api))
    window = await windows.of(here.person)
    page = window.page
    bell = page.get_by_role("link", name="Notifications, 2 unread")
    await bell.click()
    await expect(page.get_by_role("heading", name="Notifications")).to_be_visible()
    await is_accessible(page)
    await page.get_by_role("link", name="Charging has ended").click()
    await expect(page).to_have_url(re.compile(r"/sessions/\w+$"))

    await page.get_by_role("link", name="Contact operator").click()
    await expect(page.get_by_text("What the operator would ask for")).to_be_visible()
    await what_support_would_ask(page, here.charger, here.person)
    await is_accessible(page)
    await page.get_by_label("What went wrong").fill("The cable does not come out.")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("heading", name="Message no.")).to_be_visible()
    case = page.url.rpartition("/")[2]
    async with await operator_of(house) as desk:
        answer = {"text": "Please unlock your car."}
        assert (await desk.post(f"/api/v1/operator/support/{case}/answer", json=answer)).status_code == 200
    await window.opens("/inbox")
    await page.get_by_role("link", name="The operator has answered").click()
    await expect(page.get_by_text("Please unlock your car.")).to_be_visible()
    await what_support_would_ask(page, here.charger, here.person)
    await is_accessible(page)
    await window.opens("/inbox")
    await page.get_by_role("button", name="Mark all as read").click()
    await expect(page.get_by_role("link", name="Notifications", exact=True).first).to_be_attached()
    await expect(page.get_by_text("New", exact=True)).to_have_count(0)
    await from_the_charger_too(window, here.charger)


async def what_support_would_ask(page: Page, charger: Charger, person: Person) -> None:
    """Card, place, time, session, last readings, commands: nobody has to type them."""
    fact = page.locator(".know dl > div")
    for label, told in (
        ("Charger", rf"{charger.name}, connector 1"),
        ("Connection", r"last heard \d\d:\d\d"),
        ("Session", r"#\d+"),
        ("Card", rf"Key fob ··{person.uid[-4:]}"),
        ("Start", r"\d+ \w+ \d{4}, \d\d:\d\d"),
        ("End", r"\d+ \w+ \d{4}, \d\d:\d\d"),
        ("Energy", r"\d+\.\d{3} kWh"),
        ("Last readings", r"\d\d:\d\d.* · \d+\.\d{3} kWh"),
        ("What was asked of the charger", r"\d\d:\d\d.* · Stop · done"),
    ):
        row = fact.filter(has=page.get_by_text(label, exact=True))
        await expect(row.locator("dd")).to_contain_text(re.compile(told))


async def from_the_charger_too(window: Window, charger: Charger) -> None:
    await window.opens(f"/chargers/{charger.public_id}")
    await window.page.get_by_role("link", name="Contact operator").click()
    await expect(window.page.locator(".know dl")).to_contain_text(charger.name)
    await window.page.get_by_label("What went wrong").fill("The screen is broken.")
    await window.page.get_by_role("button", name="Send", exact=True).click()
    await expect(window.page.get_by_text("Waiting for the operator")).to_be_visible()


async def test_what_is_told_is_chosen(house: House, windows: Windows) -> None:
    here = await street(house)
    window = await windows.of(here.person)
    page = window.page
    await window.opens("/account/notifications")
    # This browser has no push service behind it, and has not been asked.
    await expect(page.locator("#this-device")).not_to_have_attribute("data-state", "checking")
    await is_accessible(page)
    switches = "(found) => found.filter((each) => !each.disabled).map((each) => each.ariaLabel)"
    both = [f"{kind}: {channel}" for kind in SWITCHED for channel in ("Push", "E-mail")]
    assert await page.get_by_role("checkbox").evaluate_all(switches) == both
    await expect(page.get_by_text("are always sent, by push and e-mail.")).to_be_visible()
    tick = page.get_by_role("checkbox", name="Session started: Push")
    await expect(tick).to_be_checked()
    await tick.focus()
    await page.keyboard.press("Space")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("status").get_by_text("Saved")).to_be_visible()
    await expect(tick).not_to_be_checked()
    await window.opens("/inbox")
    await expect(page.get_by_text("No notifications yet.")).to_be_visible()
    await is_accessible(page)
    await window.opens("/support")
    await expect(page.get_by_text("No messages yet.")).to_be_visible()
    await is_accessible(page)


@pytest.mark.parametrize("device", [PHONE], indirect=True)
async def test_each_kind_has_its_line_and_letters_have_an_end(house: House, windows: Windows) -> None:
    """What is decided in minutes is told at once here; a letter's last line needs nobody to sign in."""
    here = await street(house)
    await is_told_everything(house, here.person)
    window = await windows.of(here.person)
    page = window.page
    await window.opens("/inbox")
    rows = page.locator(".told-row")
    for title, text in TOLD.items():
        row = rows.filter(has=page.get_by_role("link", name=title, exact=True))
        await expect(row).to_contain_text(text)
    await expect(rows).to_have_count(len(TOLD))
    await is_accessible(page)

    stranger = await windows.stranger()
    await stranger.opens(await way_to_end_letters(house, here.person, NoticeKind.SESSION_ENDED))
    await is_accessible(stranger.page)
    await stranger.page.get_by_role("button", name="Stop these e-mails").click()
    await expect(stranger.page.get_by_role("heading", name="These e-mails have stopped")).to_be_visible()
    await is_accessible(stranger.page)
    await window.opens("/account/notifications")
    letters = page.get_by_role("checkbox", name="Ended, with kWh and cost: E-mail")
    await expect(letters).not_to_be_checked()


async def _told(api: Api) -> bool:
    return "session_ended" in {each["kind"] for each in (await api.get("/notices"))["notices"]}


SHOWN = """async () => {
  const shown = await (await navigator.serviceWorker.ready).getNotifications();
  return shown.map((each) => `${each.title}: ${each.body}`).sort();
}"""


async def test_the_worker_behind_the_pages_shows_what_is_pushed(house: House, windows: Windows) -> None:
    """As the browser hands it over: a newer message of the same takes the older one's place, and nonsense breaks nothing."""
    here = await street(house)
    window = await windows.of(here.person)
    page = window.page
    await page.context.grant_permissions(["notifications"], origin=house.url)
    await window.opens("/inbox")
    await page.evaluate("navigator.serviceWorker.ready.then((found) => found.scope)")
    line = await page.context.new_cdp_session(page)
    known: list[str] = []

    def learned(told: dict[str, list[dict[str, str]]]) -> None:
        known.extend(each["registrationId"] for each in told["registrations"])

    line.on("ServiceWorker.workerRegistrationUpdated", learned)
    await line.send("ServiceWorker.enable")
    await until(lambda: known)
    message = '{"title":"Charging has ended","body":"12.4 kWh","href":"/inbox","tag":"s1","at":1}'
    for data in (message.replace("ended", "begun"), message, "no json"):
        pushed = {"origin": house.url, "registrationId": known[0], "data": data}
        await line.send("ServiceWorker.deliverPushMessage", pushed)

    async def shown() -> bool:
        return await page.evaluate(SHOWN) == ["Chargehand: ", "Charging has ended: 12.4 kWh"]

    await until(shown)
