"""Where a station stands and what it looks like."""

from __future__ import annotations

import hashlib

from msgspec import Struct

PICTURE_BYTES_MAX = 48 * 1024
"""Of a station's picture: with all the rest, the first load of its page stays below 150 kB."""

_SIGNS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


class Coordinates(Struct, frozen=True):
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


class Picture(Struct, frozen=True, kw_only=True):
    kind: str
    """Its media type."""
    content: bytes
    tag: str
    """Changes with the content: part of the picture's address."""


class NoPicture(ValueError):
    """What was given is no picture that browsers show, or too large a one."""


def picture_of(content: bytes) -> Picture:
    """The picture that these bytes are, known by their beginning and not by what somebody says. Raises NoPicture."""
    if len(content) > PICTURE_BYTES_MAX:
        raise NoPicture(f"A picture has {PICTURE_BYTES_MAX // 1024} kB at most.")
    kind = next((kind for sign, kind in _SIGNS.items() if content.startswith(sign)), None)
    if kind is None and content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        kind = "image/webp"
    if kind is None:
        raise NoPicture("A picture is a JPEG, a PNG or a WebP.")
    return Picture(kind=kind, content=content, tag=hashlib.sha256(content).hexdigest()[:12])
