"""Every field of every schema of OCPP 1.6 that stations send us: taken away, of another type, null, empty, absurd.

Each change has exactly one reaction, and it is the one that its class calls for (F08, F09, F10).
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from importlib.resources import files

import pytest

from chargehand.model.events import Event
from chargehand.wire.ocpp.faults import ErrorCode, WireFault
from tests.unit.wire.frames import read

MESSAGES = [
    "Authorize", "BootNotification", "DataTransfer", "DiagnosticsStatusNotification", "FirmwareStatusNotification",
    "Heartbeat", "MeterValues", "StartTransaction", "StatusNotification", "StopTransaction",
]  # fmt: skip
# Messages of a transaction say enough with these alone; all others must have what the schema requires.
ENOUGH = {
    "StartTransaction": {"connectorId", "idTag"},
    "StopTransaction": {"transactionId"},
    "MeterValues": {"connectorId", "meterValue"},
}
# Of these any value is taken, and what cannot be read counts as nothing.
FORGIVING = {("StopTransaction", "transactionId"), ("MeterValues", "meterValue")}
# A wrong value of the right type matters here only.
DECISIVE = {("StatusNotification", "status")}

Path = tuple[str | int, ...]


def schema_of(action: str) -> dict[str, object]:
    return json.loads(files("ocpp.v16").joinpath(f"schemas/{action}.json").read_text(encoding="utf-8-sig"))


def example(schema: dict) -> object:
    """A value that the schema allows, with every field filled."""
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            return {name: example(inner) for name, inner in schema.get("properties", {}).items()}
        case "array":
            return [example(schema["items"])]
        case "integer":
            return 7
        case _:
            return "2026-11-20T04:29:34Z" if schema.get("format") == "date-time" else "7"


def paths(value: object, here: Path = ()) -> Iterator[Path]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield (*here, name)
            yield from paths(inner, (*here, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from paths(inner, (*here, index))


GONE = object()
CHANGES: list[object] = [
    GONE, None, True, -7, 10**40, 1.5, "", "x" * 5000, "\x00", [], ["x"], [None], {}, {"a": 1}, [[[]]],
]  # fmt: skip


def changed(payload: object, path: Path, change: object) -> object:
    result = copy.deepcopy(payload)
    holder = result
    for step in path[:-1]:
        holder = holder[step]  # type: ignore[index]
    if change is GONE:
        del holder[path[-1]]  # type: ignore[attr-defined]
    else:
        holder[path[-1]] = change  # type: ignore[index]
    return result


CASES = [
    pytest.param(action, path, id=f"{action}-{'.'.join(map(str, path))}")
    for action in MESSAGES
    for path in paths(example(schema_of(action)))
]


def reaction(action: str, payload: object) -> Event | ErrorCode:
    try:
        return read(action, payload)
    except WireFault as fault:
        return fault.code


@pytest.mark.parametrize("action", MESSAGES)
def test_a_whole_message_is_an_event(action: str) -> None:
    assert not isinstance(reaction(action, example(schema_of(action))), ErrorCode)


@pytest.mark.parametrize(("action", "path"), CASES)
def test_each_change_of_each_field(action: str, path: Path) -> None:
    """F08, F09, F10"""
    whole = example(schema_of(action))
    needed = ENOUGH.get(action, set(schema_of(action).get("required", [])))  # type: ignore[arg-type]
    essential = len(path) == 1 and path[0] in needed
    decisive = (action, path[0]) in DECISIVE
    taken = not essential or (action, path[0]) in FORGIVING
    for change in CHANGES:
        got = reaction(action, changed(whole, path, change))
        any_text = isinstance(change, str) and isinstance(_at(whole, path), str) and not decisive
        if essential and (change is GONE or change is None):
            assert got is ErrorCode.OCCURRENCE, change
        elif taken or any_text:
            assert not isinstance(got, ErrorCode), (change, got)
        elif isinstance(change, bool | list | dict):
            assert got is ErrorCode.TYPE, change
        else:
            assert not isinstance(got, ErrorCode) or got in (ErrorCode.TYPE, ErrorCode.PROPERTY), (
                change,
                got,
            )


def _at(value: object, path: Path) -> object:
    for step in path:
        value = value[step]  # type: ignore[index]
    return value
