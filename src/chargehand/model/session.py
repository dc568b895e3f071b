"""A session: the stay as people know it. Four facts, never one boolean."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from chargehand.model.evidence import Signal
from chargehand.model.identity import DriverId, SessionId, StationId, TokenUid
from chargehand.model.limits import Limits
from chargehand.model.reading import Meter
from chargehand.model.tariff import Idle, Money, PricePart, Tariff


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


class Session(Struct, frozen=True, kw_only=True, gc=False):
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
    doubted_at: datetime | None = None
    """Since when it is doubted that it still runs; None while nothing speaks against it, and after its end."""
    doubt: str = ""
    """The signal that began the doubt (`model.evidence.Signal`); empty without one."""
    end_signal: str = ""
    """The best evidence so far that it is over, while it is still open, or the one that it was closed on."""
    close_at: datetime | None = None
    """When it is closed on that evidence if nothing better or contrary comes."""
    probes: int = 0
    """How many steps of the probe ladder were taken in this doubt."""
    probed_at: datetime | None = None
    probe_at: datetime | None = None
    """When the next step is due; None when the ladder is at its end or not needed."""
    station_register_wh: Decimal | None = None
    """Where its register stood by the station's word when an operator gave another for the end: for taking that back."""
    flags: tuple[str, ...] = ()
    """Names of what looked wrong: `register_drop`, `implausible_energy`, `late_reading`, …"""
    tariff: Tariff | None = None
    """What was in force when it began, or when it was asked for; never changed (M5)."""
    tariff_from: datetime | None = None
    """Since when that was in force; None where it was not noted."""
    tariff_own: bool = False
    """It was the station's own, not the house's."""
    idle: Idle | None = None
    """The cable's stay after charging, where the tariff asks for it; None while it charges."""
    cost_told: int | None = None
    """The running cost that its station was shown last, in the smallest unit (2.x I02)."""
    cost_told_at: datetime | None = None
    limits: Limits | None = None
    """What it was asked to come to at most."""
    limits_told: Limits | None = None
    """Those that its station told last (2.1 E16)."""
    limit_stop_at: datetime | None = None
    """When it was last to be stopped because of them."""
    led_w: int | None = None
    """The most that its car may take at the moment, where it is led from minute to minute (2.1 K28)."""
    meter: Meter = Meter()

    @property
    def live(self) -> bool:
        return self.transaction is not Transaction.ENDED

    @property
    def energy_wh(self) -> Decimal:
        return self.meter.energy_wh

    @property
    def most(self) -> Limits | None:
        """What it may come to: the lower limit of each kind."""
        return self.limits.lower(self.limits_told) if self.limits is not None else self.limits_told

    @property
    def parked(self) -> bool:
        """It is over and its cable may still be in, which its tariff asks for: it stays with its lane."""
        return self.idle is not None and not self.idle.over and self.transaction is Transaction.ENDED

    @property
    def cost(self) -> Money | None:
        """What it comes to until its end, or its latest reading; None without a tariff, or when only its end is known.

        What has not begun costs nothing, nor what came to nothing, nor what goes on as another session.
        """
        if self.tariff is None:
            return None
        if self._costs_nothing:
            return Money(0, self.tariff.currency)
        used = self._used
        return None if used is None else self.tariff.price(*used)

    @property
    def cost_parts(self) -> tuple[PricePart, ...]:
        """What `cost` is made of, unrounded."""
        used = self._used
        if self.tariff is None or used is None or self._costs_nothing:
            return ()
        return self.tariff.parts(*used)

    @property
    def _costs_nothing(self) -> bool:
        nothing = self.end_basis in (EndBasis.NEVER_STARTED, EndBasis.CONTINUED)
        nothing = nothing or (not self.live and self.end_signal == Signal.ZERO_ENERGY)
        return nothing or self.transaction is Transaction.PENDING

    @property
    def _used(self) -> tuple[Decimal, timedelta, timedelta] | None:
        """Energy, time, and time after charging."""
        if self.started_at is None:
            return None
        until = self.ended_at or self._told_until or self.started_at
        idle = self.idle.lasted if self.idle is not None else timedelta(0)
        return self.energy_wh, max(until - self.started_at, timedelta(0)), idle

    @property
    def _told_until(self) -> datetime | None:
        """Until when its latest reading tells; a clock that is ahead of ours tells nothing of the future."""
        meter = self.meter
        if meter.read_at is None or meter.received_at is None:
            return meter.received_at
        return min(meter.read_at, meter.received_at)
