"""What a sign-in opens by how and when it was made, and what every way in does alike: S29, S32, S37, S45."""

from __future__ import annotations

import pytest

from chargehand.edge.notices.teller import House, Teller
from chargehand.model.push import PushKeys
from chargehand.model.token import AccountStatus, Driver
from chargehand.store.inbox.delivery import Delivery
from chargehand.store.inbox.devices import PushDevices
from tests.counted import Counted
from tests.integration.web.authenticator import Device
from tests.integration.web.site import Browser, Site
from tests.integration.web.test_cards import UID, presented
from tests.integration.web.test_own_account import driver_row, letters, link_in, program
from tests.integration.web.test_passkeys import added, at_home, named, shown, signed_in
from tests.integration.web.test_taps import stood, waits_for_card
from tests.integration.web.world import BASE_URL

__all__ = ["named"]
AGAIN = "/sign-in?again=yes&next=/account"


async def by_card(site: Site) -> Browser:
    """Ada's browser, let in by a tap."""
    _, browser, charger = await stood(site)
    place = (await waits_for_card(browser, charger)).headers["location"]
    await presented(site, "CP1", UID)
    assert (await browser.post(place, data={})).status_code == 303
    return await with_token(browser)


async def with_token(browser: Browser) -> Browser:
    page = (await browser.get("/account")).text
    browser.csrf = page.split('name="csrf" content="')[1].split('"')[0]
    return browser


async def told(site: Site, driver: Driver) -> list[tuple[str, str]]:
    rows = await site.world.pool.fetch(
        "select kind, facts ->> 'note' as note from notice where driver = $1 order by made_at, kind",
        driver.id,
    )
    return [(row["kind"], row["note"]) for row in rows]


# step-up


async def test_a_card_takes_no_address_no_data_and_no_account(site: Site) -> None:  # S37
    browser = await by_card(site)
    page = (await browser.get("/account")).text
    assert 'action="/account/email"' not in page
    assert 'href="/account/export"' not in page
    assert page.count('href="/sign-in?again=yes&amp;next=/account"') == 2
    leaving = (await browser.get("/account/delete")).text
    assert "To delete your account, please sign in once more." in leaving
    assert 'action="/account/delete"' not in leaving

    asked = await browser.send_form("/account/email", {"email": "eve@example.org"})
    assert asked.headers["location"] == AGAIN
    assert (await browser.get("/account/export")).headers["location"] == AGAIN
    closed = await browser.send_form("/account/delete", {"sure": "yes"})
    assert closed.headers["location"] == f"{AGAIN}/delete"

    headers = {"X-CSRF-Token": browser.csrf, "Accept": "application/json"}
    for method, path, body in (
        ("POST", "email", {"email": "eve@example.org"}),
        ("GET", "export", None),
        ("POST", "deletion", {"sure": True}),
    ):
        answer = await browser.request(method, f"/api/v1/account/{path}", json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "proof_needed"), path
    assert await site.world.pool.fetchval("select count(*) from email_change") == 0
    assert await site.world.pool.fetchval("select account from driver where id = 'd_ada'") == "active"


async def test_who_signed_in_long_ago_proves_it_once_more_and_comes_back(site: Site) -> None:  # S37
    ada = await site.world.driver("ada")
    browser, api = await site.signed_in(ada), await program(site, ada)
    site.world.clock.pass_by(minutes=16)
    assert (await browser.send_form("/account/delete", {"sure": "yes"})).headers[
        "location"
    ] == f"{AGAIN}/delete"
    assert (await browser.get("/account/export")).status_code == 200
    refused = await api.post("/api/v1/account/deletion", json={"sure": True})
    assert (refused.status_code, refused.json()["code"]) == (403, "proof_needed")

    door = (await browser.get("/sign-in?again=yes&next=/account/delete")).text
    assert 'name="next" value="/account/delete"' in door
    await browser.post("/sign-in", data={"email": ada.email, "next": "/account/delete"})
    await site.app.web.errands.done()
    text = (await letters(site, ada.email))[-1]
    link = text.split(BASE_URL)[1].split()[0]
    opened = (await browser.get(link)).text
    assert 'name="next" value="/account/delete"' in opened
    back = await browser.post(link.split("?")[0], data={"next": "/account/delete"})
    assert back.headers["location"] == "/account/delete"
    await with_token(browser)
    assert 'action="/account/delete"' in (await browser.get("/account/delete")).text
    assert (await browser.send_form("/account/delete", {"sure": "yes"})).status_code == 200
    assert (await driver_row(site, ada))["account"] == "closed"


