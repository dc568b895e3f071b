"""The true meter of a connector: a lifetime register that only grows, readable at any instant, past ones too."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chargehand.simulator.hardware.car import Car, Charge

# Stretches kept for questions about the past; a session makes two.
_KEPT: Final = 512


@dataclass(frozen=True, slots=True)
class Gauge:
    """What is physically so at one instant. `soc` is None when no car is there."""

    register_wh: float
    power_w: float
    soc: float | None


@dataclass(frozen=True, slots=True)
class _Stretch:
    since: datetime
    register_wh: float
    charge: Charge | None

    def register_at(self, at: datetime) -> float:
        if self.charge is None:
            return self.register_wh
        return self.register_wh + self.charge.energy_wh((at - self.since).total_seconds())


class Meter:
    __slots__ = ("_stretches",)

    def __init__(self, register_wh: float, at: datetime) -> None:
        self._stretches: deque[_Stretch] = deque([_Stretch(at, register_wh, None)], maxlen=_KEPT)

    @property
    def delivering(self) -> bool:
        return self._stretches[-1].charge is not None

    @property
    def full_in_s(self) -> float | None:
        """Seconds from the beginning of the running charge until the car is full; None when nothing runs."""
        charge = self._stretches[-1].charge
        return None if charge is None else charge.full_s

    def begin(self, car: Car, limit_w: float, at: datetime) -> None:
        """Energy flows into `car` from `at` on, and into no other."""
        self._stretches.append(_Stretch(at, self.register_wh(at), Charge(car, limit_w)))

    def end(self, at: datetime) -> Car | None:
        """No energy flows from `at` on; returns the car as charged until then, None if nothing flowed."""
        last = self._stretches[-1]
        if last.charge is None:
            return None
        self._stretches.append(_Stretch(at, last.register_at(at), None))
        return last.charge.car.charged_by(last.charge.energy_wh((at - last.since).total_seconds()))

    def add(self, energy_wh: float, at: datetime) -> None:
        """Energy that flows at once while nothing else does: what a contactor lets through as it opens."""
        self._stretches.append(_Stretch(at, self.register_wh(at) + energy_wh, None))

    def register_wh(self, at: datetime) -> float:
        return self._stretch_at(at).register_at(at)

    def gauge(self, at: datetime) -> Gauge:
        stretch = self._stretch_at(at)
        if stretch.charge is None:
            return Gauge(stretch.register_wh, 0.0, None)
        seconds = (at - stretch.since) / timedelta(seconds=1)
        return Gauge(stretch.register_at(at), stretch.charge.power_w(seconds), stretch.charge.soc(seconds))

    def _stretch_at(self, at: datetime) -> _Stretch:
        for stretch in reversed(self._stretches):
            if stretch.since <= at:
                return stretch
        return self._stretches[0]
