"""The schemas of OCPP that travel with the `ocpp` package, as validators of whole frames."""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import jsonschema_rs

from chargehand.simulator.frames import Call, Error, Result, ResultError, Send, read
from chargehand.simulator.versions import Version

FOLDERS = {"1.6": "v16", "2.0.1": "v201", "2.1": "v21"}


@cache
def _validator(name: str, version: Version) -> Any:
    file = importlib.resources.files("ocpp").joinpath(FOLDERS[version], "schemas", f"{name}.json")
    schema = json.loads(file.read_text("utf-8-sig"))
    if version == "1.6":
        return jsonschema_rs.Draft4Validator(schema, validate_formats=True)
    return jsonschema_rs.Draft6Validator(schema, validate_formats=True)


def faults(name: str, payload: Any, version: Version = "1.6") -> list[str]:
    """What the schema of that name finds wrong."""
    return [f"{name}: {fault.message}" for fault in _validator(name, version).iter_errors(payload)]


def faults_of_said(
    said: Sequence[str | bytes], commands: dict[str, str] | None = None, version: Version = "1.6"
) -> list[str]:
    """What is wrong with frames of a station; `commands` tells the action of each command it answers."""
    found: list[str] = []
    request = "" if version == "1.6" else "Request"
    for text in said:
        if isinstance(text, bytes):
            found.append("a binary frame")
            continue
        frame = read(text)
        match frame:
            case Call(message_id, action, payload):
                found += [] if 0 < len(message_id) <= 36 else [f"{action}: message id {message_id!r}"]
                found += faults(f"{action}{request}", payload, version)
            case Send(_, action, payload):
                found += faults(action, payload, version)
            case Result(message_id, payload):
                found += faults(f"{(commands or {})[message_id]}Response", payload, version)
            case Error(code=code):
                found += [] if code in CODES[version] else [f"unknown code {code}"]
            case ResultError(code=code):
                found += [] if version == "2.1" and code in CODES["2.1"] else [f"unknown code {code}"]
    return found


# OCPP-J 1.6 §4.2.3, table 7, as spelt there; 2.0.1 part 4 §4.3 spells two otherwise and adds three.
_CODES_16 = {
    "NotImplemented",
    "NotSupported",
    "InternalError",
    "ProtocolError",
    "SecurityError",
    "FormationViolation",
    "PropertyConstraintViolation",
    "OccurenceConstraintViolation",
    "TypeConstraintViolation",
    "GenericError",
}
_CODES_2 = (_CODES_16 - {"FormationViolation", "OccurenceConstraintViolation"}) | {
    "FormatViolation",
    "OccurrenceConstraintViolation",
    "RpcFrameworkError",
    "MessageTypeNotSupported",
}
CODES = {"1.6": _CODES_16, "2.0.1": _CODES_2, "2.1": _CODES_2}
