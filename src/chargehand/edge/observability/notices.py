"""Sees letters and messages to devices leave, without reading them."""

from __future__ import annotations

from chargehand.edge.observability.figures import Counter, Figures
from chargehand.edge.observability.sparing import SparingLog


class NoticeWitness:
    """Implements the notices' observer."""

    def __init__(self, sparing: SparingLog, figures: Figures) -> None:
        self._sparing = sparing
        self.letters = Counter("letters_total", "Letters by what came of them.", ["outcome"])
        self.pushes = Counter("pushes_total", "Messages to devices by what came of them.", ["outcome"])
        figures.add_all(self)

    def letter(self, outcome: str) -> None:
        self.letters.add(outcome)

    def push(self, outcome: str) -> None:
        self.pushes.add(outcome)

    def fault(self, reason: str) -> None:
        self._sparing.warning("letters_fault", reason, reason=reason)
