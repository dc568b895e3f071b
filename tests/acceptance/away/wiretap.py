"""PostgreSQL's door with an ear at it: each statement of the house passes here, and may be delayed or held for good."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from chargehand.store.queries import load
from chargehand.store.units import TURNS

_PORT = 5432
_SSL_REQUEST, _CANCEL_REQUEST = 80877103, 80877102
_AT_ONCE = b"HdcfpX"
"""Messages of the client's that nobody gathers: flushes, rows of a COPY, passwords, goodbyes."""
_COPIES = b"GHW"
_ENGINES = {TURNS: "turns"} | {text: name for book in ("units", "kept") for name, text in load(book).items()}


@dataclass
class Statement:
    """One question of the house's and what came back."""

    name: str
    """As our named queries call it; begin, commit or rollback; empty for a statement that is not the engine's."""
    said: bytes
    """Its parameters, as they travelled."""
    transaction: list[Statement] | None
    """The statements since `begin`; None outside of a transaction."""
    reply: bytes = b""

    def names(self, what: bytes) -> bool:
        """Whether it, or its transaction so far, speaks of this."""
        return what in self.said or any(what in each.said for each in self.transaction or ())


class Ear(Protocol):
    """Each of both may say no: then what it was asked about goes no further, and its connection ends."""

    def asked(self, statement: Statement, /) -> bool:
        """`statement` is about to reach the server."""
        ...

    def answered(self, statement: Statement, /) -> bool:
        """The server has done `statement`; its reply is about to reach the house."""
        ...


class Hearsay:
    """An ear that lets everything pass."""

    def asked(self, _statement: Statement, /) -> bool:
        return True

    def answered(self, _statement: Statement, /) -> bool:
        return True


class Wiretap:
    """Listens at `dsn`, a socket of its own, for what is meant for the server behind it."""

    def __init__(self, server_dsn: str, folder: Path) -> None:
        parts = urlsplit(server_dsn)
        query = parse_qs(parts.query)
        self._host = query.get("host", [parts.hostname or "127.0.0.1"])[0]
        self._port = int(query.get("port", [str(parts.port or _PORT)])[0])
        login = parts.netloc.rpartition("@")[0]
        here = urlencode({"host": str(folder), "port": _PORT}, safe="/")
        self._path = folder / f".s.PGSQL.{_PORT}"
        self.dsn = urlunsplit(parts._replace(netloc=f"{login}@" if login else "", query=here))
        self.ear: Ear = Hearsay()
        self.latency_s = 0.0
        """Each question waits so long before it reaches the server."""
        self._lines: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        self._server = await asyncio.start_unix_server(self._met, self._path)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for line in tuple(self._lines):
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        with suppress(OSError, EOFError, asyncio.CancelledError):
            there = await self._reached()
            await _Line(self, (reader, writer), there).run()
        writer.close()
        self._lines.discard(task)

    async def _reached(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._host.startswith("/"):
            return await asyncio.open_unix_connection(f"{self._host}/.s.PGSQL.{self._port}")
        return await asyncio.open_connection(self._host, self._port)


Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class _Line:
    """One connection."""

    tap: Wiretap
    here: Ends
    there: Ends
    prepared: dict[bytes, str] = field(default_factory=dict[bytes, str])
    transaction: list[Statement] | None = None
    asked: deque[Statement | None] = field(default_factory=deque["Statement | None"])
    """What the server has still to be ready after."""

    async def run(self) -> None:
        try:
            if await self._introduced():
                ways = [asyncio.create_task(self._hither()), asyncio.create_task(self._thither())]
                try:
                    await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for way in ways:
                        way.cancel()
                    await asyncio.gather(*ways, return_exceptions=True)
        finally:
            self.there[1].close()

    async def _introduced(self) -> bool:
        """Whether a conversation follows."""
        while True:
            head = await self.here[0].readexactly(8)
            size, code = int.from_bytes(head[:4]), int.from_bytes(head[4:])
            self.there[1].write(head + await self.here[0].readexactly(size - 8))
            if code == _CANCEL_REQUEST:
                await self.there[1].drain()
                return False
            if code != _SSL_REQUEST:
                return True
            self.here[1].write(await self.there[0].readexactly(1))

    async def _thither(self) -> None:
        """From the house to the server: gathered up to where an answer is waited for."""
        gathered, name, said = bytearray(), None, b""
        while True:
            kind, message = await _message(self.here[0])
            gathered += message
            body = message[5:]
            if kind == b"P":
                statement, text = body.split(b"\0", 2)[:2]
                self.prepared[statement] = _ENGINES.get(text.decode(), "")
            elif kind == b"B":
                said = body
                name = self.prepared.get(body.split(b"\0", 2)[1], "")
            elif kind == b"Q":
                name = _word(body)
            if kind in _AT_ONCE:
                await self._wait()
                self.there[1].write(gathered)
                gathered.clear()
            elif kind in (b"S", b"Q"):
                await self._wait()
                statement = None if name is None else self._heard(name, said)
                if statement is not None and not self.tap.ear.asked(statement):
                    return
                self.asked.append(statement)
                self.there[1].write(gathered)
                gathered, name, said = bytearray(), None, b""

    async def _wait(self) -> None:
        if self.tap.latency_s:
            await asyncio.sleep(self.tap.latency_s)

    def _heard(self, name: str, said: bytes) -> Statement:
        if name == "begin":
            self.transaction = []
        statement = Statement(name, said, self.transaction)
        if self.transaction is not None:
            self.transaction.append(statement)
        if name in ("commit", "rollback"):
            self.transaction = None
        return statement

    async def _hither(self) -> None:
        """From the server to the house: what it says to a statement of the engine's is handed over whole."""
        gathered = bytearray()
        while True:
            kind, message = await _message(self.there[0])
            gathered += message
            if kind == b"Z" and self.asked:
                statement = self.asked.popleft()
                if statement is not None:
                    statement.reply = bytes(gathered)
                    if not self.tap.ear.answered(statement):
                        return
            elif self.asked and self.asked[0] is not None and self.asked[0].name and kind not in _COPIES:
                continue
            self.here[1].write(gathered)
            gathered.clear()


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readexactly(5)
    return head[:1], head + await reader.readexactly(int.from_bytes(head[1:]) - 4)


def _word(body: bytes) -> str:
    """What a plain query does to the transaction, if anything."""
    word = body.rstrip(b"\0").decode().strip().rstrip(";").partition(" ")[0].lower()
    return word if word in ("begin", "commit", "rollback") else ""


@asynccontextmanager
async def tapped(server_dsn: str) -> AsyncIterator[Wiretap]:
    """A wiretap in a folder whose name is short enough for a socket."""
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="tap-"))
    tap = Wiretap(server_dsn, folder)
    await tap.open()
    try:
        yield tap
    finally:
        await tap.close()
        await asyncio.to_thread(shutil.rmtree, folder)
