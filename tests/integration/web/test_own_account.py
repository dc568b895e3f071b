"""What drivers set of their own accounts, on the pages and over the API: §8, S29, S32, S35, S36, S41, S47."""

from __future__ import annotations

import re

import httpx

from chargehand.model.token import Driver
from tests.integration.web.site import Browser, Site
from tests.integration.web.world import BASE_URL

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"


async def driver_row(site: Site, driver: Driver) -> dict[str, object]:
    row = await site.world.pool.fetchrow("select * from driver where id = $1", driver.id)
    assert row is not None
    return dict(row)


async def letters(site: Site, recipient: str) -> list[str]:
    rows = await site.world.pool.fetch(
        "select subject || E'\\n' || body as text from letter where recipient = $1 order by id", recipient
    )
    return [row["text"] for row in rows]


def link_in(text: str) -> str:
    found = re.search(rf"{BASE_URL}(/account/email/\S+)", text)
    assert found is not None, text
    return found[1]


async def program(site: Site, driver: Driver) -> Browser:
    return site.program(await site.world.api_token(driver))


# name and looks


async def test_a_name_is_kept_and_one_that_cannot_be_is_given_back(site: Site) -> None:
    ada = await site.world.driver("ada")
    browser = await site.signed_in(ada)

    answer = await browser.send_form("/account/name", {"name": "  Ada Lovelace "})
    assert (answer.status_code, answer.headers["location"]) == (303, "/account?said=saved")
    page = await browser.get("/account?said=saved")
    assert "Saved" in page.text
    assert 'value="Ada Lovelace"' in page.text
    for bad in ("x" * 101, "a\x07b"):
        wrong = await browser.send_form("/account/name", {"name": bad})
        assert wrong.status_code == 422
        assert "Please use at most 100 characters." in wrong.text
    assert (await driver_row(site, ada))["name"] == "Ada Lovelace"


async def test_looks_are_the_accounts_on_every_device_and_go_before_the_browsers_language(site: Site) -> None:
    ada = await site.world.driver("ada")
    here, there = await site.signed_in(ada), await site.signed_in(ada)
    before = await there.get("/account", headers={"Accept-Language": "de"})
    assert '<html lang="de" data-theme="system">' in before.text

    answer = await here.send_form("/account/looks", {"theme": "dark", "language": "nl"})

    assert answer.status_code == 303
    for path in ("/account", "/chargers", "/sessions", "/", "/nowhere"):
        page = await there.get(path, headers={"Accept-Language": "de"})
        if path != "/nowhere":  # nobody was asked who looks
            assert '<html lang="nl" data-theme="dark">' in page.text, path
    assert "Ingelogde apparaten" in (await there.get("/account")).text
    await here.send_form("/sign-out")
    door = await here.get("/sign-in", headers={"Accept-Language": "de"})
    assert '<html lang="nl" data-theme="dark">' in door.text, "signed-out pages go by a cookie"
    assert '<html lang="en" data-theme="system">' in (await site.browser().get("/sign-in")).text


async def test_the_cookies_of_looks_are_given_with_the_sign_in_and_taken_with_the_wish(site: Site) -> None:
    ada = await site.world.driver("ada")
    browser = await site.signed_in(ada)
    assert set(browser.cookies) == {"chargehand", "known"}
    await browser.send_form("/account/looks", {"theme": "light", "language": "de"})
    elsewhere = await site.signed_in(ada)
    assert (elsewhere.cookies["theme"], elsewhere.cookies["language"]) == ("light", "de")

    answer = await elsewhere.send_form("/account/looks", {"theme": "system", "language": ""})

    given = answer.headers.get_list("set-cookie")
    assert all("httponly" in each.lower() and "samesite=lax" in each.lower() for each in given)
    assert set(elsewhere.cookies) == {"chargehand", "known"}


async def test_looks_that_there_are_not_are_refused(site: Site) -> None:  # S41
    ada = await site.world.driver("ada")
    browser, api = await site.signed_in(ada), await program(site, ada)
    for form in ({"theme": "neon"}, {"language": "xx"}, {"language": "../en"}):
        assert (await browser.send_form("/account/looks", form)).status_code == 422
    for body in (
        {"theme": "neon"},
        {"language": "fr"},
        {"name": "a\nb"},
        {"operator": True},
        {"email": "a@b.c"},
    ):
        assert (await api.put("/api/v1/account", json=body)).status_code == 422, body
    row = await driver_row(site, ada)
    assert (row["theme"], row["language"], row["operator"], row["name"]) == ("system", "", False, "ada")


async def test_a_program_reads_and_sets_the_same(site: Site) -> None:
    ada = await site.world.driver("ada")
    api = await program(site, ada)

    told = (
        await api.put("/api/v1/account", json={"name": "Ada L.", "theme": "dark", "language": "de"})
    ).json()

    assert (told["name"], told["theme"], told["language"]) == ("Ada L.", "dark", "de")
    assert (await api.get("/api/v1/account")).json() == told
    assert (told["status"], told["email"], told["email_waiting"]) == ("active", "ada@example.org", None)
    kept = (await api.put("/api/v1/account", json={"language": None})).json()
    assert (kept["name"], kept["theme"], kept["language"]) == ("Ada L.", "dark", None)
    refused = await api.post("/api/v1/sessions/unknown/stop")
    assert refused.status_code == 404


