"""What a driver is told, chooses and asks, with the thumb and with the mouse."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.acceptance.api import Api
from tests.acceptance.house import House
from tests.acceptance.waiting import until
from tests.journeys.axe import is_accessible
from tests.journeys.street import operator_of, street
from tests.journeys.windows import Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_session_is_told_of_and_asked_about(house: House, windows: Windows) -> None:
    """From the charger's own stop to the bell, the inbox, the session, and the operator's answer."""
    here = await street(house)
    async with here.charger as charger:
        await charger.charges_for(here.person)
        await charger.line.press_stop()
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
    await expect(page.get_by_text(f"··{here.person.uid[-4:]}")).to_be_visible()
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
    await is_accessible(page)
    await window.opens("/inbox")
    await page.get_by_role("button", name="Mark all as read").click()
    await expect(page.get_by_role("link", name="Notifications", exact=True).first).to_be_attached()
    await expect(page.get_by_text("New", exact=True)).to_have_count(0)


async def test_what_is_told_is_chosen(house: House, windows: Windows) -> None:
    here = await street(house)
    window = await windows.of(here.person)
    page = window.page
    await window.opens("/account/notifications")
    # This browser has no push service behind it, and has not been asked.
    await expect(page.locator("#this-device")).not_to_have_attribute("data-state", "checking")
    await is_accessible(page)
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
    await is_accessible(page)


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
