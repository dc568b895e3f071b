"""The document as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tools.faults.places import Place, places
from tools.faults.rows import ROOMS

TOLD_MAX: Final = 4
"""So many tests are named in a row; of more only how many there are."""

_OPENING = """# Faults of the field, and the tests that show what happens

Made by `make faults` from the names of rows in the tests; a test fails when this file is not what it would make now.
Where a row is shown by a list (planted bugs, lines of the playbook, characters of stations) its file is named.
"""


def whole(root: Path) -> str:
    found = places(root)
    parts = [_OPENING]
    for room, rows in ROOMS:
        parts.append(f"## {room}\n\n| row | what happens | shown by |\n| --- | --- | --- |")
        parts += [f"| {row} | {title} | {_shown(found.get(row, []))} |" for row, title in rows.items()]
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _shown(known: list[Place]) -> str:
    if not known:
        return "–"
    tests = [place for place in known if place.test] or known
    told = ", ".join(map(_link, _spread(tests)))
    more = len(known) - min(len(tests), TOLD_MAX)
    return f"{told} and {more} more" if more > 0 else told


def _spread(tests: list[Place]) -> list[Place]:
    """The first of each file before the second of any."""
    seen: dict[str, int] = {}
    ranked: list[tuple[int, int, Place]] = []
    for order, place in enumerate(tests):
        seen[place.file] = seen.get(place.file, 0) + 1
        ranked.append((seen[place.file], order, place))
    return [place for _, _, place in sorted(ranked)[:TOLD_MAX]]


def _link(place: Place) -> str:
    name = place.test or place.file.removeprefix("tests/")
    return f"[{name}](../{place.file})"
