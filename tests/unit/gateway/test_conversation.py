"""What a station hears, and when: after the commit, in its order, or not at all."""

from __future__ import annotations

import asyncio
import json
from itertools import islice
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from chargehand.edge.gateway.refusals import ERRORS
from chargehand.edge.gateway.socket.link import BUSY
from chargehand.model.answers import ConnectedAnswer
from chargehand.model.events import (
    ConnectorStatusReported,
    Event,
    MeterSampled,
    StationBooted,
    StationConnected,
    StationDisconnected,
    StationHeard,
    TransactionEnded,
    TransactionStarted,
)
from chargehand.model.faults import LaneHalted, UnknownStation, WorldFault
from chargehand.model.refusals import Refusal
from chargehand.model.station import BootStatus
from chargehand.wire.ocpp.faults import ErrorCode
from tests.hostile.grammar import Hostile, closing_frames, frames
from tests.unit.gateway.world import Station, World, until

BOOT = {"chargePointVendor": "Acme", "chargePointModel": "One"}
STATUS = {"connectorId": 1, "errorCode": "NoError", "status": "Available"}
START = {"connectorId": 1, "idTag": "a1", "meterStart": 0, "timestamp": "2026-11-20T04:29:24Z"}
STOP = {"transactionId": 101, "meterStop": 5, "timestamp": "2026-11-20T04:39:24Z"}
VALUES = {"connectorId": 1, "transactionId": 101, "meterValue": [{"sampledValue": [{"value": "3"}]}]}


async def test_a_whole_session(world: World) -> None:
    await world.start()
    station = await world.station()
    boot = await station.call("BootNotification", BOOT)
    assert (boot[0], boot[2]["status"], boot[2]["interval"]) == (3, "Accepted", 60)
    assert await station.call("StatusNotification", STATUS, "m1") == [3, "m1", {}]
    assert (await station.call("Authorize", {"idTag": "a1"}))[2] == {"idTagInfo": {"status": "Accepted"}}
    start = await station.call("StartTransaction", START)
    assert start[2] == {"transactionId": 101, "idTagInfo": {"status": "Accepted"}}
    assert (await station.call("MeterValues", VALUES))[2] == {}
    assert (await station.call("StopTransaction", STOP))[2] == {"idTagInfo": {"status": "Accepted"}}
    kinds = [type(event) for event in world.engine.events]
    assert kinds[:2] == [StationConnected, StationBooted]
    assert kinds[-3:] == [TransactionStarted, MeterSampled, TransactionEnded]
    assert json.loads(world.engine.frames[-1] or "")[2:] == ["StopTransaction", STOP], (
        "the raw frame goes with it"
    )


async def test_nothing_is_answered_before_the_commit(world: World) -> None:
    """Answer after commit, F95."""
    await world.start()
    station = await world.station()
    world.engine.gate.clear()
    await station.send(json.dumps([2, "m1", "StartTransaction", START]))
    await until(lambda: world.engine.under_way)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await station.socket.recv()
    world.engine.gate.set()
    assert (await station.hear())[:2] == [3, "m1"]


async def test_what_is_sent_at_once_is_answered_in_order(world: World) -> None:
    """F14"""
    await world.start()
    station = await world.station()
    for number in range(50):
        await station.send(
            json.dumps([2, f"m{number}", "StatusNotification", STATUS | {"connectorId": number}])
        )
    assert [(await station.hear())[1] for _ in range(50)] == [f"m{number}" for number in range(50)]
    assert [event.connector for event in world.engine.told(ConnectorStatusReported)] == list(range(50))


async def test_one_call_of_a_station_is_decided_at_a_time(world: World) -> None:
    """F14"""
    await world.start()
    station = await world.station()
    world.engine.gate.clear()
    for number in range(10):
        await station.send(json.dumps([2, f"m{number}", "StatusNotification", STATUS]))
    await until(lambda: len(world.watch.actions) == 10)
    assert world.engine.under_way == 1
    world.engine.gate.set()
    for _ in range(10):
        await station.hear()


