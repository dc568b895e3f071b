"""Lines that could come by the thousand, when the database is gone or somebody attacks: one a second of each kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from structlog.typing import FilteringBoundLogger

EVERY_S: Final = 1.0
KINDS_MAX: Final = 1_000


class SparingLog:
    """The first line of a kind is written at once; those of the next second are only counted into the line after."""

    def __init__(self, log: FilteringBoundLogger, monotonic: Callable[[], float]) -> None:
        self._log = log
        self._monotonic = monotonic
        self._told: dict[str, tuple[float, int]] = {}

    def warning(self, event: str, kind: str, **words: str | float | None) -> None:
        """`kind` decides what counts as the same."""
        now = self._monotonic()
        told_at, unsaid = self._told.get(kind, (float("-inf"), 0))
        if now - told_at < EVERY_S:
            self._told[kind] = (told_at, unsaid + 1)
            return
        if len(self._told) >= KINDS_MAX:
            self._told.clear()
        self._told[kind] = (now, 0)
        if unsaid:
            self._log.warning(event, **words, unsaid=unsaid)
        else:
            self._log.warning(event, **words)
