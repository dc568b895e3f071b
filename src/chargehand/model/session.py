"""A session: the stay as people know it. Four facts, never one boolean."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from chargehand.model.identity import DriverId, SessionId, StationId, TokenUid
from chargehand.model.reading import Meter


class Transaction(StrEnum):
    PENDING = "pending"
    OPEN = "open"
    ENDED = "ended"


class EnergyPhase(StrEnum):
    CHARGING = "charging"
    SUSPENDED_EV = "suspended_ev"
    SUSPENDED_EVSE = "suspended_evse"
    IDLE = "idle"
    UNKNOWN = "unknown"


class Bill(StrEnum):
    RUNNING = "running"
    WAITING = "waiting"
    ESTIMATED = "estimated"
    FINAL = "final"
    CORRECTED = "corrected"
    IN_REVIEW = "in_review"


class CardHold(StrEnum):
    HELD = "held"
    RELEASED = "released"


class EndBasis(StrEnum):
    """On what evidence a session is taken as ended."""

    REPORTED = "reported"
    """The station's own StopTransaction or TransactionEvent Ended."""
    SUPERSEDED = "superseded"
    """A later start on the same connector (F46)."""
    NEVER_STARTED = "never_started"
    """A start that came to nothing: no transaction, no energy, no cost."""
    INFERRED = "inferred"
    CONTINUED = "continued"
    """It ran for nobody and goes on as the session that its driver asked for (2.x: plugged in first)."""


class Session(Struct, frozen=True, kw_only=True):
    id: SessionId
    station: StationId
    number: int
    """Unique per station; in OCPP 1.6 also the transactionId that we give."""
    connector: int | None
    token: TokenUid | None
    driver: DriverId | None
    """Whose token it was when the session began."""
    transaction: Transaction
    ref: str | None = None
    """The protocol's transaction id; never looked up without the station."""
    start_key: str | None = None
    """Content of the start message: a repeat under a new message id is recognised by it (F35)."""
    requested_at: datetime | None = None
    started_at: datetime | None = None
    start_received_at: datetime | None = None
    due_at: datetime | None = None
    """A pending session's deadline."""
    meter_start_wh: Decimal | None = None
    energy_phase: EnergyPhase = EnergyPhase.UNKNOWN
    bill: Bill = Bill.RUNNING
    card_hold: CardHold = CardHold.HELD
    token_refused: bool = False
    """The station started although the token may not charge (F49): billing waits for a person."""
    ended_at: datetime | None = None
    end_received_at: datetime | None = None
    end_basis: EndBasis | None = None
    end_reason: str = ""
    stopped_at: datetime | None = None
    """Charging was stopped for good, the transaction waits for the cable to be taken out (2.x F03, F04)."""
    seq: tuple[int, ...] = ()
    """Which of the transaction's numbered messages came: first and last of each unbroken run, ascending (2.x)."""
    flags: tuple[str, ...] = ()
    """Names of what looked wrong: `register_drop`, `implausible_energy`, `late_reading`, …"""
    meter: Meter = Meter()

    @property
    def live(self) -> bool:
        return self.transaction is not Transaction.ENDED

    @property
    def energy_wh(self) -> Decimal:
        return self.meter.energy_wh
