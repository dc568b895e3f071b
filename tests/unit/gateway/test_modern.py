"""What the gateway does otherwise with stations of 2.0.1 and 2.1."""

from __future__ import annotations

import asyncio
import json

import pytest

from chargehand.model.answers import UpdateAnswer
from chargehand.model.calls import CallOutcome, Configure
from chargehand.model.events import (
    StationReported,
    TransactionEnded,
    TransactionStarted,
    TransactionUpdated,
    VariablesReported,
)
from chargehand.model.station import BootStatus
from tests.unit.gateway.world import PASSWORD, Station, World, until

NEW, OLD = "ocpp2.1", "ocpp2.0.1"
BOOT = {"reason": "PowerUp", "chargingStation": {"vendorName": "V", "model": "M"}}
STREAM = {"id": 1, "pending": 0, "basetime": "2026-11-20T04:29:34Z", "data": [{"t": 0, "v": "1"}]}
REPORT = {"requestId": 1, "generatedAt": "2026-11-20T04:29:34Z", "seqNo": 0}


async def modern(world: World, *offers: str) -> Station:
    await world.start()
    world.door.passwords["CP1"] = PASSWORD
    return Station(await world.socket("CP1", offers=offers))


def event(kind: str, seq: int) -> dict[str, object]:
    return {
        "eventType": kind, "timestamp": "2026-11-20T04:29:34Z", "triggerReason": "Trigger", "seqNo": seq,
        "transactionInfo": {"transactionId": "t-1"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("offers", "taken"), [(("ocpp1.6", OLD, NEW), NEW), ((OLD, "ocpp1.6"), OLD), (("ocpp1.6",), "ocpp1.6")]
)
async def test_the_newest_offer_is_taken(world: World, offers: tuple[str, ...], taken: str) -> None:
    """F22"""
    station = await modern(world, *offers)
    assert station.socket.subprotocol == taken


@pytest.mark.parametrize("version", [OLD, NEW])
async def test_a_session(world: World, version: str) -> None:
    station = await modern(world, version)
    world.engine.answers[TransactionUpdated] = UpdateAnswer()
    assert (await station.call("BootNotification", BOOT))[2]["status"] == "Accepted"
    for seq, kind in enumerate(("Started", "Updated", "Ended")):
        kind_of_answer, _, payload = await station.call("TransactionEvent", event(kind, seq))
        assert kind_of_answer == 3
        assert set(payload) <= {"idTokenInfo"}
    for kind in (TransactionStarted, TransactionUpdated, TransactionEnded):
        (told,) = world.engine.told(kind)
        assert told.ref == "t-1"
    assert not world.watch.broken


async def test_what_is_told_is_kept_and_gets_nothing_back(world: World) -> None:
    """F07: neither an answer nor an error, right or wrong."""
    station = await modern(world, NEW)
    await station.send(json.dumps([6, "m1", "NotifyPeriodicEventStream", STREAM]))
    await station.send(json.dumps([6, "m2", "NotifyPeriodicEventStream", {"id": "x"}]))
    await station.send(json.dumps([6, "m3", "Heartbeat", {}]))
    await station.send(json.dumps([6, "m4"]))
    assert (await station.call("Heartbeat", {}, "m5"))[:2] == [3, "m5"], "the first thing that it hears"
    (told,) = world.engine.told(StationReported)
    assert told.what == "NotifyPeriodicEventStream"
    assert world.watch.passed == ["send", "send"]


async def test_what_is_told_before_its_time_gets_nothing_back_either(world: World) -> None:
    """F07, F23"""
    world.engine.boot = BootStatus.REJECTED
    station = await modern(world, NEW)
    await station.call("BootNotification", BOOT)
    await station.send(json.dumps([6, "m1", "NotifyPeriodicEventStream", STREAM]))
    assert (await station.call("Heartbeat", {}, "m5"))[:3] == [4, "m5", "SecurityError"]
    assert not world.engine.told(StationReported)


async def test_an_answer_that_the_station_could_not_use_is_counted(world: World) -> None:
    """F07: it closes nothing, however often it comes."""
    station = await modern(world, NEW)
    for number in range(150):
        await station.send(json.dumps([5, f"m{number}", "FormatViolation", "", {}]))
    assert (await station.call("Heartbeat", {}, "h"))[:2] == [3, "h"]
    assert world.watch.passed == ["result_error"] * 150


async def test_an_unknown_message_type_is_said_so_in_2_0_1_alone(world: World) -> None:
    """F07"""
    station = await modern(world, OLD)
    await station.send('[6,"m1","NotifyPeriodicEventStream",{}]')
    assert (await station.hear())[:3] == [4, "m1", "MessageTypeNotSupported"]


@pytest.mark.parametrize(
    ("boot", "reaction"), [(BootStatus.PENDING, 3), (BootStatus.REJECTED, 4), (BootStatus.ACCEPTED, 3)]
)
async def test_a_pending_station_may_tell_of_itself(world: World, boot: BootStatus, reaction: int) -> None:
    """F23, B02, B07: that is what it is kept waiting for."""
    world.engine.boot = boot
    station = await modern(world, OLD)
    await station.call("BootNotification", BOOT)
    assert (await station.call("NotifyReport", REPORT))[0] == reaction
    assert (await station.call("TransactionEvent", event("Started", 0)))[0] == (
        3 if boot is BootStatus.ACCEPTED else 4
    )
    await until(lambda: len(world.engine.told(VariablesReported)) == (1 if reaction == 3 else 0))


async def test_an_answer_repeats_what_was_asked(world: World) -> None:
    station = await modern(world, NEW)
    _, _, payload = await station.call("VatNumberValidation", {"vatNumber": "NL1", "evseId": 2})
    assert payload == {"vatNumber": "NL1", "status": "Rejected", "evseId": 2}


async def test_wishes_without_words_in_2_x_are_said_not_to_have_been_offered(world: World) -> None:
    station = await modern(world, OLD)
    await station.call("BootNotification", BOOT)
    wishes = Configure((("HeartbeatInterval", "60"), ("MinimumStatusDuration", "1"), ("BlinkRepeat", "1")))
    asking = asyncio.create_task(world.ask(wishes))
    frame = await station.hear()
    variable = {"component": {"name": "X"}, "variable": {"name": "Y"}, "attributeStatus": "Rejected"}
    await station.send(json.dumps([3, frame[1], {"setVariableResult": [variable]}]))
    assert await asking == (CallOutcome.ACCEPTED, "HeartbeatInterval;MinimumStatusDuration,BlinkRepeat")
    none = Configure((("BlinkRepeat", "1"),))
    assert await world.ask(none, call_id="c2") == (CallOutcome.ACCEPTED, ";BlinkRepeat")
