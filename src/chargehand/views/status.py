"""The one function that says what people see of a session, and its sister for a charger."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from chargehand.model.command import Command, CommandState
from chargehand.model.session import Bill, EndBasis, Session, Transaction
from chargehand.model.sight import SessionSight
from chargehand.model.station import Activity, ConnectorStatus

UNPLUG_GRACE_S = 60
"""A connector's status that is older than this after the end tells of this session's cable, a newer one may be another's."""


GRADES = {
    EndBasis.REPORTED: "A",
    EndBasis.SUPERSEDED: "A-",
    EndBasis.NEVER_STARTED: "B",
    EndBasis.INFERRED: "B",
    EndBasis.CONTINUED: "A",
}
"""How far the evidence of an end is trusted: A conclusive … D misleading alone."""


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
        """It may look live: open and confirmed."""
        return self.phase in {Phase.ACTIVE, Phase.STOPPING} and self.unconfirmed_since is None


def display(sight: SessionSight, now: datetime, stale_after_s: float) -> Display:
    """What people see of a session: derived from its facts and nothing else.

    Rule for "not confirmed": evidence of life is the newest of the latest reading's receipt, the start's receipt
    and the station's latest frame. While the station is connected it holds for `stale_after_s`; without a socket
    it holds no longer at all, so that a session whose readings came but whose socket is gone is not confirmed
    since the last of that evidence. A stop under way keeps its own word, and `unconfirmed_since` stands beside it.
    """
    session = sight.session
    if session.transaction is Transaction.ENDED:
        return _ended(sight, now)
    if session.transaction is Transaction.PENDING:
        return Display(status=Status.PREPARING, phase=Phase.PENDING, deadline_at=session.due_at)
    until = evidence_at(sight)
    stale_at = None if until is None else until + timedelta(seconds=stale_after_s)
    fresh = sight.station.connected and stale_at is not None and now <= stale_at
    status, phase = _open(sight, now, fresh=fresh)
    stop = open_stop(sight.stop, now)
    return Display(
        status=status,
        phase=phase,
        confirmed_until=until,
        unconfirmed_since=None if fresh else until or session.requested_at,
        stale_at=stale_at if fresh else None,
        deadline_at=stop.deadline_at if stop else None,
    )


def evidence_at(sight: SessionSight) -> datetime | None:
    """Our own instant of the newest evidence that the session lives."""
    session = sight.session
    received = (session.meter.received_at, session.start_received_at, sight.station.heard_at)
    return max((at for at in received if at is not None), default=session.started_at)


def open_stop(stop: Command | None, now: datetime) -> Command | None:
    """The stop that is under way, if any: one whose deadline has passed is over, whether or not it was told so yet."""
    return stop if stop is not None and stop.open and now < stop.deadline_at else None


def _open(sight: SessionSight, now: datetime, *, fresh: bool) -> tuple[Status, Phase]:
    stop = open_stop(sight.stop, now)
    if sight.session.stopped_at is not None or (fresh and _finishing(sight)):
        return Status.STOPPED, Phase.STOPPING
    if stop is not None:
        accepted = stop.state in {CommandState.ACCEPTED, CommandState.CONFIRMED}
        return (Status.STOPPING_ACCEPTED if accepted else Status.STOPPING_ASKED), Phase.STOPPING
    return (Status.LIVE if fresh else Status.UNCONFIRMED), Phase.ACTIVE


def _finishing(sight: SessionSight) -> bool:
    """The station itself says that this open session's charging is over and the cable still in."""
    connector, began = sight.connector, sight.session.start_received_at or sight.session.started_at
    if connector is None or connector.activity is not Activity.FINISHING:
        return False
    return connector.status_at is not None and began is not None and connector.status_at > began


def _ended(sight: SessionSight, now: datetime) -> Display:
    session = sight.session
    if session.end_basis in (EndBasis.NEVER_STARTED, EndBasis.CONTINUED):
        return Display(status=Status.FAILED, phase=Phase.FAILED)
    status = _BILLED[session.bill]
    if status is Status.COMPLETED and plugged_in(sight, now):
        status = Status.STOPPED
    return Display(
        status=status, phase=Phase.ENDED, confirmed_until=session.end_received_at or session.ended_at
    )


_BILLED = {
    Bill.RUNNING: Status.WAITING,
    Bill.WAITING: Status.WAITING,
    Bill.ESTIMATED: Status.ESTIMATED,
    Bill.FINAL: Status.COMPLETED,
    Bill.CORRECTED: Status.COMPLETED,
    Bill.IN_REVIEW: Status.IN_REVIEW,
}


def plugged_in(sight: SessionSight, now: datetime) -> bool:
    """The cable of this ended session is still in, as far as a connected station says.

    The connector must be occupied since before the end, or since so shortly after it that the news is of this
    session; later news may be of the next car.
    """
    connector, ended_at = sight.connector, _ended_at(sight.session)
    if connector is None or ended_at is None or not sight.station.connected or now < ended_at:
        return False
    if connector.status is not ConnectorStatus.OCCUPIED:
        return False
    return connector.status_at is None or connector.status_at <= ended_at + timedelta(seconds=UNPLUG_GRACE_S)


def _ended_at(session: Session) -> datetime | None:
    return session.end_received_at or session.ended_at
