"""Token buckets in memory, bounded in number: enough to make guessing and mail bombs useless on one machine."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime


class Buckets:
    """Each key may act `burst` times at once and then `per_s` times a second. The least recently used key is forgotten first."""

    def __init__(self, burst: float, per_s: float, keys_max: int = 10_000) -> None:
        self._burst = burst
        self._per_s = per_s
        self._keys_max = keys_max
        self._levels: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def wait_s(self, key: str, now: datetime) -> float:
        """0: taken; otherwise nothing was taken, and this long it takes until something can be."""
        level, since = self._levels.pop(key, (self._burst, now))
        level = min(self._burst, level + max(0.0, (now - since).total_seconds()) * self._per_s)
        wait_s = 0.0 if level >= 1 else (1 - level) / self._per_s
        self._levels[key] = (level - 1 if level >= 1 else level, now)
        while len(self._levels) > self._keys_max:
            self._levels.popitem(last=False)
        return wait_s
