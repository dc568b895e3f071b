"""Stations that are said to be here and are not: their coming was kept and the word of it lost, or their going was not kept.

Without it such a station would count as connected, and its sessions as watched, until it comes again: perhaps never.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from typing import Final, Protocol

from structlog.typing import FilteringBoundLogger

from chargehand.model.faults import WorldFault
from chargehand.model.identity import StationId
from chargehand.store.administration import Stations

EVERY_S: Final = 60.0
AT_ONCE: Final = 500

Part = Callable[[StationId, int], Awaitable[None]]
"""Says that the connection of this epoch is gone; of an older one than the last it means nothing."""


class Holder(Protocol):
    """The gateway, as far as it matters here."""

    def known(self) -> Collection[StationId]:
        """Those with whom a conversation is here, also one that only begins or whose end is being kept."""
        ...


class RollCall:
    """`name`: the gateway's."""

    def __init__(
        self, name: str, stations: Stations, holder: Holder, part: Part, log: FilteringBoundLogger
    ) -> None:
        self._name = name
        self._stations = stations
        self._holder = holder
        self._part = part
        self._log = log

    async def run(self) -> None:
        """Until cancelled, once a minute."""
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.call()
            except WorldFault as fault:
                self._log.warning("roll_call_failed", reason=str(fault))

    async def call(self) -> int:
        """Who is said to be here and is not has been parted with; returns how many. Raises WorldFault."""
        said = await self._stations.held_by(self._name)
        known = frozenset(self._holder.known())
        missing = [each for each in said if each[0] not in known]
        for start in range(0, len(missing), AT_ONCE):
            await asyncio.gather(*(self._part(*each) for each in missing[start : start + AT_ONCE]))
        if missing:
            self._log.info("stations_parted_with", count=len(missing))
        return len(missing)
