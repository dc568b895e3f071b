"""How a command speaks: sentences for people, or one JSON object for programs; and with which code it ends."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import NoReturn

import typer

REFUSED = 1
NOT_SET_UP = 2
INTERRUPTED = 130


class Refused(Exception):
    """A considered no to a command; its text is one sentence."""


class Talk:
    def __init__(self, *, json: bool) -> None:
        self.json = json

    def say(self, told: Mapping[str, object], *lines: str) -> None:
        """The facts as one JSON object, or the lines."""
        if self.json:
            import msgspec

            sys.stdout.write(msgspec.json.encode(told).decode() + "\n")
        else:
            sys.stdout.writelines(f"{line}\n" for line in lines)
        sys.stdout.flush()

    def asks(self, question: str) -> bool | None:
        """Yes or no, from whoever sits there; None: nobody does, or a program asked."""
        if self.json or not sys.stdin.isatty():
            return None
        return typer.confirm(question, err=True)

    def note(self, line: str) -> None:
        """Something on the side, never on stdout."""
        sys.stderr.write(f"{line}\n")

    def end(self, sentence: str, code: int) -> NoReturn:
        """The command ends with one line that says why."""
        sentence = " ".join(sentence.split())
        if self.json:
            self.say({"error": sentence})
        self.note(f"chargehand: {sentence}")
        raise typer.Exit(code)


@contextmanager
def talking(*, json: bool) -> Generator[Talk]:
    """What is in the way of a command ends it with one line instead of a traceback."""
    talk = Talk(json=json)
    from chargehand.model.faults import WorldFault
    from chargehand.store.embedded.fault import SetupFault

    try:
        yield talk
    except Refused as refused:
        talk.end(str(refused), REFUSED)
    except SetupFault as fault:
        talk.end(str(fault), NOT_SET_UP)
    except WorldFault as fault:
        talk.end(f"The database cannot be asked now ({fault}).", REFUSED)
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    """Aligned lines; the head only if there are rows."""
    if not rows:
        return []
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    pad: Callable[[tuple[str, ...]], str] = lambda row: "  ".join(  # noqa: E731 - two uses, one line
        cell.ljust(width) for cell, width in zip(row, widths, strict=True)
    ).rstrip()
    return [pad(head), *map(pad, rows)]