async def test_a_station_that_does_not_wait_is_not_read_without_end(world: World) -> None:
    """F14: TCP slows it down."""
    await world.start(queue_frames=8)
    station = await world.station()
    world.engine.gate.clear()
    count, filler = 2000, "x" * 5000

    async def flood() -> None:
        for number in range(count):
            await station.send(json.dumps([2, f"m{number}", "DataTransfer", {"vendorId": filler}]))

    flooding = asyncio.create_task(flood())
    await until(lambda: world.conversation()._link._held & BUSY)
    assert 8 < len(world.watch.actions) < count / 2, "it is not read to the end"
    assert not flooding.done()
    world.engine.gate.set()
    assert [(await station.hear())[1] for _ in range(count)] == [f"m{number}" for number in range(count)]
    await flooding


async def test_answers_and_errors_keep_their_order(world: World) -> None:
    """F14"""
    await world.start()
    station = await world.station()
    world.engine.gate.clear()
    for data in (
        json.dumps([2, "m1", "StatusNotification", STATUS]),
        "broken",
        json.dumps([2, "m2", "Heartbeat", {}]),
    ):
        await station.send(data)
    await until(lambda: len(world.watch.actions) == 2)
    world.engine.gate.set()
    assert [(await station.hear())[1] for _ in range(3)] == ["m1", "-1", "m2"]


async def test_a_heartbeat_is_answered_without_the_engine(world: World) -> None:
    await world.start()
    station = await world.station()
    world.engine.faults[StationHeard] = WorldFault("not now")
    answer = await station.call("Heartbeat", {})
    assert answer[2]["currentTime"].endswith("Z")
    assert not world.engine.told(StationHeard)


async def test_heartbeats_are_kept_now_and_then(world: World) -> None:
    """Once per beat at most, and only when there was one."""
    await world.start(ping_interval_s=1000, heard_every_s=0)
    station = await world.station()
    world.conversation().beat()
    for _ in range(5):
        await station.call("Heartbeat", {})
    world.conversation().beat()
    world.conversation().beat()
    await station.call("StatusNotification", STATUS)
    assert len(world.engine.told(StationHeard)) == 1


async def test_heartbeats_are_not_kept_too_often(world: World) -> None:
    await world.start(ping_interval_s=1000, heard_every_s=1000)
    station = await world.station()
    await station.call("Heartbeat", {})
    world.conversation().beat()
    await station.call("StatusNotification", STATUS)
    assert not world.engine.told(StationHeard)


async def test_beats_come_by_themselves(world: World) -> None:
    await world.start(ping_interval_s=0.1, heard_every_s=0)
    station = await world.station()
    await station.call("Heartbeat", {})
    await until(lambda: world.engine.told(StationHeard))


async def test_the_same_call_again_is_not_decided_again(world: World) -> None:
    """F11"""
    await world.start()
    station = await world.station()
    first = await station.call("StartTransaction", START, "same")
    assert await station.call("StartTransaction", START, "same") == first
    assert len(world.engine.told(TransactionStarted)) == 1
    other = await station.call("StartTransaction", START | {"meterStart": 1}, "same")
    assert other[:3] == [4, "same", "ProtocolError"]
    assert len(world.engine.told(TransactionStarted)) == 1


async def test_the_same_call_sent_twice_at_once_is_decided_once(world: World) -> None:
    """F11"""
    await world.start()
    station = await world.station()
    world.engine.gate.clear()
    for _ in range(3):
        await station.send(json.dumps([2, "same", "StartTransaction", START]))
    await until(lambda: len(world.watch.actions) == 3)
    world.engine.gate.set()
    answers = [await station.hear() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert len(world.engine.told(TransactionStarted)) == 1


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (WorldFault("no database"), 1011),
        (LaneHalted("a law"), 1011),
        (RuntimeError("a defect with secrets"), 1011),
        (UnknownStation("CP1"), 1008),
    ],
)
@pytest.mark.parametrize(
    ("kind", "action", "payload"),
    [
        (TransactionStarted, "StartTransaction", START),
        (TransactionEnded, "StopTransaction", STOP),
        (ConnectorStatusReported, "StatusNotification", STATUS),
    ],
)
async def test_when_nothing_can_be_kept_the_socket_closes_without_an_error(
    world: World, fault: Exception, code: int, kind: type[Event], action: str, payload: dict[str, Any]
) -> None:
    """F24, F54, F96: a station that hears an error may throw its message away."""
    await world.start()
    station = await world.station()
    world.engine.faults[kind] = fault
    await station.send(json.dumps([2, "m1", action, payload]))
    await station.send(json.dumps([2, "m2", "Heartbeat", {}]))
    assert await station.closing() == code
    assert "secret" not in (station.socket.close_reason or "")
    with pytest.raises(ConnectionClosed):  # nothing was said before the close
        await station.socket.recv()
    await world.left()


