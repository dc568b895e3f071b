"""F19: what waits for its turn is limited over all stations; nobody is read while it is too much, and nothing is lost."""

from __future__ import annotations

import asyncio
import json

from chargehand.edge.gateway.socket.link import FULL
from chargehand.edge.gateway.socket.room import Budget
from chargehand.model.events import StationReported
from chargehand.model.identity import StationId
from tests.unit.gateway.world import Station, World, until

PAD = "x" * 20_000


def test_it_holds_once_when_too_much_waits_and_goes_on_when_half_is_done() -> None:
    told: list[str] = []
    budget = Budget(100, lambda: told.append("hold"), lambda: told.append("release"))
    budget.take(100)
    assert told == []
    budget.take(1)
    budget.take(50)
    assert (told, budget.is_full) == (["hold"], True)
    budget.give(100)
    assert told == ["hold"]
    budget.give(1)
    assert (told, budget.is_full) == (["hold", "release"], False)
    budget.take(100)
    assert told == ["hold", "release", "hold"]


def full(world: World, identity: str) -> bool:
    """Whether the gateway does not read this station because of the others."""
    return bool(world.conversation(identity)._link._held & FULL)


async def say(station: Station, count: int) -> None:
    for number in range(count):
        await station.send(json.dumps([2, f"d{number}", "DataTransfer", {"vendorId": "v", "data": PAD}]))


async def test_when_too_much_waits_nobody_is_read_until_it_is_worked_on(world: World) -> None:
    await world.start(waiting_bytes=100_000)
    stations = [await world.station(f"CP{number}") for number in range(4)]
    world.engine.gate.clear()
    await asyncio.gather(*(say(station, 3) for station in stations))
    names = [f"CP{number}" for number in range(4)]
    await until(lambda: all(full(world, name) for name in names))
    assert world.engine.events[4:] == []
    late = Station(await world.socket("CP3"))  # a newcomer is let in, and waits as well
    world.engine.gate.set()
    for station in stations[:3]:
        assert [(await station.hear())[1] for _ in range(3)] == ["d0", "d1", "d2"]
    assert (await late.call("Heartbeat", {}))[0] == 3
    await until(lambda: not any(full(world, name) for name in names))
    assert world.gateway._house.budget._taken == 0
    told = [event for event in world.engine.told(StationReported) if event.station != "CP3"]
    assert len(told) == 9


async def test_what_a_lost_station_had_waiting_is_given_back(world: World) -> None:
    await world.start(waiting_bytes=50_000)
    station = await world.station("CP1")
    world.engine.gate.clear()
    await say(station, 4)
    await until(lambda: full(world, "CP1"))
    station.socket.transport.abort()
    world.engine.gate.set()
    await until(lambda: not world.gateway.has(StationId("CP1")))
    await until(lambda: world.gateway._house.budget._taken == 0)
    assert not world.gateway._house.budget.is_full
