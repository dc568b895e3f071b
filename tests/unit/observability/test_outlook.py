"""The window of a process without pages: three paths, and figures only for who may see them."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from chargehand.edge.observability.outlook import Outlook


class World:
    def __init__(self, token: str | None = None) -> None:
        self.ready = True
        self.outlook = Outlook(lambda: b"x 1\n", lambda: self.ready, token)

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        port = await self.outlook.start("127.0.0.1", 0)
        try:
            async with httpx.AsyncClient(trust_env=False) as client:
                answer = await client.get(f"http://127.0.0.1:{port}{path}", headers=headers)
            return answer.status_code, answer.text
        finally:
            self.outlook.close()


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/healthz", (200, "ok\n")),
        ("/readyz", (200, "ready\n")),
        ("/metrics", (200, "x 1\n")),
        ("/metrics?a=b", (200, "x 1\n")),
        ("/", (404, "not found\n")),
        ("/metrics/../etc", (404, "not found\n")),
    ],
)
async def test_three_paths_are_answered_and_no_other(path: str, answer: tuple[int, str]) -> None:
    assert await World().get(path) == answer


async def test_a_process_that_cannot_commit_is_alive_and_not_ready() -> None:
    world = World()
    world.ready = False
    assert (await world.get("/readyz"))[0] == 503
    assert (await world.get("/healthz"))[0] == 200


async def test_with_a_token_figures_are_for_who_shows_it() -> None:
    assert (await World("sesame").get("/metrics"))[0] == 404
    assert (await World("sesame").get("/metrics", authorization="Bearer other"))[0] == 404
    assert (await World("sesame").get("/metrics", authorization="Bearer sesame"))[0] == 200


@pytest.mark.parametrize("request_text", ["POST /metrics HTTP/1.1\r\n\r\n", "nonsense\r\n\r\n"])
async def test_what_is_no_request_is_told_so(request_text: str) -> None:
    outlook = Outlook(lambda: b"", lambda: True, None)
    port = await outlook.start("127.0.0.1", 0)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request_text.encode())
    assert (await asyncio.wait_for(reader.read(), 10)).startswith(b"HTTP/1.1 400 ")
    writer.close()
    outlook.close()


async def test_a_head_without_end_is_cut_off() -> None:
    outlook = Outlook(lambda: b"", lambda: True, None)
    port = await outlook.start("127.0.0.1", 0)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 10_000)
    assert await asyncio.wait_for(reader.read(), 10) == b""
    writer.close()
    outlook.close()
