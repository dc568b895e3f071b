"""A tap at a reader claims a card, or signs its driver in, and charges nothing: S15, S29, S32, S35, S36, S39."""

from __future__ import annotations

import httpx
import pytest

from chargehand.model.events import ConnectorStatusReported
from chargehand.model.identity import StationId
from chargehand.model.station import Activity, ConnectorStatus
from chargehand.model.token import AccountStatus, Driver, TokenStatus
from tests.integration.web.site import Browser, Site
from tests.integration.web.test_cards import UID, letters, presented

REFUSED = "That card cannot sign you in."


async def fragment(browser: Browser, path: str) -> str:
    return (await browser.get(path, headers={"X-Fragment": "1"})).text


async def waits_for_card(browser: Browser, charger: str, *, next_: str = "") -> httpx.Response:
    return await browser.post("/sign-in/card", data={"charger": charger, "next": next_})


async def says(site: Site, status: ConnectorStatus) -> None:
    """The charger tells how its connector is."""
    site.world.clock.pass_by(seconds=1)
    at = site.world.clock()
    await site.submit.submit(
        ConnectorStatusReported(
            station=StationId("CP1"), at=at, connector=1, status=status, activity=Activity.NONE, said_at=at
        )
    )


async def stood(site: Site) -> tuple[Driver, Browser, str]:
    """Somebody who has a card and is not signed in stands at a charger."""
    ada = await site.world.driver("ada")
    await site.world.card(ada, UID)
    return ada, site.browser(), await site.world.station("CP1")


async def test_a_card_of_nobodys_is_claimed_by_a_tap(site: Site) -> None:
    ada = await site.world.driver("ada")
    browser, charger = await site.signed_in(ada), await site.world.station("CP1")
    await site.world.station("GONE", connected=False)
    choice = (await browser.get(f"/cards/claim?charger={charger}")).text
    assert "Charger CP1" in choice
    assert "Charger GONE" not in choice
    begun = await browser.send_form("/cards/claim", {"charger": charger})
    place = begun.headers["location"]
    page = (await browser.get(place)).text
    assert "Tap your card at the reader" in page
    assert "1:30" in page
    site.world.clock.pass_by(seconds=30)
    assert "1:00" in await fragment(browser, place)

    assert await presented(site, "CP1", "04NEWCARD1") is TokenStatus.INVALID
    done = await fragment(browser, place)
    assert "The card is yours." in done
    assert "ARD1" in (await browser.get("/cards")).text
    assert await letters(site) == [("ada@example.org", "Chargehand: a card was added to your account")]
    assert await presented(site, "CP1", "04NEWCARD1") is TokenStatus.ACCEPTED
    assert await site.world.pool.fetchval("select count(*) from session") == 0
    assert "The card is yours." in await fragment(browser, place)


@pytest.mark.parametrize("whose", ["bob", "lost", "blocked", "mine"])
async def test_what_may_not_be_claimed_is_refused_without_telling_why(site: Site, whose: str) -> None:
    ada, bob = await site.world.driver("ada"), await site.world.driver("bob")
    await site.world.card(ada if whose == "mine" else bob, UID)
    if whose in ("lost", "blocked"):
        await site.world.pool.execute("update token set driver = null, status = 'blocked'")
    browser, charger = await site.signed_in(ada), await site.world.station("CP1")
    place = (await browser.send_form("/cards/claim", {"charger": charger})).headers["location"]
    await presented(site, "CP1", UID)
    told = await fragment(browser, place)
    assert ("This card is yours already." in told) is (whose == "mine")
    assert ("This card cannot be added." in told) is (whose != "mine")
    assert "bob" not in told
    assert await letters(site) == []
    holder = await site.world.pool.fetchval("select driver from token")
    assert holder == {"mine": ada.id, "bob": bob.id}.get(whose)


async def test_a_window_is_seen_by_who_opened_it_alone(site: Site) -> None:  # S29
    ada, bob = await site.world.driver("ada"), await site.world.driver("bob")
    browser, his, charger = (
        await site.signed_in(ada),
        await site.signed_in(bob),
        await site.world.station("CP1"),
    )
    place = (await browser.send_form("/cards/claim", {"charger": charger})).headers["location"]
    second = await his.send_form("/cards/claim", {"charger": charger})
    assert second.status_code == 409
    assert "Somebody else is about to tap a card" in second.text
    assert (await his.get(place)).status_code == 404
    assert (await site.browser().get(place.replace("/cards/claim", "/sign-in/card"))).status_code == 404
    assert "Time left" in await fragment(browser, place)
    site.world.clock.pass_by(seconds=91)
    assert "No card was tapped in time." in await fragment(browser, place)
    assert (await his.send_form("/cards/claim", {"charger": charger})).status_code == 303


