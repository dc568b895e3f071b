"""A small window for those who watch a process without pages: /healthz, /readyz and /metrics, nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
from collections.abc import Callable
from typing import Final

PATIENCE_S: Final = 5.0
HEAD_BYTES_MAX: Final = 8_192
_TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"
_REASONS: Final = {200: "OK", 400: "Bad Request", 404: "Not Found", 503: "Service Unavailable"}

Answer = tuple[int, bytes]


class Outlook:
    """`token` None: figures are for everybody who can reach the port."""

    def __init__(self, figures: Callable[[], bytes], ready: Callable[[], bool], token: str | None) -> None:
        self._figures = figures
        self._ready = ready
        self._token = token
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> int:
        """It answers; returns the port. Raises OSError."""
        self._server = await asyncio.start_server(self._serve, host, port, limit=HEAD_BYTES_MAX)
        return int(self._server.sockets[0].getsockname()[1])

    def close(self) -> None:
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(
            OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError
        ):
            async with asyncio.timeout(PATIENCE_S):
                head = await reader.readuntil(b"\r\n\r\n")
                status, body = self._answer(head.decode("latin-1"))
                lines = f"HTTP/1.1 {status} {_REASONS[status]}\r\nContent-Type: {_TEXT}\r\n"
                lines += f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
                writer.write(lines.encode() + body)
                await writer.drain()
        writer.close()

    def _answer(self, head: str) -> Answer:
        request, *fields = head.split("\r\n")
        match request.split(" "):
            case ["GET", path, _]:
                pass
            case _:
                return 400, b"bad request\n"
        match path.partition("?")[0]:
            case "/healthz":
                return 200, b"ok\n"
            case "/readyz":
                return (200, b"ready\n") if self._ready() else (503, b"not ready\n")
            case "/metrics" if self._may_count(fields):
                return 200, self._figures()
            case _:
                return 404, b"not found\n"

    def _may_count(self, fields: list[str]) -> bool:
        if self._token is None:
            return True
        shown = next((field for field in fields if field.lower().startswith("authorization:")), "")
        wanted = f"Bearer {self._token}"
        return hmac.compare_digest(shown.partition(":")[2].strip().encode(), wanted.encode())
