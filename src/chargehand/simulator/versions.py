"""The versions of OCPP that virtual stations speak, and their subprotocols."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

Version: TypeAlias = Literal["1.6", "2.0.1", "2.1"]
VERSIONS: Final[tuple[Version, ...]] = ("1.6", "2.0.1", "2.1")


def subprotocol(version: Version) -> str:
    """What the handshake offers."""
    return f"ocpp{version}"
