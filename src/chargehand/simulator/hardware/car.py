"""A car's battery and how it takes energy: flat out to the knee, then less and less until full."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from random import Random
from typing import Final

KNEE_SOC: Final = 0.8
# Share of its full power that a battery still takes just before 100 %.
LAST_SHARE: Final = 0.05
_S_PER_H: Final = 3600.0
_FALL: Final = 1.0 - LAST_SHARE


@dataclass(frozen=True, slots=True)
class Car:
    """A car as it stands at the connector; `soc` runs from 0 to 1, and it takes no energy above `full_soc`."""

    capacity_wh: float = 60_000.0
    max_power_w: float = 11_000.0
    soc: float = 0.3
    full_soc: float = 1.0

    def charged_by(self, energy_wh: float) -> Car:
        return replace(self, soc=min(1.0, self.soc + energy_wh / self.capacity_wh))


def some_car(rng: Random, *, direct_current: bool) -> Car:
    """A likely car: small and large batteries, arriving between 10 % and 60 %."""
    capacity_wh = rng.choice((40_000.0, 52_000.0, 58_000.0, 77_000.0, 95_000.0))
    max_power_w = capacity_wh * 1.8 if direct_current else rng.choice((7_400.0, 11_000.0, 11_000.0, 22_000.0))
    full_soc = 1.0 if rng.random() < 0.5 else 0.8
    return Car(capacity_wh, max_power_w, round(rng.uniform(0.1, 0.6), 3), full_soc)


class Charge:
    """One car on one supply, in closed form: every figure is a function of the seconds since it began.

    Constant power while the supply is the limit, then exponential decay, since what the battery accepts
    falls linearly with its charge above the knee.
    """

    __slots__ = ("_decay_per_s", "_flat_s", "_flat_w", "_flat_wh", "_tail_wh", "car", "full_s", "total_wh")

    def __init__(self, car: Car, limit_w: float) -> None:
        self.car = car
        stored_wh = car.soc * car.capacity_wh
        knee_wh = KNEE_SOC * car.capacity_wh
        room_wh = (1.0 - KNEE_SOC) * car.capacity_wh
        self.total_wh = max(0.0, (car.full_soc - car.soc) * car.capacity_wh)
        self._flat_w = min(limit_w, car.max_power_w)
        # Charge above the knee at which the battery accepts no more than the flat power.
        turn_wh = room_wh * (1.0 - self._flat_w / car.max_power_w) / _FALL
        self._flat_wh = min(self.total_wh, max(0.0, knee_wh + turn_wh - stored_wh))
        self._flat_s = self._flat_wh / self._flat_w * _S_PER_H
        above_wh = max(turn_wh, stored_wh - knee_wh)
        self._tail_wh = (1.0 - _FALL * above_wh / room_wh) * room_wh / _FALL
        self._decay_per_s = _FALL * car.max_power_w / (_S_PER_H * room_wh)
        rest_wh = self.total_wh - self._flat_wh
        self.full_s = self._flat_s
        if rest_wh > 0.0:
            self.full_s += -math.log(1.0 - rest_wh / self._tail_wh) / self._decay_per_s

    def energy_wh(self, seconds: float) -> float:
        """Energy delivered after `seconds`; never falls, never exceeds `total_wh`."""
        if seconds >= self.full_s:
            return self.total_wh
        if seconds <= self._flat_s:
            return self._flat_w * max(0.0, seconds) / _S_PER_H
        decay = math.exp(-self._decay_per_s * (seconds - self._flat_s))
        return min(self.total_wh, self._flat_wh + self._tail_wh * (1.0 - decay))

    def power_w(self, seconds: float) -> float:
        if seconds >= self.full_s:
            return 0.0
        if seconds <= self._flat_s:
            return self._flat_w
        decay = math.exp(-self._decay_per_s * (seconds - self._flat_s))
        return self._tail_wh * self._decay_per_s * _S_PER_H * decay

    def soc(self, seconds: float) -> float:
        return self.car.charged_by(self.energy_wh(seconds)).soc
