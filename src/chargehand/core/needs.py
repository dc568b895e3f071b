"""What an event names beyond its station's live state."""

from __future__ import annotations

from datetime import datetime, timedelta

from chargehand.core.keeping import asked_about, probed
from chargehand.model.events import (
    CallAnswered,
    CallSent,
    CloseRequested,
    CloseUndone,
    Event,
    MeterSampled,
    NotChargingClaimed,
    OperationRequested,
    ProbeRequested,
    RefreshRequested,
    StartRequested,
    StopRequested,
    TimerRang,
    TokenPresented,
    TransactionEnded,
    TransactionStarted,
    TransactionUpdated,
)
from chargehand.model.identity import CommandId, SessionId
from chargehand.model.snapshot import Needs

_NOTHING = Needs()
_OF_SESSIONS = frozenset(
    {"start", "free", "silent", "watch", "elsewhere", "gap", "gap_ask", "limit", "notice", "idle_fee"}
)
"""The timers whose subject is a session; that of all others is a command."""


def start_key(event: TransactionStarted) -> str | None:
    """The content by which a repeated start is known, whatever its message id (F35).

    None where content proves nothing: without the station's time, and where the station names its transactions.
    """
    if event.said_at is None or event.ref is not None:
        return None
    said = _as_told(event.said_at, event.shifted_s)
    return f"{event.connector}|{event.token}|{said.isoformat()}|{event.meter_start_wh}"


def orphan_key(event: TransactionEnded) -> str:
    """The content by which a repeated end of an unknown transaction is known (F37, F38)."""
    said = _as_told(event.said_at, event.shifted_s).isoformat() if event.said_at else "-"
    return f"end|{event.ref}|{event.token}|{said}|{event.meter_stop_wh}"


def _as_told(said_at: datetime, shifted_s: int) -> datetime:
    """What the station said: a repeat is known by it, whatever was learned of its clock meanwhile."""
    return said_at + timedelta(seconds=shifted_s) if shifted_s else said_at


def _needs_of_start(event: StartRequested) -> Needs:
    return Needs(token=event.token, command=event.command, token_elsewhere=True, started_by=event.driver)


def needs(event: Event) -> Needs:
    """What the store must bring with the snapshot so that `event` can be decided."""
    match event:
        case MeterSampled():
            return Needs(ref=event.ref) if event.ref else _NOTHING
        case TransactionStarted():
            key, asks = start_key(event), bool(event.token)
            return Needs(token=event.token, start_key=key, ref=event.ref, token_elsewhere=asks)
        case TransactionUpdated():
            return Needs(token=event.token or None, ref=event.ref)
        case TransactionEnded():
            return Needs(token=event.token, ref=event.ref, start_key=orphan_key(event))
        case TokenPresented():
            return Needs(token=event.token)
        case StartRequested():
            return _needs_of_start(event)
        case StopRequested() | NotChargingClaimed():
            return Needs(session=event.session, command=event.command)
        case ProbeRequested() | CloseRequested() | CloseUndone():
            return Needs(session=event.session)
        case CallAnswered() if (about := asked_about(event.command) or probed(event.command)) is not None:
            return Needs(session=about)
        case RefreshRequested() | OperationRequested() | CallSent() | CallAnswered():
            return Needs(command=event.command)
        case TimerRang() if event.kind in _OF_SESSIONS:
            return Needs(session=SessionId(event.subject))
        case TimerRang():
            return Needs(command=CommandId(event.subject))
        case _:
            return _NOTHING
