"""One HTTP request to one place that may be asked: no redirect is followed, nothing larger than wanted is read (S23)."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import httptools

from chargehand.edge.contracts.ports import HttpCall, HttpReply, Network, Unhelped
from chargehand.edge.contracts.targets import Hosts, Target

PIECE_BYTES: Final = 16 * 1024
HEAD_BYTES_MAX: Final = 32 * 1024


@dataclass(frozen=True)
class Call:
    target: Target
    text: bytes

    @property
    def host(self) -> str:
        return self.target.host

    @property
    def port(self) -> int:
        return self.target.port

    @property
    def secured(self) -> bool:
        return self.target.secured


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes


class Outgoing:
    """Posts to `hosts`, and to nobody else. Whoever calls sets the time."""

    def __init__(self, hosts: Hosts, network: Network, bytes_max: int) -> None:
        self._hosts = hosts
        self._network = network
        self._bytes_max = bytes_max

    async def post(self, url: str, kind: str, body: bytes, headers: Mapping[str, str] | None = None) -> bytes:
        """The body of the answer. Raises Unhelped for anything but a 200."""
        target = self._hosts.target(url)
        call = Call(target, _request(target, kind, body, headers or {}))
        try:
            reply = await self._exchanged(call)
        except OSError as fault:  # and what TLS has against the peer
            raise Unhelped(
                "certificate not trusted" if isinstance(fault, ssl.SSLError) else "no connection"
            ) from None
        if reply.status != 200:
            raise Unhelped(f"answered {reply.status}")
        return reply.body

    async def _exchanged(self, call: Call) -> HttpReply:
        """Names are looked up once, judged, and what was judged is what is connected to."""
        addresses = await self._network.resolve(call.host, call.port)
        if not addresses or not all(map(self._hosts.admits, addresses)):
            raise Unhelped("address not allowed" if addresses else "no such host")
        fault: OSError | None = None
        for address in addresses[:2]:
            try:
                return await self._network.exchange(address, call, self._bytes_max)
            except (ConnectionRefusedError, TimeoutError) as unreachable:
                fault = unreachable
        raise fault or Unhelped("no connection")


def _request(target: Target, kind: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    lines = {
        "Host": target.named,
        "Content-Type": kind,
        "Content-Length": str(len(body)),
        "Accept-Encoding": "identity",
        "Connection": "close",
        **headers,
    }
    head = [f"POST {target.path} HTTP/1.1", *(f"{name}: {value}" for name, value in lines.items())]
    return "\r\n".join((*head, "", "")).encode("ascii") + body


class OpenNetwork:
    """Implements `Network` over real sockets."""

    def __init__(self) -> None:
        self._tls = ssl.create_default_context()

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(each[4][0]) for each in found))

    async def exchange(self, address: str, call: HttpCall, bytes_max: int) -> HttpReply:
        reader, writer = await asyncio.open_connection(
            address,
            call.port,
            ssl=self._tls if call.secured else None,
            server_hostname=call.host if call.secured else None,
        )
        try:
            writer.write(call.text)
            await writer.drain()
            return await _read(reader, bytes_max)
        finally:
            writer.transport.abort()  # nothing more is wanted, and nobody is waited for
            with suppress(OSError):
                await writer.wait_closed()


async def _read(reader: asyncio.StreamReader, bytes_max: int) -> Reply:
    answer = _Answer(bytes_max)
    parser = httptools.HttpResponseParser(answer)
    try:
        while not answer.whole:
            piece = await reader.read(PIECE_BYTES)
            if not piece:
                break
            parser.feed_data(piece)
            answer.judge(len(piece))
    except httptools.HttpParserError:
        raise Unhelped("no HTTP") from None
    if not (answer.whole or answer.may_end):
        raise Unhelped("broken off")
    return Reply(parser.get_status_code(), bytes(answer.body))


class _Answer:
    """What the parser tells of the answer."""

    def __init__(self, bytes_max: int) -> None:
        self.body = bytearray()
        self.whole = False
        self._bytes_max = bytes_max
        self._head_read = 0
        self._headed = False
        self._measured = False

    @property
    def may_end(self) -> bool:
        """The end of the connection is the end of the answer."""
        return self._headed and not self._measured

    def judge(self, read: int) -> None:
        """Raises Unhelped if it is too much."""
        if not self._headed:
            self._head_read += read
        if len(self.body) > self._bytes_max or self._head_read > HEAD_BYTES_MAX:
            raise Unhelped("too long")

    def on_header(self, name: bytes, value: bytes) -> None:
        del value
        self._measured = self._measured or name.lower() in (b"content-length", b"transfer-encoding")

    def on_headers_complete(self) -> None:
        self._headed = True

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.whole = True
