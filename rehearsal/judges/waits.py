"""Whether what waits in the house waits its time, by the world's time: no clock of the house is asked how late it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from chargehand.model.batch import Kept
from chargehand.model.effects import DropTimer, SetTimer
from chargehand.model.events import TimerRang
from rehearsal.process.witness import Broke
from rehearsal.store.rows import Rows
from rehearsal.time.agenda import Agenda

WAIT_LAWS: Final = ("nothing_rings_early", "nothing_rings_late")
CATCHES_UP: Final = 0.1
"""The house's time may be so much faster or slower than the world's."""
ROUNDING_S: Final = 0.1
LATE_S: Final = 60.0
"""So much later a timer may ring while nothing fails."""
Key = tuple[str, str]


class Wait(NamedTuple):
    """`set_at` by the house's clock, the others in the world's seconds."""

    set_at: datetime
    not_before: float
    not_after: float


class WaitJudge:
    """Follows each timer from the commit that set it to the one that it rings for."""

    def __init__(self, agenda: Agenda, rows: Rows, broke: Broke, clock: Callable[[], datetime]) -> None:
        """`clock`: what the house believes the time is while it commits."""
        self._agenda = agenda
        self._rows = rows
        self._broke = broke
        self._clock = clock
        self._waits: dict[Key, Wait] = {}

    def committed(self, kept: Sequence[Kept]) -> None:
        now_s, now = self._agenda.now, self._clock()
        for each in kept:
            if isinstance(each.event, TimerRang):
                self._rang(each.event)
            for effect in each.decision.effects:
                if isinstance(effect, DropTimer):
                    self._waits.pop((effect.kind, effect.subject), None)
            for effect in each.decision.effects:
                if isinstance(effect, SetTimer):
                    left_s = max(0.0, (effect.due_at - now).total_seconds())
                    shortest_s, longest_s = left_s / (1 + CATCHES_UP), left_s / (1 - CATCHES_UP)
                    self._waits[effect.kind, effect.subject] = Wait(
                        now, now_s + shortest_s, now_s + longest_s
                    )

    def _rang(self, event: TimerRang) -> None:
        wait = self._waits.get((event.kind, event.subject))
        if wait is None or event.at < wait.set_at:  # it was moved while it rang
            return
        early_s = wait.not_before - self._agenda.now
        if early_s > ROUNDING_S:
            self._broke(
                "nothing_rings_early", f"{event.station}: {event.kind} {event.subject} by {early_s:.1f} s"
            )

    def audit(self) -> None:
        """While the house served and nothing failed for a while."""
        for key, (station, _) in self._rows.timers.items():
            wait = self._waits.get(key)
            if wait is None or self._rows.stations[station].halted:
                continue
            late_s = self._agenda.now - wait.not_after
            if late_s > LATE_S:
                self._broke("nothing_rings_late", f"{station}: {key[0]} {key[1]} by {late_s:.1f} s")
