"""What the rules look at, and what they say."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

PACKAGE = ("src", "chargehand")
CODE_SUFFIXES = frozenset({".css", ".html", ".js", ".py", ".sh", ".sql"})
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@dataclass(frozen=True, order=True)
class Finding:
    """One broken rule at one place; `line` is 0 when the whole file or folder is meant."""

    path: str
    line: int
    rule: str
    what: str

    def __str__(self) -> str:
        """The line a person or an editor reads."""
        return f"{self.path}:{self.line}: {self.rule}: {self.what}"


@dataclass(frozen=True)
class Source:
    """A file of the repository, its path relative to the root."""

    path: PurePosixPath
    content: bytes

    @cached_property
    def text(self) -> str | None:
        """The text with its line ends as they are, or None for a binary file."""
        if b"\0" in self.content:
            return None
        try:
            return self.content.decode("utf-8")
        except UnicodeDecodeError:
            return None

    @cached_property
    def lines(self) -> list[str]:
        """Lines split at the line feed only, so that a stray form feed does not shift the numbers."""
        lines = (self.text or "").split("\n")
        return lines[:-1] if lines[-1] == "" else lines

    @cached_property
    def tree(self) -> ast.Module | None:
        """The syntax tree of a Python file; None for others and for what does not parse (ruff says why)."""
        if self.path.suffix != ".py" or self.text is None:
            return None
        try:
            return ast.parse(self.text)
        except (SyntaxError, ValueError):
            return None

    @property
    def room(self) -> str | None:
        """The folder (or module) of the package's first level that the file stands in; None outside the package."""
        inside = self.path.parts[len(PACKAGE) :]
        if self.path.parts[: len(PACKAGE)] != PACKAGE or not inside:
            return None
        return inside[0].removesuffix(".py")

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All nodes of the syntax tree; none for other files."""
        return tuple(ast.walk(self.tree)) if self.tree else ()

    def finding(self, line: int, rule: str, what: str) -> Finding:
        """A finding in this file."""
        return Finding(str(self.path), line, rule, what)


def words(identifier: str) -> list[str]:
    """The lower-case words of a name: `parentIdTag` and `parent_id_tag` are both parent, id, tag."""
    return [word.lower() for word in WORD.findall(identifier)]
