"""One outstanding call, the queue of transaction messages, its retries (OCPP 1.6 §3.7, 3.7.1)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chargehand.simulator.cast import CHARACTERS
from chargehand.simulator.character import PLAIN
from chargehand.simulator.station import VirtualStation
from tests.unit.simulator.fake_csms import START, Line, Payload, Verdict, instant


def seconds_of(line: Line, action: str) -> list[float]:
    """When calls of that action went out; the line keeps the instant with every call it hears."""
    return [round((at - START).total_seconds(), 3) for at, name in line.heard_at if name == action]


def test_one_call_is_outstanding_at_a_time() -> None:
    line = Line(answers={"StatusNotification": lambda _: None}).boot()
    assert line.story() == ["BootNotification", "0:Available"]
    line.run(30)
    assert line.story() == ["BootNotification", "0:Available", "1:Available"]
    assert line.station.tally.timeouts == 1


def test_an_eager_station_does_not_wait() -> None:
    """F14."""
    line = Line(CHARACTERS["eager"], answers={"BootNotification": lambda _: None}).boot()
    assert line.story() == ["BootNotification", "0:Available", "1:Available"]


@pytest.mark.parametrize("reads_at_begin", [False, True])
def test_but_it_waits_for_the_id_of_its_transaction(reads_at_begin: bool) -> None:
    character = replace(PLAIN, pipelines=True, reads_at_begin=reads_at_begin)
    line = Line(character, answers={"StartTransaction": lambda _: None}).charging(seconds=15)
    line.station.press_stop(1)
    line.run(10)
    assert line.story()[-3:] == ["StartTransaction", "1:Charging", "1:Finishing"]
    assert line.station.queued[-1] == "StopTransaction"
    message_id = next(message_id for message_id, action, _ in line.csms.heard if action == "StartTransaction")
    line.station.received(
        f'[3,"{message_id}",{{"transactionId":7,"idTagInfo":{{"status":"Accepted"}}}}]', line.at
    )
    line.run(1)
    told = [payload["transactionId"] for payload in line.calls("MeterValues", "StopTransaction")]
    assert told == [7] * (2 if reads_at_begin else 1)


def test_frames_not_taken_are_lost_with_the_line() -> None:
    station = VirtualStation("POST-1", start_at=START)
    station.connected(START)
    station.disconnected(START)
    station.connected(START)
    assert len(station.take_frames()) == 1


def test_offline_the_transaction_is_queued_in_order_and_statuses_are_not() -> None:
    """F34: of the statuses only the present one is told."""
    line = Line().boot()
    line.forget()
    line.cut()
    line.station.plug_in(1)
    line.station.tap("CARD-1")
    line.run(150)
    line.station.tap("CARD-1")
    line.run(10)
    line.station.unplug(1)
    line.run(100)
    assert line.station.queued == ("StartTransaction", "MeterValues", "MeterValues", "StopTransaction")
    assert line.story() == []
    line.mend().run(5)
    queue = ["StartTransaction", "MeterValues", "MeterValues", "StopTransaction"]
    assert line.story() == [*queue, "0:Available", "1:Available"]
    assert line.station.queued == ()


def test_queued_messages_tell_when_things_happened_and_the_id_learned_since() -> None:
    line = Line().boot().cut()
    line.station.plug_in(1)
    line.station.tap("CARD-1")
    line.run(60)
    line.station.press_stop(1)
    line.run(3600).mend().run(5)
    start, reading, stop = (
        line.calls(action)[0] for action in ("StartTransaction", "MeterValues", "StopTransaction")
    )
    assert (instant(start["timestamp"]) - START).total_seconds() == 1
    assert (instant(stop["timestamp"]) - START).total_seconds() == 61
    assert reading["transactionId"] == stop["transactionId"] == 101


def test_statuses_may_overtake_the_queue() -> None:
    """Evidence row 7: Available arrives before the StopTransaction of the same connector."""
    line = Line(replace(PLAIN, status_overtakes_queue=True)).charging().cut()
    line.forget()
    line.station.unplug(1)
    line.run(5).mend().run(1)
    assert line.story() == ["0:Available", "1:Available", "StopTransaction"]


@pytest.mark.parametrize("refusal", ["InternalError", None], ids=["error", "silence"])
def test_retries_wait_longer_each_time_and_then_give_up(refusal: Verdict) -> None:
    """F54: §3.7.1, three attempts, interval times the number of attempts before."""
    line = Line(answers={"StartTransaction": lambda _: refusal}).charging(seconds=400)
    lost_s = 30 if refusal is None else 0
    first, second, third = 1, 1 + lost_s + 60, 1 + lost_s + 60 + lost_s + 120
    assert seconds_of(line, "StartTransaction") == [first, second, third]
    assert line.station.tally.discarded == 1
    ids = {message_id for message_id, action, _ in line.csms.heard if action == "StartTransaction"}
    assert len(ids) == 1


def test_after_giving_up_the_queue_goes_on_with_the_id_minus_one() -> None:
    """F39: errata 3.18."""
    line = Line(answers={"StartTransaction": lambda _: "InternalError"}).charging(seconds=400)
    line.station.press_stop(1)
    line.run(1)
    assert {reading["transactionId"] for reading in line.calls("MeterValues")} == {-1}
    assert line.calls("StopTransaction")[0]["transactionId"] == -1
    assert line.station.queued == ()


def test_other_messages_pass_while_the_queue_waits_for_its_retry() -> None:
    line = Line(answers={"StartTransaction": lambda _: "InternalError"}).charging(seconds=30)
    assert line.story()[-2:] == ["StartTransaction", "1:Charging"]
    assert line.station.queued == ("StartTransaction",)


def test_the_retry_policy_is_the_configured_one() -> None:
    line = Line(answers={"StartTransaction": lambda _: "InternalError"}).boot()
    assert (
        line.call("ChangeConfiguration", key="TransactionMessageAttempts", value="2")["status"] == "Accepted"
    )
    assert (
        line.call("ChangeConfiguration", key="TransactionMessageRetryInterval", value="7")["status"]
        == "Accepted"
    )
    line.charging(seconds=60)
    assert seconds_of(line, "StartTransaction") == [2, 9]


def test_a_lost_line_is_no_failed_attempt() -> None:
    line = Line(answers={"StartTransaction": lambda _: None}).charging()
    for _ in range(5):
        line.cut().run(5).mend().run(5)
    assert len(line.calls("StartTransaction")) == 6
    assert line.station.tally.discarded == 0
    line.run(20).cut().run(60).mend()
    assert line.station.queued == ("StartTransaction", "MeterValues", "MeterValues")
    del line.csms.answers["StartTransaction"]
    line.cut().run(5).mend().run(5)
    assert line.station.queued == ()


def test_a_retry_is_the_same_content_under_a_new_message_id() -> None:
    """F35."""
    answers = iter([None, None, {"transactionId": 7, "idTagInfo": {"status": "Accepted"}}])
    character = replace(PLAIN, new_id_on_retry=True)
    line = Line(character, answers={"StartTransaction": lambda _: next(answers)}).charging(seconds=300)
    starts = [
        (message_id, payload)
        for message_id, action, payload in line.csms.heard
        if action == "StartTransaction"
    ]
    assert len({message_id for message_id, _ in starts}) == 3
    assert starts[0][1] == starts[1][1] == starts[2][1]
    assert line.calls("MeterValues")[0]["transactionId"] == 7


def test_a_late_answer_is_nobodys_answer() -> None:
    line = Line(answers={"Heartbeat": lambda _: None}).boot()
    line.call("TriggerMessage", requestedMessage="Heartbeat")
    message_id = line.csms.heard[-1][0]
    line.run(31)
    line.station.received(f'[3,"{message_id}",{{"currentTime":"2026-05-04T08:00:00Z"}}]', line.at)
    assert (line.station.tally.timeouts, line.station.tally.unexpected) == (1, 1)


def test_nothing_leaves_before_the_boot_is_accepted() -> None:
    pending: list[Payload] = [
        {"status": "Pending", "interval": 20, "currentTime": "2026-05-04T08:00:00Z"},
        {"status": "Rejected", "interval": 40, "currentTime": "2026-05-04T08:00:00Z"},
        {"status": "Accepted", "interval": 90, "currentTime": "2026-05-04T08:00:00Z"},
    ]
    answers = iter(pending)
    line = Line(answers={"BootNotification": lambda _: next(answers)}).charging(seconds=10)
    assert line.story() == ["BootNotification"]
    assert line.call("GetConfiguration", key=["HeartbeatInterval"]) is not None
    line.call("TriggerMessage", requestedMessage="StatusNotification", connectorId=1)
    assert line.story() == ["BootNotification", "1:Charging"]
    line.run(20)
    assert line.call("GetConfiguration") is None  # rejected: no word in either direction
    line.run(40)
    assert seconds_of(line, "BootNotification") == [0, 20, 60]
    assert line.story()[3:] == [
        "BootNotification",
        "StartTransaction",
        "0:Available",
        "1:Charging",
        "MeterValues",
    ]
    assert line.station.configured("HeartbeatInterval") == "90"
    line.forget()
    line.run(90)
    assert line.story().count("Heartbeat") == 1


@pytest.mark.parametrize(
    "frame", ["", "{", "[9]", '[3,"nobody",{}]', '[4,"nobody","X","",{}]', '[2,"1","Reset",7]']
)
def test_broken_and_unexpected_frames_are_counted_and_dropped(frame: str) -> None:
    line = Line().boot()
    line.station.received(frame, line.at)
    assert line.station.tally.broken + line.station.tally.unexpected == 1
    assert list(line.station.take_frames()) == []
