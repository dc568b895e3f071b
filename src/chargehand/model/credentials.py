"""How a station proves who it is, and what its password is checked against."""

from __future__ import annotations

import hmac
import re
from enum import IntEnum
from typing import Final

from msgspec import Struct

PASSWORD_MIN: Final = 16
"""What a password must have where nobody is there to be warned (OCPP 2.0.1 A00.FR.205)."""
NEXT_KEYS_MAX: Final = 3
"""So many new keys of one station may be under way at once."""
_HEX: Final = re.compile(rb"(?:[0-9A-Fa-f]{2}){16,20}")


class SecurityProfile(IntEnum):
    """OCPP 2.0.1 part 2 A, 1.6 security white paper: each is stronger than the one before."""

    OPEN = 0
    """Nothing is asked: for development."""
    BASIC = 1
    """A password without TLS: for networks of one's own."""
    BASIC_TLS = 2
    CERTIFICATE = 3
    """A certificate of its own over TLS."""


class Verifier(Struct, frozen=True):
    """`hash` is the HMAC-SHA256 of a password's one spelling under `salt`."""

    salt: bytes
    hash: bytes


class Credentials(Struct, frozen=True):
    """`profile`: the least that is enough. `key` None: no password is right.

    `next_keys`: new keys that the station was sent and has not come in with yet; each is as good as `key`, so that
    nobody is locked out by a change that broke off half-way (S08).
    """

    profile: SecurityProfile = SecurityProfile.BASIC
    key: Verifier | None = None
    next_keys: tuple[Verifier, ...] = ()


def digest(salt: bytes, password: bytes) -> bytes:
    """The HMAC of `password` in its one spelling."""
    return hmac.digest(salt, _spelled(password), "sha256")


def verifier_for(password: str, salt: bytes) -> Verifier:
    """What to keep for `password` under a fresh random `salt`."""
    return Verifier(salt, digest(salt, password.encode()))


def _spelled(password: bytes) -> bytes:
    """A key of 16 to 20 bytes is shown and sent as hex digits; some stations log in with the digits, some with the bytes
    (OCPP-J 1.6 §6.2): both spell the same key.
    """
    return bytes.fromhex(password.decode()) if _HEX.fullmatch(password) else password
