"""A station's end of a socket, as plain as can be: many frames at once, whatever is in them."""

from __future__ import annotations

import asyncio
import base64
import struct
from collections.abc import Iterable

PATIENCE_S = 30.0
_HEADER = 2
_TEXT = 0x81
_CLOSE = 0x88


class Dropped(Exception):
    """The other end closed the connection, with this code."""


class Line:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def opened(cls, port: int, identity: str, subprotocol: str, password: str | None = None) -> Line:
        """The other end is open to this station."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        lines = [
            f"GET /ocpp/{identity} HTTP/1.1", "Host: x", "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Protocol: {subprotocol}",
        ]  # fmt: skip
        if password is not None:
            shown = base64.b64encode(f"{identity}:{password}".encode()).decode()
            lines.append(f"Authorization: Basic {shown}")
        lines += ["", ""]
        writer.write("\r\n".join(lines).encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 101 "), answer
        return cls(reader, writer)

    async def say(self, frames: Iterable[bytes]) -> None:
        """All of them, each as one text message."""
        self._writer.write(b"".join(map(_framed, frames)))
        await self._writer.drain()

    async def settled(self) -> None:
        """Until the other end has let the station in, as an answer tells."""
        await self.say([b'[2,"settled","Heartbeat",{}]'])
        assert (await self.hear()).startswith(b'[3,"settled",')

    async def hear(self) -> bytes:
        """The next text message. Raises Dropped at the end of the connection."""
        async with asyncio.timeout(PATIENCE_S):
            kind, size = await self._reader.readexactly(_HEADER)
            if size == 126:
                (size,) = struct.unpack(">H", await self._reader.readexactly(2))
            elif size == 127:
                (size,) = struct.unpack(">Q", await self._reader.readexactly(8))
            data = await self._reader.readexactly(size)
        if kind == _CLOSE:
            raise Dropped(int.from_bytes(data[:2], "big"))
        return data if kind == _TEXT else await self.hear()

    def hang_up(self) -> None:
        self._writer.transport.abort()


def _framed(data: bytes) -> bytes:
    """Masked with zeros, which changes nothing."""
    size = len(data)
    if size < 126:
        length = bytes([0x80 | size])
    elif size < 65536:
        length = b"\xfe" + struct.pack(">H", size)
    else:
        length = b"\xff" + struct.pack(">Q", size)
    return b"\x81" + length + b"\0\0\0\0" + data