# the address


async def test_another_address_counts_once_its_link_was_opened_and_confirmed(site: Site) -> None:
    ada = await site.world.driver("ada")
    browser = await site.signed_in(ada)

    answer = await browser.send_form("/account/email", {"email": " New@Example.org "})
    assert answer.headers["location"] == "/account?said=email_asked"
    page = await browser.get(answer.headers["location"])
    assert "Waiting for confirmation: new@example.org" in page.text
    assert (await driver_row(site, ada))["email"] == "ada@example.org", "the old one stays"
    (note,) = await letters(site, "ada@example.org")
    assert "new@example.org" not in note
    (letter,) = await letters(site, "new@example.org")
    link = link_in(letter)

    stranger = site.browser()  # the mailbox may be on another device
    opened = await stranger.get(link)
    assert opened.status_code == 200
    assert (await driver_row(site, ada))["email"] == "ada@example.org", "mail scanners open links"
    confirmed = await stranger.post(link)
    assert (confirmed.status_code, "new@example.org" in confirmed.text) == (200, True)
    assert (await driver_row(site, ada))["email"] == "new@example.org"
    for again in (await stranger.get(link), await stranger.post(link)):
        assert again.status_code == 410
    assert "Waiting for confirmation" not in (await browser.get("/account")).text
    assert "set-cookie" not in confirmed.headers, "it signs nobody in"


async def test_an_address_that_somebody_has_looks_like_any_other(site: Site) -> None:  # S36
    ada, bob = await site.world.driver("ada"), await site.world.driver("bob")
    said: list[str] = []
    for driver, email in ((ada, "bob@example.org"), (bob, "eve@example.org")):
        browser = await site.signed_in(driver)
        answer = await browser.send_form("/account/email", {"email": email})
        page = await browser.get(answer.headers["location"])
        said.append(re.findall(r'<p class="notice-title">.*|<div class="account-waiting">.*', page.text)[0])
        assert f"Waiting for confirmation: {email}" in page.text
        api = await program(site, driver)
        told = (await api.post("/api/v1/account/email", json={"email": email})).json()
        assert told["email_waiting"] == email

    assert said[0] == said[1]
    assert await letters(site, "eve@example.org") != []
    assert [text for text in await letters(site, "bob@example.org") if "/account/email/" in text] == []
    notes = [len(await letters(site, driver.email)) for driver in (ada, bob)]
    assert notes == [2, 2], "who asks gets the same letters"


async def test_an_address_that_is_taken_meanwhile_stays_where_it_is(site: Site) -> None:
    ada = await site.world.driver("ada")
    browser = await site.signed_in(ada)
    await browser.send_form("/account/email", {"email": "late@example.org"})
    link = link_in((await letters(site, "late@example.org"))[0])
    late = await site.world.driver("late")

    assert (await site.browser().post(link)).status_code == 410
    assert (await driver_row(site, ada))["email"] == "ada@example.org"
    assert (await driver_row(site, late))["email"] == "late@example.org"


async def test_a_new_wish_a_second_thought_and_an_hour_void_the_link(site: Site) -> None:
    ada = await site.world.driver("ada")
    browser = await site.signed_in(ada)
    await browser.send_form("/account/email", {"email": "one@example.org"})
    await browser.send_form("/account/email", {"email": "two@example.org"})
    one, two = [link_in((await letters(site, f"{name}@example.org"))[0]) for name in ("one", "two")]
    assert (await site.browser().get(one)).status_code == 410
    assert (await site.browser().get(two)).status_code == 200
    await browser.send_form("/account/email/drop")
    assert (await site.browser().post(two)).status_code == 410

    await browser.send_form("/account/email", {"email": "three@example.org"})
    three = link_in((await letters(site, "three@example.org"))[0])
    site.world.clock.pass_by(minutes=60)
    assert (await site.browser().post(three)).status_code == 410
    assert (await driver_row(site, ada))["email"] == "ada@example.org"


async def test_links_that_went_to_the_old_address_are_void_with_it(site: Site) -> None:
    ada = await site.world.driver("ada")
    browser = await site.signed_in(ada)
    sent = await site.world.accounts.one_click_link("ada@example.org", 15)
    assert sent is not None
    await browser.send_form("/account/email", {"email": "new@example.org"})
    await site.browser().post(link_in((await letters(site, "new@example.org"))[0]))

    assert (await site.browser().post(sent.removeprefix(BASE_URL))).status_code == 410


