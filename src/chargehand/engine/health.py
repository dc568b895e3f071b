"""Whether we could commit now: the one answer that gateway, web and readiness checks share (F96)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from chargehand.engine.ports import UnitStore
from chargehand.model.faults import WorldFault

PROBE_EVERY_S = 1.0
PROBE_LASTS_S = 3.0
"""A probe that takes longer has failed, whatever becomes of it. A link with two seconds of delay is slow, not cut (F99)."""
HANG_UP_AFTER = 2
"""So many failed probes in a row, or one that hangs, and stations are better off keeping their messages. With the two times
above that is at most 4 s after the last moment at which a commit was possible."""


def _always() -> bool:
    return True


class Health:
    """`ready()` turns false with the first failed probe and true with the first good one.

    `room`: whether a commit may be risked at all; where it may not, none is tried (F97).
    """

    def __init__(
        self, store: UnitStore, lost: Callable[[], Awaitable[None]], room: Callable[[], bool] = _always
    ) -> None:
        self._store = store
        self._lost = lost
        self._room = room
        self._failures = 0
        self._told = False
        self._probe: asyncio.Task[None] | None = None

    def ready(self) -> bool:
        return self._failures == 0

    def has_room(self) -> bool:
        """Whether a commit may be risked at all, as it is just now."""
        return self._room()

    async def run(self) -> None:
        """Probe until cancelled; when it is certain that nothing can be committed `lost` is awaited, once per outage."""
        try:
            while True:
                await self._look()
                await asyncio.sleep(PROBE_EVERY_S)
        finally:
            if self._probe is not None:
                self._probe.cancel()

    async def _look(self) -> None:
        if self._room() and await self._goes_through():
            self._failures, self._told = 0, False
            return
        self._failures += 1
        hangs = self._probe is not None
        if not self._told and (hangs or self._failures >= HANG_UP_AFTER):
            self._told = True
            await self._lost()

    async def _goes_through(self) -> bool:
        """One that hangs is left alone, and no other is sent after it: to cancel it may take as long as the hanging (F99)."""
        if self._probe is None:
            self._probe = asyncio.get_running_loop().create_task(self._store.probe())
        done, _ = await asyncio.wait({self._probe}, timeout=PROBE_LASTS_S)
        if not done:
            return False
        probe, self._probe = self._probe, None
        try:
            probe.result()
        except WorldFault:
            return False
        return True
