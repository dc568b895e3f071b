"""Whether we could commit now: the one answer that gateway, web and readiness checks share (F96)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from chargehand.engine.ports import UnitStore
from chargehand.model.faults import WorldFault

PROBE_EVERY_S = 1.0
PROBE_LASTS_S = 2.0
"""A probe that takes longer has failed, whatever becomes of it."""
HANG_UP_AFTER = 2
"""So many failed probes in a row, and stations are better off keeping their messages."""


class Health:
    """`ready()` turns false with the first failed probe and true with the first good one."""

    def __init__(self, store: UnitStore, lost: Callable[[], Awaitable[None]]) -> None:
        self._store = store
        self._lost = lost
        self._failures = 0
        self._probe: asyncio.Task[None] | None = None

    def ready(self) -> bool:
        return self._failures == 0

    async def run(self) -> None:
        """Probe until cancelled; after `HANG_UP_AFTER` failures in a row `lost` is awaited, once per outage."""
        try:
            while True:
                if await self._goes_through():
                    self._failures = 0
                else:
                    self._failures += 1
                    if self._failures == HANG_UP_AFTER:
                        await self._lost()
                await asyncio.sleep(PROBE_EVERY_S)
        finally:
            if self._probe is not None:
                self._probe.cancel()

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