async def test_claims_over_the_api(site: Site) -> None:
    ada = await site.world.driver("ada")
    charger = await site.world.station("CP1")
    api = site.program(await site.world.api_token(ada))
    begun = await api.post("/api/v1/card-claims", json={"charger_id": charger})
    assert (begun.status_code, begun.json()["state"]) == (202, "waiting")
    path = f"/api/v1/card-claims/{begun.json()['id']}"
    other = site.program(await site.world.api_token(ada))
    assert (await other.get(path)).status_code == 404
    busy = await api.post("/api/v1/card-claims", json={"charger_id": charger})
    assert (busy.status_code, busy.json()["code"]) == (409, "window_open")
    await presented(site, "CP1", UID)
    told = (await api.get(path)).json()
    assert told["state"] == "yours"
    assert (await api.get(f"/api/v1/cards/{told['card_id']}")).json()["tail"] == "CCDD"
    await site.world.accounts.set_account(ada.email, AccountStatus.SUSPENDED)
    refused = await api.post("/api/v1/card-claims", json={"charger_id": charger})
    assert (refused.status_code, refused.json()["code"]) == (403, "account_inactive")


async def test_a_tap_signs_in_and_starts_no_charge(site: Site) -> None:
    _, browser, charger = await stood(site)
    led = await browser.get(f"/c/{charger}", follow_redirects=True)
    assert f"/sign-in/card?charger={charger}" in led.text
    assert "Charger CP1" in (await browser.get(f"/sign-in/card?charger={charger}")).text
    begun = await waits_for_card(browser, charger, next_=f"/chargers/{charger}")
    assert begun.status_code == 303
    place = begun.headers["location"]
    waiting = (await browser.get(place)).text
    assert "Tap your card at the reader" in waiting
    assert "1:00" in waiting
    assert (await browser.post(place, data={})).status_code == 409  # nothing was tapped yet
    site.world.clock.pass_by(seconds=20)

    assert await presented(site, "CP1", UID) is TokenStatus.INVALID
    assert 'data-step="tapped"' in await fragment(browser, place)
    entered = await browser.post(place, data={"next": f"/chargers/{charger}"})
    assert (entered.status_code, entered.headers["location"]) == (303, f"/chargers/{charger}")
    assert "ada@example.org" in (await browser.get("/account")).text
    assert await letters(site) == [("ada@example.org", "Chargehand: signed in by card at Charger CP1")]
    assert await site.world.pool.fetchval("select count(*) from session") == 0
    assert await presented(site, "CP1", UID) is TokenStatus.ACCEPTED

    # Once only, and for eight hours.
    other = site.browser()
    other.cookies.update(browser.cookies)
    other.cookies.delete("chargehand")
    assert (await other.post(place, data={})).status_code == 404
    site.world.clock.pass_by(hours=8)
    assert (await browser.get("/account")).status_code == 303


async def test_a_card_is_not_enough_to_change_who_comes_in(site: Site) -> None:
    """No passkey, no card added, no other way in: whoever holds a card for a moment does not hold the account."""
    _, browser, charger = await stood(site)
    place = (await waits_for_card(browser, charger)).headers["location"]
    await presented(site, "CP1", UID)
    await browser.post(place, data={})
    page = (await browser.get("/cards")).text
    browser.csrf = page.split('name="csrf" content="')[1].split('"')[0]
    for path, fields in (
        ("/cards/claim", {"charger": charger}),
        ("/cards/request", {}),
        ("/cards/entry", {"allowed": "yes"}),
    ):
        led = await browser.send_form(path, fields)
        assert led.headers["location"].startswith("/sign-in?again=yes"), path
    for path, body in (("card-claims", {"charger_id": charger}), ("card-requests", {})):
        answer = await browser.post(f"/api/v1/{path}", json=body, headers={"X-CSRF-Token": browser.csrf})
        assert (answer.status_code, answer.json()["code"]) == (403, "proof_needed")
    # What a card may do: report itself lost.
    card = page.split('href="/cards/card')[1].split('"')[0]
    assert (await browser.send_form(f"/cards/card{card}/lost")).status_code == 303
    assert await presented(site, "CP1", UID) is TokenStatus.BLOCKED


