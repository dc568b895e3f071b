"""Finding chargers: the list, the map's policy, codes on stickers, pictures; and who may set them."""

from __future__ import annotations

import re

import pytest

from chargehand.model.place import PICTURE_BYTES_MAX
from tests.integration.web.site import Browser, Site, running
from tests.integration.web.world import BASE_URL, World

JPEG = b"\xff\xd8\xff\xe0" + bytes(2000)


async def operator(site: Site) -> Browser:
    boss = await site.world.driver("boss", operator=True)
    return site.program(await site.world.api_token(boss, "operator"))


async def test_the_only_charger_is_opened_once_in_a_visit(site: Site) -> None:
    browser = await site.signed_in(await site.world.driver("ada"))
    assert "No chargers yet" in (await browser.get("/chargers")).text
    only = await site.world.station("CP1")

    first = await browser.get("/chargers")

    assert (first.status_code, first.headers["location"]) == (303, f"/chargers/{only}")
    cookie = first.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "max-age" not in cookie, "it goes with the visit"
    again = await browser.get("/chargers")
    assert again.status_code == 200
    assert "Charger CP1" in again.text
    other_visit = await site.signed_in(await site.world.driver("ada"))
    assert (await other_visit.get("/chargers?q=nothing")).status_code == 200, "who searches wants the list"
    await site.world.station("CP2")
    assert (await other_visit.get("/chargers")).status_code == 200, "there is something to choose from"


async def test_the_search_lives_in_the_address_and_in_the_api(site: Site) -> None:
    ada = await site.world.driver("ada")
    for name in ("CP1", "CP2"):
        await site.world.station(name)
    await site.world.pool.execute("update station set address = 'Canal street 12' where identity = 'CP2'")
    await site.world.station("AWAY", connected=False)
    browser, api = await site.signed_in(ada), site.program(await site.world.api_token(ada))

    async def found(query: str) -> list[str]:
        page = (await browser.get(f"/chargers{query}")).text
        return re.findall(r'class="cover" href="/chargers/(\w+)"', page)

    assert await found("") == ["pAWAY", "pCP1", "pCP2"]
    assert await found("?q=canal") == ["pCP2"]
    assert await found("?show=available") == ["pCP1", "pCP2"]
    assert await found("?q=canal&show=available") == ["pCP2"]
    told = (await api.get("/api/v1/chargers?q=CANAL&available=true")).json()["chargers"]
    assert [(each["id"], each["address"], each["sticker"]) for each in told] == [
        ("pCP2", "Canal street 12", "/c/pCP2")
    ]
    empty = (await browser.get("/chargers?q=nowhere")).text
    assert "No matching chargers." in empty


async def test_no_page_asks_anybody_else_unless_a_style_is_set(site: Site, world: World) -> None:  # S48
    await world.pool.execute("delete from station")
    await world.station("CP1")
    await world.station("CP2")
    await world.pool.execute("update station set latitude = 52.1, longitude = 5.1")
    ada = await world.driver("ada")
    page = await (await site.signed_in(ada)).get("/chargers")
    assert 'data-at="52.1,5.1"' in page.text
    assert "data-background" not in page.text
    assert "https://" not in page.text
    assert "http" not in page.headers["content-security-policy"]

    tiles = ("https://style.example", "https://tiles.example")
    url = "https://style.example/street.json"
    async with running(Site.of(world, map_style_url=url, map_origins=tiles)) as styled:
        browser = await styled.signed_in(ada)
        page = await browser.get("/chargers")
        assert f'data-background="{url}" data-host="style.example"' in page.text
        assert "come from style.example" in page.text
        for path in ("/chargers", "/static/vendor/maplibre-gl-worker.mjs"):
            policy = (await browser.get(path)).headers["content-security-policy"]
            assert "img-src 'self' data: https://style.example https://tiles.example;" in policy, path
            assert "connect-src 'self' https://style.example https://tiles.example;" in policy, path
            assert "script-src 'self';" in policy, path
        for path in ("/", "/chargers/pCP1", "/scan", "/static/shell.css"):
            assert "example" not in (await browser.get(path)).headers["content-security-policy"], path


