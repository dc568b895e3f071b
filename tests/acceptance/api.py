"""A program of a driver's: REST and live streams with a bearer token."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Self

import httpx

Json = dict[str, Any]


class Api:
    def __init__(self, url: str, token: str) -> None:
        self.http = httpx.AsyncClient(
            base_url=f"{url}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=20
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    async def get(self, path: str) -> Json:
        answer = await self.http.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    async def start(self, charger: str, *, key: str | None = None, **wish: object) -> httpx.Response:
        headers = {} if key is None else {"Idempotency-Key": key}
        return await self.http.post("/sessions", json={"charger_id": charger, **wish}, headers=headers)

    async def stop(self, session: str, *, key: str | None = None) -> httpx.Response:
        headers = {} if key is None else {"Idempotency-Key": key}
        return await self.http.post(f"/sessions/{session}/stop", headers=headers)

    async def session(self, session: str) -> Json:
        return await self.get(f"/sessions/{session}")

    async def sessions(self, status: str = "all") -> list[Json]:
        return (await self.get(f"/sessions?status={status}&limit=200"))["sessions"]

    async def readings(self, session: str) -> list[Json]:
        return (await self.get(f"/sessions/{session}/readings"))["readings"]

    async def command(self, command: str) -> Json:
        return await self.get(f"/commands/{command}")

    async def charger(self, charger: str) -> Json:
        return await self.get(f"/chargers/{charger}")

    @asynccontextmanager
    async def watching(self, session: str) -> AsyncIterator[Watcher]:
        """Server-sent events of one session while inside."""
        watcher = Watcher()
        async with self.http.stream("GET", f"/sessions/{session}/live", timeout=None) as answer:
            assert answer.status_code == 200, answer.status_code
            assert answer.headers["content-type"].startswith("text/event-stream")
            task = asyncio.create_task(watcher.read(answer))
            try:
                yield watcher
            finally:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


class Watcher:
    """What a live stream told, in its order: whole objects with their versions."""

    def __init__(self) -> None:
        self.seen: list[Json] = []
        self.versions: list[int] = []
        self.ended = False
        """The other side has ended the stream."""

    async def read(self, answer: httpx.Response) -> None:
        data: list[str] = []
        with suppress(httpx.TransportError):
            async for line in answer.aiter_lines():
                if line.startswith("data:"):
                    data.append(line[5:].strip())
                elif line.startswith("id:"):
                    self.versions.append(int(line[3:]))
                elif not line and data:
                    self.seen.append(json.loads("\n".join(data)))
                    data.clear()
        self.ended = True

    @property
    def last(self) -> Json:
        return self.seen[-1] if self.seen else {}

    @property
    def stages(self) -> list[tuple[str, str | None]]:
        """The phases with the stop's state, as they followed one another."""
        told = [(each["phase"], each["stop"] and each["stop"]["state"]) for each in self.seen]
        return [stage for place, stage in enumerate(told) if place == 0 or stage != told[place - 1]]
