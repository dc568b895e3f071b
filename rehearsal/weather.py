"""What goes wrong, and when: all of it drawn from the seed before anything happens."""

from __future__ import annotations

import asyncio
from collections import Counter
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from chargehand.model.faults import PassingFault, StaleSnapshot, WorldFault

POLLS = frozenset({"probe", "due", "take"})
LATE_POLLS = 0.1
"""Share of the questions asked again and again whose way takes any time at all."""


class Climate(Struct, frozen=True, kw_only=True):
    """How bad it gets. Rates are per station and hour, or shares; none of it after the play is healed."""

    crashes: int
    silent_crashes: float
    """This share of the crashes is a machine's, not a process': no station is told."""
    outages: int
    """Times at which the database is away."""
    hangs: float
    """This share of the outages only hangs."""
    steps: int
    """Times at which the house's wall clock is put to another hour."""
    refusals: float
    """Share of the commits that meet a deadlock or another's write."""
    lost_answers: float
    """Share of the commits that are kept though the house never hears of it."""
    cuts: float
    half_open: float
    stalls: float
    twins: float
    power: float
    slowness_s: float
    """The usual way to a station takes so long, at most."""
    any_order: bool
    """Callbacks of the loop run in any order, not in the one that asyncio promises."""
    breaks: float = 0.0
    """Share of the commits at which the connection to the database breaks beforehand."""


def drawn(rng: Random) -> Climate:
    """From a quiet day to one on which everything happens."""

    def at_times(share: float, value: float) -> float:
        return value * rng.random() if rng.random() < share else 0.0

    return Climate(
        crashes=rng.choice((0, 0, 1, 2, 3)),
        silent_crashes=rng.choice((0.0, 0.5)),
        outages=rng.choice((0, 0, 0, 1, 2)),
        hangs=rng.choice((0.0, 0.5)),
        steps=rng.choice((0, 0, 0, 0, 1, 2)),
        refusals=at_times(0.3, 0.1),
        lost_answers=at_times(0.3, 0.05),
        cuts=at_times(0.7, 8.0),
        half_open=at_times(0.5, 4.0),
        stalls=at_times(0.5, 6.0),
        twins=at_times(0.3, 4.0),
        power=at_times(0.4, 3.0),
        slowness_s=rng.choice((0.05, 0.2, 1.5)),
        any_order=rng.random() < 0.4,
    )


HARSH = Climate(
    crashes=1,
    silent_crashes=0.5,
    outages=5,
    hangs=0.2,
    steps=0,
    refusals=0.02,
    lost_answers=0.02,
    cuts=4.0,
    half_open=6.0,
    stalls=4.0,
    twins=2.0,
    power=2.0,
    slowness_s=0.2,
    any_order=False,
    breaks=0.03,
)
"""For who wants everything to happen within one play."""
CALM = replace(
    HARSH,
    crashes=0,
    outages=0,
    refusals=0.0,
    lost_answers=0.0,
    half_open=0.0,
    twins=0.0,
    power=0.0,
    breaks=0.0,
)
UNRELIABLE = replace(CALM, breaks=0.2)
PUT = replace(CALM, steps=2, crashes=2)
"""The clock of the house's machine is put to another time, and processes begin while that is made up for."""
DEAD_LINES = replace(CALM, cuts=0.0, half_open=12.0)


class Weather:
    """The world's faults as the house meets them: on the way to the database, on the lines, at the clock."""

    def __init__(self, climate: Climate, rng: Random, paths: Counter[str]) -> None:
        self.climate = climate
        self.offset_s = 0.0
        self.is_away = False
        self.is_hanging = False
        self.is_healed = False
        self.unheard = 0
        """Commits that are kept and that the house is about to hear of."""
        self.faults = 0
        """How often the database failed the house so far."""
        self._rng = rng
        self._paths = paths
        self._return: asyncio.Event | None = None

    def latency_s(self) -> float:
        """One way over a line."""
        return 0.005 + self._rng.random() * self.climate.slowness_s

    async def there(self, what: str) -> None:
        """To the database."""
        if what not in POLLS or self._rng.random() < LATE_POLLS:
            await asyncio.sleep(0.0005 + self._rng.random() * 0.004)
        while self.is_hanging:  # noqa: ASYNC110 - it may change without the process' doing
            await asyncio.sleep(0.5)
        if self.is_away:
            self._fail(f"database away: {what}")
            raise WorldFault("database: away")
        if what == "commit" and self.climate.breaks and self._happens(self.climate.breaks):
            self._fail("the database breaks off")
            raise WorldFault("database: connection lost")
        if what == "commit" and self.climate.refusals and self._happens(self.climate.refusals):
            self.faults += 1
            self._paths["a commit is refused"] += 1
            raise self._rng.choice((PassingFault("deadlock"), StaleSnapshot("written elsewhere")))

    async def back(self, what: str) -> None:
        """From the database, after what was wanted there was done."""
        self.unheard += 1
        await asyncio.sleep(0.0005 + self._rng.random() * 0.004)
        self.unheard -= 1
        lost = self.climate.lost_answers
        if self.is_away or (lost and self._happens(lost)):
            self._fail(f"kept, and not heard of: {what}")
            raise WorldFault("database: connection lost")

    def _happens(self, share: float) -> bool:
        return not self.is_healed and self._rng.random() < share

    def _fail(self, path: str) -> None:
        self.faults += 1
        self._paths[path] += 1
