"""Plays the whole house with a bug in it until a law catches it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rehearsal.play import Play
from tests.sabotage.house.core_bugs import CORE_BUGS
from tests.sabotage.house.engine_bugs import ENGINE_BUGS
from tests.sabotage.house.gateway_bugs import GATEWAY_BUGS
from tests.sabotage.house.planting import HouseBug, planted
from tests.sabotage.house.wire_bugs import WIRE_BUGS

HOUSE_BUGS: Final[tuple[HouseBug, ...]] = (
    *ENGINE_BUGS,
    *GATEWAY_BUGS,
    *WIRE_BUGS,
    *CORE_BUGS,
)
PLAYS_MAX: Final = 60


@dataclass
class HouseCatch:
    """`seed` 0: no play broke one of the bug's laws. `laws`: all that the plays broke."""

    bug: HouseBug
    seed: int
    laws: dict[str, int]

    @property
    def survived(self) -> bool:
        return not self.seed


def hunt(bug: HouseBug, plays: int = PLAYS_MAX) -> HouseCatch:
    laws: dict[str, int] = {}
    with planted(bug):
        for seed in range(1, plays + 1):
            for law in Play(seed, setting=bug.setting).played().laws:
                laws.setdefault(law, seed)
            if set(bug.breaks or laws) & set(laws):
                return HouseCatch(bug, seed, laws)
    return HouseCatch(bug, 0, laws)
