"""Lines as TCP makes them: in order or not at all."""

from __future__ import annotations

import asyncio
from random import Random

from rehearsal.line.network import Connection, Network
from rehearsal.line.websocket import BINARY, PING, TEXT, Reader, frame
from rehearsal.time.agenda import Agenda
from rehearsal.time.loop import Order, VirtualLoop


class Server(asyncio.Protocol):
    def __init__(self) -> None:
        self.heard = b""
        self.ends: list[Exception | None] = []
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.heard += data

    def connection_lost(self, exc: Exception | None) -> None:
        self.ends.append(exc)


class Client:
    def __init__(self) -> None:
        self.has_stood = False
        self.heard = b""
        self.ends = 0

    def stands(self) -> None:
        self.has_stood = True

    def received(self, data: bytes) -> None:
        self.heard += data

    def gone(self) -> None:
        self.ends += 1


class Street:
    def __init__(self) -> None:
        self.agenda, chance = Agenda(Random(1)), Random(2)
        self.loop = VirtualLoop(self.agenda, Order(Random(3)), lambda _: None, lambda: None)
        self.network = Network(self.agenda, chance.random)
        self.server, self.client = Server(), Client()
        self.loop.enter(lambda: self.loop.create_task(self._listen()))
        self.agenda.at(0, lambda: None)
        self.network.here = self.loop
        self.agenda.run(1)
        connection = self.network.connect(self.client, "10.0.0.1")
        assert connection is not None
        self.line: Connection = connection
        self.agenda.run(10)

    async def _listen(self) -> None:
        await self.loop.create_server(lambda: self.server)

    @property
    def there(self) -> asyncio.Transport:
        assert self.server.transport is not None
        return self.server.transport


def test_bytes_arrive_in_their_order_both_ways() -> None:
    street = Street()
    assert street.client.has_stood
    for number in range(50):
        street.line.say(bytes([number]))
        street.there.write(bytes([number]))
    street.agenda.run(20)
    assert street.server.heard == street.client.heard == bytes(range(50))


def test_who_does_not_read_hears_later() -> None:
    street = Street()
    street.there.pause_reading()
    street.line.say(b"late")
    street.agenda.run(100)
    assert street.server.heard == b""
    street.there.resume_reading()
    street.agenda.run(110)
    assert street.server.heard == b"late"


def test_a_cut_loses_what_is_on_its_way_and_tells_both_ends() -> None:
    street = Street()
    street.line.say(b"lost")
    street.line.cut()
    street.agenda.run(20)
    assert (street.server.heard, street.client.ends) == (b"", 1)
    assert isinstance(street.server.ends[0], ConnectionResetError)


def test_a_dead_line_tells_nobody() -> None:
    street = Street()
    street.line.go_dead()
    street.line.say(b"lost")
    street.there.write(b"lost")
    street.agenda.run(1000)
    assert (street.server.heard, street.server.ends, street.client.heard, street.client.ends) == (
        b"",
        [],
        b"",
        0,
    )


def test_what_was_said_before_leaving_still_arrives() -> None:
    street = Street()
    street.line.say(b"bye")
    street.line.leave()
    street.agenda.run(20)
    assert (street.server.heard, street.server.ends) == (b"bye", [None])


def test_a_dead_process_hears_nothing_and_its_peers_hear_of_it() -> None:
    street = Street()
    street.loop.die()
    street.network.died(silently=False)
    street.agenda.run(20)
    assert (street.client.ends, street.server.ends) == (1, [])
    assert street.network.connect(Client(), "10.0.0.2") is None


def test_of_a_machines_end_a_station_hears_when_it_speaks() -> None:
    street = Street()
    street.loop.die()
    street.network.died(silently=True)
    street.agenda.run(500)
    assert street.client.ends == 0
    street.line.say(b"hello?")
    street.agenda.run(510)
    assert street.client.ends == 1


def test_frames_are_read_however_they_are_cut() -> None:
    said = [(TEXT, b"x" * size) for size in (0, 125, 126, 70_000)]
    unmasked = b"".join(_unmasked(opcode, data) for opcode, data in said)
    for step in (1, 7, 1000):
        reader, found = Reader(), list[tuple[int, bytes]]()
        whole = b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + unmasked
        for start in range(0, len(whole), step):
            found += reader.feed(whole[start : start + step])
        assert reader.status == 101
        assert found == said


def test_frames_are_masked_as_a_client_must() -> None:
    for opcode in (TEXT, BINARY, PING):
        assert frame(opcode, b"abc") == bytes((0x80 | opcode, 0x83)) + bytes(4) + b"abc"


def _unmasked(opcode: int, data: bytes) -> bytes:
    masked = frame(opcode, data)
    head = masked[: len(masked) - len(data) - 4]
    return bytes((head[0], head[1] & 0x7F)) + head[2:] + data
