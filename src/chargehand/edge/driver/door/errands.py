"""Small jobs done after the answer, so that the answer's time tells nothing about them (S36)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from chargehand.edge.driver.ports import WebObserver

Errand = Callable[[], Awaitable[None]]


class Errands:
    """One after the other, at most `waiting_max` waiting."""

    def __init__(self, observer: WebObserver, waiting_max: int = 500) -> None:
        self._observer = observer
        self._queue: asyncio.Queue[Errand] = asyncio.Queue(waiting_max)

    def put(self, errand: Errand) -> bool:
        """False when too many wait."""
        try:
            self._queue.put_nowait(errand)
        except asyncio.QueueFull:
            return False
        return True

    async def run(self) -> None:
        """Does what comes, for ever."""
        while True:
            errand = await self._queue.get()
            try:
                await errand()
            except Exception as fault:  # this queue's own edge: one errand's fault must not end the others
                self._observer.fault("errand", "sign-in", fault)
            finally:
                self._queue.task_done()

    async def done(self) -> None:
        """Nothing waits any more."""
        await self._queue.join()
