"""Characters and addresses that have no place in a tracked text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import normpath

from tools.tidy.source import Finding, Source

TAB_FILES = frozenset({"Makefile"})
# Control characters except tab and line feed, the byte-order mark, and marks that turn or hide text.
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

# Package registries by name would tie a checkout to one mirror. In pieces, so that this file passes its own rule.
REGISTRIES = (
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("npmjs", "org"),
    ("npmjs", "com"),
    ("yarnpkg", "com"),
    ("unpkg", "com"),
    ("jsdelivr", "net"),
    ("crates", "io"),
    ("rubygems", "org"),
    ("anaconda", "org"),
    ("deb.debian", "org"),
    ("archive.ubuntu", "com"),
)
REGISTRY = re.compile("|".join(re.escape(".".join(pieces)) for pieces in REGISTRIES), re.IGNORECASE)
HOMES = ("work", "root", "home", "Users", "tmp")
HOME = re.compile(r"(?<![\w.~-])/(?:" + "|".join(HOMES) + r")/[\w.]")
# What a Markdown link leads to, without the place inside it.
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def characters(source: Source) -> Iterator[Finding]:
    """Text is UTF-8 with line feeds, without tabs, hidden characters or blanks at line ends, and ends its last line."""
    if source.text is None:
        return
    for number, line in enumerate(source.lines, start=1):
        if line.endswith("\r"):
            yield source.finding(number, "line-end", "carriage return: lines end with a line feed alone")
        elif line != line.rstrip():
            yield source.finding(number, "trailing-blank", "blank at the end of the line")
        if "\t" in line and source.path.name not in TAB_FILES:
            yield source.finding(number, "tab", "tab: indent with spaces")
        if hidden := HIDDEN.search(line):
            yield source.finding(number, "hidden-character", f"U+{ord(hidden.group()):04X}")
    if source.text and not source.text.endswith("\n"):
        yield source.finding(len(source.lines), "last-line", "the last line has no end")


def addresses(source: Source) -> Iterator[Finding]:
    """No package registry and no directory of somebody's machine is named."""
    for number, line in enumerate(source.lines, start=1):
        if found := REGISTRY.search(line):
            yield source.finding(
                number, "registry", f"names {found.group()}: leave the choice to the environment"
            )
        if found := HOME.search(line):
            yield source.finding(number, "home-path", f"{found.group()}… exists on one machine only")


def dead_links(sources: Iterable[Source]) -> Iterator[Finding]:
    """Each link of a document to a place in this repository leads to a file or folder that is there."""
    everything = list(sources)
    there = {str(place) for source in everything for place in (source.path, *source.path.parents)}
    for source in everything:
        for number, line in enumerate(source.lines if source.path.suffix == ".md" else (), start=1):
            for target in LINK.findall(line):
                if ":" not in target and normpath(str(source.path.parent / target)) not in there:
                    yield source.finding(number, "dead-link", f"{target} is not there")
