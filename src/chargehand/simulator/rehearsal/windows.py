"""Browsers that wait for a tap at the station, again and again, whatever goes on there."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Final

from chargehand.model.events import PairingOpened
from chargehand.model.identity import PairingId
from chargehand.simulator.rehearsal.stage import STATION, Stage

LASTS_S: Final = (60.0, 90.0, 90.0, 100_000.0)
PAUSE_S: Final = (20.0, 60.0, 100.0, 300.0)


class Windows:
    """Their chance is their own, so that a story without them stays the story that it was."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._rng = Random(f"windows {stage.world.snapshot.station.next_number}")
        self._count = 0

    def ask(self) -> None:
        """A window is asked for now, and another some time later, until the story is told."""
        self._count += 1
        stage, rng = self._stage, self._rng
        stage.hear(
            PairingOpened(
                station=STATION,
                at=stage.at,
                pairing=PairingId(f"window{self._count}"),
                ends_at=stage.at + timedelta(seconds=rng.choice(LASTS_S)),
                alone=rng.random() < 0.4,
            )
        )
        if self._count < 120:
            stage.later(rng.choice(PAUSE_S), self.ask)
