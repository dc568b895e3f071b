"""How code behaves: what it catches, what its doors say, what its tests leave out."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from tools.tidy.source import Finding, Source

# Rooms that own a boundary to the world, where a fault of one piece of work must not end the others.
BOUNDARY_ROOMS = frozenset({"edge", "engine", "main", "simulator"})
BROAD = frozenset({"BaseException", "Exception"})
LEFT_OUT = frozenset({"importorskip", "skip", "skipif", "xfail"})


def broad_except(source: Source) -> Iterator[Finding]:
    """Only a boundary catches everything, and a comment at the place says why."""
    if source.room is None:
        return
    for node in source.nodes:
        if not isinstance(node, ast.ExceptHandler) or not _is_broad(node.type):
            continue
        if source.room not in BOUNDARY_ROOMS:
            yield source.finding(
                node.lineno, "broad-except", f"{source.room} is no boundary: catch what is meant"
            )
        elif not _has_comment(source, node.lineno):
            yield source.finding(
                node.lineno, "broad-except", "say in a comment why this boundary catches everything"
            )


def left_out_tests(source: Source) -> Iterator[Finding]:
    """No test is skipped or expected to fail: it runs, or it is not there."""
    if source.path.parts[0] != "tests":
        return
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in LEFT_OUT and _root(node) == "pytest":
            yield source.finding(
                node.lineno, "left-out-test", f"{ast.unparse(node)}: make it run or take it away"
            )


def unwritten(source: Source) -> Iterator[Finding]:
    """What others must write is abstract, so that its absence is told when the whole is made."""
    for node in source.nodes if source.room else ():
        if isinstance(node, ast.Raise) and node.exc and "NotImplementedError" in ast.unparse(node.exc):
            yield source.finding(
                node.lineno, "unwritten", "make it an abstract method, or the class a Protocol"
            )


def package_door(sources: Iterable[Source]) -> Iterator[Finding]:
    """Each folder of Python in the package opens with a docstring: what the room is for, what it must not know."""
    python = [source for source in sources if source.room and source.path.suffix == ".py"]
    doors = {source.path.parent: source for source in python if source.path.name == "__init__.py"}
    for folder in sorted({source.path.parent for source in python}):
        door = doors.get(folder)
        if door is None:
            yield Finding(str(folder), 0, "package-door", "has no __init__.py")
        elif door.tree and not ast.get_docstring(door.tree):
            yield door.finding(1, "package-door", "no docstring: say what the room is for and must not know")


def _is_broad(caught: ast.expr | None) -> bool:
    parts = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(part is None or (isinstance(part, ast.Name) and part.id in BROAD) for part in parts)


def _has_comment(source: Source, line: int) -> bool:
    return any("#" in near for near in source.lines[line - 2 : line + 1])


def _root(node: ast.expr) -> str | None:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None
