"""How deep JSON is nested, told without parsing it (F02)."""

from __future__ import annotations

from typing import Final

_UNIFY: Final = bytes.maketrans(b"{}", b"[]")
_ALL_BUT_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))
_OPENED_MAX: Final = 262_144
"""Far more than the largest honest frame holds; keeps the look at a hostile one within some tens of milliseconds."""


def is_deeper(data: bytes, limit: int) -> bool:
    """Whether `data` nests arrays and objects more than `limit` deep, does not close them, or has absurdly many.

    Costs two counts for a frame with at most `limit` brackets, a few passes at memory speed for any other.
    """
    opened = data.count(b"[") + data.count(b"{")
    if opened <= limit:
        return False
    if opened > _OPENED_MAX:
        return True
    if b"\\" in data:
        # Backslashes stand in strings only; without their escapes every quote begins or ends a string.
        data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    brackets = b"".join(data.split(b'"')[::2]).translate(_UNIFY, _ALL_BUT_BRACKETS)
    for _ in range(limit):
        if not brackets:
            return False
        brackets = brackets.replace(b"[]", b"")  # takes away exactly the innermost level
    return bool(brackets)