# every way in


@pytest.mark.parametrize("before", [AccountStatus.ACTIVE, AccountStatus.INVITED, AccountStatus.SUSPENDED])
async def test_a_passkey_keeps_an_account_that_was_on_its_way_out(named: Site, before: AccountStatus) -> None:
    ada, device = await signed_in(named, "ada"), Device("http://localhost:8080")
    await added(ada, device)
    await on_its_way_out(named, before)
    stranger = at_home(named.browser())

    answer = await shown(stranger, device)

    assert answer.json() == {"location": "/account?said=kept"}
    assert "Your account stays." in (await stranger.get("/account?said=kept")).text
    assert await standing(named) == after(before)


@pytest.mark.parametrize("before", [AccountStatus.ACTIVE, AccountStatus.INVITED, AccountStatus.SUSPENDED])
async def test_a_tap_keeps_an_account_that_was_on_its_way_out(site: Site, before: AccountStatus) -> None:
    _, browser, charger = await stood(site)
    await on_its_way_out(site, before)
    place = (await waits_for_card(browser, charger)).headers["location"]
    await presented(site, "CP1", UID)

    answer = await browser.post(place, data={})

    assert answer.headers["location"] == "/account?said=kept"
    assert await standing(site) == after(before)


async def test_nothing_lets_in_once_its_time_is_over(named: Site) -> None:  # S36
    ada, device = await signed_in(named, "ada"), Device("http://localhost:8080")
    await added(ada, device)
    await on_its_way_out(named, AccountStatus.ACTIVE)
    named.world.clock.pass_by(days=31)
    assert (await shown(at_home(named.browser()), device)).status_code == 403


async def on_its_way_out(site: Site, before: AccountStatus) -> None:
    await site.world.pool.execute(
        "update driver set account_before = $1, account = 'closed', closed_by = 'driver', closed_at = $2::timestamptz,"
        " erase_at = $2::timestamptz + interval '30 days'",
        before,
        site.world.clock(),
    )


async def standing(site: Site) -> tuple[str, str, object]:
    row = await site.world.pool.fetchrow("select account, closed_by, erase_at from driver where id = 'd_ada'")
    assert row is not None
    return row["account"], row["closed_by"], row["erase_at"]


def after(before: AccountStatus) -> tuple[str, str, None]:
    return "active" if before is AccountStatus.INVITED else before, "", None


async def test_a_passkey_gives_looks_and_a_new_browser_is_told(named: Site) -> None:
    ada, device = await signed_in(named, "ada"), Device("http://localhost:8080")
    await added(ada, device)
    await named.world.pool.execute("update driver set language = 'nl', theme = 'dark'")
    stranger = at_home(named.browser())
    assert (await shown(stranger, device)).status_code == 200
    await named.app.web.errands.done()
    assert (stranger.cookies["theme"], stranger.cookies["language"]) == ("dark", "nl")
    assert "signed_in" in [kind for kind, _ in await told(named, await named.world.driver("ada"))]


async def test_a_tap_gives_looks_and_writes_in_the_cards_holders_language(site: Site) -> None:
    ada, browser, charger = await stood(site)
    await site.signed_in(ada)
    await site.app.web.errands.done()
    await site.world.pool.execute("update driver set language = 'de', theme = 'light'")
    place = (await waits_for_card(browser, charger)).headers["location"]
    await presented(site, "CP1", UID)
    await browser.post(place, data={})
    await site.app.web.errands.done()
    assert (browser.cookies["theme"], browser.cookies["language"]) == ("light", "de")
    assert [kind for kind, _ in await told(site, ada)] == ["signed_in"]
    letter = await site.world.pool.fetchrow("select body, html from letter")
    assert letter is not None
    assert "Eine Ihrer Karten" in letter["body"]
    assert '<html lang="de">' in letter["html"]


# what is told


async def test_a_lost_card_is_told_once_and_by_one_letter(site: Site) -> None:
    ada, _, _ = await stood(site)
    browser = await site.signed_in(ada)
    card = (await browser.get("/cards")).text.split('href="/cards/card')[1].split('"')[0]
    for _ in range(2):
        await browser.send_form(f"/cards/card{card}/lost")
    ((kind, note),) = await told(site, ada)
    assert kind == "card_lost"
    assert UID[-4:] in note
    assert UID not in note
    await tells(site)
    assert len(await letters(site, ada.email)) == 1


