"""Which command runs, and which of them only read. Light: each start of the program loads this."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Final

READING: Final = frozenset(
    {
        "audit",
        "doctor",
        "driver list",
        "messages",
        "session list",
        "session show",
        "settings",
        "station certificates",
        "station list",
        "station stickers",
    }
)
"""These are not entered."""
_command: ContextVar[str] = ContextVar("command", default="")


def running(command: str) -> None:
    """This command runs from now on, as it is typed, without the program's name."""
    _command.set(command)


def acting() -> str:
    """The command that runs; empty: none, or one that only reads."""
    command = _command.get()
    return "" if command in READING else command
