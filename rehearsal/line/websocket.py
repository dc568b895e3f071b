"""A WebSocket client without a library: what a station's side must say, and no more (RFC 6455)."""

from __future__ import annotations

import base64
from collections.abc import Iterator

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA
_KEY = base64.b64encode(bytes(16)).decode()


def upgrade(identity: str, subprotocol: str, password: str) -> bytes:
    """The request for an upgrade. The identity needs no escaping."""
    basic = base64.b64encode(f"{identity}:{password}".encode()).decode()
    return (
        f"GET /ocpp/{identity} HTTP/1.1\r\nHost: house\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {_KEY}\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Protocol: {subprotocol}\r\nAuthorization: Basic {basic}\r\n\r\n"
    ).encode()


def frame(opcode: int, data: bytes) -> bytes:
    """One final frame, masked with nothing but zeros."""
    size = len(data)
    if size < 126:
        head = bytes((0x80 | opcode, 0x80 | size))
    elif size < 1 << 16:
        head = bytes((0x80 | opcode, 0xFE)) + size.to_bytes(2, "big")
    else:
        head = bytes((0x80 | opcode, 0xFF)) + size.to_bytes(8, "big")
    return head + bytes(4) + data


class Reader:
    """What the server says, however it is cut into pieces."""

    def __init__(self) -> None:
        self.status: int | None = None
        """The answer to the upgrade; None before it came."""
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Opcodes and payloads of whole frames, once the upgrade was answered."""
        self._buffer += data
        if self.status is None:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            self.status = int(self._buffer[9:12])
            del self._buffer[: end + 4]
        while (found := self._frame()) is not None:
            yield found

    def _frame(self) -> tuple[int, bytes] | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        size, start = buffer[1] & 0x7F, 2
        if size == 126:
            size, start = int.from_bytes(buffer[2:4], "big"), 4
        elif size == 127:
            size, start = int.from_bytes(buffer[2:10], "big"), 10
        if len(buffer) < start + size:
            return None
        found = buffer[0] & 0x0F, bytes(buffer[start : start + size])
        del buffer[: start + size]
        return found


def text_of(data: bytes) -> bytes | None:
    """The message, if the house wrote one whole text frame."""
    if not data or data[0] != 0x81:
        return None
    return data[2:] if data[1] < 126 else data[4:] if data[1] == 126 else data[10:]
