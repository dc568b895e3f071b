"""Space for frames, shared by all sockets: for large ones while they come, for all that wait to be worked on (F19)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

USUAL_BYTES: Final = 64 * 1024
"""Up to this size a frame needs nobody's leave."""


class Guest(Protocol):
    def admitted(self) -> None:
        """There is room now."""
        ...


class Room:
    """So many guests may hold a large frame at once; the others wait, unread, in the order they came."""

    def __init__(self, guests: int) -> None:
        self._free = max(1, guests)
        self._waiting: deque[Guest] = deque()

    def enter(self, guest: Guest) -> bool:
        """True: come in. False: wait for `admitted`."""
        if self._free:
            self._free -= 1
            return True
        self._waiting.append(guest)
        return False

    def leave(self) -> None:
        """One who had entered needs its place no more."""
        if self._waiting:
            self._waiting.popleft().admitted()
        else:
            self._free += 1

    def forget(self, guest: Guest) -> None:
        """One who may have waited waits no more."""
        if self._waiting and guest in self._waiting:
            self._waiting.remove(guest)


class Budget:
    """Bytes that wait to be worked on. When they are too many, nobody is read until half of them are done; nothing is dropped."""

    __slots__ = ("_hold", "_is_full", "_limit", "_release", "_taken")

    def __init__(self, limit: int, hold: Callable[[], None], release: Callable[[], None]) -> None:
        """`hold` stops reading everywhere, `release` goes on."""
        self._limit = limit
        self._hold = hold
        self._release = release
        self._taken = 0
        self._is_full = False

    @property
    def is_full(self) -> bool:
        return self._is_full

    def take(self, size: int) -> None:
        """So much more waits."""
        self._taken += size
        if self._taken > self._limit and not self._is_full:
            self._is_full = True
            self._hold()

    def give(self, size: int) -> None:
        """So much is done."""
        self._taken -= size
        if self._is_full and self._taken <= self._limit // 2:
            self._is_full = False
            self._release()
