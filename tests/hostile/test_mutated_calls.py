"""Every field of every message that a station may send, wrong in every way, through a real socket and the real gateway.

F08, F09, F10: each frame has its one right reaction, the Heartbeat after it is answered, no connection is lost.
"""

from __future__ import annotations

import json

import pytest

from chargehand.wire.ocpp.strict import Direction, actions, direction
from tests.hostile.campaign import ERROR, changes, mistakes, requests
from tests.hostile.line import Line
from tests.hostile.mutations import FOLDERS, Schema
from tests.hostile.test_mutated_answers import CASES as ANSWERS
from tests.unit.gateway.world import World

CASES = [
    pytest.param(schema, id=f"{version}-{schema.name}") for version in FOLDERS for schema in requests(version)
]


@pytest.mark.parametrize("schema", CASES)
async def test_each_wrong_field_has_its_one_reaction(deaf_world: World, schema: Schema) -> None:
    world = deaf_world
    await world.start()
    line = await Line.opened(world.gateway.port, "CP1", schema.subprotocol)
    assert await mistakes(line, schema, changes(schema)) == []
    line.hang_up()
    assert world.watch.broken == []
    assert len(world.watch.openings) == 1


@pytest.mark.parametrize("version", FOLDERS)
async def test_what_only_we_may_ask_is_not_supported(deaf_world: World, version: str) -> None:
    """F06"""
    await deaf_world.start()
    line = await Line.opened(deaf_world.gateway.port, "CP1", version)
    ours = [action for action in sorted(actions(version)) if direction(version, action) is Direction.CSMS]
    await line.say(b'[2,"%b","%b",{}]' % (action.encode(), action.encode()) for action in ours)
    answers = [json.loads(await line.hear())[:3] for _ in ours]
    line.hang_up()
    assert answers == [[ERROR, action, "NotSupported"] for action in ours]


def test_the_campaign_is_large_enough() -> None:
    """Of all frames that a station may send, in this file and in its twin about answers."""
    total = sum(1 for case in (*CASES, *ANSWERS) for schema in case.values for _ in schema.mutations())  # type: ignore[union-attr]
    assert total >= 50_000
