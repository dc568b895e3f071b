"""Over real sockets of this machine, since it is named: no more is read than wanted, and a broken answer is none (S23)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from chargehand.edge.contracts.outgoing import OpenNetwork, Outgoing
from chargehand.edge.contracts.ports import Unhelped
from chargehand.edge.contracts.targets import Hosts


class Server:
    """Says `answer` to whoever comes, piece by piece, and hangs up unless it is `patient`."""

    def __init__(self) -> None:
        self.answer: list[bytes] = []
        self.patient = False
        self.heard: list[bytes] = []
        self.port = 0
        self.gone = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readexactly(1)
            if head != b"P":
                return
            head += await reader.readuntil(b"\r\n\r\n")
            size = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            self.heard.append(head + await reader.readexactly(size))
            for piece in self.answer:
                writer.write(piece)
                await writer.drain()
            if self.patient:
                await reader.read()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()
            self.gone.set()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    listening = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = listening.sockets[0].getsockname()[1]
    yield made
    listening.close()


async def post(server: Server, *, scheme: str = "http") -> bytes:
    outgoing = Outgoing(Hosts((f"127.0.0.1:{server.port}",)), OpenNetwork(), 1000)
    return await outgoing.post(f"{scheme}://127.0.0.1:{server.port}/x", "text/plain", b"body")


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "pieces",
    [
        [OK + b"Content-Length: 5\r\n\r\nhello"],
        [OK, b"Content-Le", b"ngth: 5\r\n\r", b"\nhe", b"llo"],
        [OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n", b"3\r\nllo\r\n0\r\n\r\n"],
        [OK + b"\r\nhello"],
        [b"HTTP/1.0 200 OK\r\n\r\n", b"hello"],
    ],
)
async def test_an_answer_in_any_manner_of_http(server: Server, pieces: list[bytes]) -> None:
    server.answer = pieces
    assert await post(server) == b"hello"
    (heard,) = server.heard
    assert heard.startswith(b"POST /x HTTP/1.1\r\n")
    assert heard.endswith(b"\r\n\r\nbody")


async def test_a_server_that_keeps_the_line_open_is_left(server: Server) -> None:
    server.answer, server.patient = [OK + b"Content-Length: 5\r\n\r\nhello"], True
    assert await post(server) == b"hello"
    async with asyncio.timeout(10):
        await server.gone.wait()


@pytest.mark.parametrize(
    ("pieces", "reason"),
    [
        ([], "broken off"),
        ([OK], "broken off"),
        ([OK + b"Content-Length: 9\r\n\r\nhello"], "broken off"),
        ([OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel"], "broken off"),
        ([b"SSH-2.0-OpenSSH_9.2\r\n"], "no HTTP"),
        ([b"\x00\x01\x02"], "no HTTP"),
        ([OK + b"Content-Length: 2000\r\n\r\n" + b"x" * 2000], "too long"),
        ([OK + b"\r\n", *[b"x" * 500] * 100], "too long"),
        ([OK, *[b"X-More: " + b"x" * 1000 + b"\r\n"] * 100], "too long"),
        ([b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"], "answered 302"),
    ],
)
async def test_what_is_no_answer(server: Server, pieces: list[bytes], reason: str) -> None:
    server.answer = pieces
    with pytest.raises(Unhelped, match=reason):
        await post(server)
    assert len(server.heard) == 1


async def test_a_peer_without_tls_is_told_nothing(server: Server) -> None:
    server.answer = [OK + b"Content-Length: 5\r\n\r\nhello"]
    with pytest.raises(Unhelped):
        await post(server, scheme="https")
    assert server.heard == []


async def test_nobody_there() -> None:
    absent = Server()
    listening = await asyncio.start_server(absent.serve, "127.0.0.1", 0)
    absent.port = listening.sockets[0].getsockname()[1]
    listening.close()
    with pytest.raises(Unhelped, match="no connection"):
        await post(absent)
