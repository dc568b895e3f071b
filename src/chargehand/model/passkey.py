"""Passkeys: what a browser proves with, and how whoever is signed in proved who they are."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chargehand.model.identity import DriverId


class Proof(StrEnum):
    """How somebody came in."""

    LETTER = "letter"
    PASSKEY = "passkey"
    CARD = "card"
    """A tap at a reader: enough to charge, not to change who may come in."""
    TOKEN = "token"


class Passkey(Struct, frozen=True, kw_only=True):
    """`id`: the credential's own; public, but no use to anybody else."""

    id: bytes
    driver: DriverId
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...] = ()
    name: str = ""
    made_at: datetime
    used_at: datetime | None = None
    suspect_at: datetime | None = None
    """When its counter fell: there may be a copy of it, and it opens nothing any more."""
