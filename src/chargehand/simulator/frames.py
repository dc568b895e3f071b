"""OCPP-J frames as a station reads and writes them (1.6 §4.2; 2.1 part 4 §4.2 adds two).

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
_RESULT_ERROR: Final = 5
_SEND: Final = 6

_parts: Final = msgspec.json.Decoder(list[msgspec.Raw])
_number: Final = msgspec.json.Decoder(int)
_text: Final = msgspec.json.Decoder(str)
_object: Final = msgspec.json.Decoder(dict[str, object])
_encoder: Final = msgspec.json.Encoder()


class BrokenFrame(ValueError):
    """The text is not a frame of OCPP-J."""


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


@dataclass(frozen=True, slots=True)
class ResultError:
    """CALLRESULTERROR (2.1): the result with this id could not be understood."""

    message_id: str
    code: str
    description: str
    details: JsonObject


@dataclass(frozen=True, slots=True)
class Send:
    """SEND (2.1): told, and never answered."""

    message_id: str
    action: str
    payload: JsonObject


Frame: TypeAlias = Call | Result | Error | ResultError | Send


def write(frame: Frame) -> str:
    """One frame as compact JSON text."""
    match frame:
        case Call(message_id, action, payload):
            parts: list[object] = [_CALL, message_id, action, payload]
        case Result(message_id, payload):
            parts = [_RESULT, message_id, payload]
        case Error(message_id, code, description, details):
            parts = [_ERROR, message_id, code, description, details]
        case ResultError(message_id, code, description, details):
            parts = [_RESULT_ERROR, message_id, code, description, details]
        case Send(message_id, action, payload):
            parts = [_SEND, message_id, action, payload]
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
        if kind == _SEND and len(parts) == 4:
            return Send(message_id, _text.decode(parts[2]), _object.decode(parts[3]))
        if kind in (_ERROR, _RESULT_ERROR) and len(parts) in (4, 5):
            details = _object.decode(parts[4]) if len(parts) == 5 else {}
            made = Error if kind == _ERROR else ResultError
            return made(message_id, _text.decode(parts[2]), _text.decode(parts[3]), details)
    except (msgspec.DecodeError, IndexError, UnicodeError) as fault:
        raise BrokenFrame(str(fault)) from fault
    raise BrokenFrame(f"message type {kind} with {len(parts)} parts")
