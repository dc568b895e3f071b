"""Every route, whoever asks and whatever breaks: S29, S32, S33, S41, S48, S49, S50."""

from __future__ import annotations

import re

import pytest
from fastapi.routing import APIRoute

from chargehand.model.faults import WorldFault
from tests.integration.web.crawl import Ports, guarded, rows_about, seen_by, streams
from tests.integration.web.hers import BODIES, OPEN, PUTS, Hers, ask, routes
from tests.integration.web.site import Browser, Site, running
from tests.integration.web.world import BASE_URL, World

HOST = "https://charge.example"
IMAGE = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
AS_BROWSERS_SAY_IT = {"/api/v1/notices/devices"}
"""What else a browser writes into its subscription is passed over."""
PROBED = (
    "/.env",
    "/.git/config",
    "/.git/HEAD",
    "/.svn/entries",
    "/.well-known/",
    "/.htaccess",
    "/actuator",
    "/actuator/env",
    "/admin",
    "/api",
    "/api/",
    "/api/v1",
    "/api/v1/",
    "/backup.sql",
    "/config.json",
    "/console",
    "/debug",
    "/debug/pprof/",
    "/docs",
    "/docs/oauth2-redirect",
    "/dump.sql",
    "/graphql",
    "/jolokia",
    "/metrics/",
    "/phpinfo.php",
    "/redoc",
    "/robots.txt.bak",
    "/server-status",
    "/static",
    "/static/",
    "/static/%2e%2e/app.py",
    "/static/..%2f..%2fapp.py",
    "/static/vendor",
    "/static/vendor/",
    "/static//etc/passwd",
    "/static/%00",
    "/swagger",
    "/swagger-ui.html",
    "/swagger.json",
    "/trace",
    "/wp-admin/",
    "/sign-in/..;/metrics",
)


def test_every_route_is_walked(site: Site) -> None:  # S29
    """A new one either tells nothing about anybody, by name, or is asked by strangers with her own ids in it."""
    assert {type(route) for route in site.app.routes} <= {APIRoute}
    patterns = {pattern for _, pattern in routes(site)}
    assert patterns >= OPEN, "no name stands for a route that there is not"
    hers = Hers(*("x" * 8 for _ in range(Hers.__init__.__code__.co_argcount - 1)))
    for pattern in patterns - OPEN:
        for path in hers.paths(pattern):
            assert "{" not in path, f"tests/integration/web/hers.py has nothing of hers for {pattern}"


async def test_what_one_driver_sees_another_does_not(site: Site) -> None:  # S29
    hers = await Hers.made(site.world)
    ada, mallory = [await site.signed_in(await site.world.driver(name)) for name in ("ada", "mallory")]
    seen = await seen_by(ada, site, hers)
    told = {key for key, text in seen.items() if hers.told_in(text)}
    assert len(told) >= 8
    before = await rows_about(site.world, "d_ada", hers.live, hers.ended)

    for browser in (mallory, site.browser()):
        for method, path in seen:
            if path.startswith("/sign-out") or path.endswith(("/sign-out", "/deletion")):
                continue
            answer = await ask(browser, method, path)
            assert hers.told_in(answer.text) == [], (method, path)

    assert await rows_about(site.world, "d_ada", hers.live, hers.ended) == before


LEARNED = ("driver_eyes ", "notice ")
"""For whose eyes letters are written, and which notices were opened: both are learned from looking."""


async def kept(world: World) -> list[str]:
    return [row for row in await rows_about(world) if not row.startswith(LEARNED)]


async def test_looking_changes_nothing(site: Site) -> None:  # S33: an image, a link, a frame of another site
    hers = await Hers.made(site.world)
    ada = await site.signed_in(await site.world.driver("ada"))
    before = await kept(site.world)

    for method, pattern in routes(site):
        for path in hers.paths(pattern) if method == "GET" else ():
            headers = IMAGE | ({"X-Fragment": "1"} if streams(pattern) else {})
            answer = await ada.get(path, headers=headers)
            assert answer.headers["cross-origin-resource-policy"] == "same-origin", path
            assert "access-control-allow-origin" not in answer.headers, path

    assert await kept(site.world) == before


