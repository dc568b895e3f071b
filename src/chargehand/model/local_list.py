"""What a station knows of tokens by itself, to decide while it cannot ask (1.6 §5.15, 2.x D)."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from chargehand.model.identity import TokenUid
from chargehand.model.token import TokenStatus


class ListedToken(Struct, frozen=True, array_like=True):
    """`status` None: it is to be taken from the list."""

    uid: TokenUid
    status: TokenStatus | None
    group_id: str | None = None
    expires_at: datetime | None = None


class LocalList(Struct, frozen=True):
    """What was sent last. `entries` None: what the station has is not known for certain, only that it may have this version."""

    version: int
    entries: tuple[ListedToken, ...] | None = None


class KnownList(Struct, frozen=True):
    sent: LocalList
    sent_at: datetime


class ListLimits(Struct, frozen=True):
    """What a station told of itself; None: nothing."""

    per_message: int | None = None
    bytes_per_message: int | None = None
    most: int | None = None
    """Entries that it keeps."""
