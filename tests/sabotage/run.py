"""The command: `python -m tests.sabotage.run`. Plants each bug, plays stories until it is caught, and tells by what."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass

from chargehand.simulator.rehearsal.story import told
from tests.sabotage.doubt_bugs import DOUBT_BUGS
from tests.sabotage.energy_bugs import ENERGY_BUGS
from tests.sabotage.limit_bugs import LIMIT_BUGS
from tests.sabotage.named_bugs import NAMED_BUGS
from tests.sabotage.notice_bugs import NOTICE_BUGS
from tests.sabotage.pairing_bugs import PAIRING_BUGS
from tests.sabotage.planting import Bug, planted
from tests.sabotage.request_bugs import REQUEST_BUGS
from tests.sabotage.session_bugs import SESSION_BUGS
from tests.sabotage.tariff_bugs import TARIFF_BUGS

BUGS: tuple[Bug, ...] = (
    *ENERGY_BUGS,
    *SESSION_BUGS,
    *NAMED_BUGS,
    *REQUEST_BUGS,
    *TARIFF_BUGS,
    *LIMIT_BUGS,
    *DOUBT_BUGS,
    *PAIRING_BUGS,
    *NOTICE_BUGS,
)
STORIES_MAX = 3_000


@dataclass
class Catch:
    """After how many stories each of the laws that must catch the bug did; `by`: all that ever did."""

    bug: Bug
    stories: int
    by: dict[str, int]

    @property
    def survived(self) -> list[str]:
        """Laws that should have caught it and did not."""
        return [law for law in self.bug.breaks if law not in self.by]


def hunt(bug: Bug, stories: int = STORIES_MAX) -> Catch:
    """Plays stories with the bug planted until every law that must catch it has done so."""
    by: dict[str, int] = {}
    played = 0
    with planted(bug):
        for seed in range(bug.first, bug.first + stories):
            played += 1
            for law in told(seed).laws:
                by.setdefault(law, seed)
            if not set(bug.breaks) - set(by):
                break
    return Catch(bug, played, by)


def tell(catches: Iterable[Catch]) -> None:
    for catch in catches:
        wanted = ", ".join(f"{law} ({catch.by[law]})" for law in catch.bug.breaks if law in catch.by)
        missing = f"  SURVIVED {', '.join(catch.survived)}" if catch.survived else ""
        sys.stdout.write(f"{catch.bug.name:45} {wanted}{missing}\n")


def main() -> int:
    """Prints a table: bug, the laws that caught it and after how many stories. 1 if one survives."""
    began = time.perf_counter()
    catches: list[Catch] = []
    for bug in BUGS:
        catches.append(hunt(bug))
        tell(catches[-1:])
    left = [catch.bug.name for catch in catches if catch.survived]
    seconds = time.perf_counter() - began
    sys.stdout.write(f"{len(catches)} bugs planted, {len(left)} survived, {seconds:.1f} s\n")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
