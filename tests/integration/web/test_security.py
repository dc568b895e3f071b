"""The door holds: rows S27, S29-S34, S36, S39-S41, S47-S50 of the catalogue."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import httpx
import pytest
from fastapi.routing import APIRoute

from chargehand.model.answers import Answer
from chargehand.model.events import Event
from chargehand.model.faults import LaneHalted, WorldFault
from chargehand.model.identity import CommandId
from chargehand.model.refusals import Refusal
from chargehand.model.token import AccountStatus
from chargehand.model.visit import Key, Named, Visit
from chargehand.store.accounts import Accounts
from tests.integration.web.site import ORIGIN, Browser, Site, running
from tests.integration.web.world import BASE_URL, World

OPEN = {
    "/healthz",
    "/readyz",
    "/metrics",
    "/openapi.json",
    "/",
    "/offline",
    "/sign-in",
    "/sign-in/code",
    "/sign-in/{secret}",
    "/sign-out",
    "/static/{name:path}",
    "/sw.js",
    "/c/{charger}",
}
"""Routes that tell nothing about anybody."""


def routes(site: Site) -> list[tuple[str, str]]:
    """Every method and pattern that the application answers."""
    found = {
        (method, route.path)
        for route in site.app.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    assert len(found) > 30
    return sorted(found)


class Hers:
    """What ada has, and the addresses that speak of it."""

    def __init__(self, charger: str, live: str, ended: str, command: str) -> None:
        self.charger, self.live, self.ended, self.command = charger, live, ended, command

    @classmethod
    async def made(cls, world: World) -> Hers:
        ada = await world.driver("ada")
        await world.card(ada, "04AABBCCDD")
        charger = await world.station("CP1")
        live = await world.session(ada, "CP1", token="04AABBCCDD", energy_wh=98_765)
        ended = await world.session(ada, "CP1", ended_s_ago=60)
        await world.reading(live, s_ago=10, energy_wh=98_765)
        await world.command("herscommand", "refresh", "CP1", ada)
        return cls(charger, live, ended, "herscommand")

    def paths(self, pattern: str) -> list[str]:
        if "{session}" in pattern:
            return [pattern.replace("{session}", each) for each in (self.live, self.ended)]
        return [pattern.replace("{charger}", self.charger).replace("{command}", self.command)]

    def told_in(self, text: str) -> list[str]:
        marks = (
            self.live,
            self.ended,
            self.command,
            "98.765",
            "ada@example.org",
            "card of ada",
            "CCDD",
        )
        return [mark for mark in marks if mark in text]


async def ask(browser: Browser, method: str, path: str) -> httpx.Response:
    """As a browser would: a form with its token, or a page. Live streams are asked for once."""
    if method == "POST" and path.startswith("/api/"):
        body = {"charger_id": "pCP1"} if path.endswith("/sessions") else None
        return await browser.post(path, json=body, headers={"X-CSRF-Token": browser.csrf})
    if method == "POST":
        return await browser.send_form(path)
    return await browser.get(path, headers={"X-Fragment": "1"} if "/live" in path else {})


async def test_nothing_of_hers_is_shown_or_changed_by_another_driver(site: Site) -> None:  # S29, S30
    hers = await Hers.made(site.world)
    mallory = await site.signed_in(await site.world.driver("mallory"))
    before = await site.world.pool.fetch("select s::text from session s order by 1")

    seen = 0
    for method, pattern in routes(site):
        if pattern in OPEN or pattern == "/api/v1/live":
            continue
        for path in hers.paths(pattern):
            answer = await ask(mallory, method, path)
            assert hers.told_in(answer.text) == [], (method, path)
            if "{session}" in pattern or "{command}" in pattern:
                assert answer.status_code == 404 or "not found" in answer.text.lower(), (
                    method,
                    path,
                    answer.text,
                )
                seen += 1

    assert seen >= 16
    assert await site.world.pool.fetch("select s::text from session s order by 1") == before
    assert await site.world.pool.fetchval("select count(*) from command where kind <> 'refresh'") == 0


async def test_unknown_and_foreign_look_the_same(site: Site) -> None:  # S29
    hers = await Hers.made(site.world)
    mallory = await site.signed_in(await site.world.driver("mallory"))

    for pattern in (
        "/sessions/{}",
        "/api/v1/sessions/{}",
        "/api/v1/sessions/{}/readings",
        "/api/v1/sessions/{}/live",
    ):
        foreign, unknown = [await mallory.get(pattern.format(each)) for each in (hers.live, "s" + "9" * 21)]
        assert foreign.status_code == unknown.status_code == 404
        assert foreign.content == unknown.content
    assert "Session not found" in (await mallory.get(f"/sessions/{hers.live}")).text


async def test_nobody_is_shown_anything(site: Site) -> None:  # S29, S49
    hers = await Hers.made(site.world)
    nobody = site.browser()

    for method, pattern in routes(site):
        if pattern in OPEN:
            continue
        for path in hers.paths(pattern):
            answer = await ask(nobody, method, path)
            assert hers.told_in(answer.text) == [], (method, path)
            led_away = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
            assert answer.status_code == 401 or led_away, (method, path, answer.status_code)
    for pattern in sorted(OPEN):
        answer = await nobody.get(pattern)
        assert hers.told_in(answer.text) == [], pattern
    for path in ("/docs", "/redoc", "/.env", "/static/../app.py", "/static/.hidden"):
        assert (await nobody.get(path)).status_code == 404, path
    assert await site.world.pool.fetchval("select count(*) from command") == 1


async def test_another_sites_forms_and_scripts_change_nothing(site: Site) -> None:  # S33
    hers = await Hers.made(site.world)
    ada = await site.signed_in(await site.world.driver("ada"))
    paths = [
        path
        for method, pattern in routes(site)
        if method == "POST" and pattern not in {"/sign-in", "/sign-in/code", "/sign-in/{secret}"}
        for path in hers.paths(pattern)
    ]
    assert len(paths) >= 10

    for path in paths:
        foreign = {"csrf": ada.csrf}
        for headers in (
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": f"{BASE_URL}.evil.example"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
        ):
            answer = await ada.post(path, data=foreign, headers={**headers, "X-CSRF-Token": ada.csrf})
            assert answer.status_code == 403, (path, headers)
        for token in ("", "wrong", ada.csrf[:-1]):
            answer = await ada.post(path, data={"csrf": token} if token else {})
            assert answer.status_code == 403, (path, token)
            answer = await ada.post(path, json={}, headers={"X-CSRF-Token": token})
            assert answer.status_code == 403, (path, token)

    assert await site.world.pool.fetchval("select count(*) from command") == 1
    assert (await ada.get("/account")).status_code == 200  # nobody was signed out either


async def test_a_form_token_is_of_one_sign_in_only(site: Site) -> None:  # S33
    driver = await site.world.driver("ada")
    hers = await Hers.made(site.world)
    phone, desk = await site.signed_in(driver), await site.signed_in(driver)
    assert phone.csrf != desk.csrf

    assert (await phone.post(f"/sessions/{hers.live}/stop", data={"csrf": desk.csrf})).status_code == 403
    assert (await phone.send_form(f"/sessions/{hers.live}/stop")).status_code == 303


async def test_nobody_is_signed_in_by_another_site(site: Site) -> None:  # S33
    await site.world.driver("ada")
    link = await site.world.accounts.one_click_link("ada@example.org", 15)
    assert link is not None
    path = link.removeprefix(BASE_URL)

    answer = await site.browser(origin=False).post(path, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert (await site.browser().post(path)).status_code == 303


async def test_live_streams_are_not_for_other_sites(site: Site) -> None:  # S34
    hers = await Hers.made(site.world)
    ada = await site.signed_in(await site.world.driver("ada"))

    for path in (
        f"/chargers/{hers.charger}/live",
        f"/sessions/{hers.live}/live-page",
        f"/api/v1/sessions/{hers.live}/live",
        "/api/v1/live",
    ):
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            assert (await ada.get(path, headers={**headers, "X-Fragment": "1"})).status_code == 403, path


def cookies(answer: httpx.Response) -> list[str]:
    return answer.headers.get_list("set-cookie")


@pytest.mark.parametrize(
    ("base_url", "name", "secure"),
    [
        ("https://charge.example", "__Host-chargehand", True),
        ("http://charge.example", "__Host-chargehand", True),
        ("http://127.0.0.1:8080", "chargehand", False),
        ("http://localhost:8080", "chargehand", False),
    ],
)
async def test_the_cookie_is_bound_hidden_and_new(
    world: World, base_url: str, name: str, secure: bool
) -> None:  # S32
    await world.driver("ada")
    async with running(Site.of(world, base_url=base_url)) as site:
        for keep, age in (("", None), ("?keep=yes", "2592000")):
            link = await world.accounts.one_click_link("ada@example.org", 15)
            assert link is not None
            answer = await site.browser(origin=False).post(link.removeprefix(BASE_URL) + keep)
            (cookie,) = cookies(answer)
            value, *attributes = [part.strip() for part in cookie.split(";")]
            assert value.partition("=")[0] == name
            assert len(value.partition("=")[2]) >= 43  # 256 bits
            told = {part.partition("=")[0].lower(): part.partition("=")[2] for part in attributes}
            assert {"httponly", "path", "samesite"} <= told.keys()
            assert told["path"] == "/"
            assert told["samesite"].lower() == "lax"
            assert ("secure" in told) is secure
            assert "domain" not in told
            assert told.get("max-age") == age
            assert link.rsplit("/", 1)[1] not in cookie


async def test_a_sign_in_planted_before_is_worth_nothing_after(site: Site) -> None:  # S32
    driver = await site.world.driver("ada")
    browser = await site.signed_in(driver)
    planted = browser.cookies["chargehand"]
    link = await site.world.accounts.one_click_link(driver.email, 15)
    assert link is not None

    await browser.post(link.removeprefix(BASE_URL))

    assert browser.cookies["chargehand"] != planted
    thief = site.browser()
    thief.cookies.set("chargehand", planted, domain="127.0.0.1")
    assert (await thief.get("/account")).status_code == 303


async def test_signing_out_ends_it_on_the_server(site: Site) -> None:  # S32, S47
    browser = await site.signed_in(await site.world.driver("ada"))
    held = browser.cookies["chargehand"]

    answer = await browser.send_form("/sign-out")

    assert answer.status_code == 303
    assert "max-age=0" in cookies(answer)[0].lower()
    assert answer.headers["clear-site-data"] == '"storage"'
    replay = site.browser()
    replay.cookies.set("chargehand", held, domain="127.0.0.1")
    assert (await replay.get("/api/v1/sessions")).status_code == 401


async def test_a_sign_in_ends_after_its_hours(site: Site) -> None:  # S32
    browser = await site.signed_in(await site.world.driver("ada"))
    site.world.clock.pass_by(hours=7, minutes=59)
    assert (await browser.get("/api/v1/sessions")).status_code == 200
    site.world.clock.pass_by(minutes=1)
    assert (await browser.get("/api/v1/sessions")).status_code == 401


async def test_a_suspended_account_reads_and_wishes_nothing_a_closed_one_is_out(site: Site) -> None:  # S31
    hers = await Hers.made(site.world)
    driver = await site.world.driver("ada")
    browser = await site.signed_in(driver)
    await site.world.accounts.set_account(driver.email, AccountStatus.SUSPENDED)

    assert (await browser.get(f"/sessions/{hers.ended}")).status_code == 200
    for path in (f"/sessions/{hers.live}/stop", f"/chargers/{hers.charger}/start"):
        answer = await browser.send_form(path)
        assert answer.status_code == 403
        assert "Account inactive" in answer.text
    assert await site.world.pool.fetchval("select count(*) from command") == 1

    await site.world.accounts.set_account(driver.email, AccountStatus.CLOSED)
    assert (await browser.get(f"/sessions/{hers.ended}")).status_code == 303
    assert (await browser.get("/api/v1/sessions")).status_code == 401


POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; worker-src 'self'"
)


async def test_every_answer_carries_the_headers(site: Site) -> None:  # S47, S48
    hers = await Hers.made(site.world)
    ada, nobody = await site.signed_in(await site.world.driver("ada")), site.browser()

    for browser in (ada, nobody):
        for method, pattern in [*routes(site), ("GET", "/nothing"), ("PATCH", "/sessions")]:
            if pattern == "/sign-out":
                continue
            path = hers.paths(pattern)[0]
            if "/live" in path and "page" not in path and "chargers" not in path:
                continue  # a stream without end; its headers are seen where it is read
            headers = (await ask(browser, method, path)).headers
            assert headers["content-security-policy"] == POLICY, path
            assert headers["x-content-type-options"] == "nosniff", path
            assert headers["referrer-policy"] == "same-origin", path
            assert headers["x-frame-options"] == "DENY", path
            assert headers["cache-control"] == ("no-cache" if path == "/sw.js" else "no-store"), path
            assert "server" not in headers


async def test_hsts_is_told_over_tls_only(world: World) -> None:  # S48
    for base_url, told in (("https://charge.example", True), ("http://127.0.0.1:8080", False)):
        site = Site.of(world, base_url=base_url)
        headers = (await site.browser().get("/sign-in")).headers
        assert ("strict-transport-security" in headers) is told
        assert (
            not told
            or int(re.findall(r"max-age=(\d+)", headers["strict-transport-security"])[0]) >= 31_536_000
        )


async def test_pages_hold_nothing_inline(site: Site) -> None:  # S48
    hers = await Hers.made(site.world)
    ada = await site.signed_in(await site.world.driver("ada"))
    for path in (
        "/",
        "/chargers",
        f"/chargers/{hers.charger}",
        "/sessions",
        f"/sessions/{hers.live}",
        "/account",
    ):
        text = (await ada.get(path)).text
        assert re.search(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")", text) is None, path
        assert re.search(r"\son[a-z]+\s*=\s*[\"']", text) is None, path
        assert re.search(r"\sstyle\s*=\s*[\"']", text) is None, path
        assert "<style" not in text, path
        assert "javascript:" not in text, path


async def test_what_a_station_says_is_text_and_nothing_else(site: Site) -> None:  # S18
    hers = await Hers.made(site.world)
    ada = await site.signed_in(await site.world.driver("ada"))
    evil = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>"
    await site.world.pool.execute(
        "update station set name = $1, vendor = $1, model = $1, firmware = $1, serial = $1", evil
    )
    await site.world.pool.execute("update connector set type = $1, error = $1", evil)
    await site.world.pool.execute("update token set name = $1", evil)
    await site.world.pool.execute("update session set end_reason = $1, flags = array[$1]", evil)
    await site.world.pool.execute("update reading set note = $1", evil)

    for path in (
        "/",
        "/chargers",
        f"/chargers/{hers.charger}",
        "/sessions",
        f"/sessions/{hers.live}",
        f"/sessions/{hers.ended}",
        "/account",
    ):
        text = (await ada.get(path)).text
        assert "<img src=x" not in text, path
        assert "<script>alert" not in text, path


@pytest.mark.parametrize("length", [64 * 1024 + 1, 10_000_000])
async def test_a_large_body_is_refused(site: Site, length: int) -> None:
    ada = await site.signed_in(await site.world.driver("ada"))

    async def pieces():
        for _ in range(length // 8192 + 1):
            yield b"x" * 8192

    for path in ("/api/v1/sessions", "/sign-in"):
        json_kind = {"Content-Type": "application/json", "X-CSRF-Token": ada.csrf}
        whole = await ada.post(path, content=b"x" * length, headers=json_kind)
        assert whole.status_code == 413, path
        chunked = await ada.post(path, content=pieces(), headers=json_kind)
        assert chunked.status_code == 413, path


class Broken:
    """A submit that fails in its way."""

    def __init__(self, fault: Exception) -> None:
        self.fault = fault

    async def submit(self, event: Event, frame: str | None = None) -> Answer | Refusal:
        raise self.fault from ValueError(f"{event} {frame}")


async def test_a_fault_tells_nothing_of_our_insides(world: World) -> None:  # S27
    hers = await Hers.made(world)
    fault = RuntimeError("secret insides at /src/chargehand")
    async with running(Site.of(world, Broken(fault))) as site:
        ada = await site.signed_in(await world.driver("ada"))
        answer = await ada.post(f"/api/v1/sessions/{hers.live}/stop", headers={"X-CSRF-Token": ada.csrf})
        page = await ada.send_form(f"/sessions/{hers.live}/stop")
        number = re.findall(r"number: (\w+)", answer.json()["detail"])[0]

    assert (answer.status_code, answer.json()["code"]) == (500, "defect")
    assert page.status_code == 500
    assert "insides" not in answer.text + page.text
    assert "Traceback" not in answer.text + page.text
    assert any(told.startswith(number) and "secret insides" in told for told in site.observed.faults)


@pytest.mark.parametrize(
    ("fault", "code"), [(WorldFault("no database"), "unavailable"), (LaneHalted("a law"), "charger_halted")]
)
async def test_when_nothing_could_be_decided_it_is_503(world: World, fault: Exception, code: str) -> None:
    hers = await Hers.made(world)
    async with running(Site.of(world, Broken(fault))) as site:
        api = site.program(await world.api_token(await world.driver("ada")))
        answer = await api.post(f"/api/v1/sessions/{hers.live}/stop")
        ada = await site.signed_in(await world.driver("ada"))
        fragment = await ada.send_form(f"/sessions/{hers.live}/stop", htmx=f"/sessions/{hers.live}")

    assert (answer.status_code, answer.json()["code"]) == (503, code)
    assert int(answer.headers["retry-after"]) > 0
    assert fragment.status_code == 200
    assert "Something broke" in fragment.text or "broke" in fragment.text


class DeafAccounts(Accounts):
    """The database cannot be asked who is who."""

    async def visit(self, key: Key, named: Named) -> Visit | None:
        raise WorldFault(f"cannot ask for {key} {named}")


async def test_nobody_is_let_in_by_a_fault(world: World) -> None:  # S50
    hers = await Hers.made(world)
    secret = await world.api_token(await world.driver("ada"))
    world.accounts.__class__ = DeafAccounts
    site = Site.of(world)
    api = site.program(secret)

    for method, pattern in routes(site):
        if pattern in OPEN:
            continue
        for path in hers.paths(pattern):
            answer = await ask(api, method, path)
            assert answer.status_code in {401, 503}, (method, path, answer.status_code)
            assert hers.told_in(answer.text) == []
    assert await world.pool.fetchval("select count(*) from command") == 1


async def test_a_driver_who_wishes_too_much_is_slowed_and_others_are_not(world: World) -> None:  # S39
    charger = await world.station("CP1")
    site = Site.of(world, wishes_burst=3, wishes_per_s=0.5)
    ada, bob = [site.program(await world.api_token(await world.driver(name))) for name in ("ada", "bob")]

    statuses = [(await ada.post(f"/api/v1/chargers/{charger}/refresh")).status_code for _ in range(4)]
    slowed = await ada.post(f"/api/v1/chargers/{charger}/refresh")

    assert statuses == [202, 202, 202, 429]
    assert slowed.headers["retry-after"] == "2"
    assert (await bob.post(f"/api/v1/chargers/{charger}/refresh")).status_code == 202
    world.clock.pass_by(seconds=2)
    assert (await ada.post(f"/api/v1/chargers/{charger}/refresh")).status_code == 202


async def test_nobody_can_name_anothers_command(site: Site) -> None:  # S30, S40
    hers = await Hers.made(site.world)
    ada = await site.signed_in(await site.world.driver("ada"))
    await ada.send_form(f"/sessions/{hers.live}/stop", {"nonce": "taken"})
    taken = await site.world.pool.fetchval("select id from command where kind = 'stop'")
    bob = await site.world.driver("bob")
    await site.world.card(bob, "BOB1")
    other = await site.world.station("CP2")

    for nonce in ("taken", CommandId(taken)):
        await (await site.signed_in(bob)).send_form(f"/chargers/{other}/start", {"nonce": nonce})

    rows = await site.world.pool.fetch(
        "select id, kind, driver from command where kind <> 'refresh' order by kind"
    )
    assert [(row["kind"], row["driver"]) for row in rows] == [("start", "d_bob"), ("stop", "d_ada")]
    assert await site.world.pool.fetchval("select count(*) from station where halted <> ''") == 0


async def test_metrics_are_not_for_everybody(world: World) -> None:  # S49
    local, far = ("127.0.0.1", 1), ("203.0.113.9", 1)

    async def status(site: Site, client: tuple[str, int], headers: dict[str, str]) -> int:
        transport = httpx.ASGITransport(site.app, client=client)
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL, headers=headers) as asking:
            return (await asking.get("/metrics")).status_code

    plain, guarded = Site.of(world), Site.of(world, metrics_token="counting")
    assert await status(plain, local, {}) == 200
    assert await status(plain, far, {}) == 404
    assert await status(plain, local, {"X-Forwarded-For": "203.0.113.9"}) == 404
    assert await status(guarded, far, {"Authorization": "Bearer counting"}) == 200
    for shown in ({}, {"Authorization": "Bearer wrong"}):
        assert await status(guarded, local, shown) == 404


async def test_ready_says_what_is_missing(world: World) -> None:
    site = Site.of(world)
    assert (await site.browser().get("/readyz")).json() == {"status": "ready"}

    async def reasons() -> Sequence[str]:
        return ("database",)

    object.__setattr__(site.app.web.context, "ready", reasons)
    answer = await site.browser().get("/readyz")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["database"])
    assert (await site.browser().get("/healthz")).json() == {"status": "ok"}


async def test_the_engines_refusals_reach_a_page_in_words(site: Site) -> None:
    hers = await Hers.made(site.world)
    ada = await site.signed_in(await site.world.driver("ada"))

    answer = await ada.send_form(f"/sessions/{hers.ended}/stop", htmx=f"/sessions/{hers.ended}")
    plain = await ada.send_form(f"/sessions/{hers.ended}/stop")

    assert answer.status_code == 200
    assert "already ended" in answer.text
    assert "</html>" not in answer.text
    assert plain.status_code == 409
    assert "already ended" in plain.text
    assert "</html>" in plain.text
    assert json.dumps(ORIGIN)
