"""What the sender of letters needs of the world."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from chargehand.model.visit import Letter


class PassingFault(Exception):
    """The letter did not go this time; it may go later."""


class Undeliverable(Exception):
    """The letter will never go: its address does not exist or is none."""


class Letters(Protocol):
    """Where letters wait. Each method raises WorldFault when they cannot be reached."""

    async def take(self, now: datetime, limit: int, until: datetime) -> list[Letter]:
        """Letters that are due; they are the caller's until `until`, then they are due again."""
        ...

    async def gone(self, letter: int, now: datetime) -> None:
        """The letter has left; its text is not kept."""
        ...

    async def later(self, letter: int, at: datetime) -> None: ...

    async def drop(self, letter: int, reason: str) -> None:
        """The letter is given up; its text is not kept."""
        ...


class Post(Protocol):
    """Takes a letter on its way. Returns once somebody else is responsible for it."""

    async def send(self, letter: Letter) -> None:
        """Raises PassingFault or Undeliverable."""
        ...


class NoticeObserver(Protocol):
    """Counts letters. Neither addresses nor texts are handed over."""

    def letter(self, outcome: str) -> None:
        """`sent`, `delayed` or `dropped`."""
        ...

    def fault(self, reason: str) -> None: ...
