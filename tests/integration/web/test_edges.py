"""Where the web meets the wire: what is one request, whose address counts, which field is which. S39, S40."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from chargehand.edge.driver.server import serve_web
from tests.integration.web.crawl import streams
from tests.integration.web.hers import Hers, ask, routes
from tests.integration.web.site import Site
from tests.integration.web.world import World

CARD = "card1"
HEAD = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
SMUGGLED = b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
TWICE = {
    "two lengths": HEAD + b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n" + SMUGGLED,
    "a length and chunks": HEAD
    + b"Content-Length: 49\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    + SMUGGLED,
    "chunks that are hidden": HEAD
    + b"Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"
    + SMUGGLED,
    "a length that is none": HEAD + b"Content-Length: +0\r\n\r\n" + SMUGGLED,
    "a name with a blank": HEAD + b"Content-Length : 0\r\n\r\n" + SMUGGLED,
    "a chunk that is none": HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n" + SMUGGLED,
}


@asynccontextmanager
async def listening(site: Site, trusted_proxies: str | None = None) -> AsyncGenerator[int]:
    """The port of the site, served as in production."""
    stop, port = asyncio.Event(), asyncio.get_running_loop().create_future()

    def bound(_host: str, number: int) -> None:
        port.set_result(number)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(
            serve_web(site.app, "127.0.0.1", 0, stop, bound=bound, trusted_proxies=trusted_proxies)
        )
        try:
            yield await port
        finally:
            stop.set()


async def say(port: int, text: bytes) -> bytes:
    """All that comes back before the line is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(text)
        await writer.drain()
        writer.write_eof()
        async with asyncio.timeout(20):
            return await reader.read()
    finally:
        writer.close()


@pytest.mark.parametrize("odd", TWICE)
async def test_one_request_never_hides_another(world: World, odd: str) -> None:
    async with listening(Site.of(world)) as port:
        answer = await say(port, TWICE[odd])

    assert b"chargehand_up" not in answer, "the second was answered with figures"
    assert answer.count(b"HTTP/1.1 ") == 1
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 413"))


@pytest.mark.parametrize(
    ("proxies", "statuses"),
    [(None, [200] * 20 + [429]), ("10.9.9.9", [200] * 20 + [429]), ("127.0.0.1", [200] * 21)],
)
async def test_only_a_named_proxy_says_from_where(
    world: World, proxies: str | None, statuses: list[int]
) -> None:  # S39: who forges addresses has one all the same
    async with listening(Site.of(world), proxies) as port:
        told: list[int] = []
        for number in range(21):
            form = f"email=somebody{number}@example.org".encode()
            forged = f"X-Forwarded-For: 203.0.113.{number}\r\nForwarded: for=203.0.113.{number}\r\n".encode()
            length = f"Content-Length: {len(form)}\r\nConnection: close\r\n\r\n".encode()
            answer = await say(port, HEAD + forged + length + form)
            told.append(int(answer[9:12]))
    assert told == statuses


async def test_a_field_counts_where_it_belongs_only(site: Site) -> None:
    hers = await Hers.made(site.world)
    ada = await site.signed_in(await site.world.driver("ada"))
    api = site.program(await site.world.api_token(await site.world.driver("ada")))

    for path in (f"/sessions/{hers.live}/stop", f"/chargers/{hers.charger}/start"):
        answer = await ada.post(f"{path}?csrf={ada.csrf}", data={"nonce": "n"})
        assert answer.status_code == 403, path
    wish = {"charger_id": hers.charger}
    assert (await api.post("/api/v1/sessions", params=wish)).status_code == 422
    assert (await api.post("/api/v1/sessions", data=wish)).status_code == 422
    key = api.headers["Authorization"].removeprefix("Bearer ")
    nobody = site.browser()
    for name in ("access_token", "token", "authorization"):
        assert (await nobody.get("/api/v1/sessions", params={name: key})).status_code == 401
    two = await api.get(f"/api/v1/sessions?limit=1&limit=1&cursor=&status=all&limit=100000&{key}=1")
    assert two.status_code == 422, "the last one counts, and it is too much"
    assert await site.world.pool.fetchval("select count(*) from command") == 1