@pytest.mark.parametrize(
    "why", ["unknown", "blocked", "lost", "switched_off", "operator", "closed", "expired"]
)
async def test_all_cards_that_let_nobody_in_look_the_same(site: Site, why: str) -> None:  # S36, S38
    ada, browser, charger = await stood(site)
    changes = {
        "unknown": "delete from token",
        "blocked": "update token set status = 'blocked'",
        "lost": "update token set lost_at = now()",
        "switched_off": "update driver set card_sign_in = false",
        "operator": "update driver set operator = true",
        "closed": "update driver set account = 'closed'",
        "expired": "update token set expires_at = '2026-01-01'",
    }
    await site.world.pool.execute(changes[why])
    place = (await waits_for_card(browser, charger)).headers["location"]
    assert await presented(site, "CP1", UID) is not TokenStatus.ACCEPTED
    answer = await browser.post(place, data={})
    assert answer.status_code == 403
    assert REFUSED in answer.text
    assert "ada" not in answer.text
    assert (await browser.get("/account")).status_code == 303
    assert await letters(site) == []
    assert ada.id


async def test_nobody_waits_for_the_next_drivers_tap(site: Site) -> None:
    """Not where somebody is, not when somebody comes, not in another browser, not again and again: S32, S35, S39."""
    ada, mallory, charger = await stood(site)
    await says(site, ConnectorStatus.OCCUPIED)
    there = await waits_for_card(mallory, charger)
    assert there.status_code == 409
    assert "This charger is in use." in there.text
    await says(site, ConnectorStatus.AVAILABLE)

    place = (await waits_for_card(mallory, charger)).headers["location"]
    site.world.clock.pass_by(seconds=10)
    await says(site, ConnectorStatus.OCCUPIED)
    assert await presented(site, "CP1", UID) is TokenStatus.ACCEPTED  # the driver's own tap charges
    assert "could not wait for your card" in await fragment(mallory, place)
    assert (await mallory.post(place, data={})).status_code == 403
    await says(site, ConnectorStatus.AVAILABLE)

    place = (await waits_for_card(mallory, charger)).headers["location"]
    await presented(site, "CP1", UID)
    accomplice = site.browser()
    assert (await accomplice.get(place)).status_code == 404
    assert (await accomplice.post(place, data={})).status_code == 404
    site.world.clock.pass_by(minutes=3)  # a tap is for whoever stands there now
    assert (await mallory.post(place, data={})).status_code == 403
    tried = [(await waits_for_card(site.browser(), charger)).status_code for _ in range(6)]
    assert tried[-1] == 429
    assert ada.id


async def test_a_sign_in_by_card_is_asked_for_from_our_own_page_only(site: Site) -> None:  # S33
    _, browser, charger = await stood(site)
    evil = {"Origin": "https://evil.example"}
    assert (await browser.post("/sign-in/card", data={"charger": charger}, headers=evil)).status_code == 403
    place = (await waits_for_card(browser, charger)).headers["location"]
    await presented(site, "CP1", UID)
    assert (await browser.post(place, data={}, headers=evil)).status_code == 403
    assert (await browser.post(place, data={"next": "https://evil.example"})).headers[
        "location"
    ] == f"/chargers/{charger}"


async def test_a_charger_that_cannot_wait_says_so(site: Site) -> None:
    _, browser, charger = await stood(site)
    away = await site.world.station("GONE", connected=False)
    offline = await waits_for_card(browser, away)
    assert (offline.status_code, "The charger is offline." in offline.text) == (409, True)
    await site.world.pool.execute("update station set has_reader = false, version = version + 1")
    blind = await waits_for_card(site.browser(), charger)
    assert (blind.status_code, "This charger has no card reader." in blind.text) == (409, True)
    assert "no card reader" in (await browser.get(f"/sign-in/card?charger={charger}")).text
    for unknown in ("nothing", "", "a b"):
        assert (await browser.get(f"/sign-in/card?charger={unknown}")).status_code == 404
        assert (await waits_for_card(browser, unknown)).status_code == 404
