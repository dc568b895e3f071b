"""What the gateway writes down: every frame with its answer, what was no call, comings and goings, deviations."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chargehand.model.calls import StopTransaction
from chargehand.model.events import MeterSampled
from chargehand.model.exchange import Direction, Exchange
from chargehand.model.faults import WorldFault
from chargehand.model.station import BootStatus
from tests.unit.gateway.test_slowness import masked, raw, rest
from tests.unit.gateway.world import Station, World, until

STOP = StopTransaction("77")
SAMPLE = {"connectorId": 1, "transactionId": 7, "meterValue": [
    {"timestamp": "2026-11-20T10:00:00Z", "sampledValue": [{"value": "1"}]}]}  # fmt: skip
START = {"connectorId": 1, "idTag": "A1", "meterStart": 0, "timestamp": "2026-11-20T10:00:00Z"}


def frames(row: Exchange) -> tuple[Any, Any]:
    """The row's two frames, read."""
    request = None if row.request is None else json.loads(row.request)
    return request, None if row.answer is None else json.loads(row.answer)


async def one(world: World, action: str) -> Exchange:
    await until(lambda: world.pages.of(action))
    (row,) = world.pages.of(action)
    return row


async def test_a_decided_call_is_written_down_with_its_answer_and_left_to_the_journal(world: World) -> None:
    await world.start()
    station = await world.station()
    before = datetime.now(UTC)
    answer = await station.call("MeterValues", SAMPLE, "m1")
    row = await one(world, "MeterValues")
    assert (row.station, row.direction, row.message_id, row.error) == ("CP1", Direction.IN, "m1", "")
    assert frames(row) == (None, answer)
    assert before <= row.at <= datetime.now(UTC)
    assert row.at == world.engine.told(MeterSampled)[0].at, "the journal has the frame under this instant"
    assert row.took_s is not None
    assert 0 < row.took_s < 10
    assert row.ref == "7"


async def test_a_start_is_found_under_the_number_that_it_was_given(world: World) -> None:
    await world.start()
    station = await world.station()
    answer = await station.call("StartTransaction", START)
    assert (await one(world, "StartTransaction")).ref == str(answer[2]["transactionId"])


async def test_what_the_journal_does_not_have_is_written_down_whole(world: World) -> None:
    await world.start()
    station = await world.station()
    refused = await station.call("MeterValues", {"connectorId": 1}, "m1")
    row = await one(world, "MeterValues")
    assert frames(row) == ([2, "m1", "MeterValues", {"connectorId": 1}], refused)
    assert row.error == "occurrence meterValue is missing"
    unknown = await station.call("Fly", {}, "m2")
    assert frames(await one(world, "Fly")) == ([2, "m2", "Fly", {}], unknown)


async def test_a_repeat_says_so(world: World) -> None:
    await world.start()
    station = await world.station()
    answers = [await station.call("MeterValues", SAMPLE, "m1") for _ in range(2)]
    assert answers[0] == answers[1]
    await until(lambda: len(world.pages.of("MeterValues")) == 2)
    assert [(row.error, row.request is None) for row in world.pages.of("MeterValues")] == [
        ("", True),
        ("repeated", False),
    ]


async def test_a_call_that_gets_no_answer_says_so(world: World) -> None:
    await world.start()
    station = await world.station()
    world.engine.faults[MeterSampled] = WorldFault("no database")
    await station.send(json.dumps([2, "m1", "MeterValues", SAMPLE]))
    assert await station.closing() == 1011
    row = await one(world, "MeterValues")
    assert (row.error, row.answer, json.loads(row.request or "")[1]) == ("unanswered", None, "m1")


