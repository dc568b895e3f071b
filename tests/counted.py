"""What those who tell drivers say of their work, remembered."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Counted:
    outcomes: list[str] = field(default_factory=list[str])
    """Of letters and pushes, in their order."""
    faults: list[str] = field(default_factory=list[str])

    def letter(self, outcome: str) -> None:
        self.outcomes.append(outcome)

    def push(self, outcome: str) -> None:
        self.outcomes.append(outcome)

    def fault(self, reason: str) -> None:
        self.faults.append(reason)
