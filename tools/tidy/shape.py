"""Sizes: of files, functions, parameter lists and folders."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator

from tools.tidy.source import CODE_SUFFIXES, PACKAGE, Finding, Source

FILE_LINES = 500
FUNCTION_LINES = 50
CORE_FUNCTION_LINES = 30
PARAMETERS = 6
FOLDER_FILES = 12

# Folders that may hold more files, each with its reason.
WIDE_FOLDERS = {
    "src/chargehand/model": "the vocabulary: one file for each noun of the field, looked up by name",
    "src/chargehand/store/migrations": "grows by one file with each change of the schema, in order, for ever",
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def file_size(source: Source) -> Iterator[Finding]:
    """A file of code has at most 500 lines."""
    count = len(source.lines)
    if source.path.suffix in CODE_SUFFIXES and count > FILE_LINES:
        yield source.finding(
            FILE_LINES + 1, "file-size", f"{count} lines, at most {FILE_LINES}: split it by noun"
        )


def function_size(source: Source) -> Iterator[Finding]:
    """A function has at most 50 lines, in the core 30; its docstring does not count."""
    limit = CORE_FUNCTION_LINES if source.room == "core" else FUNCTION_LINES
    for node in _functions(source):
        count = (node.end_lineno or node.lineno) - node.lineno + 1 - _docstring_lines(node)
        if count > limit:
            yield source.finding(
                node.lineno, "function-size", f"{node.name} has {count} lines, at most {limit}"
            )


def parameter_count(source: Source) -> Iterator[Finding]:
    """A function takes at most 6 parameters; a command line's options are an interface and not counted."""
    for node in _functions(source):
        parameters = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        count = len([parameter for parameter in parameters if parameter.arg not in ("self", "cls")])
        if count > PARAMETERS and not _is_command(node):
            yield source.finding(
                node.lineno,
                "parameters",
                f"{node.name} takes {count}, at most {PARAMETERS}: give them a value",
            )


def folder_width(sources: Iterable[Source]) -> Iterator[Finding]:
    """A folder of the package holds at most 12 files of code besides its `__init__.py`."""
    counted = Counter(
        str(source.path.parent)
        for source in sources
        if source.path.parts[: len(PACKAGE)] == PACKAGE
        and source.path.suffix in CODE_SUFFIXES
        and source.path.name != "__init__.py"
    )
    for folder, count in sorted(counted.items()):
        if count > FOLDER_FILES and folder not in WIDE_FOLDERS:
            yield Finding(folder, 0, "folder-width", f"{count} files, at most {FOLDER_FILES}: make rooms")


def _functions(source: Source) -> Iterator[Function]:
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _docstring_lines(node: Function) -> int:
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is None:
        return 0
    return (first.end_lineno or first.lineno) - first.lineno + 1


def _is_command(node: Function) -> bool:
    called = [item.func if isinstance(item, ast.Call) else item for item in node.decorator_list]
    return any(isinstance(item, ast.Attribute) and item.attr in ("command", "callback") for item in called)
