"""Every field of every answer to a call of ours, wrong in every way, through a real socket and the real gateway.

F09, F63: each is kept as it came and ends the call, the Heartbeat after it is answered, no connection is lost.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from chargehand.model.calls import AnyCall, CallOutcome, Reply
from chargehand.wire.ocpp.strict import Direction, direction
from tests.hostile.line import Line
from tests.hostile.mutations import FOLDERS, WRONGS, Mutation, Schema, names
from tests.unit.gateway.world import World

CASES = [
    pytest.param(schema, id=f"{version}-{schema.name}")
    for version in FOLDERS
    for schema in (Schema(version, name) for name in names(version))
    if schema.is_response and direction(version, schema.action) is not Direction.STATION
]


def changes(schema: Schema) -> Iterator[Mutation]:
    yield Mutation("whole", (), None, schema.example(whole=True))
    yield Mutation("least", (), None, schema.example(whole=False))
    yield from (Mutation("other", (), wrong, wrong) for wrong in (None, *WRONGS))
    yield from schema.mutations()


def wrongly_taken(payload: Any, reply: Reply) -> bool:
    """Whether it counts as something else than the station's word for it."""
    if reply.outcome not in (CallOutcome.ACCEPTED, CallOutcome.REJECTED):
        return True
    said = payload.get("status") if isinstance(payload, dict) else 0
    if said == "Accepted":
        return reply.outcome is not CallOutcome.ACCEPTED
    if said in ("Rejected", "Failed", "x"):
        return reply.outcome is not CallOutcome.REJECTED
    return False


async def answered(world: World, line: Line, call: AnyCall, number: int, payload: Any) -> Reply:
    """What became of the call that the station answers so; the Heartbeat after it was answered."""
    asked = asyncio.create_task(world.reply(call, call_id=f"c{number}"))
    kind, name, action, _ = json.loads(await line.hear())
    assert (kind, name, action) == (2, f"c{number}", call.action)
    await line.say([json.dumps([3, name, payload]).encode(), b'[2,"b%d","Heartbeat",{}]' % number])
    assert json.loads(await line.hear())[:2] == [3, f"b{number}"]
    return await asked


@pytest.mark.parametrize("schema", CASES)
async def test_each_wrong_answer_ends_the_call(deaf_world: World, schema: Schema) -> None:
    world = deaf_world
    await world.start()
    line = await Line.opened(world.gateway.port, "CP1", schema.subprotocol)
    await line.settled()
    call = AnyCall(schema.action, json.dumps(schema.request.example(whole=False)))
    mistakes: list[str] = []
    for number, change in enumerate(changes(schema)):
        reply = await answered(world, line, call, number, change.payload)
        if json.loads(reply.response or "") != change.payload or wrongly_taken(change.payload, reply):
            mistakes.append(f"{change.what} {change.path} {str(change.value)[:40]!r}: {reply}")
    line.hang_up()
    assert mistakes == []
    assert world.watch.broken == []
    assert len(world.watch.openings) == 1
