"""Every field of every message that a station may send, wrong in every way, through a real socket and the real gateway.

F08, F09, F10: each frame has its one right reaction, the Heartbeat after it is answered, no connection is lost.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest

from chargehand.wire.ocpp.strict import Direction, Kind, actions, check, direction, is_answered
from tests.hostile.line import Line
from tests.hostile.mutations import FOLDERS, Mutation, Schema, names
from tests.hostile.reactions import RESULT, right
from tests.hostile.test_mutated_answers import CASES as ANSWERS
from tests.unit.gateway.world import World

AT_ONCE = 20
CALL, ANSWER, ERROR, SEND = 2, 3, 4, 6
CASES = [
    pytest.param(schema, id=f"{version}-{schema.name}")
    for version in FOLDERS
    for schema in (Schema(version, name) for name in names(version))
    if not schema.is_response and direction(version, schema.action) is not Direction.CSMS
]


def changes(schema: Schema) -> Iterator[Mutation]:
    yield Mutation("whole", (), None, schema.example(whole=True))
    yield Mutation("least", (), None, schema.example(whole=False))
    yield from schema.mutations()


async def reactions(line: Line, schema: Schema, batch: list[Mutation], numbers: Iterator[int]) -> list[str]:
    """What is not as it should be about the reactions to these requests and to the Heartbeat after each of them."""
    answered = is_answered(schema.subprotocol, schema.action)
    kind = CALL if answered else SEND
    numbered = [(next(numbers), change) for change in batch]
    frames: list[bytes] = []
    for number, change in numbered:
        frames.append(json.dumps([kind, f"m{number}", schema.action, change.payload]).encode())
        frames.append(b'[2,"b%d","Heartbeat",{}]' % number)
    await line.say(frames)
    found: list[str] = []
    for number, change in numbered:
        told = f"{change.what} {change.path} {str(change.value)[:40]!r}"
        if answered:
            wanted = right(schema, change.payload)
            reaction = json.loads(await line.hear())
            named = _named(schema, reaction) if reaction[1] == f"m{number}" else "another's answer"
            if named not in wanted:
                found.append(f"{told}: {named} instead of {wanted}")
        beat = json.loads(await line.hear())
        if beat[:2] != [ANSWER, f"b{number}"]:
            found.append(f"{told}: no answer to the heartbeat after it but {beat}")
    return found


def _named(schema: Schema, reaction: list[Any]) -> str:
    """RESULT for one that the schema allows; a code in the spelling of 2.x."""
    if reaction[0] == ERROR:
        spelt = reaction[2]
        return spelt.replace("Occurence", "Occurrence") if schema.subprotocol == "ocpp1.6" else spelt
    payload = json.dumps(reaction[2]).encode()
    bad = check(schema.subprotocol, schema.action, Kind.RESPONSE, payload)
    return f"an answer with {bad}" if bad else RESULT


@pytest.mark.parametrize("schema", CASES)
async def test_each_wrong_field_has_its_one_reaction(deaf_world: World, schema: Schema) -> None:
    world = deaf_world
    await world.start()
    line = await Line.opened(world.gateway.port, "CP1", schema.subprotocol)
    numbers = itertools.count(1)
    everything = changes(schema)
    mistakes: list[str] = []
    while batch := list(itertools.islice(everything, AT_ONCE)):
        mistakes += await reactions(line, schema, batch, numbers)
    line.hang_up()
    assert mistakes == []
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
