"""S02, F27: somebody else knows a station's password."""

from __future__ import annotations

import asyncio
from ipaddress import ip_network

import pytest
from websockets.exceptions import InvalidStatus

from chargehand.edge.gateway.door.swaps import HOLD_S, SWAPS_MAX, WINDOW_S, Swaps
from chargehand.model.calls import CallOutcome, Trigger, TriggerMessage
from chargehand.model.identity import StationId
from tests.unit.gateway.world import PASSWORD, Station, World, until

CP1 = StationId("CP1")
PROXIES = (ip_network("127.0.0.0/8"),)
VICTIM, THIEF = "192.0.2.1", "198.51.100.7"


async def come(world: World, address: str, password: str = PASSWORD) -> Station:
    """A socket that a trusted proxy brings from `address`."""
    return Station(await world.socket("CP1", password=password, headers={"X-Forwarded-For": address}))


async def test_two_that_fight_for_one_place_are_told_and_slowed(world: World) -> None:
    """S02: the newest wins three times; then whoever is in stays a while, commands go to that one only, people know."""
    await world.start(proxies=PROXIES)
    world.door.passwords["CP1"] = PASSWORD
    places: list[Station] = []
    for number in range(2 + SWAPS_MAX):
        places.append(await come(world, THIEF if number % 2 else VICTIM))
        if number:
            assert await places[-2].closing() == 4001
    assert [kind for _, kind, _ in world.notices] == ["displaced"]
    assert VICTIM in world.notices[0][2]
    assert THIEF in world.notices[0][2]

    with pytest.raises(InvalidStatus, match="503"):
        await come(world, THIEF)
    here = places[-1]
    assert (await here.call("Heartbeat", {}))[0] == 3
    again = await come(world, VICTIM)
    assert await here.closing() == 4001
    assert (await again.call("Heartbeat", {}))[0] == 3, "whoever is in may come again from where it is"
    assert world.gateway.holds() == 1


async def test_a_wrong_password_displaces_nobody_and_is_no_fight(world: World) -> None:
    """S02"""
    await world.start(tries=1000, proxies=PROXIES)
    station = await world.station()
    for _ in range(10):
        with pytest.raises(InvalidStatus, match="401"):
            await come(world, THIEF, "guess")
    assert (await station.call("Heartbeat", {}))[0] == 3
    assert world.notices == []


async def test_commands_go_to_the_one_that_is_in(world: World) -> None:
    """F27"""
    await world.start(proxies=PROXIES)
    world.door.passwords["CP1"] = PASSWORD
    await come(world, THIEF)
    station = await come(world, VICTIM)
    await until(lambda: world.gateway.has(CP1))
    asking = asyncio.create_task(world.ask(TriggerMessage(Trigger.STATUS, 1)))
    frame = await station.hear()
    await station.send(f'[3,"{frame[1]}",{{"status":"Accepted"}}]')
    assert (await asking)[0] is CallOutcome.ACCEPTED


def fought(swaps: Swaps, count: int, every_s: float = 1.0) -> list[bool]:
    told: list[bool] = []
    for number in range(count):
        holder, newcomer = (VICTIM, THIEF) if number % 2 else (THIEF, VICTIM)
        told.append(swaps.took(CP1, holder, newcomer, number * every_s))
    return told


def test_a_station_with_a_bad_line_is_no_fight() -> None:
    """F26: from one address it may come as often as it likes; a change of address now and then is one too."""
    swaps = Swaps()
    for number in range(100):
        assert not swaps.took(CP1, VICTIM, VICTIM, number)
        assert not swaps.holds(CP1, VICTIM, VICTIM, number)
    assert not swaps.took(CP1, None, THIEF, 100.0)
    assert not any(fought(Swaps(), 50, every_s=WINDOW_S / 3 + 1))


def test_a_fight_is_told_once_and_holds_for_a_while() -> None:
    """S02"""
    swaps = Swaps()
    assert fought(swaps, SWAPS_MAX + 1) == [False] * SWAPS_MAX + [True]
    last = float(SWAPS_MAX)
    assert swaps.holds(CP1, VICTIM, THIEF, last + HOLD_S - 1)
    assert not swaps.holds(CP1, VICTIM, VICTIM, last + 1)
    assert not swaps.holds(CP1, None, THIEF, last + 1), "nobody is in"
    assert not swaps.holds(StationId("CP2"), VICTIM, THIEF, last + 1)
    assert not swaps.holds(CP1, VICTIM, THIEF, last + HOLD_S), "nobody is kept out for good"
    assert not swaps.took(CP1, VICTIM, THIEF, last + HOLD_S), "told already"
    assert swaps.holds(CP1, THIEF, VICTIM, last + HOLD_S + 1)
    assert not swaps.holds(CP1, THIEF, VICTIM, last + HOLD_S + WINDOW_S + 1)


def test_what_is_remembered_of_fights_is_bounded() -> None:
    swaps = Swaps()
    for number in range(20_000):
        swaps.took(StationId(f"CP{number}"), VICTIM, THIEF, 0.0)
    assert len(swaps._taken) == 10_000


async def test_a_frame_that_is_too_big_is_told(world: World) -> None:
    """F19: whatever it was, it may have been the end of somebody's charging."""
    await world.start(frame_bytes=100_000)
    station = await world.station()
    await station.send("x" * 200_000)
    assert await station.closing() == 1009
    assert [(name, kind) for name, kind, _ in world.notices] == [("CP1", "frame_too_big")]
