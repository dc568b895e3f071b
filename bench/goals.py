"""The goals P1 to P17: what must be reached (gate), what we want (target)."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    TARGET = "ok+"
    """The target is reached."""
    GATE = "ok"
    MISS = "MISS"
    NONE = ""
    """No goal was set for this figure."""


class Goal(NamedTuple):
    """`more`: whether more is better. Gate and target in the figure's unit; a value on the line has reached it."""

    gate: float
    target: float
    more: bool = False

    def verdict(self, value: float) -> Verdict:
        if self._reached(value, self.target):
            return Verdict.TARGET
        return Verdict.GATE if self._reached(value, self.gate) else Verdict.MISS

    def _reached(self, value: float, line: float) -> bool:
        return value >= line if self.more else value <= line


GOALS: dict[str, Goal] = {
    "P1": Goal(4_000, 10_000, more=True),
    "P2": Goal(250, 1_000, more=True),
    "P3": Goal(400, 150),
    "P4": Goal(50, 15),
    "P5": Goal(10, 4),
    "P6": Goal(450, 300),
    "P7": Goal(70, 80, more=True),
    "P8": Goal(50, 20),
    "P9": Goal(250, 50),
    "P10": Goal(0, 0),
    "P11": Goal(5, 1),
    "P12": Goal(100, 50),
    "P13": Goal(50, 60, more=True),
    "P14": Goal(0, 0),
    "P15": Goal(5, 2),
    "P16": Goal(15, 10),
    "P17": Goal(1_000, 800),
}
"""In the unit in which the figure is printed, see `measures`."""


class Figure(NamedTuple):
    """One line of the result. `goal` is a name in GOALS, or empty for a figure that explains another.

    `null`: the null gateway's value of the same run, where it has one. A value of None could not be measured; `note` says why.
    """

    goal: str
    title: str
    value: float | None
    unit: str
    null: float | None = None
    note: str = ""

    @property
    def verdict(self) -> Verdict:
        if self.goal not in GOALS:
            return Verdict.NONE
        return Verdict.MISS if self.value is None else GOALS[self.goal].verdict(self.value)

    @property
    def ratio(self) -> float | None:
        """How many times the null gateway's value."""
        if self.value is None or not self.null:
            return None
        return self.value / self.null
