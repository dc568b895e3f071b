"""The words of a session's life: derived from its four facts and nothing else."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chargehand.model.command import CommandState
from chargehand.model.session import Bill, EndBasis, Transaction
from chargehand.model.sight import SessionSight
from chargehand.views.facts import Facts, facts_of


class Status(StrEnum):
    """The words of a session's life; `wording` spells them."""

    PREPARING = "preparing"
    LIVE = "live"
    UNCONFIRMED = "live_unconfirmed"
    STOPPING_ASKED = "stopping_asked"
    STOPPING_ACCEPTED = "stopping_accepted"
    STOPPED = "stopped_unplug"
    WAITING = "ended_waiting"
    ESTIMATED = "ended_estimated"
    COMPLETED = "completed"
    IN_REVIEW = "in_review"
    FAILED = "failed"


class Phase(StrEnum):
    """The coarse word that programs branch on."""

    PENDING = "pending"
    ACTIVE = "active"
    STOPPING = "stopping"
    ENDED = "ended"
    FAILED = "failed"


class Display(Struct, frozen=True, kw_only=True):
    """What may be said of a session at one instant.

    `confirmed_until` is the instant of our newest evidence that it lives. `unconfirmed_since` is the same instant
    once that evidence no longer holds, also while a stop is under way. `stale_at` is when a session that is
    confirmed now will stop being so without news. `deadline_at` is the pending start's or the open stop's.
    """

    status: Status
    phase: Phase
    confirmed_until: datetime | None = None
    unconfirmed_since: datetime | None = None
    stale_at: datetime | None = None
    deadline_at: datetime | None = None

    @property
    def live(self) -> bool:
        """In progress as far as is known; only an end with evidence changes that."""
        return self.phase in {Phase.PENDING, Phase.ACTIVE, Phase.STOPPING}

    @property
    def breathing(self) -> bool:
        """It may look live: open and confirmed, and charging is not over."""
        running = self.phase in {Phase.ACTIVE, Phase.STOPPING} and self.status is not Status.STOPPED
        return running and self.unconfirmed_since is None


def display(sight: SessionSight, now: datetime, stale_after_s: float) -> Display:
    """What people see of a session."""
    return shown(facts_of(sight, now, stale_after_s))


def shown(facts: Facts) -> Display:
    """The word for these facts.

    A stop under way keeps its own word, and `unconfirmed_since` stands beside it. Accepted is not stopped: only the
    station's own word, or evidence of the end, makes it so.
    """
    if facts.transaction.value is Transaction.ENDED:
        return _ended(facts)
    if facts.transaction.value is Transaction.PENDING:
        return Display(status=Status.PREPARING, phase=Phase.PENDING, deadline_at=facts.due_at)
    status, phase = _open(facts)
    return Display(
        status=status,
        phase=phase,
        confirmed_until=facts.confirmed_until,
        unconfirmed_since=facts.unconfirmed_since,
        stale_at=facts.stale_at,
        deadline_at=facts.stop.deadline_at if facts.stop else None,
    )


def _open(facts: Facts) -> tuple[Status, Phase]:
    if facts.stopped:
        return Status.STOPPED, Phase.STOPPING
    if facts.stop is not None:
        accepted = facts.stop.state in {CommandState.ACCEPTED, CommandState.CONFIRMED}
        return (Status.STOPPING_ACCEPTED if accepted else Status.STOPPING_ASKED), Phase.STOPPING
    return (Status.LIVE if facts.unconfirmed_since is None else Status.UNCONFIRMED), Phase.ACTIVE


def _ended(facts: Facts) -> Display:
    if facts.end_basis in (EndBasis.NEVER_STARTED, EndBasis.CONTINUED):
        return Display(status=Status.FAILED, phase=Phase.FAILED)
    status = _BILLED[facts.bill.value]
    if status is Status.COMPLETED and facts.plugged_in:
        status = Status.STOPPED
    return Display(status=status, phase=Phase.ENDED, confirmed_until=facts.confirmed_until)


_BILLED = {
    Bill.RUNNING: Status.WAITING,
    Bill.WAITING: Status.WAITING,
    Bill.ESTIMATED: Status.ESTIMATED,
    Bill.FINAL: Status.COMPLETED,
    Bill.CORRECTED: Status.COMPLETED,
    Bill.IN_REVIEW: Status.IN_REVIEW,
}
