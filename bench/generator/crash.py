"""Stations that live on while the house is killed under them, and remember every answer they got."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from random import Random
from time import monotonic
from typing import Final

from picows import WSError

from bench.generator.fleet import Fleet, said
from bench.generator.station import Station, is_fault

_PAUSE_S: Final = 0.05

Fact = tuple[str, str, int, int, float]
"""What was answered: kind, identity, transaction, register in Wh, and the moment."""


class Survivors:
    """Sessions over and over, a new connection whenever the old one breaks."""

    def __init__(self, fleet: Fleet, stations: Sequence[Station], seed: int) -> None:
        self._fleet = fleet
        self._stations = stations
        self._rng = Random(seed)
        self._stopped = False
        self._tasks: list[asyncio.Task[None]] = []
        self.facts: list[Fact] = []
        self.faults = 0

    def begin(self) -> None:
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(self._live(station)) for station in self._stations]

    async def end(self) -> None:
        self._stopped = True
        await asyncio.gather(*self._tasks)

    async def _live(self, station: Station) -> None:
        while not self._stopped:
            try:
                if station.transport is None:
                    await self._fleet.connect(station)
                    await said(station, station.boot())
                await self._session(station)
            except (OSError, WSError, TimeoutError):
                station.transaction = 0
                await asyncio.sleep(_PAUSE_S)

    async def _session(self, station: Station) -> None:
        answer = await said(station, station.start())
        if is_fault(answer) or not station.took_start(answer):
            self.faults += 1
            await asyncio.sleep(_PAUSE_S)
            return
        self._keep("start", station, station.transaction)
        for _ in range(self._rng.randint(2, 8)):
            answer = await said(station, station.meter())
            if is_fault(answer):
                self.faults += 1
            else:
                self._keep("reading", station, station.transaction)
        transaction = station.transaction
        answer = await said(station, station.stop())
        if is_fault(answer):
            self.faults += 1
        else:
            self._keep("stop", station, transaction)

    def _keep(self, kind: str, station: Station, transaction: int) -> None:
        self.facts.append((kind, station.identity, transaction, station.register_wh, monotonic()))
