"""A restart or an outage: nobody is cut in the middle, nothing that was answered is lost."""

from __future__ import annotations

import asyncio
import json

import pytest

from chargehand.edge.gateway.server import HANG_UP_SLICES
from chargehand.model.calls import CallOutcome, StopTransaction
from chargehand.model.events import StationDisconnected, TransactionStarted
from chargehand.model.faults import WorldFault
from tests.unit.gateway.world import World, until

START = {"connectorId": 1, "idTag": "a1", "meterStart": 0, "timestamp": "2026-11-20T04:29:24Z"}


async def test_a_drain_answers_what_it_has_begun_and_closes(world: World) -> None:
    """F101"""
    await world.start()
    stations = [await world.station(f"CP{number}") for number in range(20)]
    world.engine.gate.clear()
    for station in stations:
        await station.send(json.dumps([2, "m1", "StartTransaction", START]))
    await until(lambda: world.engine.under_way == 20)
    draining = asyncio.create_task(world.gateway.drain())
    await until(lambda: all(world.conversation(f"CP{number}")._deaf for number in range(20)))
    assert not draining.done()
    world.engine.gate.set()
    for station in stations:
        assert (await station.hear())[:2] == [3, "m1"]
        assert await station.closing() == 1012
    await draining
    assert len(world.engine.told(TransactionStarted)) == 20
    assert len(world.engine.told(StationDisconnected)) == 20
    assert not world.gateway._tasks


async def test_a_drain_takes_nobody_in(world: World) -> None:
    await world.start()
    await world.station()
    await world.gateway.drain()
    with pytest.raises(ConnectionRefusedError):
        await world.socket("CP1")


async def test_a_drain_ends_although_stations_do_not(world: World) -> None:
    await world.start(close_timeout_s=0.2, drain_patience_s=0.2)
    stuck = await world.station()
    stuck.socket.transport.pause_reading()
    async with asyncio.timeout(5):
        await world.gateway.drain()


async def test_a_drain_ends_although_nothing_can_be_kept(world: World) -> None:
    """F96: the next start finds the stations connected to a gateway that is gone."""
    await world.start(close_timeout_s=0.2, drain_patience_s=0.2)
    await world.station()
    world.engine.faults[StationDisconnected] = WorldFault("no database")
    async with asyncio.timeout(5):
        await world.gateway.drain()
    assert not world.gateway._tasks


async def test_a_drain_in_slices_reaches_everybody(world: World) -> None:
    """F30: not all come back in one tick."""
    await world.start(drain_slice=3, drain_pause_s=0.01)
    stations = [await world.station(f"CP{number}") for number in range(10)]
    await world.gateway.drain()
    assert [await station.closing() for station in stations] == [1012] * 10


async def test_calls_that_wait_for_an_answer_hear_of_the_end(world: World) -> None:
    """F58"""
    await world.start()
    station = await world.station()
    asking = asyncio.create_task(world.ask(StopTransaction("5")))
    await station.hear()
    await world.gateway.drain()
    assert await asking == (CallOutcome.UNANSWERED, "disconnected")


async def test_a_second_drain_does_nothing(world: World) -> None:
    await world.start()
    await world.gateway.drain()
    await world.gateway.drain()


async def test_in_an_outage_everybody_is_shown_out_and_may_come_back(world: World) -> None:
    """F96"""
    await world.start()
    stations = [await world.station(f"CP{number}") for number in range(5)]
    world.is_ready = False
    await world.gateway.hang_up()
    assert [await station.closing() for station in stations] == [1011] * 5
    world.is_ready = True
    again = await world.station("CP1")
    assert (await again.call("Heartbeat", {}))[0] == 3


async def test_f96_in_an_outage_many_are_shown_out_as_soon_as_few(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However small the slices of a drain are."""
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def counted(delay_s: float) -> None:
        pauses.append(delay_s)
        await sleep(delay_s)

    await world.start(drain_slice=2, drain_pause_s=0.0123)
    stations = [await world.station(f"CP{number}") for number in range(33)]
    monkeypatch.setattr(asyncio, "sleep", counted)
    await world.gateway.hang_up()
    monkeypatch.undo()
    assert pauses.count(0.0123) <= HANG_UP_SLICES
    assert [await station.closing() for station in stations] == [1011] * 33


async def test_a_drain_notices_that_those_who_were_shown_out_before_have_gone(world: World) -> None:
    await world.start(close_timeout_s=60)
    old = await world.station()
    old.socket.transport.pause_reading()
    new = await world.station()
    old.socket.transport.abort()
    new.socket.transport.abort()
    async with asyncio.timeout(10):
        await world.gateway.drain()
    assert len(world.engine.told(StationDisconnected)) == 2
