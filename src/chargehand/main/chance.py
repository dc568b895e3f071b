"""The clock and the dice of the house; every other floor is handed them."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime
from typing import Final

_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_PAIRS: Final = tuple(second + first for first in _DIGITS for second in _DIGITS)
_WIDTH: Final = 22  # 62 ** 22 holds 128 bits

monotonic = time.monotonic


def clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def fresh_id() -> str:
    """128 bits of chance in 22 letters and digits: nobody can guess it, and it needs no escaping anywhere."""
    number = secrets.randbits(128)
    digits: list[str] = []
    for _ in range(_WIDTH // 2):
        number, pair = divmod(number, 62 * 62)
        digits.append(_PAIRS[pair])
    return "".join(digits)


def fresh_secret() -> str:
    """256 bits for links, cookies and API tokens, of which only a hash is kept."""
    return secrets.token_urlsafe(32)


def fresh_password() -> str:
    """A station's password: 20 bytes of chance as hex digits, the way OCPP 1.6 spells its AuthorizationKey; 40 characters fit 2.x too."""
    return secrets.token_hex(20)


def fresh_bytes(count: int) -> bytes:
    return secrets.token_bytes(count)


def fresh_salt() -> bytes:
    return secrets.token_bytes(16)


def fresh_public_id() -> str:
    """What drivers see of a station: short enough for a sticker, too many to try out (10 characters, 59 bits)."""
    return "".join(secrets.choice(_DIGITS) for _ in range(10))


def first_number() -> int:
    """Where a station's transaction numbers begin: not with 1, so that a number says nothing (F41)."""
    return secrets.randbelow(90_000) + 10_000
