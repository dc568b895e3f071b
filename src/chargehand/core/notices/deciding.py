"""Which notices a decision brings its driver, read off what was before it and what it left.

| what happened | notice | told |
|---|---|---|
| open, and owned | session started | once a session; never of what is history (F53) |
| power near nothing; suspended; not confirmed | slowed; suspended; unconfirmed | when it has lasted for two minutes, once in six hours |
| stopped, the cable is in | stopped | once a session |
| ended, but not what never was | ended | once an end; late if it is history |
| a stop came to nothing, the session goes on | could not be stopped | once a command |
| its card began another one | card elsewhere | once a session |
| the cable stays in, a fee for that is near | idle fee soon | once a session, before the fee begins |

A plain reading changes none of these: it is let go after a few comparisons.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from chargehand.core.keeping import holds_its_card, session_of
from chargehand.model.answers import Noted
from chargehand.model.command import Command, CommandKind, CommandState
from chargehand.model.effects import DropTimer, Effect, KeepNotice, SetTimer
from chargehand.model.events import Event, TimerRang, TransactionStarted, TransactionUpdated
from chargehand.model.evidence import Signal
from chargehand.model.identity import SessionId
from chargehand.model.notice import NoticeFacts, NoticeKind
from chargehand.model.session import Bill, EndBasis, EnergyPhase, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot

SETTLE: Final = "notice"
"""The timer that rings when what has begun is told, if it lasts."""
SETTLES_AFTER: Final = timedelta(minutes=2)
FEE: Final = "idle_fee"
"""The timer that rings shortly before a cable that stays begins to cost."""
FEE_TOLD_BEFORE: Final = timedelta(minutes=10)
LATE_AFTER: Final = timedelta(hours=1)
"""What is told so long after it happened, after its station was away, is history."""
NEAR_NOTHING_W: Final = Decimal(300)
"""Less than any car charges with."""
AGAIN_AFTER_S: Final = 6 * 3600

_SUSPENDED: Final = (EnergyPhase.SUSPENDED_EV, EnergyPhase.SUSPENDED_EVSE)
_QUIET: Final = (Signal.TOLD_LATE, Signal.DRIVER_CLAIM, Signal.OPERATOR_DOUBTS)
"""Doubts that its driver has themselves, or that are only history."""
_NOTHING: Final = (EndBasis.NEVER_STARTED, EndBasis.CONTINUED)
_FAILED: Final = (CommandState.REJECTED, CommandState.UNANSWERED, CommandState.UNCONFIRMED)


def noticed(before: Snapshot, event: Event, decision: Decision) -> Decision:
    """`decision` with the notices that it brings."""
    after = decision.snapshot
    effects: list[Effect] = []
    if before.sessions is not after.sessions:
        same = len(before.sessions) == len(after.sessions)  # their order is kept, and nothing taken out
        for was, now in zip(before.sessions, after.sessions, strict=True) if same else _pairs(before, after):
            if was is now or (was is not None and _goes_on(was, now)) or now.driver is None:
                continue
            effects += _of_session(before, event, was, now)
    if before.commands is not after.commands:
        known = set(map(id, before.commands))
        for row in after.commands:
            if id(row) not in known and row.kind is CommandKind.STOP and row.ended_at is not None:
                effects += _of_stop(after, row, event.at)
    if not effects:
        return decision
    return Decision(after, decision.answer, (*decision.effects, *effects))


def _pairs(before: Snapshot, after: Snapshot) -> Iterator[tuple[Session | None, Session]]:
    known = {row.id: row for row in before.sessions}
    for row in after.sessions:
        yield known.get(row.id), row


def _goes_on(was: Session, now: Session) -> bool:
    """Nothing of it has changed that anybody would be told of: most are readings."""
    if (
        was.energy_phase is not now.energy_phase
        or was.transaction is not now.transaction
        or was.doubted_at is not now.doubted_at
        or was.stopped_at is not now.stopped_at
        or was.driver is not now.driver
        or was.idle is not now.idle
    ):
        return False
    power_w = now.meter.power_w
    return power_w is None or power_w >= NEAR_NOTHING_W or not _flowed(was)


def _flowed(was: Session) -> bool:
    return was.meter.power_w is not None and was.meter.power_w >= NEAR_NOTHING_W


def _of_session(before: Snapshot, event: Event, was: Session | None, now: Session) -> Iterator[Effect]:
    if not now.live:
        if was is None or was.live or was.driver is None:
            yield from _end(now, event.at)
        yield from _fee(was, now, event.at)
        return
    if now.transaction is not Transaction.OPEN or now.doubt == Signal.TOLD_LATE:
        return
    if _begins(was):
        yield from _start(before, event, now)
    if now.stopped_at is not None and (was is None or was.stopped_at is None):
        late = event.at - now.stopped_at > LATE_AFTER
        yield _notice(NoticeKind.SESSION_STOPPED, now, now.id, event.at, late=late)
    if was is not None and _turned(was, now):
        yield SetTimer(SETTLE, now.id, event.at + SETTLES_AFTER)
    yield from _fee(was, now, event.at)


def _begins(was: Session | None) -> bool:
    """Whether it is its driver's and open only now; or known to be of now only now."""
    if was is None or was.driver is None or was.transaction is Transaction.PENDING:
        return True
    return was.doubt == Signal.TOLD_LATE


def _start(before: Snapshot, event: Event, now: Session) -> Iterator[Effect]:
    if now.started_at is not None and event.at - now.started_at > LATE_AFTER:
        return
    yield _notice(NoticeKind.SESSION_STARTED, now, now.id, event.at)
    here = isinstance(event, TransactionStarted | TransactionUpdated) and now.token is not None
    beside = here and any(
        row.id != now.id and row.token == now.token and holds_its_card(row) for row in before.sessions
    )
    if beside or (isinstance(event, TransactionStarted) and before.elsewhere is not None):
        yield _notice(NoticeKind.CARD_ELSEWHERE, now, now.id, event.at)