@pytest.mark.parametrize("fault", [WorldFault("no database"), UnknownStation("CP1")])
async def test_a_station_that_cannot_be_kept_as_connected_is_shown_out(
    world: World, fault: Exception
) -> None:
    await world.start()
    world.engine.faults[StationConnected] = fault
    station = await world.station()
    assert await station.closing() in (1008, 1011)
    await until(lambda: world.gateway.holds() == 0)
    assert not world.engine.told(StationDisconnected), "it never was connected"


async def test_a_disconnection_is_kept_as_soon_as_it_can_be(world: World) -> None:
    """P14: no ghosts after an outage."""
    await world.start()
    station = await world.station()
    world.engine.faults[StationDisconnected] = WorldFault("no database")
    await station.socket.close()
    await until(lambda: world.watch.endings)
    assert list(world.gateway.known()) == ["CP1"], "its going is still to be kept"
    del world.engine.faults[StationDisconnected]
    event = await world.left()
    assert event.epoch == 1
    await until(lambda: not world.gateway.known())
    assert world.gateway.holds() == 0


@pytest.mark.parametrize("policy", [BootStatus.PENDING, BootStatus.REJECTED])
async def test_before_its_boot_is_accepted_a_station_may_only_boot(world: World, policy: BootStatus) -> None:
    """F23"""
    await world.start()
    station = await world.station()
    world.engine.boot = policy
    assert (await station.call("BootNotification", BOOT))[2]["status"] == policy.value.title()
    for action, payload in (
        ("StatusNotification", STATUS),
        ("StartTransaction", START),
        ("Heartbeat", {}),
        ("Nope", {}),
    ):
        assert (await station.call(action, payload))[2] == "SecurityError"
    assert not world.engine.told(TransactionStarted)
    world.engine.boot = BootStatus.ACCEPTED
    assert (await station.call("BootNotification", BOOT))[2]["status"] == "Accepted"
    assert (await station.call("StatusNotification", STATUS))[0] == 3


async def test_a_call_that_came_before_its_time_may_come_again(world: World) -> None:
    """F11, F23: under the same message id, after the boot was accepted."""
    await world.start()
    station = await world.station()
    world.engine.boot = BootStatus.PENDING
    await station.call("BootNotification", BOOT)
    assert (await station.call("StatusNotification", STATUS, "same"))[2] == "SecurityError"
    world.engine.boot = BootStatus.ACCEPTED
    await station.call("BootNotification", BOOT)
    assert await station.call("StatusNotification", STATUS, "same") == [3, "same", {}]


async def test_a_reconnect_without_a_boot_is_a_normal_thing(world: World) -> None:
    """F23: OCPP-J 1.6 §5.4."""
    await world.start()
    first = await world.station()
    await first.call("BootNotification", BOOT)
    await first.socket.close()
    second = await world.station()
    assert (await second.call("StatusNotification", STATUS))[0] == 3


async def test_a_reconnect_without_a_boot_is_no_way_around_a_pending_one(world: World) -> None:
    """F23"""
    await world.start()
    world.engine.boot = BootStatus.PENDING
    first = await world.station()
    await first.call("BootNotification", BOOT)
    await first.socket.close()
    second = await world.station()
    assert (await second.call("StatusNotification", STATUS))[2] == "SecurityError"


async def test_the_engine_may_refuse_a_station_that_it_did_not_accept(world: World) -> None:
    """F23"""
    await world.start()
    station = await world.station()
    world.engine.answers[TransactionStarted] = Refusal.NOT_ACCEPTED
    assert (await station.call("StartTransaction", START))[2] == "SecurityError"


def test_every_refusal_has_a_word_of_the_wire() -> None:
    assert set(ERRORS) == set(Refusal)
    assert ERRORS[Refusal.NOT_ACCEPTED] is ErrorCode.SECURITY


async def test_broken_text_is_answered_and_the_socket_stays(world: World) -> None:
    """F01"""
    await world.start()
    station = await world.station()
    for data in (b"\xff\xfe", b'[2,"x","Heartbeat",{"a":"\xc3\x28"}]', b"nonsense"):
        await station.send(data)
        assert (await station.hear())[2] == "FormationViolation"
    assert (await station.call("Heartbeat", {}))[0] == 3


