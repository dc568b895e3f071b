"""Space for frames that are larger than usual, shared by all sockets (F19)."""

from __future__ import annotations

from collections import deque
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
