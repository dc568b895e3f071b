"""The load says nothing that the schemas of its version forbid."""

from __future__ import annotations

import importlib.resources
import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import jsonschema_rs
import pytest

from bench.generator import frames
from bench.generator.loops import Heartbeats, Readings, Script, Sessions
from bench.generator.modern import FIRST_PLACE, ModernStation
from bench.generator.station import Station, token_of

INSTANT = b"2026-03-01T12:00:00.000001Z"

FRAMES = {
    "BootNotification": frames.boot(1, b"BENCH00001"),
    "Heartbeat": frames.heartbeat(2),
    "Authorize": frames.authorize(3, b"CARD00001"),
    "StartTransaction": frames.start(4, b"CARD00001", 10_000, INSTANT),
    "StatusNotification": frames.status(5, b"Charging", INSTANT),
    "MeterValues": frames.meter(6, 123_456_789, INSTANT, 10_003),
    "StopTransaction": frames.stop(7, 123_456_789, b"CARD00001", 10_006, INSTANT),
}


@cache
def _validator(name: str, version: str) -> Any:
    file = importlib.resources.files("ocpp").joinpath(version, "schemas", f"{name}.json")
    made = jsonschema_rs.Draft4Validator if version == "v16" else jsonschema_rs.Draft6Validator
    return made(json.loads(file.read_text("utf-8-sig")), validate_formats=True)


def _read(frame: bytes) -> tuple[str, str, dict[str, Any]]:
    kind, message_id, action, payload = json.loads(frame)
    assert kind == 2
    return message_id, action, payload


def _faults(name: str, payload: Any, version: str = "v16") -> list[str]:
    return [fault.message for fault in _validator(name, version).iter_errors(payload)]


@pytest.mark.parametrize("action", FRAMES)
def test_every_call_obeys_its_schema(action: str) -> None:
    _, said, payload = _read(FRAMES[action])
    assert said == action
    assert _faults(action, payload) == []


def test_every_call_of_2_0_1_obeys_its_schema() -> None:
    station = ModernStation(FIRST_PLACE + 1)
    said = [
        station.boot(),
        station.heartbeat(),
        station.authorize(),
        station.status(b"Occupied"),
        station.start(),
    ]
    assert station.took_start(b'[3,"5",{}]')
    said += [station.meter(), station.meter(), station.stop(), station.start()]
    names: list[str] = []
    for frame in said:
        _, action, payload = _read(frame)
        assert _faults(f"{action}Request", payload, "v201") == []
        if action == "TransactionEvent":
            names.append(
                f"{payload['transactionInfo']['transactionId']} {payload['eventType']} {payload['seqNo']}"
            )
    assert names == [
        "T90001-1 Started 0",
        "T90001-1 Updated 1",
        "T90001-1 Updated 2",
        "T90001-1 Ended 3",
        "T90001-2 Started 0",
    ]
    assert not station.took_start(b'[4,"9","InternalError","",{}]')


def test_wishes_of_2_0_1_are_granted() -> None:
    wish = {
        "attributeValue": "60",
        "component": {"name": "TxCtrlr"},
        "variable": {"name": "EVConnectionTimeOut"},
    }
    asked = json.dumps([2, "x", "SetVariables", {"setVariableData": [wish]}]).encode()
    answer = json.loads(ModernStation(FIRST_PLACE).payload_for(b"SetVariables", asked))
    assert _faults("SetVariablesResponse", answer, "v201") == []
    assert answer["setVariableResult"][0]["attributeStatus"] == "Accepted"


def test_every_call_has_an_id_of_its_own() -> None:
    ids = [_read(frame)[0] for frame in FRAMES.values()]
    assert len(set(ids)) == len(ids)


def test_a_reading_tells_four_samples_of_one_instant() -> None:
    _, _, payload = _read(FRAMES["MeterValues"])
    (value,) = payload["meterValue"]
    assert value["timestamp"] == INSTANT.decode()
    assert [sample.get("measurand") for sample in value["sampledValue"]] == [
        "Energy.Active.Import.Register", "Power.Active.Import", "Current.Import", "SoC",
    ]  # fmt: skip
    assert value["sampledValue"][0]["value"] == "10003"
    assert 0 <= int(value["sampledValue"][3]["value"]) <= 100


@pytest.mark.parametrize("action", ["ChangeConfiguration", "RemoteStopTransaction", "TriggerMessage"])
def test_what_a_station_is_asked_is_accepted(action: str) -> None:
    kind, message_id, payload = json.loads(frames.result(b"abc", b'{"status":"Accepted"}'))
    assert (kind, message_id) == (3, "abc")
    assert _faults(f"{action}Response", payload) == []


def test_the_clock_tells_the_instant_in_utc() -> None:
    clock = frames.Clock()
    for _ in range(1000):
        before = datetime.now(UTC) - timedelta(microseconds=1)
        said = datetime.fromisoformat(clock.instant().decode())
        assert before <= said <= datetime.now(UTC)


def _script_said(script: Script, count: int) -> list[tuple[str, str, dict[str, Any]]]:
    station = Station(1)
    said: list[tuple[str, str, dict[str, Any]]] = []
    for _ in range(count):
        said.append(_read(script.next(station)))
        script.took(station, b'[3,"1",{"transactionId":77,"idTagInfo":{"status":"Accepted"}}]')
    return said


def test_a_session_is_fifteen_calls_in_their_order() -> None:
    said = _script_said(Sessions(), 30)
    actions = [action for _, action, _ in said]
    assert actions[:15] == [
        "Authorize", "StartTransaction", "StatusNotification", *["MeterValues"] * 10, "StopTransaction",
        "StatusNotification",
    ]  # fmt: skip
    assert actions[15:] == actions[:15]
    assert all(_faults(action, payload) == [] for _, action, payload in said)


def test_a_session_keeps_its_transaction_its_card_and_a_rising_register() -> None:
    payloads = [payload for _, _, payload in _script_said(Sessions(), 15)]
    assert [payload["transactionId"] for payload in payloads[3:14]] == [77] * 11
    assert {payload["idTag"] for payload in payloads if "idTag" in payload} == {token_of(1)}
    registers = [
        payloads[1]["meterStart"],
        *(int(payload["meterValue"][0]["sampledValue"][0]["value"]) for payload in payloads[3:13]),
        payloads[13]["meterStop"],
    ]
    assert registers == sorted(registers)
    assert registers[-1] > registers[0]


def test_only_a_whole_session_counts_but_every_other_call() -> None:
    station = Station(1)
    session = Sessions()
    counted: list[bool] = []
    for _ in range(15):
        session.next(station)
        counted.append(session.took(station, b'[3,"1",{"transactionId":77}]'))
    assert counted == [False] * 14 + [True]
    assert Heartbeats().took(station, b"")
    assert Readings().took(station, b"")
