"""One request to a push service: to an address that was judged, over TLS, with no redirect and little to read (S23, S46)."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from chargehand.edge.notices.ports import PassingFault, PushReply, Undeliverable

HEAD_BYTES_MAX: Final = 16 * 1024
PATIENCE_S: Final = 15.0

_DISGUISES: Final = tuple(
    ip_network(each)
    for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "::/96", "192.88.99.0/24")
)
"""Of the open net by their looks, while an address of another kind may be meant."""
_STATUS: Final = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})\b")
_RETRY: Final = re.compile(rb"\r\nretry-after:[ \t]*([0-9]{1,6})[ \t]*\r\n", re.IGNORECASE)

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


def is_open(address: str) -> bool:
    """Whether it is an address of the open net, and of nothing else."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    if mapped is not None:
        return is_open(str(mapped))
    if not found.is_global or found.is_multicast or found.is_reserved or found.is_unspecified:
        return False
    return not any(found in network for network in _DISGUISES)


async def resolved(host: str, port: int) -> Sequence[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class PinnedWay:
    """Names are looked up once, judged, and what was judged is what is connected to.

    `named`: addresses that the settings name, which may be asked wherever they are.
    """

    def __init__(
        self,
        named: frozenset[str] = frozenset(),
        tls: ssl.SSLContext | None = None,
        resolve: Resolve = resolved,
    ) -> None:
        self._named = named
        self._tls = tls or ssl.create_default_context()
        self._resolve = resolve

    async def post(self, place: tuple[str, int, str], headers: Mapping[str, str], body: bytes) -> PushReply:
        """See `ports.Way`."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._posted(place, headers, body)
        except TimeoutError as fault:
            raise PassingFault("push: no answer in time") from fault
        except OSError as fault:  # and what TLS has against the peer
            raise PassingFault(f"push: {type(fault).__name__}") from fault

    async def _posted(
        self, place: tuple[str, int, str], headers: Mapping[str, str], body: bytes
    ) -> PushReply:
        host, port, path = place
        addresses = await self._resolve(host, port)
        if not addresses or not all(each in self._named or is_open(each) for each in addresses):
            raise Undeliverable("address not allowed" if addresses else "no such host")
        reader, writer = await asyncio.open_connection(
            addresses[0], port, ssl=self._tls, server_hostname=host
        )
        try:
            writer.write(_request(host, port, path, headers, len(body)) + body)
            await writer.drain()
            return _reply(await reader.readuntil(b"\r\n\r\n"))
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError) as fault:
            raise PassingFault("push: no HTTP") from fault
        finally:
            writer.transport.abort()  # nothing more is wanted, and nobody is waited for
            with suppress(OSError):
                await writer.wait_closed()


def _request(host: str, port: int, path: str, headers: Mapping[str, str], length: int) -> bytes:
    shown = f"[{host}]" if ":" in host else host
    lines = {
        "Host": shown if port == 443 else f"{shown}:{port}",
        "Content-Length": str(length),
        "Connection": "close",
        **headers,
    }
    head = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in lines.items())]
    return "\r\n".join((*head, "", "")).encode("ascii")


def _reply(head: bytes) -> PushReply:
    status, retry = _STATUS.match(head), _RETRY.search(head)
    if status is None or len(head) > HEAD_BYTES_MAX:
        raise ValueError("no status")
    return PushReply(int(status[1]), None if retry is None else int(retry[1]))
