"""The schemas of OCPP 1.6 that travel with the `ocpp` package, as validators of whole frames."""

from __future__ import annotations

import importlib.resources
import json
from functools import cache
from typing import Any

import jsonschema_rs

from chargehand.simulator.frames import Call, Error, Result, read


@cache
def _validator(name: str) -> Any:
    text = importlib.resources.files("ocpp").joinpath("v16", "schemas", f"{name}.json").read_text("utf-8-sig")
    return jsonschema_rs.Draft4Validator(json.loads(text), validate_formats=True)


def faults(name: str, payload: Any) -> list[str]:
    """What the schema of that name finds wrong."""
    return [f"{name}: {fault.message}" for fault in _validator(name).iter_errors(payload)]


def faults_of_said(said: list[str], commands: dict[str, str] | None = None) -> list[str]:
    """What is wrong with frames of a station; `commands` tells the action of each command it answers."""
    found: list[str] = []
    for text in said:
        frame = read(text)
        match frame:
            case Call(message_id, action, payload):
                found += [] if 0 < len(message_id) <= 36 else [f"{action}: message id {message_id!r}"]
                found += faults(action, payload)
            case Result(message_id, payload):
                found += faults(f"{(commands or {})[message_id]}Response", payload)
            case Error(code=code):
                found += [] if code in ERROR_CODES else [f"unknown code {code}"]
    return found


# OCPP-J 1.6 §4.2.3, table 7, as spelt there.
ERROR_CODES = {
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
