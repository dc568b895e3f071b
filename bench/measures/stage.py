"""Where a measure acts: a subject, the load that calls on it, and how much of everything."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from bench.crew import Crew
from bench.goals import Figure
from bench.processes import Spent
from bench.subject import Platform, Subject

Values = dict[str, float]


class Scale(NamedTuple):
    """How much of everything: the goals' own numbers, or fewer for a quick look."""

    warm_s: float = 2
    window_s: float = 8
    stations: int = 1_000
    crowd: int = 5_000
    idle: int = 10_000
    wide: int = 9_000
    narrow: int = 200
    pace: float = 2_000
    pace_s: float = 20
    taps: int = 1_000
    browsers: int = 500
    watchers: int = 1_000
    watch_s: float = 12
    loads: int = 7
    overload_s: float = 60
    overload_times: float = 3
    cycles: int = 1_000
    kills: int = 20


QUICK = Scale(
    warm_s=0.5,
    window_s=2,
    crowd=1_000,
    idle=2_000,
    wide=2_000,
    pace_s=3,
    taps=100,
    browsers=100,
    watchers=200,
    watch_s=3,
    loads=3,
    overload_s=6,
    cycles=200,
    kills=2,
)


@dataclass
class Stage:
    """`platform` is the subject itself, or None for the null gateway. `idle_bytes`: its memory before anybody came."""

    crew: Crew
    subject: Subject
    scale: Scale
    platform: Platform | None = None
    idle_bytes: int = 0

    async def fleet(self, count: int, *, transactions: bool = False, modern: bool = False) -> None:
        """Exactly the first `count` stations (of those that speak 2.0.1) are connected, nobody is asked anything any more."""
        await self.crew.ask("keep", count=0 if modern else count)
        await self.crew.ask("connect", count=count, modern=modern)
        await self.settle()
        if transactions:
            await self.crew.ask("start", count=count, modern=modern)

    async def settle(self) -> float:
        """Seconds until the platform had nothing more to ask of the stations."""
        return (await self.crew.ask("settle", most_s=30))["seconds"] if self.platform else 0.0

    async def closed(
        self, script: str, count: int, at_once: int, seconds: float | None = None, *, modern: bool = False
    ) -> Values:
        """A closed loop, with the CPU time that the subject's processes took in its window."""
        marks: dict[str, Spent] = {}
        answer: dict[str, Any] = await self.crew.ask(
            "loop",
            mark=lambda name: marks.update({name: self.subject.spent()}),
            script=script,
            count=count,
            at_once=at_once,
            warm_s=self.scale.warm_s,
            seconds=seconds or self.scale.window_s,
            modern=modern,
        )
        used = marks["end"].since(marks["begin"])
        calls = max(1, answer["calls"])
        return {
            **answer,
            "calls_per_s": answer["calls"] / answer["seconds"],
            "units_per_s": answer["units"] / answer["seconds"],
            "own_us": used.own_s / calls * 1e6,
            "database_us": used.database_s / calls * 1e6,
            "load_us": answer["cpu_s"] / calls * 1e6,
        }


class Measure(NamedTuple):
    """`on_null`: whether the null gateway is measured the same way. `tell`: ours, and the null's values if there are any."""

    name: str
    goals: tuple[str, ...]
    on_null: bool
    act: Callable[[Stage], Awaitable[Values]]
    tell: Callable[[Values, Values], list[Figure]]