async def test_a_call_that_a_defect_of_ours_meets_is_there_to_be_looked_at(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.start()
    station = await world.station()
    await station.call("Heartbeat", {})

    def read(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(type(world.conversation().codec), "read", read)
    await station.send(json.dumps([2, "m1", "MeterValues", SAMPLE]))
    assert await station.closing() == 1011
    row = await one(world, "MeterValues")
    assert (row.error, row.answer, json.loads(row.request or "")[1]) == ("unanswered", None, "m1")


async def test_heartbeats_are_written_down_and_a_flood_of_them_is_counted(world: World) -> None:
    await world.start()
    station = await world.station()
    for _ in range(5):
        await station.call("Heartbeat", {})
    await station.socket.close()
    closed = await one(world, "closed")
    (first,) = world.pages.of("Heartbeat")
    assert frames(first)[0][2:] == ["Heartbeat", {}]
    assert (first.repeats, closed.repeats) == (0, 4)


async def test_heartbeats_may_be_left_out(world: World) -> None:
    await world.start(heartbeats_logged=False)
    station = await world.station()
    await station.call("Heartbeat", {})
    await station.call("MeterValues", SAMPLE)
    await one(world, "MeterValues")
    assert not world.pages.of("Heartbeat")


STRAY: list[tuple[str, str, bool]] = [
    ('[2,"m1","Heartbeat",{', "unreadable", True),
    ("nonsense", "unreadable", True),
    ("{}", "envelope", True),
    ("", "empty", False),
    ('[3,"x",{}]', "unsolicited", False),
    ('[9,"x",{}]', "type", False),
]


@pytest.mark.parametrize(("text", "error", "answered"), STRAY)
async def test_a_frame_that_is_no_call_is_written_down(
    world: World, text: str, error: str, answered: bool
) -> None:
    await world.start()
    station = await world.station()
    await station.send(text)
    await station.send('[2,"next","Heartbeat",{}]')
    heard = await station.hear()
    row = await one(world, "")
    assert (row.request, row.error, row.answer is not None) == (text, error, answered)
    assert not answered or json.loads(row.answer or b"") == heard


async def test_our_calls_are_written_down_with_what_came_of_them(world: World) -> None:
    await world.start()
    station = await world.station()
    await asked(world, station, '[3,"c1",{"status":"Accepted"}]')
    row = await one(world, "RemoteStopTransaction")
    assert frames(row) == (
        [2, "c1", "RemoteStopTransaction", {"transactionId": 77}],
        [3, "c1", {"status": "Accepted"}],
    )
    assert (row.direction, row.message_id, row.ref, row.error) == (Direction.OUT, "c1", "77", "")


async def test_an_error_to_our_call_and_silence_say_so(world: World) -> None:
    await world.start()
    station = await world.station()
    await asked(world, station, '[4,"c1","NotSupported","no",{}]')
    assert (await one(world, "RemoteStopTransaction")).error == "NotSupported"
    world.pages.rows.clear()
    await world.ask(STOP, call_id="c2", within_s=0.1)
    row = await one(world, "RemoteStopTransaction")
    assert (row.message_id, row.error, row.answer) == ("c2", "no_answer", None)
    await station.hear()
    await station.send('[3,"c2",{"status":"Accepted"}]')
    late = await one(world, "")
    assert (late.error, late.request) == ("late", '[3,"c2",{"status":"Accepted"}]')


async def asked(world: World, station: Station, reply: str) -> None:
    """Our call is made and the station replies."""

    async def replies() -> None:
        await station.hear()
        await station.send(reply)

    await asyncio.gather(world.ask(STOP), replies())


async def test_comings_and_goings_are_written_down(world: World) -> None:
    await world.start()
    station = await world.station()
    await station.socket.close(4000, "tired")
    opened, closed = await one(world, "opened"), await one(world, "closed")
    assert (opened.direction, opened.request) == (Direction.LINE, "ocpp1.6 from 127.0.0.1")
    assert (closed.direction, closed.request) == (Direction.LINE, "4000 tired")


async def test_f19_a_frame_that_is_too_big_raises_an_alarm(world: World) -> None:
    await world.start(frame_bytes=100_000)
    async with raw(world) as (reader, writer):
        await until(lambda: world.pages.of("opened"))
        big = b'[2,"m1","StopTransaction",{"transactionId":7,"pad":"' + b"x" * 100_000
        writer.write(masked(big))
        assert b"\x03\xf1" in await rest(reader)
    row = await one(world, "")
    assert row.error == "too_big: a stop may be lost"
    assert (row.request or "").startswith('[2,"m1","StopTransaction",{"transactionId":7')
    assert len(row.request or "") <= 64 * 1024 + 1
    assert world.watch.too_big == [("CP1", len(big))]
    assert (
        await one(world, "closed")
    ).request == f"1009 frame with {len(big)} bytes exceeds limit of 100000 bytes"


async def test_f09_deviations_are_told_once_a_connection_and_the_call_is_served(world: World) -> None:
    await world.start()
    station = await world.station()
    odd = {
        "meterValue": [{"timestamp": "2026-11-20T10:00:00Z", "sampledValue": [{"value": 1}, {"value": 2}]}]
    }
    for _ in range(3):
        assert (await station.call("MeterValues", {"connectorId": "1", "colour": "red", **odd}))[0] == 3
    assert len(world.engine.told(MeterSampled)) == 3
    await until(lambda: len(world.pages.deviations) == 3)
    assert sorted(world.pages.deviations) == [
        ("CP1", "MeterValues", "colour", "unknown"),
        ("CP1", "MeterValues", "connectorId", "type"),
        ("CP1", "MeterValues", "meterValue[].sampledValue[].value", "type"),
    ]


async def test_f09_a_station_cannot_make_us_remember_deviations_without_end(world: World) -> None:
    await world.start()
    station = await world.station()
    for number in range(60):
        await station.call("DataTransfer", {"vendorId": "V", f"field{number}": 1})
    assert len(world.pages.deviations) == 50


async def test_f09_of_many_readings_some_are_looked_at(world: World) -> None:
    await world.start()
    station = await world.station()
    for _ in range(40):
        await station.call("MeterValues", SAMPLE)
    for _ in range(16):
        await station.call("MeterValues", {**SAMPLE, "colour": "red"})
    assert world.pages.deviations == [("CP1", "MeterValues", "colour", "unknown")]


async def test_a_call_before_the_boot_was_accepted_is_written_down_with_its_error(world: World) -> None:
    world.engine.boot = BootStatus.REJECTED
    await world.start()
    station = await world.station()
    await station.call("MeterValues", SAMPLE)
    row = await one(world, "MeterValues")
    assert row.error == "security not accepted"
    assert row.request is not None


async def test_a_station_cannot_fill_the_log_with_long_frames(world: World) -> None:
    await world.start()
    station = await world.station()
    long = json.dumps([2, "m", "Fly", {"pad": "x" * 60_000}])
    for number in range(100):
        await station.send(long.replace('"m"', f'"m{number}"'))
        await station.hear()
    sizes = [len(row.request or "") for row in world.pages.of("Fly")]
    assert len(sizes) == 100
    assert sizes[0] > 60_000
    assert sizes[-1] < 1_100
    assert sum(sizes) < 4_500_000
