"""Operators' calls over real sockets: any action, the payload as written, the answer as it came."""

from __future__ import annotations

import asyncio
import json

import pytest

from chargehand.model.calls import AnyCall, CallOutcome, ChangeAvailability, Reply, Reset, UnlockConnector
from chargehand.model.reservation import ReservationStatus
from tests.unit.gateway.test_calls_to_stations import asked
from tests.unit.gateway.world import World

NOBODY_KNOWS = AnyCall("Frobnicate", '{"id":-16,"deep":{"list":[1.50,null]}}')


@pytest.mark.says_anything("the call is one that no version has")
@pytest.mark.parametrize(
    ("frame", "outcome", "response"),
    [
        ('[3,"c1",{"status":"Accepted","x":1.50}]', CallOutcome.ACCEPTED, '{"status":"Accepted","x":1.50}'),
        ('[3,"c1",{"status":"Rejected"}]', CallOutcome.REJECTED, '{"status":"Rejected"}'),
        ('[3,"c1",{}]', CallOutcome.ACCEPTED, "{}"),
        ('[3,"c1",null]', CallOutcome.REJECTED, "null"),
        (
            '[4,"c1","NotImplemented","what?",{"a":1}]',
            CallOutcome.UNSUPPORTED,
            '{"code":"NotImplemented","description":"what?","details":{"a":1}}',
        ),
        ('[4,"c1"]', CallOutcome.UNSUPPORTED, '{"code":"","description":"","details":{}}'),
    ],
)
async def test_any_call_and_whatever_is_answered(
    world: World, frame: str, outcome: CallOutcome, response: str
) -> None:
    await world.start()
    station = await world.station()
    asking = asyncio.create_task(world.reply(NOBODY_KNOWS))
    assert await asked(station) == [2, "c1", "Frobnicate", {"id": -16, "deep": {"list": [1.5, None]}}]
    await station.send(frame)
    reply = await asking
    assert (reply.outcome, reply.response) == (outcome, response)
    assert world.watch.asks == [("Frobnicate", outcome)]


@pytest.mark.says_anything("the call is one that no version has")
async def test_silence_has_no_answer_to_keep(world: World) -> None:
    await world.start()
    assert await world.reply(NOBODY_KNOWS) == Reply(CallOutcome.OFFLINE)
    await world.station()
    assert await world.reply(NOBODY_KNOWS, within_s=0.2) == Reply(CallOutcome.UNANSWERED, "no_answer")


async def test_what_the_answer_tells_comes_with_it(world: World) -> None:
    await world.start()
    station = await world.station()
    reserve = AnyCall(
        "ReserveNow", '{"connectorId":1,"expiryDate":"2026-05-01T12:00:00Z","idTag":"ada","reservationId":5}'
    )
    asking = asyncio.create_task(world.reply(reserve))
    await asked(station)
    await station.send('[3,"c1",{"status":"Accepted"}]')
    row = (await asking).reservation
    assert row is not None
    assert (row.number, row.token, row.status) == (5, "ADA", ReservationStatus.ACCEPTED)
    asking = asyncio.create_task(world.reply(AnyCall("GetConfiguration", "{}"), call_id="c2"))
    await asked(station)
    await station.send('[3,"c2",{"configurationKey":[{"key":"K","readonly":true,"value":"1"}]}]')
    assert [(row.name, row.value) for row in (await asking).variables] == [("K", "1")]


@pytest.mark.parametrize(
    ("call", "action", "payload"),
    [
        (Reset(), "Reset", {"type": "Soft"}),
        (Reset(at_once=True), "Reset", {"type": "Hard"}),
        (UnlockConnector(2), "UnlockConnector", {"connectorId": 2}),
        (
            ChangeAvailability(operative=False),
            "ChangeAvailability",
            {"connectorId": 0, "type": "Inoperative"},
        ),
    ],
)
async def test_named_operations_keep_their_answer_too(
    world: World, call: Reset | UnlockConnector | ChangeAvailability, action: str, payload: object
) -> None:
    await world.start()
    station = await world.station()
    asking = asyncio.create_task(world.reply(call))
    assert await asked(station) == [2, "c1", action, payload]
    await station.send(json.dumps([3, "c1", {"status": "Rejected", "why": "busy"}]))
    reply = await asking
    assert reply.outcome is CallOutcome.REJECTED
    assert reply.response is not None
    assert json.loads(reply.response) == {"status": "Rejected", "why": "busy"}
