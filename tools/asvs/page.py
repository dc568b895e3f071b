"""The document as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from tools.asvs.rows import Row, State, rows
from tools.asvs.standard import CHAPTERS, numbers

_OPENING: Final = """# What the web keeps to, row by row

Made by `make asvs` from `tools/asvs/rows.toml`; a test fails when this file is not what it would make now, when a row is missing, or when
a test that is named here does not exist.

The rows are those of the [OWASP Application Security Verification Standard](https://owasp.org/www-project-application-security-verification-standard/)
5.0.0, levels 1 and 2, by their numbers; what each asks is told in a few words of ours, its own text is in the standard.

| | |
| --- | --- |
| **met** | done here; a test shows it, or the document that was asked for is there |
| **not applicable** | there is no such thing here; the row says what there is not |
| **elsewhere** | for whoever runs it: the proxy, the firewall, the vault, the machine; the row says what we do towards it |
| **not yet** | honestly not; the row says what is missing |
"""


def whole(known: Mapping[str, Row] | None = None) -> str:
    known = rows() if known is None else known
    levels = dict(numbers(1, 2))
    parts = [_OPENING, "## In numbers\n", *_figures(known, levels), ""]
    for chapter, (subject, _) in CHAPTERS.items():
        parts.append(
            f"## V{chapter} {subject}\n\n| row | level | asks for | | shown by, or why not |\n| --- | --- | --- | --- | --- |"
        )
        mine = [number for number in levels if number.startswith(f"V{chapter}.")]
        parts += [_line(number, levels[number], known[number]) for number in mine if number in known]
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _figures(known: Mapping[str, Row], levels: Mapping[str, int]) -> list[str]:
    counted = Counter((levels[number], row.state) for number, row in known.items() if number in levels)
    lines = [f"| | {' | '.join(State)} | all |", "| --- |" + " --- |" * (len(State) + 1)]
    for level in (1, 2):
        figures = [counted[level, state] for state in State]
        lines.append(f"| level {level} | {' | '.join(map(str, figures))} | {sum(figures)} |")
    return lines


def _line(number: str, level: int, row: Row) -> str:
    told = [part for part in (", ".join(map(_link, row.by)), row.says) if part]
    return f"| {number} | {level} | {row.asks} | {row.state} | {'; '.join(told)} |"


def _link(place: str) -> str:
    file, _, test = place.partition("::")
    if test:
        return f"[{test}](../tests/{file})"
    name, _, heading = place.partition("#")
    target = place.removeprefix("docs/") if place.startswith("docs/") else f"../{place}"
    return f"[{heading.replace('-', ' ') or name}]({target})"
