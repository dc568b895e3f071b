"""Remote requests with a deadline."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chargehand.model.identity import CommandId, DriverId, SessionId, StationId


class CommandKind(StrEnum):
    START = "start"
    STOP = "stop"
    REFRESH = "refresh"


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

    @property
    def open(self) -> bool:
        return self.ended_at is None
