"""Passwords of stations: random secrets of at least 16 bytes, so one keyed hash is enough and a storm of connections cheap.

Whether a station is known, its password right or missing, its name right or wrong: the work and the answer are the same (S04).
"""

from __future__ import annotations

import binascii
import hmac
from typing import Final

from chargehand.model.credentials import Credentials

SECRET_BYTES_MIN: Final = 16
_NOBODY: Final = Credentials(bytes(16), bytes(32))


def credentials_for(password: str, salt: bytes) -> Credentials:
    """What to keep for `password` under a fresh random `salt`."""
    return Credentials(salt, _digest(salt, password.encode()))


def is_right(credentials: Credentials | None, identity: str, authorization: str | None) -> bool:
    """Whether the header is HTTP Basic with `identity` as user name and the right password (S05)."""
    expected = credentials or _NOBODY
    name, password = _split(authorization, identity)
    named = hmac.compare_digest(name, identity.encode() + b":")
    fits = hmac.compare_digest(_digest(expected.salt, password), expected.hash)
    return named and fits and credentials is not None


def _digest(salt: bytes, password: bytes) -> bytes:
    return hmac.digest(salt, password, "sha256")


def _split(authorization: str | None, identity: str) -> tuple[bytes, bytes]:
    """User name with its colon, and password. An identity may contain colons itself, so its own length decides."""
    scheme, _, encoded = (authorization or "").strip().partition(" ")
    try:
        decoded = binascii.a2b_base64(encoded.strip()) if scheme.lower() == "basic" else b""
    except (binascii.Error, ValueError):
        decoded = b""
    end = len(identity.encode()) + 1
    return decoded[:end], decoded[end:]
