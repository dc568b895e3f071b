"""How often something may happen: token buckets, bounded in number."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

_KEYS_MAX: Final = 10_000


class Throttle:
    """Each key has `burst` tries, which grow again by `per_s`. The key that was used longest ago is forgotten first."""

    def __init__(self, burst: float, per_s: float) -> None:
        self._burst = burst
        self._per_s = per_s
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def allows(self, key: Hashable, now: float) -> bool:
        """Whether a try is left; takes none."""
        return self._level(key, now) >= 1

    def take(self, key: Hashable, now: float) -> None:
        """One try is used up."""
        self._left[key] = (max(0.0, self._level(key, now) - 1), now)
        self._left.move_to_end(key)
        if len(self._left) > _KEYS_MAX:
            self._left.popitem(last=False)

    def _level(self, key: Hashable, now: float) -> float:
        level, since = self._left.get(key, (self._burst, now))
        return min(self._burst, level + (now - since) * self._per_s)
