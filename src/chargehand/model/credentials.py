"""What a station's password is checked against."""

from __future__ import annotations

from msgspec import Struct


class Credentials(Struct, frozen=True):
    """`hash` is the HMAC-SHA256 of the password under `salt`. `open_door`: the station may come in without one."""

    salt: bytes
    hash: bytes
    open_door: bool = False
