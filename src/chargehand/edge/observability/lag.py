"""How late the event loop is (F100): what blocks it is seen here before drivers feel it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from structlog.typing import FilteringBoundLogger

from chargehand.edge.observability.figures import Spread

EVERY_S: Final = 0.25
ALARM_S: Final = 0.1
QUIET_S: Final = 10.0


class LoopLag:
    """`run` measures until cancelled; lags above `ALARM_S` are logged, at most once in ten seconds."""

    def __init__(self, log: FilteringBoundLogger, monotonic: Callable[[], float]) -> None:
        self._log = log
        self._monotonic = monotonic
        self._told_at = float("-inf")
        self.spread = Spread("loop_lag_seconds", "How late the event loop woke a timer.")

    async def run(self) -> None:
        while True:
            due = self._monotonic() + EVERY_S
            await asyncio.sleep(EVERY_S)
            now = self._monotonic()
            self.note(max(0.0, now - due), now)

    def note(self, lag_s: float, now_s: float) -> None:
        """One measurement, taken at `now_s` (monotonic)."""
        self.spread.add(lag_s)
        if lag_s >= ALARM_S and now_s - self._told_at >= QUIET_S:
            self._told_at = now_s
            self._log.warning("loop_lag", lag_ms=round(lag_s * 1000))
