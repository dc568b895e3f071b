"""What those who tell drivers need of the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from chargehand.model.notice import Notice, Reader, Telling
from chargehand.model.push import Push
from chargehand.model.visit import Letter


class PassingFault(Exception):
    """It did not go this time; it may go later."""


class Undeliverable(Exception):
    """It will never go: its address does not exist or is none."""


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


class Notices(Protocol):
    """Where notices wait to be told. Each method raises WorldFault when they cannot be reached."""

    async def take(self, now: datetime, limit: int, until: datetime) -> list[tuple[Notice, Reader]]:
        """Those that nobody has told, with who reads them; the caller's until `until`."""
        ...

    async def plan(self, now: datetime, tellings: Sequence[Telling]) -> None:
        """They are told, each once: letters wait, and messages to devices."""
        ...


class PushReply(Struct, frozen=True):
    status: int
    retry_after_s: int | None = None


class Way(Protocol):
    async def post(self, place: tuple[str, int, str], headers: Mapping[str, str], body: bytes) -> PushReply:
        """Host, port and path. Raises PassingFault, or Undeliverable for a place where nothing may be sent."""
        ...


class Pushes(Protocol):
    """Where messages to devices wait."""

    async def take_pushes(self, now: datetime, limit: int, until: datetime) -> list[Push]: ...

    async def push_gone(self, push: Push, now: datetime) -> None: ...

    async def push_later(self, push: Push, at: datetime) -> None: ...

    async def push_over(self, push: Push) -> None: ...

    async def device_lost(self, push: Push) -> None:
        """Its driver's browser is there no more."""
        ...

    async def publish_key(self, public: str) -> str:
        """The public half of the key in use: this one, unless another was there before."""
        ...


class PushObserver(Protocol):
    """Counts messages. No endpoint and no text is handed over."""

    def push(self, outcome: str) -> None:
        """`sent`, `delayed`, `dropped` or `device_gone`."""
        ...

    def fault(self, reason: str) -> None: ...
