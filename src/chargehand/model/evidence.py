"""What is known of a session, and how far to trust it: one signal, one row. Nothing here decides; `core/evidence` does."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chargehand.model.identity import SessionId


class Grade(StrEnum):
    """A conclusive, B strong, C a hint, D misleading alone."""

    A = "A"
    A_MINUS = "A-"
    B_PLUS = "B+"
    B = "B"
    B_MINUS = "B-"
    C = "C"
    D = "D"


class Claim(StrEnum):
    """What a signal says of the session."""

    BEGAN = "began"
    ALIVE = "alive"
    IDLE = "idle"
    """No energy flows; the transaction may go on."""
    ENDED = "ended"
    NOTHING = "nothing"
    """Our data is old, or we asked: nothing is said of the session itself."""


class Source(StrEnum):
    """Who says so."""

    STATION = "station"
    DRIVER = "driver"
    OPERATOR = "operator"
    PARTNER = "partner"
    HOUSE = "house"
    """We concluded it, or it is the trace of our own asking."""


class Signal(StrEnum):
    """The kinds of evidence. Those of roaming partners have their place here and come with roaming."""

    STARTED = "started"
    ENDED = "ended"
    """StopTransaction or TransactionEvent Ended under its id, no numbered message missing."""
    ENDED_WITH_GAP = "ended_with_gap"
    """The same, while numbered messages are missing."""
    ENDED_UNNAMED = "ended_unnamed"
    """An end without a known id, matched by connector, register, token and time (-1, 0, unknown)."""
    TOLD_ONGOING = "told_ongoing"
    TOLD_ENDED_QUEUED = "told_ended_queued"
    """GetTransactionStatus: not ongoing, messages in the queue."""
    TOLD_NOT_ONGOING = "told_not_ongoing"
    """GetTransactionStatus: not ongoing, nothing queued: ended, or forgotten."""
    TRIGGERED = "triggered"
    """What came after we had asked for it: the state now."""
    CONNECTOR_FREE = "connector_free"
    CONNECTOR_FINISHING = "connector_finishing"
    CONNECTOR_BUSY = "connector_busy"
    """It charges, or its car waits: said by the connector's own status."""
    CONNECTOR_AWAY = "connector_away"
    """The connector is faulted or out of service: the session stays as it was."""
    NEXT_START = "next_start"
    BOOTED = "booted"
    CONNECTION_LOST = "connection_lost"
    CONNECTION_BACK = "connection_back"
    ENERGY_STILL = "energy_still"
    SUSPENDED_LONG = "suspended_long"
    READINGS_MISSING = "readings_missing"
    READINGS_BACK = "readings_back"
    STOP_ACCEPTED = "stop_accepted"
    STOP_REFUSED = "stop_refused"
    UNLOCK_REFUSED = "unlock_refused"
    """UnlockConnector: OngoingAuthorizedTransaction (2.x). In 1.6 unlocking ends transactions: never asked."""
    PARTNER_CLOSED = "partner_closed"
    PARTNER_PULLED = "partner_pulled"
    CDR = "cdr"
    PARTNER_UNKNOWN = "partner_unknown"
    PARTNER_FREE = "partner_free"
    PARTNER_TIMEOUT = "partner_timeout"
    TOKEN_ELSEWHERE = "token_elsewhere"
    DRIVER_CLAIM = "driver_claim"
    OPERATOR_DOUBTS = "operator_doubts"
    """An operator has it asked about."""
    OPERATOR_CLOSED = "operator_closed"
    OPERATOR_UNDID = "operator_undid"
    OLD = "old"
    SILENCE = "silence"
    """Nothing was heard of it for so long that it is closed as estimated."""
    ZERO_ENERGY = "zero_energy"
    """No energy ever flowed, and nothing began to within its time."""
    TOLD_LATE = "told_late"
    """Its station tells of it after having been away: history, until something comes that is of now."""
    ASKED = "asked"
    """A step of the probe ladder: our question left. `note` says which."""
    UNANSWERED = "unanswered"
    """A step of the probe ladder: refused, not supported, or no answer in time."""
    CLOSED = "closed"
    """We took it as ended, on the best evidence there was: `note` names it."""
    CORRECTED = "corrected"
    """Better evidence replaced what had been concluded: `note` says what changed."""
    HOLD_RELEASED = "hold_released"
    """The card was let go: `note` says why."""


class Evidence(Struct, frozen=True, kw_only=True):
    """One signal about one session."""

    session: SessionId
    signal: Signal
    claim: Claim
    grade: Grade
    source: Source
    at: datetime
    """When it happened, by the source's own clock as far as that is believed."""
    received_at: datetime
    note: str = ""
    """A word or a few that `views/words` can spell: a probe's step, a register, a reason."""
