"""Our calls: one at a time, in rank and age, each with its deadline, whatever the station does."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from chargehand.edge.gateway.turns import Gone, Turns
from chargehand.model.calls import (
    CallOutcome,
    Configure,
    StartTransaction,
    StopTransaction,
    Trigger,
    TriggerMessage,
)
from chargehand.model.events import TransactionStarted
from chargehand.model.faults import WorldFault
from chargehand.model.identity import TokenUid
from tests.unit.gateway.world import Station, World, until

STOP = StopTransaction("5")
TRIGGER = TriggerMessage(Trigger.STATUS, 1)
START = {"connectorId": 1, "idTag": "a1", "meterStart": 0, "timestamp": "2026-11-20T04:29:24Z"}


async def asked(station: Station, *, within_s: float = 10.0) -> list[Any]:
    async with asyncio.timeout(within_s):
        frame = await station.hear()
    assert frame[0] == 2
    return frame


async def answer(station: Station, frame: list[Any], status: str = "Accepted") -> None:
    await station.send(json.dumps([3, frame[1], {"status": status}]))


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ([3, "c1", {"status": "Accepted"}], (CallOutcome.ACCEPTED, "")),
        ([3, "c1", {"status": "Rejected"}], (CallOutcome.REJECTED, "Rejected")),
        ([3, "c1", {}], (CallOutcome.UNANSWERED, "unreadable")),
        ([3, "c1", None], (CallOutcome.UNANSWERED, "unreadable")),
        ([4, "c1", "NotSupported", "no", {}], (CallOutcome.UNSUPPORTED, "NotSupported")),
        ([4, "c1"], (CallOutcome.UNSUPPORTED, "")),
    ],
)
async def test_what_the_station_says_is_the_outcome(
    world: World, reply: list[object], expected: tuple[CallOutcome, str]
) -> None:
    await world.start()
    station = await world.station()
    asking = asyncio.create_task(world.ask(STOP))
    assert await asked(station) == [2, "c1", "RemoteStopTransaction", {"transactionId": 5}]
    await station.send(json.dumps(reply))
    assert await asking == expected
    assert world.watch.asks == [("RemoteStopTransaction", expected[0])]


async def test_sent_is_said_once_the_frame_has_left(world: World) -> None:
    await world.start()
    station = await world.station()
    asking = asyncio.create_task(world.ask(STOP))
    frame = await asked(station)
    await until(lambda: world.sent_count == 1)
    await answer(station, frame)
    await asking


async def test_nobody_there_is_offline(world: World) -> None:
    await world.start()
    assert await world.ask(STOP) == (CallOutcome.OFFLINE, "")
    assert world.sent_count == 0


async def test_a_station_whose_connection_is_not_kept_yet_is_not_called(world: World) -> None:
    await world.start()
    world.engine.gate.clear()
    await world.station()
    await until(lambda: world.watch.openings)
    assert await world.ask(STOP) == (CallOutcome.OFFLINE, "")


async def test_silence_ends_with_the_deadline(world: World) -> None:
    """F17"""
    await world.start()
    station = await world.station()
    assert await world.ask(STOP, within_s=0.3) == (CallOutcome.UNANSWERED, "no_answer")
    await asked(station)
    assert (await station.call("Heartbeat", {}))[0] == 3


async def test_a_late_answer_is_nobodys(world: World) -> None:
    """F12"""
    await world.start()
    station = await world.station()
    await world.ask(STOP, within_s=0.3, call_id="c1")
    await asked(station)
    asking = asyncio.create_task(world.ask(STOP, call_id="c2"))
    await asked(station)
    await station.send('[3,"c1",{"status":"Accepted"}]')
    await until(lambda: world.watch.passed == ["late"])
    assert not asking.done()
    await station.send('[3,"c2",{"status":"Rejected"}]')
    assert (await asking)[0] is CallOutcome.REJECTED


async def test_a_call_whose_time_was_over_is_not_sent(world: World) -> None:
    """No command outlives its deadline."""
    await world.start()
    station = await world.station()
    assert await world.ask(STOP, within_s=-1) == (CallOutcome.UNANSWERED, "no_turn")
    assert (await station.call("Heartbeat", {}))[0] == 3, "and nothing before it"


async def test_a_call_that_waits_too_long_for_its_turn_is_not_sent(world: World) -> None:
    await world.start()
    station = await world.station()
    first = asyncio.create_task(world.ask(STOP, call_id="c1"))
    frame = await asked(station)
    assert await world.ask(STOP, call_id="c2", within_s=0.3) == (CallOutcome.UNANSWERED, "no_turn")
    await answer(station, frame)
    await first
    assert (await station.call("Heartbeat", {}))[0] == 3


async def test_one_call_at_a_time_in_their_order(world: World) -> None:
    await world.start()
    station = await world.station()
    asking = [asyncio.create_task(world.ask(TRIGGER, call_id=f"c{number}")) for number in range(5)]
    for number in range(5):
        frame = await asked(station)
        assert frame[1] == f"c{number}"
        assert (await station.call("Heartbeat", {}))[0] == 3, "nothing else came before the answer"
        await answer(station, frame)
    assert [outcome for outcome, _ in await asyncio.gather(*asking)] == [CallOutcome.ACCEPTED] * 5


async def test_calls_cross_without_waiting_for_each_other(world: World) -> None:
    """F15, F16"""
    await world.start()
    station = await world.station()
    asking = asyncio.create_task(world.ask(STOP))
    await asked(station)
    world.engine.gate.clear()
    await station.send(json.dumps([2, "m1", "StartTransaction", START]))
    await until(lambda: world.engine.under_way)
    await station.send('[3,"c1",{"status":"Accepted"}]')
    assert (await asking)[0] is CallOutcome.ACCEPTED, "although a call of the station is being decided"
    world.engine.gate.set()
    assert (await station.hear())[:2] == [3, "m1"]


async def test_the_station_is_served_while_it_owes_an_answer(world: World) -> None:
    """F16, F17"""
    await world.start()
    station = await world.station()
    asking = asyncio.create_task(world.ask(STOP))
    await asked(station)
    for _ in range(5):
        assert (await station.call("StartTransaction", START))[0] == 3
    assert len(world.engine.told(TransactionStarted)) == 5
    await station.send('[3,"c1",{"status":"Accepted"}]')
    await asking


async def test_a_connection_that_ends_leaves_open_what_was_done(world: World) -> None:
    """F58"""
    await world.start()
    station = await world.station()
    first = asyncio.create_task(world.ask(STOP, call_id="c1"))
    await asked(station)
    second = asyncio.create_task(world.ask(STOP, call_id="c2"))
    await until(lambda: world.calls_waiting() == 1)
    station.socket.transport.abort()
    assert await first == (CallOutcome.UNANSWERED, "disconnected")
    assert await second == (CallOutcome.OFFLINE, "disconnected"), "it was never sent"


async def test_what_1_6_cannot_be_told_is_not_sent(world: World) -> None:
    await world.start()
    station = await world.station()
    outcome, _ = await world.ask(StartTransaction(TokenUid("X" * 21), 1))
    assert outcome is CallOutcome.UNSUPPORTED
    assert (await world.ask(STOP, call_id="x" * 37))[0] is CallOutcome.UNSUPPORTED
    assert (await station.call("Heartbeat", {}))[0] == 3
    assert len(world.watch.broken) == 2


async def test_a_fault_of_ours_while_telling_frees_the_slot(world: World) -> None:
    await world.start()
    station = await world.station()

    async def sent() -> None:
        raise WorldFault("no database")

    world.sent = sent
    with pytest.raises(WorldFault):
        await world.ask(STOP, call_id="c1")
    await asked(station)
    del world.sent
    asking = asyncio.create_task(world.ask(STOP, call_id="c2"))
    await answer(station, await asked(station))
    assert (await asking)[0] is CallOutcome.ACCEPTED


WISHES = Configure((("A", "1"), ("B", "2"), ("C", "3")))


async def test_a_configuration_is_asked_wish_by_wish(world: World) -> None:
    await world.start()
    station = await world.station()
    asking = asyncio.create_task(world.ask(WISHES))
    for number, (key, status) in enumerate(
        (("A", "Accepted"), ("B", "Rejected"), ("C", "RebootRequired")), start=1
    ):
        frame = await asked(station)
        assert frame[1:] == [f"c1.{number}", "ChangeConfiguration", {"key": key, "value": str(number)}]
        await answer(station, frame, status)
    assert await asking == (CallOutcome.ACCEPTED, "B")
    assert world.sent_count == 1


async def test_a_station_that_knows_no_wish_refuses_them_all(world: World) -> None:
    await world.start()
    station = await world.station()
    asking = asyncio.create_task(world.ask(WISHES))
    for _ in range(3):
        frame = await asked(station)
        await station.send(json.dumps([4, frame[1], "NotSupported", "", {}]))
    assert await asking == (CallOutcome.ACCEPTED, "A,B,C")


async def test_a_silent_station_is_asked_the_next_wish(world: World) -> None:
    await world.start(wish_deadline_s=0.1)
    station = await world.station()
    asking = asyncio.create_task(world.ask(WISHES))
    await asked(station)
    await answer(station, await asked(station))
    await asked(station)
    assert await asking == (CallOutcome.ACCEPTED, "A,C")


async def test_a_command_goes_before_the_next_wish(world: World) -> None:
    await world.start()
    station = await world.station()
    configuring = asyncio.create_task(world.ask(WISHES, call_id="w"))
    first = await asked(station)
    stopping = asyncio.create_task(world.ask(STOP, call_id="stop"))
    await until(lambda: world.calls_waiting() == 1)
    await answer(station, first)
    second = await asked(station)
    assert second[1] == "stop"
    await answer(station, second)
    assert (await stopping)[0] is CallOutcome.ACCEPTED
    for number in (2, 3):
        frame = await asked(station)
        assert frame[1] == f"w.{number}"
        await answer(station, frame)
    assert await configuring == (CallOutcome.ACCEPTED, "")


async def test_a_configuration_ends_with_the_connection(world: World) -> None:
    await world.start()
    station = await world.station()
    asking = asyncio.create_task(world.ask(WISHES))
    await answer(station, await asked(station))
    await asked(station)
    station.socket.transport.abort()
    assert await asking == (CallOutcome.UNANSWERED, "disconnected")


async def test_a_configuration_ends_with_its_deadline(world: World) -> None:
    await world.start()
    station = await world.station()
    assert (await world.ask(WISHES, within_s=0.3))[0] is CallOutcome.UNANSWERED
    await asked(station)
    assert (await station.call("Heartbeat", {}))[0] == 3


async def test_turns_go_by_rank_and_then_by_age() -> None:
    turns = Turns()
    order: list[str] = []

    async def wait(name: str, rank: int) -> None:
        await turns.take(rank)
        order.append(name)
        turns.give()

    await turns.take(0)
    waiting = [
        asyncio.create_task(wait(name, rank)) for name, rank in (("w1", 1), ("c1", 0), ("w2", 1), ("c2", 0))
    ]
    await asyncio.sleep(0)
    turns.give()
    await asyncio.gather(*waiting)
    assert order == ["c1", "c2", "w1", "w2"]


async def test_a_turn_that_nobody_waits_for_any_more_goes_to_the_next() -> None:
    turns = Turns()
    await turns.take(0)
    first, second = asyncio.create_task(turns.take(0)), asyncio.create_task(turns.take(0))
    await asyncio.sleep(0)
    turns.give()
    first.cancel()
    async with asyncio.timeout(1):
        await second
    turns.end()
    with pytest.raises(Gone):
        await turns.take(0)
