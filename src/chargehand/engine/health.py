"""Whether we could commit now: the one answer that gateway, web and readiness checks share (F96)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from chargehand.engine.ports import UnitStore
from chargehand.model.faults import WorldFault

PROBE_EVERY_S = 1.0
HANG_UP_AFTER = 2
"""So many failed probes in a row, and stations are better off keeping their messages."""


class Health:
    """`ready()` turns false with the first failed probe and true with the first good one."""

    def __init__(self, store: UnitStore, lost: Callable[[], Awaitable[None]]) -> None:
        self._store = store
        self._lost = lost
        self._failures = 0

    def ready(self) -> bool:
        return self._failures == 0

    async def run(self) -> None:
        """Probe until cancelled; after `HANG_UP_AFTER` failures in a row `lost` is awaited, once per outage."""
        while True:
            try:
                await asyncio.wait_for(self._store.probe(), PROBE_EVERY_S * 2)
            except (WorldFault, TimeoutError):
                self._failures += 1
                if self._failures == HANG_UP_AFTER:
                    await self._lost()
            else:
                self._failures = 0
            await asyncio.sleep(PROBE_EVERY_S)