async def test_what_is_no_address_and_what_is_too_often_gets_no_letter(site: Site) -> None:  # S35
    browser = await site.signed_in(await site.world.driver("ada"))
    for email in ("", "ada", "a b@example.org", "x@y.z\r\nBcc: q@w.e"):
        wrong = await browser.send_form("/account/email", {"email": email})
        assert (wrong.status_code, "Please enter an e-mail address." in wrong.text) == (422, True)
    statuses = [
        (await browser.send_form("/account/email", {"email": f"n{n}@example.org"})).status_code
        for n in range(7)
    ]
    assert statuses == [303] * 5 + [429] * 2
    assert await site.world.pool.fetchval("select count(*) from letter") == 10


# devices


async def devices(browser: Browser) -> list[dict[str, object]]:
    return (await browser.get("/api/v1/account/devices")).json()["devices"]


async def test_devices_are_told_and_one_is_signed_out(site: Site) -> None:  # S32
    ada = await site.world.driver("ada")
    here = await site.signed_in(ada)
    there = site.browser()
    there.headers["User-Agent"] = FIREFOX
    link = await site.world.accounts.one_click_link(ada.email, 15)
    assert link is not None
    await there.post(link.removeprefix(BASE_URL))
    api = await program(site, ada)

    told = await devices(here)
    assert [each["this_device"] for each in told] == [True, False, False]
    assert sorted(str(each["kind"]) for each in told) == ["browser", "browser", "program"]
    (other,) = [each for each in told if each["name"] == "Firefox on Linux"]
    page = await here.get("/account")
    assert "Firefox on Linux" in page.text
    assert "This device" in page.text
    assert here.cookies["chargehand"] not in page.text

    answer = await here.send_form(f"/account/devices/{other['id']}/sign-out")
    assert answer.status_code == 303
    assert (await there.get("/api/v1/sessions")).status_code == 401
    assert (await here.get("/api/v1/sessions")).status_code == 200
    (own,) = [each for each in await devices(api) if each["this_device"]]
    left = await api.post(f"/api/v1/account/devices/{own['id']}/sign-out")
    assert left.status_code in {200, 401}
    assert (await api.get("/api/v1/sessions")).status_code == 401


async def test_a_browser_that_opens_nothing_any_more_is_not_told_as_signed_in(site: Site) -> None:  # S32
    ada = await site.world.driver("ada")
    link = await site.world.accounts.one_click_link(ada.email, 15)
    assert link is not None
    forgotten = site.browser()
    await forgotten.post(link.removeprefix(BASE_URL), data={"keep": "yes"})
    site.world.clock.pass_by(days=15)
    here = await site.signed_in(ada)

    assert (await forgotten.get("/api/v1/sessions")).status_code == 401
    assert [each["this_device"] for each in await devices(here)] == [True]


async def test_a_device_of_somebody_else_is_no_device(site: Site) -> None:  # S29
    ada, mallory = await site.world.driver("ada"), await site.world.driver("mallory")
    hers, theirs = await site.signed_in(ada), await site.signed_in(mallory)
    (her_device,) = await devices(hers)

    foreign = await theirs.send_form(f"/account/devices/{her_device['id']}/sign-out")
    unknown = await theirs.send_form(f"/account/devices/{'0' * 64}/sign-out")

    assert foreign.status_code == unknown.status_code == 404
    assert (await hers.get("/api/v1/sessions")).status_code == 200


async def test_signing_out_everywhere_is_everywhere(site: Site) -> None:  # S32, S47
    ada, bob = await site.world.driver("ada"), await site.world.driver("bob")
    browsers = [await site.signed_in(ada) for _ in range(3)]
    api, his = await program(site, ada), await site.signed_in(bob)

    answer = await browsers[0].send_form("/account/sign-out")

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert answer.headers["clear-site-data"] == '"storage"'
    for each in (*browsers, api):
        assert (await each.get("/api/v1/sessions")).status_code == 401
    assert (await his.get("/api/v1/sessions")).status_code == 200
    again = await program(site, ada)
    assert (await again.post("/api/v1/account/sign-out")).status_code == 204
    assert (await again.get("/api/v1/account")).status_code == 401


async def test_signing_out_everywhere_ends_a_wish_for_another_address(site: Site) -> None:  # S37
    ada = await site.world.driver("ada")
    thief, browser = await site.signed_in(ada), await site.signed_in(ada)
    await thief.send_form("/account/email", {"email": "thief@example.org"})
    (letter,) = await letters(site, "thief@example.org")

    await browser.send_form("/account/sign-out")

    assert (await site.browser().post(link_in(letter))).status_code == 410
    assert (await driver_row(site, ada))["email"] == ada.email


async def test_every_form_of_the_account_asks_for_its_token(site: Site) -> None:  # S33
    ada = await site.world.driver("ada")
    browser = await site.signed_in(ada)
    answers: list[httpx.Response] = [
        await browser.post(path, data=fields)
        for path, fields in (
            ("/account/name", {"name": "x"}),
            ("/account/looks", {"theme": "dark"}),
            ("/account/email", {"email": "x@example.org"}),
            ("/account/sign-out", {}),
            ("/account/delete", {"sure": "yes"}),
        )
    ]
    assert [answer.status_code for answer in answers] == [403] * len(answers)
    row = await driver_row(site, ada)
    assert (row["name"], row["theme"], row["account"]) == ("ada", "system", "active")
