"""Among several gateways: a station that another one took over is shown out here (F27)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final, Protocol

from structlog.typing import FilteringBoundLogger

from chargehand.edge.bus.nats import NatsFeed
from chargehand.model.faults import WorldFault
from chargehand.model.identity import StationId
from chargehand.model.snapshot import Change
from chargehand.store.administration import Stations

PAUSE_S: Final = 0.2


class Holder(Protocol):
    """The gateway, as far as it matters here."""

    def has(self, station: StationId) -> bool: ...

    def displaced(self, station: StationId, epoch: int) -> None: ...


class Displacement:
    def __init__(self, name: str, stations: Stations, holder: Holder, log: FilteringBoundLogger) -> None:
        self._name = name
        self._stations = stations
        self._holder = holder
        self._log = log
        self._doubtful: set[StationId] = set()
        self._some = asyncio.Event()

    async def run(self, feed: NatsFeed) -> None:
        """Until cancelled. A wake-up that was lost costs nothing but the time until the old socket is found dead."""
        leave = feed.overhear(self._hear)
        try:
            while True:
                await self._some.wait()
                self._some.clear()
                doubtful, self._doubtful = self._doubtful, set()
                await self._look(doubtful)
                await asyncio.sleep(PAUSE_S)
        finally:
            leave()

    def _hear(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if self._holder.has(change.station):
                self._doubtful.add(change.station)
                self._some.set()

    async def _look(self, doubtful: set[StationId]) -> None:
        try:
            elsewhere = await self._stations.held_elsewhere(self._name, tuple(doubtful))
        except WorldFault as fault:
            self._log.warning("displacement_unknown", reason=str(fault))
            return
        for station, epoch in elsewhere:
            self._holder.displaced(station, epoch)
