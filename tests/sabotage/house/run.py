"""The command: `python -m tests.sabotage.house.run`. Plants each bug in the whole house, plays until it is caught, and tells by what."""

from __future__ import annotations

import sys
import time

from tests.sabotage.house.hunting import HOUSE_BUGS, hunt


def main() -> int:
    """Prints a table: bug, the laws that caught it, the seed that showed it. 1 if one survives."""
    began, left = time.perf_counter(), 0
    for bug in HOUSE_BUGS:
        catch = hunt(bug)
        left += catch.survived
        shown = "  SURVIVED" if catch.survived else f"  (seed {catch.seed})"
        sys.stdout.write(f"{bug.name:75} {', '.join(catch.laws)}{shown}\n")
        sys.stdout.flush()
    seconds = time.perf_counter() - began
    sys.stdout.write(f"{len(HOUSE_BUGS)} bugs planted in the house, {left} survived, {seconds:.1f} s\n")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
