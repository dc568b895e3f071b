"""Slow, silent and greedy sockets: they end by themselves, and the others do not notice."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from chargehand.edge.gateway.socket.room import Room
from chargehand.model.events import TransactionEnded
from tests.unit.gateway.test_door import upgrade
from tests.unit.gateway.world import PASSWORD, World, until

HEARTBEAT = json.dumps([2, "m1", "Heartbeat", {}]).encode()


def masked(payload: bytes, opcode: int = 1, *, fin: bool = True) -> bytes:
    """A client's WebSocket frame, written by hand."""
    head = bytes([(0x80 if fin else 0) | opcode])
    size = len(payload)
    if size < 126:
        length = bytes([0x80 | size])
    elif size < 65536:
        length = b"\xfe" + struct.pack(">H", size)
    else:
        length = b"\xff" + struct.pack(">Q", size)
    mask = os.urandom(4)
    repeated = (mask * (size // 4 + 1))[:size]
    value = int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")
    return head + length + mask + value.to_bytes(size, "big")


@asynccontextmanager
async def raw(
    world: World, identity: str = "CP1"
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A socket after the upgrade, bytes by hand from here on."""
    world.door.passwords[identity] = PASSWORD
    reader, writer = await asyncio.open_connection("127.0.0.1", world.gateway.port, limit=1 << 25)
    writer.write(upgrade(identity))
    async with asyncio.timeout(10):
        assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def without_end(to: socket.socket, data: bytes) -> None:
    while True:
        await asyncio.get_running_loop().sock_sendall(to, data)


async def rest(reader: asyncio.StreamReader) -> bytes:
    """All that comes until the gateway ends it; a reset is an end too."""
    heard = b""
    async with asyncio.timeout(10):
        try:
            while chunk := await reader.read(1 << 16):
                heard += chunk
        except ConnectionError:
            pass
    return heard


def close_frame(code: int) -> bytes:
    return struct.pack(">H", code)


async def test_a_frame_in_slices_is_a_frame(world: World) -> None:
    """F20"""
    await world.start()
    async with raw(world) as (reader, writer):
        for byte in masked(HEARTBEAT):
            writer.write(bytes([byte]))
            await asyncio.sleep(0.001)
        async with asyncio.timeout(5):
            assert b'[3,"m1",' in await reader.read(1000)


async def test_others_are_served_beside_sockets_that_trickle(world: World) -> None:
    """F20"""
    await world.start()
    station = await world.station("FAST")
    async with raw(world, "SLOW1") as (_, one), raw(world, "SLOW2") as (_, two):
        for byte in masked(HEARTBEAT)[:-1]:
            one.write(bytes([byte]))
            two.write(bytes([byte]))
            assert (await station.call("Heartbeat", {}))[0] == 3


@pytest.mark.parametrize(
    "begun",
    [masked(HEARTBEAT)[:1], masked(HEARTBEAT)[:-1], masked(HEARTBEAT[:5], fin=False)],
    ids=["one byte", "all but one byte", "one fragment"],
)
async def test_a_frame_that_does_not_end_ends_the_connection(world: World, begun: bytes) -> None:
    """F20: half a frame is not waited for without end."""
    await world.start(frame_deadline_s=0.2, ping_interval_s=1, close_timeout_s=0.2)
    async with raw(world) as (reader, writer):
        writer.write(begun)
        assert close_frame(1008) in await rest(reader)
    await world.left()


async def test_a_silent_socket_is_pinged(world: World) -> None:
    """F25"""
    await world.start(ping_interval_s=0.2)
    async with raw(world) as (reader, _):
        async with asyncio.timeout(5):
            assert await reader.readexactly(2) == b"\x89\x00"


async def test_a_station_that_answers_pings_stays(world: World) -> None:
    """F25"""
    await world.start(ping_interval_s=0.1)
    async with raw(world) as (reader, writer):
        for _ in range(8):
            async with asyncio.timeout(5):
                assert await reader.readexactly(2) == b"\x89\x00"
            writer.write(masked(b"", opcode=10))
        writer.write(masked(HEARTBEAT))
        async with asyncio.timeout(5):
            await reader.readuntil(b'[3,"m1",')
        assert not world.watch.endings


async def test_a_dead_socket_is_noticed(world: World) -> None:
    """F25: nothing comes, not even a pong; nobody says goodbye."""
    await world.start(ping_interval_s=0.2)
    async with raw(world) as (reader, _):
        heard = await rest(reader)
    assert heard.count(b"\x89\x00") == 2, "two pings were given a chance"
    assert world.watch.endings == [("CP1", 1006, "no sign of life")]
    assert (await world.left()).reason == "1006 no sign of life"


async def test_a_station_that_talks_need_not_answer_pings(world: World) -> None:
    """F25: any byte is a sign of life."""
    await world.start(ping_interval_s=0.2)
    async with raw(world) as (reader, writer):
        for _ in range(20):
            writer.write(masked(HEARTBEAT))
            await asyncio.sleep(0.05)
        assert not world.watch.endings
        assert b"[3," in await reader.read(1000)


@pytest.mark.parametrize(
    ("flood", "bound"),
    [
        (masked(json.dumps([2, "m", "Nope", {}]).encode()), 128 * 1024),
        (masked(b"{"), 128 * 1024),
        (masked(b"x" * 125, opcode=9), 512 * 1024),  # a read's worth of them is answered at once
    ],
    ids=["calls", "rubbish", "pings"],
)
async def test_who_does_not_read_is_not_written_to_without_end(
    world: World, flood: bytes, bound: int
) -> None:
    """Whatever wants an answer goes through one bounded buffer; when it stays full, the socket is cut."""
    await world.start(write_deadline_s=0.5, ping_interval_s=1)
    world.door.passwords["CP1"] = PASSWORD
    loop = asyncio.get_running_loop()
    with socket.create_connection(("127.0.0.1", world.gateway.port)) as greedy:
        greedy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        greedy.setblocking(False)
        await loop.sock_sendall(greedy, upgrade("CP1"))
        assert b" 101 " in await loop.sock_recv(greedy, 100)
        flooding = asyncio.create_task(without_end(greedy, flood * 100))
        await until(lambda: world.watch.openings)
        link = world.conversation()._link
        buffered = [0]

        def has_ended() -> bool:
            if link._transport is not None:
                buffered.append(link._transport.get_write_buffer_size())
            return bool(world.watch.endings)

        await until(has_ended, patience_s=30)
        flooding.cancel()
        await asyncio.gather(flooding, return_exceptions=True)
    assert max(buffered) < bound
    assert world.watch.endings == [("CP1", 1006, "does not read")]


async def test_a_socket_that_stays_full_is_cut_also_when_nothing_comes(world: World) -> None:
    await world.start(write_deadline_s=0.2, ping_interval_s=0.4)
    await world.station()
    world.conversation()._link.pause_writing()
    await until(lambda: world.watch.endings)
    assert world.watch.endings == [("CP1", 1006, "does not read")]


async def test_a_day_of_readings_in_one_stop_is_taken(world: World) -> None:
    """F19"""
    await world.start()
    station = await world.station()
    value = {
        "timestamp": "2026-11-20T04:29:34.084Z",
        "sampledValue": [{"value": "1000", "context": "Sample.Periodic"}],
    }
    stop = {"transactionId": 101, "meterStop": 1000, "transactionData": [value] * 8640}
    assert (await station.call("StopTransaction", stop))[0] == 3
    (event,) = world.engine.told(TransactionEnded)
    assert len(event.readings) == 8640


async def test_large_frames_take_their_turns(world: World) -> None:
    """F19: so many at once, the others wait unread, and all arrive."""
    await world.start(frame_bytes=500_000, room_bytes=1_000_000)
    data = masked(json.dumps([2, "m1", "DataTransfer", {"vendorId": "v", "data": "x" * 400_000}]).encode())
    names = [f"CP{number}" for number in range(12)]
    world.engine.gate.clear()

    async def send(name: str) -> bytes:
        async with raw(world, name) as (reader, writer):
            writer.write(data)
            async with asyncio.timeout(20):
                return await reader.readuntil(b"}]")

    sending = [asyncio.create_task(send(name)) for name in names]
    await until(lambda: len(world.watch.openings) == 12)
    world.engine.gate.set()
    answers = await asyncio.gather(*sending)
    assert all(b"UnknownVendorId" in answer for answer in answers)


async def test_room_is_free_again_whoever_leaves_it(world: World) -> None:
    """F19: cut in the middle of a large frame, or done with it."""
    await world.start(frame_bytes=500_000, room_bytes=500_000)
    data = masked(json.dumps([2, "m1", "DataTransfer", {"vendorId": "v", "data": "x" * 400_000}]).encode())
    for number in range(3):
        async with raw(world, f"CUT{number}") as (_, writer):
            writer.write(data[:-1])
            await writer.drain()
    for number in range(3):
        async with raw(world, f"CP{number}") as (reader, writer):
            writer.write(data)
            async with asyncio.timeout(10):
                assert b"UnknownVendorId" in await reader.readuntil(b"}]")


class Guest:
    def __init__(self) -> None:
        self.is_in = False

    def admitted(self) -> None:
        self.is_in = True


def test_room_is_given_in_the_order_of_asking() -> None:
    room = Room(1)
    one, two, three, four = (Guest() for _ in range(4))
    assert room.enter(one)
    assert not any(room.enter(guest) for guest in (two, three, four))
    room.forget(three)
    room.leave()
    assert (two.is_in, three.is_in, four.is_in) == (True, False, False)
    room.leave()
    assert four.is_in
    room.leave()
    assert room.enter(one)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x81\x05hello", 1002),  # not masked
        (masked(b"x", opcode=3), 1002),  # no such opcode
        (masked(b"x" * 126, opcode=9), 1002),  # a control frame too long
        (masked(b"x", opcode=0), 1002),  # continues nothing
        (masked(b"x", fin=False) + masked(b"x"), 1002),  # a message within a message
        (bytes([0xC1]) + masked(b"x")[1:], 1002),  # reserved bit: compression was not agreed on
    ],
    ids=["unmasked", "opcode", "long control", "stray continuation", "nested", "compressed"],
)
async def test_what_is_no_websocket_ends_the_connection(world: World, data: bytes, code: int) -> None:
    """F21: there is no decompression that could be bombed."""
    await world.start()
    async with raw(world) as (reader, writer):
        writer.write(data)
        assert close_frame(code) in await rest(reader)
    await world.left()


async def test_many_tiny_fragments_are_one_message(world: World) -> None:
    await world.start()
    async with raw(world) as (reader, writer):
        frames = [masked(bytes([byte]), opcode=0, fin=False) for byte in HEARTBEAT[1:]]
        writer.write(masked(HEARTBEAT[:1], fin=False) + b"".join(frames) + masked(b"", opcode=0))
        async with asyncio.timeout(5):
            assert b'[3,"m1",' in await reader.read(1000)


async def test_fragments_beyond_the_limit_end_the_connection(world: World) -> None:
    """F19"""
    await world.start(frame_bytes=10_000)
    async with raw(world) as (reader, writer):
        writer.write(masked(b"x" * 6000, fin=False) + masked(b"x" * 6000, opcode=0, fin=False))
        assert close_frame(1009) in await rest(reader)
