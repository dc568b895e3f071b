"""Payloads held against the official schemas: nothing is mended here, every deviation is told.

For what we send, for what an operator sends through us, and for knowing what a station does its own way. What is
enough to act on is another question: see `usable`.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import Final, cast

import msgspec
from msgspec import Raw, Struct, inspect

from chargehand.wire.ocpp.deviations import Deviation, DeviationKind, Found, custom_type, is_exact, walk
from chargehand.wire.ocpp.messages.shape import Message

_MESSAGES: Final = "chargehand.wire.ocpp.messages"
_FOLDERS: Final = {"ocpp1.6": "v16", "ocpp2.0.1": "v201", "ocpp2.1": "v21"}
_DRAFT_4: Final = "ocpp1.6"


class Kind(StrEnum):
    REQUEST = "request"
    RESPONSE = "response"


class Direction(StrEnum):
    """Who may send an action's request."""

    STATION = "station"
    CSMS = "csms"
    BOTH = "both"


class UnknownMessage(LookupError):
    """There is no such action in this version, or it has no answer."""


class _Shape(Struct, frozen=True):
    read: msgspec.json.Decoder[object] | None
    """Tells alone that all is well; None where it cannot."""
    type: inspect.Type
    floats_are_whole: bool


def knows(subprotocol: str, action: str) -> bool:
    return action in _index(subprotocol)


def actions(subprotocol: str) -> frozenset[str]:
    """All of a version; none for a subprotocol that is none of ours."""
    return frozenset(_index(subprotocol))


def direction(subprotocol: str, action: str) -> Direction:
    """Who may send it. Raises UnknownMessage."""
    return Direction(_entry(subprotocol, action)[1])


def is_answered(subprotocol: str, action: str) -> bool:
    """Whether the action has a response: false for what OCPP 2.1 sends without wanting one. Raises UnknownMessage."""
    return _message(subprotocol, action, Kind.RESPONSE) is not None


def check(subprotocol: str, action: str, kind: Kind, payload: bytes | Raw) -> tuple[Deviation, ...]:
    """All in which `payload` is not what the official schema says, at most 100; empty when it is valid.

    Any bytes may be given; JSON that is nested a thousand levels deep is of another type. Raises UnknownMessage.
    """
    shape = _shape(subprotocol, action, kind)
    try:
        return _checked(shape, payload)
    except RecursionError:
        return (Deviation("", DeviationKind.TYPE),)


def _checked(shape: _Shape, payload: bytes | Raw) -> tuple[Deviation, ...]:
    if shape.read is not None:
        try:
            shape.read.decode(payload)
        except (msgspec.DecodeError, UnicodeDecodeError):
            pass
        else:
            return ()
    return _told(shape, payload)


def _told(shape: _Shape, payload: bytes | Raw) -> tuple[Deviation, ...]:
    try:
        raw = _read_raw(payload)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return (Deviation("", DeviationKind.TYPE),)
    found = Found(floats_are_whole=shape.floats_are_whole)
    walk(shape.type, raw, found)
    return tuple(found.kept)


_read_raw: Final = msgspec.json.Decoder(Raw).decode


@cache
def _shape(subprotocol: str, action: str, kind: Kind) -> _Shape:
    message = _message(subprotocol, action, kind)
    if message is None:
        raise UnknownMessage(f"{action} has no {kind}")
    described = inspect.type_info(message)
    reader = msgspec.json.Decoder[object](message, dec_hook=custom_type) if is_exact(described) else None
    return _Shape(reader, described, subprotocol != _DRAFT_4)


def _message(subprotocol: str, action: str, kind: Kind) -> type[Message] | None:
    block, _ = _entry(subprotocol, action)
    module = import_module(f"{_MESSAGES}.{_FOLDERS[subprotocol]}.{block}")
    return cast("type[Message] | None", getattr(module, f"{action}{kind.capitalize()}", None))


def _entry(subprotocol: str, action: str) -> tuple[str, str]:
    entry = _index(subprotocol).get(action)
    if entry is None:
        raise UnknownMessage(f"{subprotocol} has no such action")
    return entry


@cache
def _index(subprotocol: str) -> dict[str, tuple[str, str]]:
    folder = _FOLDERS.get(subprotocol)
    if folder is None:
        return {}
    return dict(import_module(f"{_MESSAGES}.{folder}").MESSAGES)
