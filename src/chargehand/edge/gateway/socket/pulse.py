"""Signs of life and slowness, watched for all sockets by one task: a task and a timer for each would cost memory."""

from __future__ import annotations

import asyncio
from typing import Final, Protocol

_SLOTS_MAX: Final = 64
_SLOT_S: Final = 0.05
_LOOK_S: Final = 1.0


class Beating(Protocol):
    def hold(self, why: int) -> None:
        """Reads no more while any reason holds."""
        ...

    def release(self, why: int) -> None:
        """`why` is no reason any more."""
        ...

    def beat(self) -> None:
        """Called every half ping interval."""
        ...

    def look(self) -> None:
        """Called about every second, or more often, while being watched."""
        ...


class Pulse:
    """Each joined socket beats every half `interval_s`, spread evenly so that not all ping in one tick."""

    def __init__(self, interval_s: float) -> None:
        beat_s = interval_s / 2
        self._slots: list[dict[Beating, None]] = [
            {} for _ in range(max(1, min(_SLOTS_MAX, int(beat_s / _SLOT_S))))
        ]
        self._step_s = beat_s / len(self._slots)
        self._next_slot = 0
        self._watched: dict[Beating, None] = {}

    def join(self, one: Beating) -> int:
        """The slot to leave from."""
        slot = self._next_slot
        self._next_slot = (slot + 1) % len(self._slots)
        self._slots[slot][one] = None
        return slot

    def leave(self, one: Beating, slot: int) -> None:
        self._slots[slot].pop(one, None)
        self._watched.pop(one, None)

    def everyone(self) -> list[Beating]:
        """All that have joined."""
        return [one for slot in self._slots for one in slot]

    def watch(self, one: Beating) -> None:
        """`one` has something unfinished: look at it until told otherwise."""
        self._watched[one] = None

    def unwatch(self, one: Beating) -> None:
        self._watched.pop(one, None)

    async def run(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        slot, at, look_at = 0, loop.time(), loop.time()
        while True:
            at = max(at + self._step_s, loop.time())
            await asyncio.sleep(at - loop.time())
            for one in tuple(self._slots[slot]):
                one.beat()
            slot = (slot + 1) % len(self._slots)
            if loop.time() >= look_at:
                look_at = loop.time() + min(_LOOK_S, self._step_s * len(self._slots))
                for one in tuple(self._watched):
                    one.look()
