"""Rows of the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tests.conformance.messages import HOUSE, Finding, Message, Status, finding
from tests.conformance.use_cases import Block, UseCase

_MESSAGES = "tests/conformance/test_messages.py"
_FACTS = {
    "reservation": "keeps the reservation",
    "variables": "keeps variables",
    "monitors": "keeps monitors",
    "cleared": "forgets monitors",
    "lead": "keeps what a car that is led may take",
    "certificates": "keeps which certificates the station holds",
}
"""What an operator's call tells beyond its answer, in words."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


# messages


def message_table(messages: Iterable[Message]) -> str:
    ordered = sorted(messages, key=lambda each: (each.action, not each.from_station))
    return table(("message", "to", "", "what comes of it", "test"), map(_message_row, ordered))


def _message_row(message: Message) -> list[str]:
    found = finding(message)
    test = "test_a_station_message" if message.from_station else "test_a_call_to_a_station"
    return [
        message.action,
        "us" if message.from_station else "station",
        found.status.value,
        _told(found) if message.from_station else _asked(found),
        link(f"{_MESSAGES}::{test}[{message}]"),
    ]


def _told(found: Finding) -> str:
    if found.status is Status.SUPPORTED:
        return ", ".join(f"`{name}`" for name in found.told)
    return f"kept; answered `{found.answer}`" if found.answer else "kept"


def _asked(found: Finding) -> str:
    calls = [name if name == HOUSE else f"`{name}`" for name in found.told if name not in _FACTS]
    facts = [_FACTS[name] for name in found.told if name in _FACTS]
    return "; ".join([", ".join(calls) or "by `call`", *facts])


# use cases


def case_table(blocks: Iterable[Block], version: str) -> str:
    return table(("", "use case", "", "more of it", "test"), _case_rows(blocks, version))


def _case_rows(blocks: Iterable[Block], version: str) -> Iterator[list[str]]:
    for block in blocks:
        yield [f"**{block.letter}**", f"**{block.name}**", "", "", ""]
        for case in block.cases:
            yield case_row(case, version)


def case_row(case: UseCase, version: str) -> list[str]:
    shown = ", ".join(link(node) for node in case.shown_by(version))
    return [case.number, case.name, case.status.value, _why(case), shown]


def _why(case: UseCase) -> str:
    """The note, and what is said where nothing more follows of it."""
    said = ", ".join(case.messages) if case.status is not Status.SUPPORTED else ""
    return "; ".join(filter(None, (said, case.note)))


def link(node: str) -> str:
    path, _, name = node.partition("::")
    return f"[{name}](../{path})"