@pytest.mark.parametrize("typed", ["pCP1", "  pCP1 ", f"{BASE_URL}/c/pCP1"])
async def test_a_typed_number_opens_its_charger(site: Site, typed: str) -> None:
    await site.world.station("CP1")
    browser = await site.signed_in(await site.world.driver("ada"))
    answer = await browser.get("/scan", params={"code": typed})
    assert (answer.status_code, answer.headers["location"]) == (303, "/chargers/pCP1")


@pytest.mark.parametrize("typed", ["nothing", "https://evil.example/c/pCP1", "//evil.example", "pCP1/start"])
async def test_what_is_none_of_ours_leads_nowhere(site: Site, typed: str) -> None:
    await site.world.station("CP1")
    browser = await site.signed_in(await site.world.driver("ada"))
    answer = await browser.get("/scan", params={"code": typed})
    assert answer.status_code == 404
    assert "There is no charger with this number." in answer.text


async def test_a_sticker_leads_through_signing_in(site: Site) -> None:
    await site.world.station("CP1")
    stranger = site.browser()
    sticker = await stranger.get("/c/pCP1")
    assert sticker.headers["location"] == "/chargers/pCP1"
    page = await stranger.get(sticker.headers["location"])
    assert page.headers["location"] == "/sign-in?next=/chargers/pCP1"


async def test_an_operator_sets_place_and_picture(site: Site) -> None:
    api = await operator(site)
    place = {"latitude": 52.0907, "longitude": 5.1214, "address": "Library square 1"}
    made = await api.put(
        "/api/v1/operator/stations/CP1", json={"name": "Kerb", "password": "0123456789abcdef", **place}
    )
    assert {key: made.json()[key] for key in place} == place
    kept = await api.put("/api/v1/operator/stations/CP1", json={"name": "Curb"})
    assert {key: kept.json()[key] for key in place} == place, "what is not told stays"
    for wrong in ({"latitude": 1}, {"latitude": 91, "longitude": 1}, {"longitude": False, "latitude": 1}):
        assert (await api.put("/api/v1/operator/stations/CP1", json=wrong)).status_code == 422

    seen = await api.put("/api/v1/operator/stations/CP1/picture", content=JPEG)

    href = seen.json()["picture"]
    browser = await site.signed_in(await site.world.driver("ada"))
    public_id = made.json()["public_id"]
    page = (await browser.get(f"/chargers/{public_id}")).text
    assert href in page
    assert "Library square 1" in page
    assert "destination=52.090700,5.121400" in page
    picture = await browser.get(href)
    assert (picture.content, picture.headers["content-type"]) == (JPEG, "image/jpeg")
    assert "immutable" in picture.headers["cache-control"]
    assert "private" in picture.headers["cache-control"]
    assert (await site.browser().get(href)).status_code == 303, "only who is signed in sees it"
    for wrong in (b"<svg/>", JPEG + bytes(PICTURE_BYTES_MAX)):
        answer = await api.put("/api/v1/operator/stations/CP1/picture", content=wrong)
        assert answer.status_code == 422, answer.text
    assert (await api.put("/api/v1/operator/stations/unknown/picture", content=JPEG)).status_code == 404
    gone = await api.delete("/api/v1/operator/stations/CP1/picture")
    assert gone.json()["picture"] is None
    assert (await browser.get(href)).status_code == 404
    assert (await api.delete("/api/v1/operator/stations/unknown/picture")).status_code == 404


