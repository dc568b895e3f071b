"""Requests of stations with one thing wrong each, their right reactions, and a Heartbeat after each."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from typing import Any

from chargehand.wire.ocpp.strict import Direction, Kind, check, direction, is_answered
from tests.hostile.line import Line
from tests.hostile.mutations import Mutation, Schema, names
from tests.hostile.reactions import RESULT, right

AT_ONCE = 20
CALL, ANSWER, ERROR, SEND = 2, 3, 4, 6


def requests(version: str) -> list[Schema]:
    """Of all that a station may ask or tell."""
    schemas = [Schema(version, name) for name in names(version)]
    return [
        schema
        for schema in schemas
        if not schema.is_response and direction(version, schema.action) is not Direction.CSMS
    ]


def changes(schema: Schema) -> Iterator[Mutation]:
    yield Mutation("whole", (), None, schema.example(whole=True))
    yield Mutation("least", (), None, schema.example(whole=False))
    yield from schema.mutations()


async def reactions(line: Line, schema: Schema, batch: list[Mutation], numbers: Iterator[str]) -> list[str]:
    """What is not as it should be about the reactions to these requests and to the Heartbeat after each of them."""
    answered = is_answered(schema.subprotocol, schema.action)
    kind = CALL if answered else SEND
    numbered = [(next(numbers), change) for change in batch]
    frames: list[bytes] = []
    for number, change in numbered:
        frames.append(json.dumps([kind, f"m{number}", schema.action, change.payload]).encode())
        frames.append(b'[2,"b%b","Heartbeat",{}]' % number.encode())
    await line.say(frames)
    found: list[str] = []
    for number, change in numbered:
        told = f"{change.what} {change.path} {str(change.value)[:40]!r}"
        if answered:
            wanted = right(schema, change.payload)
            reaction = await reply(line)
            named = _named(schema, reaction) if reaction[1] == f"m{number}" else "another's answer"
            if named not in wanted:
                found.append(f"{told}: {named} instead of {wanted}")
        beat = await reply(line)
        if beat[:2] != [ANSWER, f"b{number}"]:
            found.append(f"{told}: no answer to the heartbeat after it but {beat}")
    return found


async def reply(line: Line) -> list[Any]:
    """The next frame that is no call to the station; those it does not support."""
    while True:
        heard = json.loads(await line.hear())
        if heard[0] != CALL:
            return heard
        await line.say([json.dumps([ERROR, heard[1], "NotSupported", "", {}]).encode()])


def _named(schema: Schema, reaction: list[Any]) -> str:
    """RESULT for one that the schema allows; a code in the spelling of 2.x."""
    if reaction[0] == ERROR:
        spelt = reaction[2]
        return spelt.replace("Occurence", "Occurrence") if schema.subprotocol == "ocpp1.6" else spelt
    payload = json.dumps(reaction[2]).encode()
    bad = check(schema.subprotocol, schema.action, Kind.RESPONSE, payload)
    return f"an answer with {bad}" if bad else RESULT


async def mistakes(
    line: Line, schema: Schema, all_changes: Iterable[Mutation], prefix: str = ""
) -> list[str]:
    """Everything that was not as it should be; `prefix` keeps message ids apart."""
    numbers = (f"{prefix}{number}" for number in itertools.count(1))
    left = iter(all_changes)
    found: list[str] = []
    while batch := list(itertools.islice(left, AT_ONCE)):
        found += await reactions(line, schema, batch, numbers)
    return found
