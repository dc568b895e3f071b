"""Drivers on the web: one that taps on a kept connection, browsers that watch a stream."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from time import monotonic
from typing import Final, cast

from bench.generator.station import Station

_PATIENCE_S: Final = 10.0
_LENGTH: Final = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_ENERGY: Final = re.compile(rb'"energy_kwh": ?([0-9.]+)')
_HEAD_END: Final = b"\r\n\r\n"


class Browser(asyncio.Protocol):
    """Watches one session's stream; each energy that arrives is told to `seen` with its moment."""

    def __init__(self, request: bytes, seen: Callable[[int, float], None]) -> None:
        self._request = request
        self._seen = seen
        self._buffer = b""
        self.opened = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None
        self.events = 0
        self.closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        now = monotonic()
        data = self._buffer + data
        whole, cut, self._buffer = data.rpartition(b"\n\n")
        if not cut and _HEAD_END in data and not self.opened.done():
            self.opened.set_result(int(data[9:12]))
        for found in _ENERGY.finditer(whole):
            self.events += 1
            self._seen(round(float(found[1]) * 1000), now)
        if cut and not self.opened.done():
            self.opened.set_result(int(data[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio names it
        self.closed = True
        if not self.opened.done():
            self.opened.set_result(0)


class Watcher:
    """A browser on the session of a station, and how long each reading took to get there."""

    def __init__(self, station: Station, session: str, bearer: str) -> None:
        self._station = station
        self._request = (
            f"GET /api/v1/sessions/{session}/live HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
            f"Authorization: Bearer {bearer}\r\n\r\n"
        ).encode()
        self.waits: list[float] = []
        self.browser: Browser | None = None

    async def open(self, port: int) -> int:
        """The HTTP status with which the stream began; 0: it did not."""
        loop = asyncio.get_running_loop()
        _, self.browser = await loop.create_connection(
            lambda: Browser(self._request, self._saw), "127.0.0.1", port
        )
        try:
            return await asyncio.wait_for(asyncio.shield(self.browser.opened), _PATIENCE_S)
        except TimeoutError:
            return 0

    def close(self) -> None:
        if self.browser is not None and self.browser.transport is not None:
            self.browser.transport.abort()

    def _saw(self, energy_wh: int, now: float) -> None:
        told = self._station.told
        register_wh = energy_wh + self._station.start_wh
        while told and told[0][0] <= register_wh:
            self.waits.append(now - told.popleft()[1])


class Onlooker(asyncio.Protocol):
    """Has a session's page open: its stream brings the page's live part whole, each time something is new."""

    def __init__(self, session: str, bearer: str) -> None:
        self._request = (
            f"GET /sessions/{session}/live-page HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
            f"Authorization: Bearer {bearer}\r\n\r\n"
        ).encode()
        self.taken_bytes = 0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self.taken_bytes += len(data)

    async def open(self, port: int) -> None:
        await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", port)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()


class Tapper(asyncio.Protocol):
    """One kept HTTP connection, one request at a time."""

    def __init__(self) -> None:
        self._buffer = b""
        self._waiting: asyncio.Future[int] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio names it
        self._transport = None
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(0)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, cut, body = self._buffer.partition(_HEAD_END)
        length = _LENGTH.search(head)
        if cut and self._waiting is not None and length is not None and len(body) >= int(length[1]):
            self._buffer = b""
            if not self._waiting.done():
                self._waiting.set_result(int(head[9:12]))

    async def post(self, port: int, path: str, bearer: str) -> int:
        """The answer's status; 0: none came."""
        loop = asyncio.get_running_loop()
        self._waiting = loop.create_future()
        if self._transport is None:
            await loop.create_connection(lambda: self, "127.0.0.1", port)
        assert self._transport is not None
        self._transport.write(
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {bearer}\r\n"
            "Accept: application/json\r\nContent-Length: 0\r\n\r\n".encode()
        )
        try:
            return await asyncio.wait_for(self._waiting, _PATIENCE_S)
        except TimeoutError:
            return 0

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()
