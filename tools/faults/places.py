"""Where tests name rows: in a function's own lines, or above all functions of a file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

NAME: Final = re.compile(r"(?:\bF|_f)(1\d{2}|\d{2}[abc]?)(?![a-z0-9])(?:\s?[-–]\s?F(\d{2,3})\b)?")
SHOWS: Final = ("test_", "story_", "case_")


class Place(NamedTuple):
    """A test, or what a whole file of tests is about (`test` is empty)."""

    file: str
    test: str


def rows_in(text: str) -> Iterator[str]:
    """The rows that a text names; "F94-F96" names three."""
    for found in NAME.finditer(text):
        first, last = found.group(1), found.group(2)
        yield f"F{first}"
        if last is not None and first.isdigit():
            yield from (f"F{number:02}" for number in range(int(first) + 1, int(last) + 1))


@cache
def places(root: Path) -> dict[str, list[Place]]:
    """Of each row that is named under `root`/tests the places, by file and then as they stand in it."""
    found: dict[str, list[Place]] = {}
    for path in sorted((root / "tests").rglob("*.py")):
        if "house" in path.relative_to(root / "tests").parts:
            continue  # what is said there of rows is about this page
        file = path.relative_to(root).as_posix()
        for row, place in _in_file(path.read_text(encoding="utf-8"), file):
            known = found.setdefault(row, [])
            if place not in known:
                known.append(place)
    return found


def _in_file(text: str, file: str) -> Iterator[tuple[str, Place]]:
    lines = text.splitlines()
    taken: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith(SHOWS):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            last = node.end_lineno or first
            taken.update(range(first, last + 1))
            for row in rows_in("\n".join(lines[first - 1 : last])):
                yield row, Place(file, node.name)
    rest = "\n".join(line for number, line in enumerate(lines, start=1) if number not in taken)
    for row in rows_in(rest):
        yield row, Place(file, "")