async def expect(station: Station, hostile: Hostile, heartbeat: str) -> None:
    """Sends `hostile` and then a Heartbeat, and hears exactly what is due for both."""
    await station.send(hostile.data)
    await station.send(json.dumps([2, heartbeat, "Heartbeat", {}]))
    if hostile.answer != "none":
        said = await station.hear()
        assert said[:2] == [3 if hostile.answer == "result" else 4, hostile.message_id], hostile
        assert hostile.answer == "result" or said[2] in hostile.codes, hostile
    assert (await station.hear())[:2] == [3, heartbeat], hostile


async def test_hostile_frames_hurt_nobody(world: World) -> None:
    """F01 to F13: each has its one reaction, and the Heartbeat after it is answered."""
    await world.start()
    station = await world.station()
    for number, hostile in enumerate(islice(frames(seed=1), 600)):
        await expect(station, hostile, f"beat-{number}")
    assert not world.watch.broken
    assert world.watch.endings == []


@pytest.mark.parametrize("hostile", closing_frames(frame_bytes=100_000), ids=lambda frame: frame.row)
async def test_what_ends_a_connection_ends_it_with_its_code(world: World, hostile: Hostile) -> None:
    """F18, F19: and the station may come back."""
    await world.start(frame_bytes=100_000)
    station = await world.station()
    await station.socket.send(hostile.data, text=not hostile.binary)
    assert await station.closing() == hostile.close_code
    again = await world.station()
    assert (await again.call("Heartbeat", {}))[0] == 3


async def test_a_flood_of_answers_to_nothing_ends_the_connection(world: World) -> None:
    """F13: and never a reply to a reply."""
    await world.start()
    station = await world.station()
    for number in range(100):
        await station.send(json.dumps([3, f"x{number}", {}]))
    assert (await station.call("Heartbeat", {}))[0] == 3
    await station.send(json.dumps([4, "x", "InternalError", "", {}]))
    assert await station.closing() == 1008
    assert world.watch.passed.count("unsolicited") == 100


async def test_fragments_are_put_together(world: World) -> None:
    """F20"""
    await world.start()
    station = await world.station()
    text = json.dumps([2, "m1", "StatusNotification", STATUS])
    await station.socket.send(iter(text))
    assert await station.hear() == [3, "m1", {}]


async def test_a_fragmented_binary_message_is_a_binary_message(world: World) -> None:
    """F18"""
    await world.start()
    station = await world.station()
    await station.socket.send(iter([b"[2,", b'"m1"']))
    assert await station.closing() == 1003


async def test_the_engine_that_does_not_say_connected_is_a_fault(world: World) -> None:
    await world.start()
    world.engine.answers[StationConnected] = Refusal.NOT_FOUND
    world.door.passwords["CP1"] = "a-secret-of-20-bytes"
    station = Station(await world.socket("CP1"))
    assert await station.closing() == 1011


async def test_the_reason_of_the_end_is_kept(world: World) -> None:
    await world.start()
    station = await world.station()
    await station.socket.close(1001, "rebooting")
    event = await world.left()
    assert (event.epoch, event.reason) == (1, "1001 rebooting")
    assert world.watch.endings == [("CP1", 1001, "rebooting")]


async def test_what_was_heard_before_the_end_is_still_decided(world: World) -> None:
    """A StopTransaction that came before the socket broke counts."""
    await world.start()
    station = await world.station()
    world.engine.gate.clear()
    for number in range(3):
        await station.send(json.dumps([2, f"m{number}", "StopTransaction", STOP | {"meterStop": number}]))
    await until(lambda: len(world.watch.actions) == 3)
    station.socket.transport.abort()
    await until(lambda: world.watch.endings)
    world.engine.gate.set()
    await world.left()
    assert [int(event.meter_stop_wh) for event in world.engine.told(TransactionEnded)] == [0, 1, 2]
    assert isinstance(world.engine.events[-1], StationDisconnected)


async def test_epochs_come_from_the_engine(world: World) -> None:
    await world.start()
    world.engine.answers[StationConnected] = ConnectedAnswer(77)
    station = await world.station()
    await station.socket.close()
    assert (await world.left()).epoch == 77


async def test_a_stations_last_words_cannot_break_a_log(world: World) -> None:
    """S19"""
    await world.start()
    station = await world.station()
    await station.socket.close(1000, "bye\x00\r\n\x1b[31m")
    assert (await world.left()).reason == "1000 bye[31m"
