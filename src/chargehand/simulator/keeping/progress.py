"""Something that takes its time and is told step by step: firmware, logs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from chargehand.simulator.character import Firmware
from chargehand.simulator.hardware.timers import Timers

_STEP_S: Final = 2.0
_FIRMWARE: Final[dict[Firmware, tuple[str, ...]]] = {
    "installs": ("Downloading", "Downloaded", "Installing", "Installed"),
    "download-fails": ("Downloading", "DownloadFailed"),
    "install-fails": ("Downloading", "Downloaded", "Installing", "InstallationFailed"),
}
_OVER: Final = frozenset({"Idle", "Installed", "DownloadFailed", "InstallationFailed", "Uploaded"})
LOG: Final = ("Uploading", "Uploaded")


def firmware_steps(firmware: Firmware, *, signed: bool, scheduled: bool) -> tuple[str, ...]:
    """What is told of an update; 1.6's plain one knows neither signatures nor schedules."""
    steps = list(_FIRMWARE[firmware])
    if signed and len(steps) > 2:
        steps.insert(2, "SignatureVerified")
    return ("DownloadScheduled", *steps) if scheduled else tuple(steps)


@dataclass(slots=True, eq=False)
class Progress:
    """One chore of a kind; a newer one takes the older one's place."""

    timers: Timers
    kind: str
    step: str = "Idle"
    number: int | None = None

    @property
    def busy(self) -> bool:
        return self.step not in _OVER

    def begin(
        self, steps: Sequence[str], number: int | None, tell: Callable[[], None], wait_s: float = 0.0
    ) -> None:
        """The first step is reached and told at once, the second after `wait_s` at the earliest."""
        self.number = number
        self._reach(steps, tell, max(_STEP_S, wait_s))

    def _reach(self, steps: Sequence[str], tell: Callable[[], None], pause_s: float) -> None:
        self.step = steps[0]
        tell()
        if len(steps) > 1:
            self.timers.set((self.kind, 0), pause_s, partial(self._reach, steps[1:], tell, _STEP_S))
