"""Checking a password: random secrets of at least 16 bytes, so one keyed hash is enough and a storm of connections cheap.

Whether a station is known, its password right or missing, its name right or wrong: the work and the answer are the same (S04).
"""

from __future__ import annotations

import binascii
import hmac
from typing import Final, NamedTuple

from chargehand.model.credentials import NEXT_KEYS_MAX, Credentials, Verifier, digest

_NOBODY: Final = Credentials()
_NO_KEY: Final = Verifier(bytes(16), bytes(32))


class Checked(NamedTuple):
    """What an Authorization header is worth."""

    fits: Verifier | None
    """The verifier that the password fits; None: it fits none, or the name is not the station's."""
    named: bool
    """The user name is the station's."""


def check(credentials: Credentials | None, identity: str, authorization: str | None) -> Checked:
    """Checks HTTP Basic with `identity` as user name (S05), always against the same number of verifiers."""
    expected = credentials or _NOBODY
    name, password = _split(authorization, identity)
    named = hmac.compare_digest(name, identity.encode() + b":")
    fits: Verifier | None = None
    for verifier in _all_keys(expected):
        right = hmac.compare_digest(digest(verifier.salt, password), verifier.hash)
        fits = verifier if right and verifier is not _NO_KEY else fits
    return Checked(fits if named else None, named)


def is_right(credentials: Credentials | None, identity: str, authorization: str | None) -> bool:
    """Whether the header carries one of the station's passwords."""
    return check(credentials, identity, authorization).fits is not None


def _all_keys(credentials: Credentials) -> list[Verifier]:
    """As many for everybody: those of the station, and blanks that nothing fits."""
    keys = [credentials.key or _NO_KEY, *credentials.next_keys[:NEXT_KEYS_MAX]]
    return keys + [_NO_KEY] * (1 + NEXT_KEYS_MAX - len(keys))


def _split(authorization: str | None, identity: str) -> tuple[bytes, bytes]:
    """User name with its colon, and password. An identity may contain colons itself, so its own length decides."""
    scheme, _, encoded = (authorization or "").strip().partition(" ")
    try:
        decoded = binascii.a2b_base64(encoded.strip()) if scheme.lower() == "basic" else b""
    except (binascii.Error, ValueError):
        decoded = b""
    end = len(identity.encode()) + 1
    return decoded[:end], decoded[end:]
