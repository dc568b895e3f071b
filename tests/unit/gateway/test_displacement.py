"""One identity, several connections: the newest counts, and nobody cleans up what is not his."""

from __future__ import annotations

import asyncio
import itertools
import json

import pytest

from chargehand.edge.gateway.socket.link import BUSY
from chargehand.model.calls import CallOutcome, Trigger, TriggerMessage
from chargehand.model.events import StationConnected, StationDisconnected, StationHeard
from chargehand.model.faults import WorldFault
from chargehand.model.identity import StationId
from tests.unit.gateway.world import PASSWORD, World, until

CP1 = StationId("CP1")
TRIGGER = TriggerMessage(Trigger.STATUS, 1)


async def test_the_newcomer_is_in_at_once_and_the_old_one_out(world: World) -> None:
    """F26, F27"""
    await world.start()
    old = await world.station()
    new = await world.station()
    assert await old.closing() == 4001
    assert (await new.call("Heartbeat", {}))[0] == 3
    assert world.gateway.holds() == 1


async def test_a_newcomer_does_not_wait_for_an_old_one_that_is_dead(world: World) -> None:
    """F26: cut without a word, reconnected at once."""
    await world.start(close_timeout_s=0.2)
    old = await world.station()
    old.socket.transport.pause_reading()
    new = await world.station()
    assert (await new.call("Heartbeat", {}))[0] == 3
    assert (await world.left()).epoch == 1
    assert world.gateway.has(CP1)


async def test_a_wrong_password_displaces_nobody(world: World) -> None:
    """F27, S02"""
    await world.start()
    station = await world.station()
    with pytest.raises(Exception, match="401"):
        await world.socket("CP1", password="guess")
    assert (await station.call("Heartbeat", {}))[0] == 3


async def test_the_old_ones_end_speaks_of_its_own_epoch_only(world: World) -> None:
    """F28"""
    await world.start()
    for _ in range(5):
        await world.station()
    await until(lambda: len(world.engine.told(StationDisconnected)) == 4)
    assert sorted(event.epoch for event in world.engine.told(StationDisconnected)) == [1, 2, 3, 4]
    assert world.gateway.has(CP1)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_ends_in_any_order_leave_the_newest(world: World, order: tuple[int, ...]) -> None:
    """F28"""
    await world.start(close_timeout_s=30)
    stations = [await world.station() for _ in range(3)]
    for number in order:
        stations[number].socket.transport.abort()
        if number == 2:
            await until(lambda: not world.gateway.has(CP1))
        assert world.gateway.has(CP1) == (2 not in order[: order.index(number) + 1])
    await until(lambda: len(world.engine.told(StationDisconnected)) == 3)
    assert not world.gateway.has(CP1)


async def test_an_old_ones_end_that_could_not_be_kept_yet_removes_no_newcomer(world: World) -> None:
    """F28"""
    await world.start()
    world.engine.faults[StationDisconnected] = WorldFault("no database")
    await world.station()
    new = await world.station()
    await until(lambda: world.watch.endings)
    del world.engine.faults[StationDisconnected]
    await world.left()
    assert world.gateway.has(CP1)
    assert (await new.call("Heartbeat", {}))[0] == 3


async def test_calls_go_to_the_newest_only(world: World) -> None:
    """F27"""
    await world.start()
    old = await world.station()
    new = await world.station()
    asking = asyncio.create_task(world.ask(TRIGGER))
    assert (await new.hear())[:3] == [2, "c1", "TriggerMessage"]
    await new.send('[3,"c1",{"status":"Accepted"}]')
    assert await asking == (CallOutcome.ACCEPTED, "")
    assert await old.closing() == 4001


async def test_a_call_that_was_under_way_on_the_old_one_is_not_sent_again(world: World) -> None:
    """F58"""
    await world.start()
    old = await world.station()
    asking = asyncio.create_task(world.ask(TRIGGER))
    await old.hear()
    new = await world.station()
    assert await asking == (CallOutcome.UNANSWERED, "disconnected")
    assert (await new.call("Heartbeat", {}))[0] == 3, "and nothing else was sent to it"


async def test_another_gateway_with_a_newer_epoch_takes_over(world: World) -> None:
    """F29"""
    await world.start()
    station = await world.station()
    for epoch in (0, 1):
        world.gateway.displaced(CP1, epoch)
    world.gateway.displaced(StationId("CP2"), 99)
    assert (await station.call("Heartbeat", {}))[0] == 3
    world.gateway.displaced(CP1, 2)
    assert await station.closing() == 4001
    assert (await world.left()).epoch == 1


async def test_an_old_one_that_still_waits_to_be_connected_is_told_off_too(world: World) -> None:
    """F28: its epoch comes after it was displaced."""
    await world.start()
    world.engine.gate.clear()
    old = await world.station()
    await until(lambda: world.engine.under_way == 1)
    world.door.passwords["CP1"] = PASSWORD
    await world.socket("CP1")
    assert await old.closing() == 4001
    world.engine.gate.set()
    await until(lambda: len(world.engine.told(StationConnected)) == 2)
    assert (await world.left()).epoch == 1
    await until(lambda: world.gateway.has(CP1))


async def test_what_the_displaced_one_had_sent_but_nobody_begun_on_is_left(world: World) -> None:
    """F27: its station sends it again over the new connection."""
    await world.start()
    old = await world.station()
    world.engine.gate.clear()
    for number in range(3):
        await old.send(json.dumps([2, f"m{number}", "Authorize", {"idTag": f"T{number}"}]))
    await until(lambda: len(world.watch.actions) == 3)
    await world.socket("CP1")
    await old.closing()
    world.engine.gate.set()
    await world.left()
    assert len([event for event in world.engine.events if not isinstance(event, StationHeard)]) == 4


async def test_coming_and_going_leaves_nothing_behind(world: World) -> None:
    """P14"""
    await world.start()
    names = [f"CP{number}" for number in range(50)]
    for _ in range(3):
        stations = await asyncio.gather(*(world.station(name) for name in names))
        for number, station in enumerate(stations):
            if number % 2:
                station.socket.transport.abort()
            else:
                await station.socket.close()
    await until(lambda: len(world.engine.told(StationDisconnected)) == 150)
    await until(lambda: world.gateway.holds() == 0)
    assert len({event.epoch for event in world.engine.told(StationDisconnected)}) == 150
    await until(lambda: not world.gateway._tasks)
    assert not any(world.gateway._pulse._slots)


async def test_calls_over_the_old_one_end_at_once_although_it_does_not_say_goodbye(world: World) -> None:
    """F27, F58"""
    await world.start(close_timeout_s=60)
    old = await world.station()
    asking = asyncio.create_task(world.ask(TRIGGER, within_s=60))
    await old.hear()
    old.socket.transport.pause_reading()
    await world.station()
    async with asyncio.timeout(10):
        assert await asking == (CallOutcome.UNANSWERED, "disconnected")


async def test_a_connection_that_is_not_read_from_can_still_be_closed(world: World) -> None:
    """F26: although what it sent before the goodbye was too much to take at once."""
    await world.start(close_timeout_s=60, queue_frames=4)
    old = await world.station()
    world.engine.gate.clear()
    for number in range(20):
        await old.send(json.dumps([2, f"m{number}", "Authorize", {"idTag": "x" * 100}]))
    await until(lambda: world.conversation()._link._held & BUSY)
    await world.socket("CP1")
    await until(lambda: world.watch.endings)
    assert world.watch.endings == [("CP1", 4001, "replaced by a newer connection")]
