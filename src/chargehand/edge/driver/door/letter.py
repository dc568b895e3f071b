"""The code of the letter that signs a driver in."""

from __future__ import annotations

import hashlib


def six_digits(secret: str) -> str:
    """A code made from chance: as even as SHA-256."""
    return f"{int.from_bytes(hashlib.sha256(secret.encode()).digest()) % 1_000_000:06}"
