"""What a use case is here, and all of them. The rows are kept by hand in `cases/`; the tests they name are looked for."""

from __future__ import annotations

from dataclasses import dataclass

from tests.conformance.messages import Status

CONFORMANCE = "tests/conformance/"
_OF_MESSAGES = "tests/conformance/test_use_cases.py::test_messages_of_a_use_case"


@dataclass(frozen=True, kw_only=True)
class UseCase:
    """`number` as its specification counts; `name` in words of ours.

    `note`: why it is so, or what happens instead. `messages`: what is said in it; each is shown to be taken, kept and
    answered, or sent and its answer kept. `answer`: the status that a station hears then, `|` between several.
    """

    number: str
    name: str
    status: Status
    note: str = ""
    tests: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    answer: str = ""

    def shown_by(self, version: str) -> tuple[str, ...]:
        """Node ids of its tests."""
        own = (f"{_OF_MESSAGES}[{version}-{self.number}]",) if self.messages else ()
        return (*self.tests, *own)


@dataclass(frozen=True)
class Block:
    """A functional block of 2.x, or a profile of 1.6."""

    letter: str
    name: str
    cases: tuple[UseCase, ...]


def does(number: str, name: str, *tests: str, note: str = "") -> UseCase:
    """It is supported; `tests` are below tests/conformance/ unless they say otherwise."""
    return UseCase(number=number, name=name, status=Status.SUPPORTED, note=note, tests=_placed(tests))


def keeps(
    number: str, name: str, messages: str, note: str = "", answer: str = "", tests: tuple[str, ...] = ()
) -> UseCase:
    """What is said in it is kept, or can be sent; nothing else follows."""
    return UseCase(
        number=number,
        name=name,
        status=Status.STORED,
        note=note,
        tests=_placed(tests),
        messages=tuple(messages.split()),
        answer=answer,
    )


def apart(number: str, name: str, note: str, *tests: str, messages: str = "") -> UseCase:
    """A central system takes no part in it, or it wants a service that this house has not; `note` tells which."""
    return UseCase(
        number=number,
        name=name,
        status=Status.NOT_APPLICABLE,
        note=note,
        tests=_placed(tests),
        messages=tuple(messages.split()),
    )


def _placed(tests: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each if each.startswith("tests/") else CONFORMANCE + each for each in tests)
