"""What our side says wrongly is noticed, wherever a test may hear it (F56)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.sync.client import connect as sync_connect
from websockets.typing import Subprotocol

from chargehand.wire.ocpp.dialect import OCPP16
from chargehand.wire.ocpp.rpc.connection import Rpc
from chargehand.wire.ocpp.rpc.inbound import CallReceived
from tests.strictness import Strictness, watching

pytestmark = pytest.mark.says_anything("says what is wrong on purpose")
PROTOCOL = Subprotocol("ocpp1.6")
GOOD = '[3,"m1",{"currentTime":"2026-11-20T04:29:34Z"}]'
WRONG = [
    '[3,"m1",{"currentTime":"yesterday"}]', '[3,"m1",{}]', '[3,"m2",{"currentTime":"2026-11-20T04:29:34Z"}]',
    '[3,"m1"]', '[4,"m1","OccurrenceConstraintViolation","",{}]', '[4,"m1","InternalError","",[]]', '[5,"m1",{}]',
    '[2,"c1","Reset",{"type":"Warm"}]', '[2,"c1","TransactionEvent",{}]', "{}", "[", '[2,"c1","Reset",{"type":"Hard"},1]',
]  # fmt: skip
FINE = [GOOD, '[4,"m1","OccurenceConstraintViolation","",{}]', '[2,"c1","Reset",{"type":"Hard"}]']


@pytest.fixture
def strictness() -> Iterator[Strictness]:
    made = Strictness()
    with watching(made):
        yield made


@pytest.fixture
async def echo() -> AsyncIterator[str]:
    """Says whatever the payload of a call tells it to say."""

    async def says(socket: ServerConnection) -> None:
        async for data in socket:
            await socket.send(json.loads(data)[3]["say"])

    async with serve(says, "127.0.0.1", 0, subprotocols=[PROTOCOL]) as server:
        yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"


def asking(frame: str) -> str:
    return json.dumps([2, "m1", "Heartbeat", {"say": frame}])


@pytest.mark.parametrize("frame", [*FINE, *WRONG])
async def test_what_a_station_hears_is_checked(strictness: Strictness, echo: str, frame: str) -> None:
    async with connect(echo, subprotocols=[PROTOCOL], proxy=None) as socket:
        await socket.send(asking(frame))
        assert await socket.recv() == frame
    assert bool(strictness.take()) is (frame in WRONG)


@pytest.mark.parametrize("frame", [FINE[0], WRONG[0]])
async def test_so_is_what_a_thread_hears(strictness: Strictness, echo: str, frame: str) -> None:
    def hears() -> str | bytes:
        with sync_connect(echo, subprotocols=[PROTOCOL], proxy=None) as socket:
            socket.send(asking(frame))
            return socket.recv()

    assert await asyncio.to_thread(hears) == frame
    assert bool(strictness.take()) is (frame in WRONG)


@pytest.mark.parametrize(
    ("payload", "wrong"), [(b'{"type":"Hard"}', False), (b'{"type":"Warm"}', True), (b"{}", True)]
)
def test_what_we_ask_is_checked(strictness: Strictness, payload: bytes, wrong: bool) -> None:
    Rpc(OCPP16).call("c1", "Reset", payload, due=1.0)
    assert bool(strictness.take()) is wrong


@pytest.mark.parametrize(
    ("payload", "wrong"), [(b'{"status":"Accepted"}', False), (b"{}", True), (b'{"a":1}', True)]
)
def test_what_we_answer_is_checked(strictness: Strictness, payload: bytes, wrong: bool) -> None:
    rpc = Rpc(OCPP16)
    call = rpc.receive(b'[2,"m1","DataTransfer",{"vendorId":"v"}]', 0.0)
    assert isinstance(call, CallReceived)
    rpc.answer(call, payload)
    assert bool(strictness.take()) is wrong


def test_afterwards_all_is_as_it_was() -> None:
    before = Rpc.__dict__["answer"], Rpc.__dict__["call"]
    with watching(Strictness()):
        assert Rpc.__dict__["answer"] is not before[0]
    assert (Rpc.__dict__["answer"], Rpc.__dict__["call"]) == before
