"""Rings the timers that decisions have set."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from chargehand.engine.ports import Observer, Submit, Timers
from chargehand.model.batch import DueTimer
from chargehand.model.events import TimerRang
from chargehand.model.faults import LaneHalted, UnknownStation, WorldFault

LOOK_EVERY_S = 0.5
AT_ONCE = 200


class Clockwork:
    """Looks twice a second for timers that came due and tells their lanes; a timer that could not be told stays."""

    def __init__(
        self, timers: Timers, submit: Submit, clock: Callable[[], datetime], observer: Observer
    ) -> None:
        self._timers = timers
        self._submit = submit
        self._clock = clock
        self._observer = observer

    async def run(self) -> None:
        while True:
            try:
                due = await self._timers.due(self._clock(), AT_ONCE)
            except WorldFault as fault:
                self._observer.fault(str(fault))
                due = []
            await asyncio.gather(*(self._ring(each) for each in due))
            if len(due) < AT_ONCE:
                await asyncio.sleep(LOOK_EVERY_S)

    async def _ring(self, timer: DueTimer) -> None:
        event = TimerRang(station=timer.station, at=self._clock(), kind=timer.kind, subject=timer.subject)
        try:
            await self._submit.submit(event)
        except (WorldFault, LaneHalted, UnknownStation) as fault:
            self._observer.fault(f"timer {timer.kind}: {fault}")
