"""Remote requests with a deadline."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from chargehand.model.identity import CommandId, DriverId, SessionId, StationId


class CommandKind(StrEnum):
    START = "start"
    STOP = "stop"
    REFRESH = "refresh"
    CALL = "call"
    RESET = "reset"
    UNLOCK = "unlock"
    AVAILABILITY = "availability"
    FIRMWARE = "firmware"


OPERATIONS: Final = frozenset(
    {
        CommandKind.CALL,
        CommandKind.RESET,
        CommandKind.UNLOCK,
        CommandKind.AVAILABILITY,
        CommandKind.FIRMWARE,
    }
)
"""An operator's: over with the station's answer, which is kept."""


class CommandState(StrEnum):
    """requested → sent → accepted | rejected | unanswered → confirmed | unconfirmed."""

    REQUESTED = "requested"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNANSWERED = "unanswered"
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"


class Command(Struct, frozen=True, kw_only=True):
    """A request to a station. It is over when `ended_at` is set, at the latest at `deadline_at`; after that it changes no more."""

    id: CommandId
    kind: CommandKind
    station: StationId
    session: SessionId | None = None
    driver: DriverId | None = None
    """Who asked; None: an operator or the house itself."""
    connector: int | None = None
    state: CommandState = CommandState.REQUESTED
    requested_at: datetime
    deadline_at: datetime
    sent_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    calls_open: int = 0
    """Calls of this command that the station has not answered yet."""
    calls_made: int = 0
    reason: str = ""
    """Why it ended as it did: `refused`, `offline`, `no_answer`, `not_done`, `unsupported`, `session_ended`, …"""

    action: str = ""
    """Of an operator's command: what it asks for, as far as one word tells it."""
    response: str | None = None
    """Of an operator's command: the station's answer as JSON, or the code and description of its CALLERROR."""

    @property
    def open(self) -> bool:
        return self.ended_at is None
