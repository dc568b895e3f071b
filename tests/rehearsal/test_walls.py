"""Whom the rehearsal of the house may know: production's engine and gateway, never its database or what puts it together."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FORBIDDEN = ("chargehand.store", "chargehand.main", "chargehand.core", "chargehand.views", "asyncpg", "tests")
EDGES = ("chargehand.edge.gateway",)


def imported(folder: Path) -> Iterator[tuple[Path, str]]:
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield file, node.module
            elif isinstance(node, ast.Import):
                yield from ((file, each.name) for each in node.names)


def within(name: str, rooms: tuple[str, ...]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def test_it_knows_neither_database_nor_wiring_nor_decisions() -> None:
    found = list(imported(ROOT / "rehearsal"))
    assert len(found) > 100
    assert [each for each in found if within(each[1], FORBIDDEN)] == []


def test_of_the_edges_it_knows_the_gateway() -> None:
    edges = {name for _, name in imported(ROOT / "rehearsal") if within(name, ("chargehand.edge",))}
    assert edges
    assert all(within(name, EDGES) for name in edges)


def test_no_loop_but_its_own_and_no_clock() -> None:
    names = {name for file, name in imported(ROOT / "rehearsal") if file.name != "__main__.py"}
    assert not names & {"time", "uvloop", "socket", "threading", "secrets", "uuid"}


def test_production_knows_nothing_of_it() -> None:
    assert [each for each in imported(ROOT / "src") if within(each[1], ("rehearsal",))] == []
