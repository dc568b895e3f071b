"""All that is to happen, in the order of its instants; between equal ones chance decides."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from random import Random

Action = Callable[[], None]


class Agenda:
    """`now` is in seconds since the beginning of the play and moves only in `run`."""

    def __init__(self, rng: Random) -> None:
        self.now = 0.0
        self.happened = 0
        self._chance = rng.random
        self._count = 0
        self._heap: list[tuple[float, float, int, Action]] = []
        self._next: list[Action] = []

    def at(self, when: float, action: Action) -> None:
        """`action` happens at `when`, or now if that has passed."""
        self._count += 1
        heappush(self._heap, (max(self.now, when), self._chance(), self._count, action))

    def later(self, delay_s: float, action: Action) -> None:
        self.at(self.now + delay_s, action)

    def next(self, action: Action) -> None:
        """`action` happens as soon as what happens now is over."""
        self._next.append(action)

    def run(self, until: float) -> None:
        """Everything due until then has happened."""
        heap, following = self._heap, self._next
        while heap and heap[0][0] <= until:
            self.now, _, _, action = heappop(heap)
            self.happened += 1
            action()
            while following:
                following.pop()()
        self.now = max(self.now, until)

    def clear(self) -> None:
        """Nothing happens any more."""
        self._heap.clear()
        self._next.clear()
