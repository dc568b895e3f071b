"""Whether what a row rests on is there: the test, by its file and name, or the heading of a document."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from tools.asvs.rows import Row, State
from tools.asvs.standard import numbers

_HEADING: Final = re.compile(r"^#+ (.+)$", re.MULTILINE)
WORDS_MIN, WORDS_MAX = 3, 8


def wrong_with(root: Path, known: Mapping[str, Row]) -> list[str]:
    """What keeps the rows from being believed, a sentence each; nothing when all is well."""
    wanted = [number for number, _ in numbers(1, 2)]
    found = [f"{number} is missing" for number in wanted if number not in known]
    found += [f"{number} is no row of level 1 or 2" for number in known if number not in wanted]
    if not found and list(known) != wanted:
        found.append("the rows are not in the standard's order")
    for number, row in known.items():
        found += [f"{number} {told}" for told in _wrong_with_one(root, row)]
    return found


def _wrong_with_one(root: Path, row: Row) -> Iterator[str]:
    if not WORDS_MIN <= len(row.asks.split()) <= WORDS_MAX:
        yield f"asks in {len(row.asks.split())} words, not in {WORDS_MIN} to {WORDS_MAX}"
    if row.state is State.MET and not row.by:
        yield "is met by nothing"
    if row.state is not State.MET and not row.says:
        yield f"is {row.state} for no reason"
    for place in row.by:
        if not is_there(root, place):
            yield f"rests on {place}, which is not there"


def is_there(root: Path, place: str) -> bool:
    """Whether the test or the heading is there."""
    if place.startswith("docs/") or place.endswith(".md"):
        file, _, anchor = place.partition("#")
        return (root / file).is_file() and (not anchor or anchor in _anchors(root / file))
    file, _, test = place.partition("::")
    return bool(test) and test in _tests(root / "tests" / file)


@cache
def _tests(file: Path) -> frozenset[str]:
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(node.name for node in functions if node.name.startswith("test_"))


@cache
def _anchors(file: Path) -> frozenset[str]:
    headings = _HEADING.findall(file.read_text(encoding="utf-8"))
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)
