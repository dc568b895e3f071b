"""What goes into a station's own list of tokens: each as it would be answered now (1.6 §5.15, 2.x D01)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from chargehand.core.authorization import status_of
from chargehand.model.calls import SendLocalList
from chargehand.model.local_list import KnownList, ListedToken, ListLimits
from chargehand.model.token import Token, TokenStatus

PER_MESSAGE: Final = 20
"""For stations that do not tell how many entries they take at once."""
PER_MESSAGE_MAX: Final = 500
ENTRY_BYTES: Final = 256
"""More than an entry takes in any version."""
VERSION_MAX: Final = 2**31 - 1


def drafted(
    tokens: Iterable[Token], known: KnownList | None, limits: ListLimits, at: datetime, *, full: bool
) -> SendLocalList:
    """The list as a call; only what has changed since the last one, unless `full`, or what the station has is not known.

    Tokens that are nobody's (invalid) are not on it.
    """
    listed = tuple(entry for entry in (_listed(token, at) for token in tokens) if entry is not None)
    version = 1 if known is None or known.sent.version >= VERSION_MAX // 2 else known.sent.version + 1
    before = None if full or known is None or version == 1 else known.sent.entries
    changes = None if before is None else _changes(before, listed)
    return SendLocalList(version=version, entries=listed, changes=changes, per_message=_per_message(limits))


def fits(call: SendLocalList, limits: ListLimits) -> bool:
    """Whether the station can keep it all."""
    return limits.most is None or len(call.entries) <= limits.most


def _listed(token: Token, at: datetime) -> ListedToken | None:
    status = status_of(token, at)
    if status is TokenStatus.INVALID:
        return None
    return ListedToken(token.uid, status, token.group_id, token.expires_at)


def _changes(before: tuple[ListedToken, ...], now: tuple[ListedToken, ...]) -> tuple[ListedToken, ...]:
    known, there = {each.uid: each for each in before}, {each.uid for each in now}
    gone = (ListedToken(uid, None) for uid in known if uid not in there)
    return (*gone, *(each for each in now if known.get(each.uid) != each))


def _per_message(limits: ListLimits) -> int:
    number = limits.per_message or PER_MESSAGE
    if limits.bytes_per_message:
        number = min(number, limits.bytes_per_message // ENTRY_BYTES)
    return max(1, min(number, PER_MESSAGE_MAX))
