"""Many stories in a row: what was walked, what broke, and how to see it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b

from chargehand.model.events import Event
from chargehand.simulator.rehearsal.paths import RARE
from chargehand.simulator.rehearsal.story import Ending, told, world_of
from chargehand.simulator.rehearsal.world import Broken

FAILURES_MAX = 20
RARE_FROM = 2_000
"""So many stories must have walked every rare path."""


@dataclass
class Report:
    """What the stories showed. `digest` names them all: the same seed gives the same."""

    seed: int
    stories: int = 0
    events: int = 0
    digest: str = ""
    paths: Counter[str] = field(default_factory=Counter[str])
    failures: list[Ending] = field(default_factory=list[Ending])

    @property
    def unwalked(self) -> list[str]:
        """Rare paths that no story took, once there were enough stories."""
        return [path for path in RARE if not self.paths[path]] if self.stories >= RARE_FROM else []

    @property
    def good(self) -> bool:
        return not self.failures and not self.unwalked


def rehearse(
    stories: int,
    seed: int,
    *,
    failures_max: int = FAILURES_MAX,
    watch: Callable[[Ending], None] | None = None,
) -> Report:
    """The stories of the seeds from `seed` on; stops after so many failures."""
    report, digest = Report(seed), blake2b(digest_size=8)
    for number in range(seed, seed + stories):
        ending = told(number)
        report.stories += 1
        report.events += len(ending.events)
        report.paths.update(ending.paths)
        digest.update(ending.digest.encode())
        if ending.laws:
            report.failures.append(ending)
        if watch is not None:
            watch(ending)
        if len(report.failures) >= failures_max:
            break
    report.digest = digest.hexdigest()
    return report


def shortest(ending: Ending) -> list[Event]:
    """The events that break the same law, in their order, with all left out that it does not need.

    For what only the whole story shows (the oracle's verdicts) that is the whole story.
    """
    events = list(ending.events)
    if not _breaks(ending, events):
        return events
    step = max(1, len(events) // 2)
    while True:
        place = 0
        while place < len(events):
            fewer = events[:place] + events[place + step :]
            if _breaks(ending, fewer):
                events = fewer
            else:
                place += step
        if step == 1:
            return events
        step //= 2


def _breaks(ending: Ending, events: list[Event]) -> bool:
    """Whether a fresh lane that hears these breaks the story's first law, at their end."""
    world = world_of(ending.seed)
    try:
        for event in events:
            world.hear(event)
    except Broken as broken:
        return ending.laws[0] in broken.laws
    return False
