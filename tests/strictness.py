"""Whatever a test makes our side say over OCPP is held against the official schemas; see conftest.py.

Two places are watched: `Rpc`, which frames all that a house in the tests' own process says, and the sockets on which
tests and virtual stations listen to houses in other processes. What stations say is theirs, and not looked at.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import msgspec
from msgspec import Raw
from websockets.asyncio.client import ClientConnection
from websockets.sync.client import ClientConnection as SyncClientConnection

from chargehand.wire.ocpp.rpc.connection import Rpc
from chargehand.wire.ocpp.rpc.inbound import CallReceived
from chargehand.wire.ocpp.strict import Kind, UnknownMessage, check

CALL, RESULT, ERROR = 2, 3, 4
PARTS = {CALL: 4, RESULT: 3, ERROR: 5}
# OCPP-J 1.6 table 7 and OCPP 2.x part 4 §4.3, as each spells them.
_ALWAYS = {
    "GenericError", "InternalError", "NotImplemented", "NotSupported", "PropertyConstraintViolation", "ProtocolError",
    "SecurityError", "TypeConstraintViolation",
}  # fmt: skip
_SINCE_2 = {
    "FormatViolation",
    "MessageTypeNotSupported",
    "OccurrenceConstraintViolation",
    "RpcFrameworkError",
}
CODES = {
    "ocpp1.6": _ALWAYS | {"FormationViolation", "OccurenceConstraintViolation"},
    "ocpp2.0.1": _ALWAYS | _SINCE_2,
    "ocpp2.1": _ALWAYS | _SINCE_2,
}
_read_parts = msgspec.json.Decoder(list[Raw]).decode


class Strictness:
    """Collects what our side said wrong; `take` hands it over."""

    def __init__(self) -> None:
        self._found: list[str] = []
        self._asked: WeakKeyDictionary[object, dict[str, str]] = WeakKeyDictionary()

    def take(self) -> list[str]:
        found, self._found = self._found, []
        return found

    def said(self, subprotocol: str, action: str, kind: Kind, payload: bytes | Raw) -> None:
        """Our side says this."""
        try:
            deviations = check(subprotocol, action, kind, payload)
        except UnknownMessage as fault:
            self._found.append(f"{subprotocol} {action} {kind}: {fault}")
            return
        if deviations:
            told = ", ".join(f"{each.path or 'the payload'}: {each.kind}" for each in deviations)
            self._found.append(f"{subprotocol} {action} {kind}: {told} in {bytes(payload)[:500]!r}")

    def asked(self, socket: Any, data: object) -> None:
        """A test's station sends this: its calls tell what later results answer."""
        try:
            parts: Any = json.loads(data) if isinstance(data, str | bytes) else None
        except (ValueError, RecursionError):
            return
        if (
            isinstance(parts, list)
            and len(parts) == 4
            and parts[0] == CALL
            and all(map(_is_text, parts[1:3]))
        ):
            self._asked.setdefault(socket, {})[parts[1]] = parts[2]

    def heard(self, socket: Any, data: object) -> None:
        """A test's station receives this."""
        subprotocol = socket.subprotocol
        if subprotocol not in CODES or not isinstance(data, str | bytes):
            return
        try:
            parts = _read_parts(data)
            head = [json.loads(bytes(part)) for part in parts[:2]]
        except ValueError:
            self._found.append(f"no frame: {data[:200]!r}")
            return
        if len(head) < 2 or PARTS.get(head[0]) != len(parts) or not _is_text(head[1]):
            self._found.append(f"no frame of three kinds: {data[:200]!r}")
        elif head[0] == ERROR:
            self._error(subprotocol, parts)
        elif head[0] == CALL:
            self.said(subprotocol, json.loads(bytes(parts[2])), Kind.REQUEST, parts[3])
        elif (action := self._asked.get(socket, {}).get(head[1])) is None:
            self._found.append(f"a result that answers nothing: {data[:200]!r}")
        else:
            self.said(subprotocol, action, Kind.RESPONSE, parts[2])

    def _error(self, subprotocol: str, parts: list[Raw]) -> None:
        code, text, details = (json.loads(bytes(part)) for part in parts[2:])
        if (
            code not in CODES[subprotocol]
            or not _is_text(text)
            or len(text) > 255
            or not isinstance(details, dict)
        ):
            self._found.append(f"no error of {subprotocol}: {code!r}, {text!r}, {details!r}")


def _is_text(value: object) -> bool:
    return isinstance(value, str)


@contextmanager
def watching(strictness: Strictness) -> Iterator[None]:
    """Everything that our side says in this process, or to it, is told to `strictness`."""
    undo = [
        _before(Rpc, "answer", lambda rpc, call, payload: _answers(strictness, rpc, call, payload)),
        _before(
            Rpc, "call", lambda rpc, _id, action, payload, *_, **__: _calls(strictness, rpc, action, payload)
        ),
        _sending(ClientConnection, strictness),
        _sending(SyncClientConnection, strictness),
        _after(SyncClientConnection, "recv", strictness.heard),
        _after_awaiting(ClientConnection, "recv", strictness.heard),
    ]
    try:
        yield
    finally:
        for each in undo:
            each()


def _answers(strictness: Strictness, rpc: Rpc, call: CallReceived, payload: bytes) -> None:
    if not call.silent:  # nothing goes back to what is only told
        strictness.said(rpc.dialect.subprotocol, call.action, Kind.RESPONSE, payload)


def _calls(strictness: Strictness, rpc: Rpc, action: str, payload: bytes) -> None:
    strictness.said(rpc.dialect.subprotocol, action, Kind.REQUEST, payload)


def _before(owner: type, name: str, look: Callable[..., None]) -> Callable[[], None]:
    plain = getattr(owner, name)

    def looked(*args: Any, **named: Any) -> Any:
        look(*args, **named)
        return plain(*args, **named)

    return _replaced(owner, name, looked)


def _sending(owner: type, strictness: Strictness) -> Callable[[], None]:
    plain = owner.send

    def looked(socket: Any, data: Any, *args: Any, **named: Any) -> Any:
        if isinstance(data, Iterable) and not isinstance(data, str | bytes | bytearray | memoryview):
            data = list(data)  # fragments
            strictness.asked(socket, "".join(data) if all(map(_is_text, data)) else None)
        else:
            strictness.asked(socket, data)
        return plain(socket, data, *args, **named)

    return _replaced(owner, "send", looked)


def _after(owner: type, name: str, look: Callable[[Any, object], None]) -> Callable[[], None]:
    plain = getattr(owner, name)

    def looked(socket: Any, *args: Any, **named: Any) -> Any:
        came = plain(socket, *args, **named)
        look(socket, came)
        return came

    return _replaced(owner, name, looked)


def _after_awaiting(owner: type, name: str, look: Callable[[Any, object], None]) -> Callable[[], None]:
    plain = getattr(owner, name)

    async def looked(socket: Any, *args: Any, **named: Any) -> Any:
        came = await plain(socket, *args, **named)
        look(socket, came)
        return came

    return _replaced(owner, name, looked)


def _replaced(owner: type, name: str, made: Callable[..., Any]) -> Callable[[], None]:
    before = owner.__dict__.get(name)
    setattr(owner, name, made)
    return lambda: delattr(owner, name) if before is None else setattr(owner, name, before)
