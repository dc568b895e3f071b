"""The station's clock: virtual time that moves only when told, and what is due at which instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeAlias

Key: TypeAlias = tuple[str, int | str]


def whole_ms(at: datetime) -> datetime:
    """The instant cut to milliseconds: the finest thing a frame can say, so oracle and frame agree exactly."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


class Timers:
    """Named timers on virtual time. Setting a key again replaces it; equal instants run in the order set."""

    __slots__ = ("_due", "_sequence", "exact_now", "now")

    def __init__(self, start_at: datetime) -> None:
        self.now = whole_ms(start_at)
        self.exact_now = start_at
        self._due: dict[Key, tuple[datetime, int, Callable[[], None]]] = {}
        self._sequence = 0

    def set(self, key: Key, delay_s: float, action: Callable[[], None]) -> None:
        """`action` runs once, `delay_s` seconds from now."""
        self._sequence += 1
        self._due[key] = (whole_ms(self.now + timedelta(seconds=delay_s)), self._sequence, action)

    def until_next_s(self, every_s: float) -> float:
        """Seconds until the clock stands at the next multiple of so many seconds."""
        return every_s - self.now.timestamp() % every_s

    def cancel(self, key: Key) -> None:
        self._due.pop(key, None)

    def cancel_kind(self, kind: str) -> None:
        """Cancels every timer whose key begins with `kind`."""
        for key in [key for key in self._due if key[0] == kind]:
            del self._due[key]

    def clear(self) -> None:
        self._due.clear()

    @property
    def next_due_at(self) -> datetime | None:
        return min(self._due.values())[0] if self._due else None

    def run_until(self, at: datetime) -> None:
        """Runs what is due up to and including `at`, each at its own instant. Time never goes back."""
        until = whole_ms(at)
        while self._due:
            key = min(self._due, key=lambda name: self._due[name][:2])
            due_at, _, action = self._due[key]
            if due_at > until:
                break
            del self._due[key]
            self.now = max(self.now, due_at)
            self.exact_now = self.now
            action()
        self.now = max(self.now, until)
        self.exact_now = max(self.exact_now, at)
