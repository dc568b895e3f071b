"""The clock and the dice of the house; every other floor is handed them."""

from __future__ import annotations

import secrets
import time
from functools import partial
from pathlib import Path
from typing import Final

from chargehand.engine.clock import HouseClock

_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_PAIRS: Final = tuple(second + first for first in _DIGITS for second in _DIGITS)
_WIDTH: Final = 22  # 62 ** 22 holds 128 bits

monotonic = time.monotonic
# Where there is a clock that counts while the machine sleeps, sleeping is no step of the wall's.
_STEADY: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")


clock: Final = HouseClock(time.time_ns, partial(time.clock_gettime_ns, _STEADY))
"""Now, in UTC: one clock for the whole process."""


def boot() -> str:
    """Names the machine's present life; where it has no name, it is this process' alone."""
    try:
        return _BOOT.read_text(encoding="ascii").strip() or fresh_id()
    except OSError:
        return fresh_id()


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
