"""The array around a payload: read fast when it is as it should be, taken apart when it is not; written compactly."""

from __future__ import annotations

import re
from typing import Final, Literal

import msgspec
from msgspec import Raw, Struct

CALL: Final = 2
CALLRESULT: Final = 3
CALLERROR: Final = 4
CALLRESULTERROR: Final = 5
"""2.1: the peer could not use our CALLRESULT."""
SEND: Final = 6
"""2.1: a call that wants no answer."""

NO_ID: Final = "-1"
"""Stands for a message id that cannot be read or repeated (OCPP 2.0.1 part 4 §4.2.3)."""
_ID_LENGTH: Final = 36


class CallFrame(Struct, array_like=True, forbid_unknown_fields=True, frozen=True, gc=False):
    kind: Literal[2]
    message_id: str
    action: str
    payload: Raw


class SendFrame(Struct, array_like=True, forbid_unknown_fields=True, frozen=True, gc=False):
    kind: Literal[6]
    message_id: str
    action: str
    payload: Raw


_ABSENT: Final = Raw(b"")


class _Parts(Struct, array_like=True, frozen=True, gc=False):
    """Any array's first parts; more of them than a frame can have are passed over without keeping them."""

    first: Raw = _ABSENT
    second: Raw = _ABSENT
    third: Raw = _ABSENT
    fourth: Raw = _ABSENT
    fifth: Raw = _ABSENT
    sixth: Raw = _ABSENT


read_call: Final = msgspec.json.Decoder(CallFrame).decode
read_send: Final = msgspec.json.Decoder(SendFrame).decode
_read_parts: Final = msgspec.json.Decoder(_Parts).decode
_read_int: Final = msgspec.json.Decoder(int).decode
_read_text: Final = msgspec.json.Decoder(str).decode
_write_text: Final = msgspec.json.Encoder().encode
_BEGINNING: Final = re.compile(rb'\s*\[\s*(-?[0-9]{1,9})\s*(?:,\s*"([ !#-\[\]-~]{1,36})"\s*,)?')


def is_message_id(text: str) -> bool:
    """Whether `text` may name a message: 1 to 36 printable characters (OCPP-J 1.6 §4.1.4)."""
    return 0 < len(text) <= _ID_LENGTH and text.isprintable()


def read_parts(text: str) -> list[Raw]:
    """The first parts of an array, at most six. Raises as msgspec does for anything else."""
    return [part for part in msgspec.structs.astuple(_read_parts(text)) if part is not _ABSENT]


def kind_of(parts: list[Raw]) -> int | None:
    """The message type, None when the first part is no whole number."""
    try:
        return _read_int(parts[0]) if parts else None
    except msgspec.DecodeError:
        return None


def text_of(parts: list[Raw], index: int) -> str | None:
    """The part at `index` when it is there and a string."""
    try:
        return _read_text(parts[index]) if len(parts) > index else None
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def id_of(parts: list[Raw]) -> str | None:
    """The message id when it is one."""
    text = text_of(parts, 1)
    return text if text is not None and is_message_id(text) else None


def beginning_of(data: bytes) -> tuple[int | None, str | None]:
    """Message type and id as far as the beginning of a broken frame still tells them in plain ASCII."""
    found = _BEGINNING.match(data[:200])
    if found is None:
        return None, None
    name: bytes | None = found[2]
    return int(found[1]), None if name is None else name.decode("ascii")


def write_call(message_id: str, action: str, payload: bytes) -> bytes:
    return b'[2,%b,"%b",%b]' % (_write_text(message_id), action.encode(), payload)


def write_result(message_id: str, payload: bytes) -> bytes:
    return b"[3,%b,%b]" % (_write_text(message_id), payload)


def write_error(message_id: str, code: str, description: str) -> bytes:
    return b'[4,%b,"%b",%b,{}]' % (_write_text(message_id), code.encode(), _write_text(description))
