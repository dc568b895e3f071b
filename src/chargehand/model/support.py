"""What a driver and the operator write to each other about a session or a charger."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from msgspec import Struct

from chargehand.model.identity import DriverId, PublicId, SessionId

TEXT_LENGTH_MAX: Final = 4_000
MESSAGES_MAX: Final = 100
CASES_A_DAY_MAX: Final = 10
READINGS_SHOWN: Final = 10
COMMANDS_SHOWN: Final = 20


class CaseState(StrEnum):
    OPEN = "open"
    """Waits for the operator."""
    ANSWERED = "answered"
    CLOSED = "closed"


class CaseReading(Struct, frozen=True, kw_only=True):
    at: datetime
    energy_wh: Decimal | None = None
    power_w: Decimal | None = None
    soc_percent: Decimal | None = None


class CaseCommand(Struct, frozen=True, kw_only=True):
    kind: str
    state: str
    reason: str = ""
    at: datetime
    ended_at: datetime | None = None
    mine: bool = True
    """The driver's own; else an operator's, or the house's."""


class CaseFacts(Struct, frozen=True, kw_only=True):
    """What support would otherwise ask for, as it stood when the case was opened. Of a card the last four only (S15)."""

    charger: str
    charger_id: PublicId
    connector: int | None = None
    protocol: str = ""
    firmware: str = ""
    connected: bool = False
    heard_at: datetime | None = None
    session: SessionId | None = None
    number: int | None = None
    transaction: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    end_basis: str = ""
    end_reason: str = ""
    energy_wh: Decimal | None = None
    card: str = ""
    readings: tuple[CaseReading, ...] = ()
    commands: tuple[CaseCommand, ...] = ()
    at: datetime
    """When all of this was so."""


class CaseMessage(Struct, frozen=True):
    operator: bool
    text: str
    at: datetime


class SupportCase(Struct, frozen=True, kw_only=True):
    id: str
    number: int
    driver: DriverId
    state: CaseState
    facts: CaseFacts
    made_at: datetime
    changed_at: datetime
    messages: tuple[CaseMessage, ...] = ()
    """Oldest first; in lists none."""


class CasePage(Struct, frozen=True, kw_only=True):
    rows: tuple[SupportCase, ...]
    cursor: str | None = None
