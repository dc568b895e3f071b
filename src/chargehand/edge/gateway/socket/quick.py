"""The usual frame, one whole text message, without the generality of a protocol library: it is nearly all there is.

Everything else (fragments, control frames, whatever comes in pieces or several at once) goes through the library.
"""

from __future__ import annotations

from typing import Final

try:
    from websockets.speedups import apply_mask
except ImportError:  # an interpreter without the library's compiled part
    from websockets.utils import apply_mask

_FINAL_TEXT: Final = 0x81
_MASKED: Final = 0x80
_TWO_BYTES: Final = 126
_EIGHT_BYTES: Final = 127
_LONG_HEAD: Final = 14


def whole_text(data: bytes, size_max: int) -> bytes | None:
    """The message, if `data` is exactly one final masked text frame of at most `size_max` (RFC 6455 §5.2)."""
    if len(data) < 6 or data[0] != _FINAL_TEXT:
        return None
    size, start = data[1] - _MASKED, 2
    if size == _TWO_BYTES:
        size, start = int.from_bytes(data[2:4], "big"), 4
    elif size == _EIGHT_BYTES:
        size, start = int.from_bytes(data[2:10], "big"), 10
    if not 0 <= size <= size_max or len(data) != start + 4 + size:
        return None
    return apply_mask(data[start + 4 :], data[start : start + 4])


def beginning(data: bytes) -> bytes:
    """The message as far as it is in `data`, which begins with a masked text frame of more than 64 KiB; nothing of any other."""
    if len(data) < _LONG_HEAD or data[0] != _FINAL_TEXT or data[1] != _MASKED + _EIGHT_BYTES:
        return b""
    return apply_mask(data[_LONG_HEAD:], data[_LONG_HEAD - 4 : _LONG_HEAD])


def text_frame(data: bytes) -> bytes:
    """The final unmasked text frame with `data` in it."""
    size = len(data)
    if size < _TWO_BYTES:
        return bytes((_FINAL_TEXT, size)) + data
    if size < 1 << 16:
        return b"\x81\x7e" + size.to_bytes(2, "big") + data
    return b"\x81\x7f" + size.to_bytes(8, "big") + data