async def test_stickers_are_for_operators(site: Site) -> None:
    api = await operator(site)
    await site.world.station("CP1")
    await site.world.station("CP2")

    sheet = await api.get("/api/v1/operator/stickers", params={"copies": 2})

    assert sheet.headers["content-type"] == "text/html; charset=utf-8"
    assert "attachment" in sheet.headers["content-disposition"]
    assert sheet.text.count('<article class="sticker">') == 4
    assert f'aria-label="{BASE_URL}/c/pCP1"' in sheet.text
    assert "src=" not in sheet.text.replace("viewBox", "")
    assert "href=" not in sheet.text, "the file stands alone"
    one = await api.get("/api/v1/operator/stickers", params={"station": "CP2"})
    assert one.text.count('<article class="sticker">') == 1
    boss, ada = await site.world.driver("boss", operator=True), await site.world.driver("ada")
    page = await (await site.signed_in(boss)).get("/stickers?station=CP1&copies=8")
    assert page.text.count('<article class="sticker">') == 8
    assert "<style" not in page.text
    assert (await (await site.signed_in(ada)).get("/stickers")).status_code == 404


async def test_a_busy_card_names_its_session_and_the_way_to_release_it(site: Site) -> None:
    ada = await site.world.driver("ada")
    for uid in ("CARD1", "CARD2"):
        await site.world.card(ada, uid)
    for name in ("CP1", "CP2", "CP3"):
        await site.world.station(name)
    await site.world.session(ada, "CP1", token="CARD2")
    there = await site.world.session(ada, "CP2", token="CARD1")
    card = await site.world.pool.fetchval("select card_id from token where uid = 'CARD1'")
    browser, api = await site.signed_in(ada), site.program(await site.world.api_token(ada))

    answer = await api.post("/api/v1/sessions", json={"charger_id": "pCP3", "card_id": card})
    page = await browser.send_form("/chargers/pCP3/start", {"card_id": str(card)}, htmx="/chargers/pCP3")

    assert (answer.status_code, answer.json()["code"]) == (409, "card_busy")
    assert answer.json()["session_id"] == there, "that of the chosen card, not the oldest"
    assert f'href="/sessions/{there}"' in page.text
    assert f'formaction="/sessions/{there}/not-charging"' in page.text
    released = await browser.send_form(f"/sessions/{there}/not-charging", htmx="/chargers/pCP3")
    assert "Your card is free again." in released.text
    started = await browser.send_form("/chargers/pCP3/start", {"card_id": str(card)}, htmx="/chargers/pCP3")
    assert "Preparing" in started.text


async def test_one_start_in_a_minute_whatever_name_it_comes_under(site: Site) -> None:  # S40
    ada = await site.world.driver("ada")
    await site.world.card(ada, "CARD1")
    charger = await site.world.station("CP1")
    browser, api = await site.signed_in(ada), site.program(await site.world.api_token(ada))
    wish = {"charger_id": charger, "connector_id": 1}

    first = await api.post("/api/v1/sessions", json=wish, headers={"Idempotency-Key": "a"})
    for nonce in ("n1", "n2"):
        site.world.clock.pass_by(seconds=19)
        answer = await browser.send_form(
            f"/chargers/{charger}/start", {"nonce": nonce, "connector_id": "1"}, htmx=f"/chargers/{charger}"
        )
        assert "Preparing" in answer.text
        assert "Already charging here" not in answer.text
    again = await api.post("/api/v1/sessions", json=wish, headers={"Idempotency-Key": "b"})

    assert (again.status_code, again.json()["command"]["id"]) == (202, first.json()["command"]["id"])
    assert again.json()["session"]["id"] == first.json()["session"]["id"]
    assert await site.world.pool.fetchval("select count(*) from command") == 1
    assert await site.world.pool.fetchval("select count(*) from outbox") == 1


async def test_nothing_starts_or_stops_by_a_get(site: Site) -> None:  # S33
    ada = await site.world.driver("ada")
    await site.world.card(ada, "CARD1")
    charger = await site.world.station("CP1", connectors=2)
    session = await site.world.session(ada, "CP1")
    browser = await site.signed_in(ada)
    for path in (
        f"/chargers/{charger}/start",
        f"/chargers/{charger}/refresh",
        f"/sessions/{session}/stop",
        f"/sessions/{session}/not-charging",
    ):
        for method in ("GET", "HEAD"):
            answer = await browser.request(method, path, headers={"Purpose": "prefetch"})
            assert answer.status_code in {404, 405}, path
    assert await site.world.pool.fetchval("select count(*) from command") == 0
