"""What stations counted: calls, answers, faults, and how long the answers took."""

from __future__ import annotations

from array import array
from typing import Final

# Answer times kept; beyond that the oldest give way.
_KEPT: Final = 65_536


class Tally:
    """Counters of one station, or of a whole fleet when its stations share one."""

    __slots__ = (
        "_answer_s",
        "answers",
        "broken",
        "calls",
        "commands",
        "discarded",
        "errors",
        "misunderstood",
        "refused",
        "timeouts",
        "unexpected",
    )

    def __init__(self) -> None:
        self.calls = 0  # CALLs sent, repeats not counted
        self.answers = 0  # of them, answered with a result or an error
        self.errors = 0  # of them, answered with CALLERROR
        self.timeouts = 0  # of them, not answered in time
        self.discarded = 0  # transaction messages given up
        self.commands = 0  # CALLs heard from the server
        self.refused = 0  # tokens the server did not accept
        self.unexpected = 0  # answers to nothing
        self.broken = 0  # texts that are no frame
        self.misunderstood = 0  # results without what the specification requires
        self._answer_s = array("d")

    def answered(self, seconds: float) -> None:
        if len(self._answer_s) < _KEPT:
            self._answer_s.append(seconds)
        else:
            self._answer_s[self.answers % _KEPT] = seconds
        self.answers += 1

    def answer_s(self, share: float) -> float:
        """The time within which `share` (0 to 1) of the answers came; 0 if there were none."""
        if not self._answer_s:
            return 0.0
        ordered = sorted(self._answer_s)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
