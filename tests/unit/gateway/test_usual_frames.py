"""The short way for usual frames says the same as the library."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.protocol import CLIENT, SERVER, Protocol

from chargehand.edge.gateway.socket.quick import text_frame, whole_text

SIZES = [0, 1, 5, 6, 124, 125, 126, 127, 128, 65535, 65536, 70000]


def masked(data: bytes, opcode: Opcode = Opcode.TEXT, *, fin: bool = True) -> bytes:
    return Frame(opcode, data, fin).serialize(mask=True)


@pytest.mark.parametrize("size", SIZES)
def test_a_whole_text_frame_is_read(size: int) -> None:
    data = bytes(byte % 251 for byte in range(size))
    assert whole_text(masked(data), 1 << 20) == data


@pytest.mark.parametrize("size", SIZES)
def test_what_is_written_is_a_frame(size: int) -> None:
    data = b"x" * size
    client = Protocol(CLIENT, max_size=None)
    client.receive_data(text_frame(data))
    (frame,) = client.events_received()
    assert isinstance(frame, Frame)
    assert (frame.opcode, frame.fin, bytes(frame.data)) == (Opcode.TEXT, True, data)
    assert text_frame(data) == Frame(Opcode.TEXT, data).serialize(mask=False)


@pytest.mark.parametrize("opcode", [Opcode.BINARY, Opcode.CONT, Opcode.PING, Opcode.PONG, Opcode.CLOSE])
def test_other_frames_are_left_to_the_library(opcode: Opcode) -> None:
    assert whole_text(masked(b"abc", opcode), 100) is None


@pytest.mark.parametrize(
    "data",
    [
        b"", masked(b"abc")[:-1], masked(b"abc") + b"\x81", masked(b"abc") * 2, masked(b"abc", fin=False),
        Frame(Opcode.TEXT, b"abc").serialize(mask=False), b"\xc1" + masked(b"abc")[1:], masked(b"x" * 200)[:6],
        b"\x81\xff" + struct.pack(">Q", 1 << 63) + b"abcd", b"\x81\xff" + struct.pack(">Q", 2**64 - 1) + b"abcd",
    ],
    ids=range(10),  # the masks are drawn by chance: the data may not name the tests
)  # fmt: skip
def test_anything_unusual_is_left_to_the_library(data: bytes) -> None:
    assert whole_text(data, 100) is None


def test_what_is_too_big_is_left_to_the_library() -> None:
    """F19"""
    assert whole_text(masked(b"x" * 100), 100) is not None
    assert whole_text(masked(b"x" * 101), 100) is None


@given(st.binary(max_size=300))
def test_both_ways_agree_on_any_bytes(data: bytes) -> None:
    message = whole_text(data, 1 << 20)
    server = Protocol(SERVER, max_size=1 << 20)
    server.receive_data(data)
    events = server.events_received()
    if message is not None:
        (frame,) = events
        assert isinstance(frame, Frame)
        assert (frame.opcode, frame.fin, bytes(frame.data)) == (Opcode.TEXT, True, message)
