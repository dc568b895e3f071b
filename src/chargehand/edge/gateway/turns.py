"""Who may use a station's one call slot next."""

from __future__ import annotations

import asyncio
import heapq


class Gone(Exception):
    """The connection ended."""


class Turns:
    """One turn at a time, by rank and then by age; a lower rank goes first."""

    def __init__(self) -> None:
        self._taken = False
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._count = 0
        self._over = False

    def take_now(self) -> bool:
        """Whether it is this caller's turn already; `give` is to follow if so. Raises Gone as `take`."""
        if self._over:
            raise Gone
        if self._taken:
            return False
        self._taken = True
        return True

    async def take(self, rank: int) -> None:
        """Returns when it is this caller's turn; `give` is to follow. Raises Gone when there are no turns any more."""
        if self.take_now():
            return
        turn = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._waiting, (rank, self._count, turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.give()  # it was given to us at the very moment we went
            raise

    def give(self) -> None:
        """The next one's turn."""
        while self._waiting:
            turn = heapq.heappop(self._waiting)[2]
            if not turn.done():
                turn.set_result(None)
                return
        self._taken = False

    def end(self) -> None:
        """No more turns: everybody who waits hears Gone."""
        self._over = True
        waiting, self._waiting = self._waiting, []
        for _, _, turn in waiting:
            if not turn.done():
                turn.set_exception(Gone())
