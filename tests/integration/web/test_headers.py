"""Headers and markup that leave an intruder nothing to work with: S18, S47, S48."""

from __future__ import annotations

import re

from tests.integration.web.hers import Hers, ask, routes
from tests.integration.web.site import Site
from tests.integration.web.world import World

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
        "/chargers?show=all",
        "/scan",
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
        "/chargers?show=all",
        "/scan",
        f"/chargers/{hers.charger}",
        "/sessions",
        f"/sessions/{hers.live}",
        f"/sessions/{hers.ended}",
        "/account",
    ):
        text = (await ada.get(path)).text
        assert "<img src=x" not in text, path
        assert "<script>alert" not in text, path
