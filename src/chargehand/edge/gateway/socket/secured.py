"""Listening with TLS: each connection is secured with what counts now, and who cannot be secured with is told about (S09).

The loop's own server keeps one context for good and says nothing of handshakes that fail.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Final

HANDSHAKES_OF_ADDRESS_MAX: Final = 64
"""So many handshakes with one address may be under way; who has more open is cut, so that idlers keep nobody else out."""
HANDSHAKES_MAX: Final = 4096
AGAIN_S: Final = 0.1
"""When no connection can be taken, for want of descriptors, it is tried again so soon."""
_REASON_MAX: Final = 120


class SecuredPort:
    """Connections on `host` and `port` get a protocol of `made` each, after their handshake under `context()`.

    `failed` hears the address and the reason of a handshake that came to nothing.
    """

    def __init__(
        self,
        made: Callable[[], asyncio.BaseProtocol],
        context: Callable[[], ssl.SSLContext],
        spawn: Callable[[Coroutine[object, object, None]], None],
        failed: Callable[[str, str], None],
    ) -> None:
        self._made = made
        self._context = context
        self._spawn = spawn
        self._failed = failed
        self._sockets: list[socket.socket] = []
        self._accepting: list[asyncio.Task[None]] = []
        self._under_way: Counter[str] = Counter()
        self._room = asyncio.Event()

    def start(self, host: str, port: int, backlog: int, send_buffer_bytes: int) -> None:
        """Listens from now on. Raises OSError."""
        self._room.set()
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, _, _, _, address in dict.fromkeys(found):
            listening = socket.create_server(address[:2], family=family, backlog=backlog)
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer_bytes)
            listening.setblocking(False)
            self._sockets.append(listening)
            self._accepting.append(asyncio.get_running_loop().create_task(self._accept(listening)))

    @property
    def port(self) -> int:
        return int(self._sockets[0].getsockname()[1]) if self._sockets else 0

    def close(self) -> None:
        """Takes nobody any more; those who are in stay."""
        for task in self._accepting:
            task.cancel()
        for listening in self._sockets:
            listening.close()
        self._sockets.clear()

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._room.wait()
            try:
                peer, address = await loop.sock_accept(listening)
            except OSError:
                await asyncio.sleep(AGAIN_S)
                continue
            self._spawn(self._secure(peer, str(address[0])))

    async def _secure(self, peer: socket.socket, address: str) -> None:
        if self._under_way[address] >= HANDSHAKES_OF_ADDRESS_MAX:
            peer.close()
            return
        self._count(address, 1)
        try:
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await asyncio.get_running_loop().connect_accepted_socket(
                self._made, peer, ssl=self._context(), ssl_handshake_timeout=10, ssl_shutdown_timeout=1
            )
        except (OSError, TimeoutError) as fault:
            peer.close()
            self._failed(address, _reason(fault))
        finally:
            self._count(address, -1)

    def _count(self, address: str, by: int) -> None:
        self._under_way[address] += by
        if not self._under_way[address]:
            del self._under_way[address]
        if self._under_way.total() < HANDSHAKES_MAX:
            self._room.set()
        else:
            self._room.clear()


def _reason(fault: BaseException) -> str:
    """In the library's words, without the places in its source."""
    if isinstance(fault, ssl.SSLCertVerificationError):
        return fault.verify_message[:_REASON_MAX]
    if isinstance(fault, ssl.SSLError):
        return (fault.reason or "TLS").replace("_", " ").lower()[:_REASON_MAX]
    return type(fault).__name__
