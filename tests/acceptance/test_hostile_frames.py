"""Two thousand hostile frames on one connection: each its right answer, the next Heartbeat answered, memory level."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect as sync_connect

from tests.acceptance.house import OCPP16, House
from tests.acceptance.settling import settle
from tests.hostile.grammar import Hostile, closing_frames, frames

FRAMES = 2000
WARM_UP = 600
GROWTH_BYTES_MAX = 5 * 1024 * 1024
ANSWER_S = 1.0


@pytest.fixture(scope="module")
def besieged(new_house: Callable[..., House]) -> Iterator[House]:
    house = new_house(log_events=False)
    house.start()
    try:
        house.until_ready()
        yield house
    finally:
        house.leave()


class Attacker:
    """Says anything at all, and a Heartbeat after it."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._beats = itertools.count(1)

    async def throws(self, hostile: Hostile) -> list[list[Any]]:
        """All that came back before the answer to the next Heartbeat, which must come within a second."""
        await self._socket.send(hostile.data, text=not hostile.binary)
        beat = f"beat{next(self._beats)}"
        await self._socket.send(f'[2,"{beat}","Heartbeat",{{}}]')
        came: list[list[Any]] = []
        while True:
            frame = json.loads(await asyncio.wait_for(self._socket.recv(), ANSWER_S))
            if frame[1] == beat:
                assert frame[0] == 3
                assert frame[2]["currentTime"]
                return came
            came.append(frame)


def dies_of(url: str, hostile: Hostile) -> int:
    """The code that a connection is closed with for this frame."""
    with sync_connect(url, subprotocols=[OCPP16], compression=None, proxy=None) as socket:
        with suppress(ConnectionClosed):
            socket.send(hostile.data, text=not hostile.binary)
            socket.recv(10)
        assert socket.close_code is not None
        return socket.close_code


@asynccontextmanager
async def attacking(url: str) -> AsyncIterator[Attacker]:
    async with connect(
        url,
        subprotocols=[OCPP16],
        ping_interval=None,
        proxy=None,
        compression=None,
    ) as socket:
        yield Attacker(socket)


def wrong(hostile: Hostile, came: list[list[Any]]) -> str:
    """What is not as it should be; empty if all is well."""
    told = f"{hostile.row} {hostile.data[:200]!r} got {came!r}"
    if hostile.answer == "none":
        return told if came else ""
    if len(came) != 1:
        return told
    (frame,) = came
    if hostile.answer == "result":
        return "" if frame[:2] == [3, hostile.message_id] else told
    right = frame[:2] == [4, hostile.message_id] and frame[2] in hostile.codes and len(frame) == 5
    echoed = isinstance(frame[3], str) and len(frame[3]) <= 255
    return "" if right and echoed else told


async def test_every_hostile_frame_gets_its_right_answer(besieged: House) -> None:
    """F01 to F13 on one connection; the server's memory grows by less than 5 MB after a warm-up."""
    place = await settle(besieged, stations=2)
    first, second = (besieged.station_url(each) for each in place.stations)
    async with attacking(first) as attacker:
        for hostile in itertools.islice(frames(7), WARM_UP):
            await attacker.throws(hostile)
    before = besieged.process.memory_info().rss
    mistakes: list[str] = []
    rows: set[str] = set()
    async with attacking(second) as attacker:
        for hostile in itertools.islice(frames(16), FRAMES):
            came = await attacker.throws(hostile)
            rows.add(hostile.row)
            if mistake := wrong(hostile, came):
                mistakes.append(mistake)
    assert mistakes == []
    assert rows >= {"F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09", "F11", "F13"}
    grown = besieged.process.memory_info().rss - before
    assert grown < GROWTH_BYTES_MAX, f"grew by {grown / 1024 / 1024:.1f} MB"


@pytest.mark.parametrize(
    "hostile", closing_frames(), ids=lambda each: f"{each.row}-{len(each.data)}-{each.close_code}"
)
async def test_a_frame_that_ends_the_connection_ends_only_that(besieged: House, hostile: Hostile) -> None:
    """F18, F19: closed with its code; the next connection is welcome and a neighbour notices nothing."""
    place = await settle(besieged, stations=2)
    own, other = (besieged.station_url(each) for each in place.stations)
    async with attacking(other) as neighbour:
        assert await asyncio.to_thread(dies_of, own, hostile) == hostile.close_code
        heartbeat = Hostile("F01", b" ", "none")
        assert await neighbour.throws(heartbeat) == []
        async with attacking(own) as attacker:
            assert await attacker.throws(heartbeat) == []


async def test_a_flood_of_answers_to_nothing_ends_the_connection(besieged: House) -> None:
    """F13: dropped without a word, then 1008; the server's memory does not care how many there were."""
    place = await settle(besieged)
    url = besieged.station_url(place.stations[0])
    rss: list[int] = []
    for _ in range(4):
        assert await asyncio.to_thread(floods, url, 20_000) == 1008
        rss.append(besieged.process.memory_info().rss)
    assert rss[-1] - rss[0] < GROWTH_BYTES_MAX


def floods(url: str, frames_max: int) -> int:
    """The code that a connection is closed with which answers what nobody asked."""
    with sync_connect(url, subprotocols=[OCPP16], compression=None, proxy=None) as socket:
        with suppress(ConnectionClosed):
            for number in range(frames_max):
                socket.send(f'[3,"flood{number}",{{"status":"Accepted"}}]')
            socket.recv(10)
        assert socket.close_code is not None
        return socket.close_code


async def test_calls_in_a_pile_are_answered_in_their_order(besieged: House) -> None:
    """F14: 200 calls without waiting for an answer: 200 answers, in order."""
    place = await settle(besieged)
    async with connect(
        besieged.station_url(place.stations[0]),
        subprotocols=[OCPP16],
        proxy=None,
    ) as socket:
        names = [f"p{number}" for number in range(200)]
        for name in names:
            action, payload = ("Heartbeat", {}) if int(name[1:]) % 2 else ("Authorize", {"idTag": "X"})
            await socket.send(json.dumps([2, name, action, payload]))
        answers = [json.loads(await asyncio.wait_for(socket.recv(), 10)) for _ in names]
    assert [frame[:2] for frame in answers] == [[3, name] for name in names]