def _turned(was: Session, now: Session) -> bool:
    """Whether something has begun that is told if it lasts."""
    doubted = was.doubted_at is None and now.doubted_at is not None and now.doubt not in _QUIET
    waits = was.energy_phase is EnergyPhase.CHARGING and now.energy_phase in _SUSPENDED
    power_w = now.meter.power_w
    return doubted or waits or (power_w is not None and power_w < NEAR_NOTHING_W and _flowed(was))


def _end(now: Session, at: datetime) -> Iterator[Effect]:
    yield DropTimer(SETTLE, now.id)
    if now.end_basis in _NOTHING or now.ended_at is None:
        return
    late = now.end_basis is EndBasis.REPORTED and at - now.ended_at > LATE_AFTER
    about = f"{now.id}@{now.end_received_at or at:%Y%m%d%H%M%S}"
    yield _notice(NoticeKind.SESSION_ENDED, now, about, at, note=now.end_basis or "", late=late)


def _fee(was: Session | None, now: Session, at: datetime) -> Iterator[Effect]:
    """From when its station says that the cable stays; not where the fee runs already, or none is asked."""
    begins_at, known = _fee_begins_at(now), was is not None and _fee_begins_at(was) is not None
    if begins_at is None and known:
        yield DropTimer(FEE, now.id)
    if begins_at is None or begins_at <= at or known:
        return
    yield SetTimer(FEE, now.id, max(begins_at - FEE_TOLD_BEFORE, min(at + SETTLES_AFTER, begins_at)))


def _fee_begins_at(row: Session) -> datetime | None:
    """When a cable that its station says is in begins to cost, if it stays and nothing is lost meanwhile."""
    idle, tariff = row.idle, row.tariff
    if idle is None or idle.over or not idle.plugged or tariff is None or not tariff.per_idle_minute:
        return None
    return (idle.counted_to or idle.since) + timedelta(seconds=tariff.idle_grace_s) - idle.lasted


def _fee_near(snapshot: Snapshot, event: TimerRang) -> Decision:
    """Its driver is told before a fee begins, if the cable is in still by the latest word of its station."""
    gone = DropTimer(event.kind, event.subject)
    row = session_of(snapshot, SessionId(event.subject))
    if row is None or row.driver is None or row.doubted_at is not None:
        return Decision(snapshot, Noted(), (gone,))
    begins_at = _fee_begins_at(row)
    if begins_at is None or begins_at < event.at:
        return Decision(snapshot, Noted(), (gone,))
    return Decision(snapshot, Noted(), (gone, _notice(NoticeKind.IDLE_FEE_SOON, row, row.id, event.at)))


def _of_stop(after: Snapshot, command: Command, at: datetime) -> Iterator[Effect]:
    """What the house asked for itself, because of a limit, is told once a session."""
    session = session_of(after, command.session) if command.session is not None else None
    if session is None or session.transaction is not Transaction.OPEN or session.driver is None:
        return
    if command.state in _FAILED:
        about = command.id if command.driver is not None else session.id
        yield _notice(NoticeKind.STOP_FAILED, session, about, at, note=command.reason)


def rang(snapshot: Snapshot, event: TimerRang) -> Decision:
    """One of the timers that are set here."""
    return _fee_near(snapshot, event) if event.kind == FEE else _settled(snapshot, event)


def _settled(snapshot: Snapshot, event: TimerRang) -> Decision:
    """What had begun two minutes ago is told if it is so still."""
    gone: tuple[Effect, ...] = (DropTimer(event.kind, event.subject),)
    row = session_of(snapshot, SessionId(event.subject))
    if row is None or row.transaction is not Transaction.OPEN or row.driver is None:
        return Decision(snapshot, Noted(), gone)
    return Decision(snapshot, Noted(), (*gone, *_lasting(row, event.at)))


def _lasting(row: Session, at: datetime) -> Iterator[Effect]:
    about = f"{row.id}/{int(at.timestamp()) // AGAIN_AFTER_S}"
    power_w = row.meter.power_w
    if row.doubted_at is not None:
        if row.doubt not in _QUIET:
            yield _notice(NoticeKind.SESSION_UNCONFIRMED, row, about, at)
    elif not row.energy_wh or row.stopped_at is not None:
        return
    elif row.energy_phase in _SUSPENDED:
        who = row.energy_phase.value
        yield _notice(NoticeKind.CHARGING_SUSPENDED, row, f"{about}/{who}", at, note=who)
    elif power_w is not None and power_w < NEAR_NOTHING_W:
        yield _notice(NoticeKind.CHARGING_SLOWED, row, about, at)


def _notice(
    kind: NoticeKind, row: Session, about: str, at: datetime, *, note: str = "", late: bool = False
) -> KeepNotice:
    """As the session stands now; it must have a driver."""
    until = row.ended_at or at
    facts = NoticeFacts(
        energy_wh=row.energy_wh if row.meter.base_wh is not None else None,
        cost=row.cost,
        estimated=row.bill not in (Bill.FINAL, Bill.CORRECTED),
        since=row.meter.received_at or row.start_received_at if row.doubted_at is not None else None,
        lasted_s=None if row.started_at is None else max(0, int((until - row.started_at).total_seconds())),
        note=note,
    )
    assert row.driver is not None  # asked by each caller
    return KeepNotice(kind, row.driver, row.id, about, at, facts, late)