@pytest.mark.parametrize("operator", [False, True])
async def test_no_body_takes_a_field_that_is_not_its_own(site: Site, operator: bool) -> None:  # S41
    hers = await Hers.made(site.world)
    ada = await site.world.driver("ada", operator=operator)
    api = site.program(await site.world.api_token(ada, "operator" if operator else "driver"))
    described = (await api.get("/openapi.json")).json()["paths"]
    extra = {"driver": "d_bob", "operator": True, "account_active": True, "id": "mine", "is_admin": True}
    before = await rows_about(site.world, hers.live, hers.ended)

    asked = 0
    for pattern, item in described.items():
        for method in item:
            if "requestBody" not in item[method] or ("/operator/" in pattern) is not operator:
                continue
            end = pattern.rpartition("/")[2]
            proper = (BODIES if method == "post" else PUTS).get(end, {})
            for name, value in extra.items():
                if name in proper:
                    continue
                path = hers.paths(pattern)[0]
                answer = await api.request(method, path, json={**proper, f"{name}": value, "surplus": 1})
                passed_over = pattern in AS_BROWSERS_SAY_IT and answer.status_code == 201
                assert answer.status_code == 422 or passed_over, (method, path, name, answer.text)
                asked += 1

    assert asked >= 5
    assert await rows_about(site.world, hers.live, hers.ended) == before
    assert await rows_about(site.world, "d_bob") == []
    assert (await site.world.pool.fetchval("select operator from driver where id = 'd_ada'")) is operator


async def over_tls(site: Site, name: str) -> Browser:
    """A browser that is signed in over TLS."""
    browser = site.browser(origin=False)
    browser.base_url = HOST
    browser.headers["Origin"] = HOST
    link = await site.world.accounts.one_click_link(f"{name}@example.org", 15)
    assert link is not None
    answer = await browser.post(link.removeprefix(BASE_URL))
    assert answer.status_code == 303, answer.text
    page = await browser.get("/account")
    found = re.search(r'<meta name="csrf" content="([^"]+)">', page.text)
    assert found is not None
    browser.csrf = found[1]
    return browser


async def test_every_answer_over_tls_holds_the_browser_to_it(world: World) -> None:  # S32, S48
    hers = await Hers.made(world)
    async with running(Site.of(world, base_url=HOST)) as site:
        ada, nobody = await over_tls(site, "ada"), site.browser(origin=False)
        nobody.base_url = HOST
        cookies = 0
        for browser in (nobody, ada):
            odd = [("GET", "/nothing"), ("PATCH", "/sessions"), ("POST", "/api/v1/sessions")]
            for method, pattern in [*routes(site), *odd, ("POST", "/sign-out")]:
                if pattern == "/sign-out" and browser is nobody:
                    continue
                if browser is ada and streams(pattern):
                    continue  # a stream without end; its headers are seen where it is read
                answer = await ask(browser, method, hers.paths(pattern)[0])
                promised = answer.headers["strict-transport-security"]
                assert promised == "max-age=31536000; includeSubDomains", pattern
                for cookie in answer.headers.get_list("set-cookie"):
                    cookies += 1
                    name, *attributes = [part.strip().lower() for part in cookie.split(";")]
                    assert name.startswith("__host-"), cookie
                    assert {"secure", "httponly", "path=/"} <= set(attributes), cookie
                    assert {"samesite=lax", "samesite=strict"} & set(attributes), cookie
                    assert not any(part.startswith("domain") for part in attributes), cookie
    assert cookies >= 1


async def test_nothing_lies_about(site: Site) -> None:  # S49
    boss = await site.signed_in(await site.world.driver("boss", operator=True))
    for browser in (site.browser(), boss):
        for path in PROBED:
            answer = await browser.get(path)
            assert answer.status_code == 404, path
            assert "chargehand/" not in answer.text, path
    for method in ("TRACE", "TRACK", "CONNECT", "PROPFIND", "DEBUG"):
        assert (await boss.request(method, "/sessions")).status_code == 405, method


async def test_whatever_breaks_lets_nobody_through(world: World) -> None:  # S50
    hers = await Hers.made(world)
    async with running(Site.of(world)) as site:
        mallory = await site.signed_in(await world.driver("mallory"))
        ports = Ports(site)
        before = await rows_about(world, "d_ada", hers.live, hers.ended)
        tried = 0
        for method, pattern in guarded(site):
            if streams(pattern) or "sign-out" in pattern or pattern.endswith(("/deletion", "/export")):
                continue  # who signs out is out; an export that has begun is broken off (test_leaving.py)
            for path in hers.paths(pattern):
                ports.asked.clear()
                healthy = await ask(mallory, method, path)
                for call in sorted(ports.asked):
                    for fault in (WorldFault("no database"), RuntimeError("a defect"), TimeoutError()):
                        with ports.broken(call, fault):
                            answer = await ask(mallory, method, path)
                        tried += 1
                        about = (method, path, call, fault, answer.status_code)
                        assert hers.told_in(answer.text) == [], about
                        if healthy.status_code >= 400:
                            assert answer.status_code >= 400, about
                        if "/operator/" in pattern:
                            assert answer.status_code in {403, 500, 503}, about
        assert tried >= 100
        assert await rows_about(world, "d_ada", hers.live, hers.ended) == before