@pytest.mark.parametrize(
    "end",
    [("2026-01-01T00:00:00Z", "a\x00b"), ("0001-01-01T00:00:00+14:00", "x"), ("2026-01-01T00:00:00", "x")],
)
async def test_a_page_that_begins_nowhere_is_no_defect(site: Site, end: tuple[str, str]) -> None:
    ada = await site.signed_in(await site.world.driver("ada"))
    cursor = base64.urlsafe_b64encode(json.dumps(end).encode()).decode()
    for path in ("/inbox", "/support", "/sessions", "/api/v1/notices", "/api/v1/support", "/api/v1/sessions"):
        assert (await ada.get(path, params={"cursor": cursor})).status_code == 422, path
    for path in ("/account/export", "/api/v1/account/export"):
        cursor = base64.urlsafe_b64encode(" ".join(end).encode()).decode()
        assert (await ada.get(path, params={"cursor": cursor})).status_code == 422, path


async def test_what_no_database_keeps_is_left_out_or_found_nowhere(site: Site) -> None:
    await Hers.made(site.world)
    ada = await site.signed_in(await site.world.driver("ada"))
    await site.world.pool.execute("delete from card_request")
    assert (await ada.send_form("/account/devices/%00/sign-out")).status_code == 404
    assert (await ada.send_form("/cards/request", {"note": "a\x00 second\x00 one"})).status_code == 303
    assert (await ada.send_form(f"/cards/{CARD}/lost", {"reason": "on\x00 the train"})).status_code == 303
    kept = await site.world.pool.fetchrow(
        "select lost_reason, note from token k join card_request r on r.driver = k.driver where card_id = $1",
        CARD,
    )
    assert tuple(kept or ()) == ("on the train", "a second one")


async def test_every_text_names_its_encoding(site: Site) -> None:
    hers = await Hers.made(site.world)
    ada = await site.signed_in(await site.world.driver("ada"))
    kinds: set[str] = set()
    for method, pattern in [*routes(site), ("GET", "/nothing"), ("GET", "/static/shell.css")]:
        if streams(pattern) or "sign-out" in pattern or pattern.endswith("/deletion"):
            continue
        answer = await ask(ada, method, hers.paths(pattern)[0])
        if not answer.content:
            continue
        kind, _, parameters = answer.headers["content-type"].partition(";")
        kinds.add(kind)
        if kind.startswith("text/") or kind.endswith("xml"):
            assert "charset=utf-8" in parameters.lower().replace(" ", ""), pattern
        if kind.endswith("json"):
            answer.json()
        assert ("<html" in answer.text[:200]) <= (kind == "text/html"), pattern
    assert kinds >= {"text/html", "application/json", "application/problem+json", "text/css"}


async def test_a_hundred_equal_wishes_at_once_are_one(site: Site) -> None:  # S40
    hers = await Hers.made(site.world)
    driver = await site.world.driver("ada")
    ada = await site.signed_in(driver)
    api = site.program(await site.world.api_token(driver))
    form = {"csrf": ada.csrf, "nonce": "one"}
    key = {"Idempotency-Key": "one"}

    answers = await asyncio.gather(
        *(ada.post(f"/sessions/{hers.live}/stop", data=form) for _ in range(30)),
        *(api.post(f"/api/v1/sessions/{hers.live}/stop", headers=key) for _ in range(30)),
    )

    assert {answer.status_code for answer in answers} == {202, 303}
    assert await site.world.pool.fetchval("select count(*) from command where kind = 'stop'") == 1
    assert await site.world.pool.fetchval("select count(*) from outbox") <= 1
