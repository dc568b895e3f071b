"""What goes on at the door that people should know of: told once, not each time it happens."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from chargehand.edge.gateway.door.throttle import Throttle
from chargehand.model.identity import StationId

AGAIN_S: Final = 300.0
"""The same of the same station is told again after so long."""
AT_ONCE: Final = 30
AGAIN_OF_ALL_S: Final = 2.0
"""Of what strangers can bring about so many are told at once, then one in so long: a flood of names is no flood of news."""


class Notice(StrEnum):
    """The gateway's own security events; a station's have OCPP's names, which look different."""

    THROTTLED = "throttled"
    """Too many wrong tries to come in."""
    DISPLACED = "displaced"
    """Two take the station's place from each other: somebody else knows its secret (S02)."""
    PROFILE_TOO_LOW = "profile_too_low"
    """Its secret was right and came in a weaker way than it must (S06)."""
    PROFILE_RAISED = "profile_raised"
    KEY_CHANGED = "key_changed"
    BAD_CERTIFICATE = "bad_certificate"
    FRAME_TOO_BIG = "frame_too_big"


_BY_STRANGERS: Final = frozenset({Notice.THROTTLED, Notice.BAD_CERTIFICATE})

Noticed = Callable[[StationId, str, str], None]
"""Takes station, kind and what is known; quick, must not raise. There may be no such station; empty: it is about none."""


class Notices:
    def __init__(self, noticed: Noticed, monotonic: Callable[[], float]) -> None:
        self._noticed = noticed
        self._monotonic = monotonic
        self._told = Throttle(1, 1 / AGAIN_S)
        self._all = Throttle(AT_ONCE, 1 / AGAIN_OF_ALL_S)

    def tell(self, identity: str, kind: Notice, info: str, *, about: str = "") -> None:
        """Known from now on, unless it was told of this station, or of what it is `about`, not long ago."""
        key, now = (identity or about, kind), self._monotonic()
        if not self._told.allows(key, now) or not self._has_room(kind, now):
            return
        self._told.take(key, now)
        self._noticed(StationId(identity), kind, info)

    def _has_room(self, kind: Notice, now: float) -> bool:
        if kind not in _BY_STRANGERS:
            return True
        if not self._all.allows(kind, now):
            return False
        self._all.take(kind, now)
        return True