async def test_passkeys_are_told_when_they_come_and_go(named: Site) -> None:
    browser, device = await signed_in(named, "ada"), Device("http://localhost:8080")
    await added(browser, device, "My phone")
    page = (await browser.get("/account/passkeys")).text
    path = next(part.split('"')[0] for part in page.split('action="')[1:] if "/remove" in part.split('"')[0])
    await browser.send_form(path)
    ada = await named.world.driver("ada")
    assert await told(named, ada) == [("passkey_added", "My phone"), ("passkey_removed", "My phone")]
    await tells(named)
    assert len(await letters(named, ada.email)) == 2


async def test_another_address_and_the_end_of_the_account_are_told(site: Site) -> None:
    ada = await site.world.driver("ada")
    browser = await site.signed_in(ada)
    await browser.send_form("/account/email", {"email": "new@example.org"})
    link = link_in((await letters(site, "new@example.org"))[-1])
    await browser.post(link, data={})
    assert await told(site, ada) == [("email_changed", "new@example.org")]
    await browser.send_form("/account/delete", {"sure": "yes"})
    kind, note = (await told(site, ada))[-1]
    assert (kind, note) == (
        "account_changed",
        "This account is to be erased on 3 Apr 2026. If you sign in, it stays.",
    )


async def tells(site: Site) -> None:
    delivery, world = Delivery(site.world.pool), site.world
    await Teller(delivery, House(base_url=BASE_URL), world.clock, lambda: "s" * 40, Counted()).tell_due()


async def test_the_operators_answer_is_in_the_drivers_language(site: Site) -> None:
    ada, boss = await site.world.driver("ada"), await site.world.driver("boss", operator=True)
    await site.world.pool.execute("update driver set language = 'nl' where id = $1", ada.id)
    browser, desk = await site.signed_in(ada), site.program(await site.world.api_token(boss, "operator"))
    await browser.send_form("/cards/request", {"note": "please"})
    (asked,) = (await desk.get("/api/v1/operator/card-requests")).json()["requests"]
    assert "lang" not in asked
    await desk.put(
        f"/api/v1/operator/card-requests/{asked['id']}", json={"state": "declined", "answer": "Later."}
    )
    letter = await site.world.pool.fetchrow("select body, html from letter where recipient = $1", ada.email)
    assert letter is not None
    assert "Later." in letter["body"]
    assert '<html lang="nl">' in letter["html"]


async def test_notices_are_written_in_the_language_of_the_account_before_that_of_the_last_page(
    site: Site,
) -> None:
    ada = await site.world.driver("ada")
    await site.world.pool.execute("insert into driver_eyes (driver, lang) values ($1, 'nl')", ada.id)
    seen: list[str] = []
    for language in ("de", ""):
        await site.world.pool.execute("update driver set language = $1", language)
        await site.world.notice(ada, f"n{language}", "card_lost", note="x")
        now = site.world.clock()
        ((_, reader),) = await Delivery(site.world.pool).take(now, 10, now.replace(year=2027))
        seen.append(reader.lang)
    assert seen == ["de", "nl"]


@pytest.mark.parametrize("how", ["device", "closing", "operator"])
async def test_what_is_signed_out_is_pushed_nothing_any_more(site: Site, how: str) -> None:  # S47
    ada = await site.world.driver("ada")
    browser, other = await site.signed_in(ada), await site.signed_in(ada)
    devices, now = PushDevices(site.world.pool), site.world.clock()
    for number, each in enumerate((browser, other)):
        keys = PushKeys(f"https://push.example/{number}", "p", "a")
        await devices.put(ada.id, keys, "", each.cookies["chargehand"], now)
    assert len(await devices.all(ada.id)) == 2
    if how == "device":
        rows = (await browser.get("/api/v1/account/devices")).json()["devices"]
        (there,) = [row["id"] for row in rows if not row["this_device"]]
        assert (await browser.send_form(f"/account/devices/{there}/sign-out")).status_code == 303
    elif how == "closing":
        assert (await browser.send_form("/account/delete", {"sure": "yes"})).status_code == 200
    else:
        await site.world.accounts.set_account(ada.email, AccountStatus.CLOSED)
    assert len(await devices.all(ada.id)) == (1 if how == "device" else 0)
