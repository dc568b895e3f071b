"""OCPP-J 1.6 frames as a station reads and writes them (OCPP-J 1.6 §4.2).

Kept apart from the server's codec on purpose: a fault there must not be hidden by the same fault here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import msgspec

JsonObject: TypeAlias = dict[str, object]

_CALL: Final = 2
_RESULT: Final = 3
_ERROR: Final = 4

_parts: Final = msgspec.json.Decoder(list[msgspec.Raw])
_number: Final = msgspec.json.Decoder(int)
_text: Final = msgspec.json.Decoder(str)
_object: Final = msgspec.json.Decoder(dict[str, object])
_encoder: Final = msgspec.json.Encoder()


class BrokenFrame(ValueError):
    """The text is not a frame of OCPP-J 1.6."""


@dataclass(frozen=True, slots=True)
class Call:
    message_id: str
    action: str
    payload: JsonObject


@dataclass(frozen=True, slots=True)
class Result:
    message_id: str
    payload: JsonObject


@dataclass(frozen=True, slots=True)
class Error:
    message_id: str
    code: str
    description: str
    details: JsonObject


Frame: TypeAlias = Call | Result | Error


def write(frame: Frame) -> str:
    """One frame as compact JSON text."""
    match frame:
        case Call(message_id, action, payload):
            parts: list[object] = [_CALL, message_id, action, payload]
        case Result(message_id, payload):
            parts = [_RESULT, message_id, payload]
        case Error(message_id, code, description, details):
            parts = [_ERROR, message_id, code, description, details]
    return _encoder.encode(parts).decode()


def read(text: str) -> Frame:
    """The frame in `text`; raises BrokenFrame for anything that is none."""
    try:
        parts = _parts.decode(text)
        kind = _number.decode(parts[0])
        message_id = _text.decode(parts[1])
        if kind == _CALL and len(parts) == 4:
            return Call(message_id, _text.decode(parts[2]), _object.decode(parts[3]))
        if kind == _RESULT and len(parts) == 3:
            return Result(message_id, _object.decode(parts[2]))
        if kind == _ERROR and len(parts) in (4, 5):
            details = _object.decode(parts[4]) if len(parts) == 5 else {}
            return Error(message_id, _text.decode(parts[2]), _text.decode(parts[3]), details)
    except (msgspec.DecodeError, IndexError, UnicodeError) as fault:
        raise BrokenFrame(str(fault)) from fault
    raise BrokenFrame(f"message type {kind} with {len(parts)} parts")
