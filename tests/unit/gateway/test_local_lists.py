"""Lists of tokens over real sockets: message after message, and as a whole if the station has another one (1.6 §5.15, D01)."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from chargehand.model.calls import CallOutcome, Reply, SendLocalList, StopTransaction
from chargehand.model.identity import TokenUid
from chargehand.model.local_list import ListedToken, LocalList
from chargehand.model.token import TokenStatus
from tests.unit.gateway.test_calls_to_stations import answer, asked
from tests.unit.gateway.world import Station, World, until

TOKENS = tuple(ListedToken(TokenUid(f"T{number}"), TokenStatus.ACCEPTED) for number in range(5))
WHOLE = SendLocalList(7, TOKENS, per_message=2)
CHANGES = SendLocalList(7, TOKENS, TOKENS[:1], per_message=2)


async def told(station: Station, *statuses: str) -> list[tuple[int, str]]:
    """Answers so; the versions and kinds of the messages."""
    heard: list[tuple[int, str]] = []
    for status in statuses:
        frame: list[Any] = await asked(station)
        assert frame[2] == "SendLocalList"
        heard.append((frame[3]["listVersion"], frame[3]["updateType"]))
        await answer(station, frame, status)
    return heard


async def sent(world: World, call: SendLocalList, *statuses: str) -> tuple[Reply, list[tuple[int, str]]]:
    await world.start()
    station = await world.station()
    asking = asyncio.create_task(world.reply(call))
    heard = await told(station, *statuses)
    return await asking, heard


async def test_a_list_in_parts(world: World) -> None:
    reply, heard = await sent(world, WHOLE, "Accepted", "Accepted", "Accepted")
    assert heard == [(7, "Full"), (8, "Differential"), (9, "Differential")]
    assert reply == Reply(CallOutcome.ACCEPTED, "", '{"status": "Accepted"}', local_list=LocalList(9, TOKENS))
    assert world.sent_count == 1


async def test_who_has_another_list_gets_the_whole(world: World) -> None:
    reply, heard = await sent(world, CHANGES, "VersionMismatch", "Accepted", "Accepted", "Accepted")
    assert heard == [(7, "Differential"), (7, "Full"), (8, "Differential"), (9, "Differential")]
    assert reply.local_list == LocalList(9, TOKENS)


async def test_once_more_and_not_for_ever(world: World) -> None:
    reply, heard = await sent(world, CHANGES, "VersionMismatch", "VersionMismatch")
    assert heard == [(7, "Differential"), (7, "Full")]
    assert (reply.outcome, reply.detail, reply.local_list) == (
        CallOutcome.REJECTED,
        "VersionMismatch",
        LocalList(7),
    )


@pytest.mark.parametrize(
    ("statuses", "left"),
    [(("Failed",), LocalList(7)), (("Accepted", "Failed"), LocalList(8)), (("NotSupported",), None)],
)
async def test_what_went_wrong_half_way_leaves_open_what_the_station_has(
    world: World, statuses: tuple[str, ...], left: LocalList | None
) -> None:
    reply, heard = await sent(world, WHOLE, *statuses)
    assert len(heard) == len(statuses)
    assert (reply.detail, reply.local_list) == (statuses[-1], left)


async def test_silence_leaves_it_open_too(world: World) -> None:
    await world.start()
    assert await world.reply(WHOLE) == Reply(CallOutcome.OFFLINE)
    await world.station()
    reply = await world.reply(WHOLE, within_s=0.2)
    assert (reply.outcome, reply.local_list) == (CallOutcome.UNANSWERED, LocalList(7))


async def test_a_command_goes_between_two_parts(world: World) -> None:
    """F16: a long list keeps nobody from stopping."""
    await world.start()
    station = await world.station()
    asking = asyncio.create_task(world.reply(WHOLE))
    first = await asked(station)
    stopping = asyncio.create_task(world.ask(StopTransaction("77"), call_id="stop"))
    await until(world.calls_waiting)
    await station.send(json.dumps([3, first[1], {"status": "Accepted"}]))
    second = await asked(station)
    assert second[2] == "RemoteStopTransaction"
    await answer(station, second)
    assert (await stopping)[0] is CallOutcome.ACCEPTED
    await told(station, "Accepted", "Accepted")
    assert (await asking).outcome is CallOutcome.ACCEPTED
