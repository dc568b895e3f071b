from __future__ import annotations

import shutil
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path

_SCARCE, _SHORT = 0.2, 0.1
_MARGIN = 0.25
"""So much more than what was too little must be free before it is enough again, so that nothing flaps; above the floor no
more than …"""
_MARGIN_MAX_BYTES = 64_000_000


class Level(IntEnum):
    """How much of the disk is left."""

    NONE = 0
    """Less than the floor: one commit more might be the one that the server does not survive."""
    SHORT = 1
    """Less than a tenth."""
    SCARCE = 2
    """Less than a fifth."""
    AMPLE = 3


class Room:
    """Watches the disk below a folder, so that nobody promises anything on a full one (F97).

    `told` hears of each change of level, with the bytes that are free. A floor of 0 is never reached.
    """

    def __init__(
        self,
        folder: Path,
        floor_bytes: int,
        told: Callable[[Level, int], None],
        usage: Callable[[Path], tuple[int, int, int]] = shutil.disk_usage,
    ) -> None:
        self._folder = folder
        self._floor_bytes = floor_bytes
        self._told = told
        self._usage = usage
        self._level = Level.AMPLE
        self.free_bytes = 0
        """As it was when it was looked at last."""

    def enough(self) -> bool:
        """Looks, and says whether a commit may be risked. What cannot be looked at is no reason against it."""
        try:
            total, _, self.free_bytes = self._usage(self._folder)
        except OSError:
            return self._level is not Level.NONE
        level = self._measured(total, 0)
        if level > self._level:
            level = max(self._level, self._measured(total, _MARGIN))
        if level is not self._level:
            self._level = level
            self._told(level, self.free_bytes)
        return level is not Level.NONE

    def _measured(self, total: int, margin: float) -> Level:
        if self.free_bytes < self._floor_bytes + min(self._floor_bytes * margin, _MARGIN_MAX_BYTES):
            return Level.NONE
        if self.free_bytes < total * _SHORT * (1 + margin):
            return Level.SHORT
        return Level.SCARCE if self.free_bytes < total * _SCARCE * (1 + margin) else Level.AMPLE
