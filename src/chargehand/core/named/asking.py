"""Before the wait for missing messages is over, their station is asked whether it has any (2.x E14); its word is a hint (F93).

A timer rings shortly before the one that gives up. "None" ends the wait at once, "some" prolongs it, up to a limit; whatever
else comes of it changes nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from chargehand.core.keeping import asking_about, names_transactions, session_of
from chargehand.model.answers import Noted
from chargehand.model.calls import MORE, AskTransaction, CallOutcome
from chargehand.model.effects import CallStation, DropTimer, Effect, SetTimer
from chargehand.model.events import CallAnswered, TimerRang
from chargehand.model.identity import SessionId
from chargehand.model.session import Bill, Session
from chargehand.model.snapshot import Decision, Snapshot

GAP: Final = "gap"
"""The timer that gives up waiting for numbered messages that are missing."""
ASK: Final = "gap_ask"
BEFORE_S: Final = 60
"""So long before giving up the station is asked, or half of the wait if that is shorter."""
WAITS_MAX: Final = 6
"""So often the wait may be prolonged."""


def waiting(snapshot: Snapshot, known: Session, at: datetime) -> tuple[Effect, ...]:
    """The timers of a wait that begins now."""
    patience_s = snapshot.policy.gap_wait_s
    ask_after_s = max(patience_s - BEFORE_S, patience_s // 2)
    return (
        SetTimer(GAP, known.id, at + timedelta(seconds=patience_s)),
        SetTimer(ASK, known.id, at + timedelta(seconds=ask_after_s)),
    )


def over(session: SessionId | str) -> tuple[Effect, ...]:
    """Nobody waits any more."""
    return (DropTimer(GAP, session), DropTimer(ASK, session))


def rang(snapshot: Snapshot, event: TimerRang) -> Decision:
    """Time to ask, if there still is something to wait for, and somebody to ask."""
    gone: tuple[Effect, ...] = (DropTimer(event.kind, event.subject),)
    known = session_of(snapshot, SessionId(event.subject))
    station = snapshot.station
    if known is None or known.bill is not Bill.WAITING or known.ref is None:
        return Decision(snapshot, Noted(), gone)
    if not (station.connected and names_transactions(station)):
        return Decision(snapshot, Noted(), gone)
    call = CallStation(
        asking_about(known.id),
        f"{known.id}.{int(event.at.timestamp())}"[-36:],
        AskTransaction(known.ref),
        event.at + timedelta(seconds=BEFORE_S // 2),
    )
    return Decision(snapshot, Noted(), (*gone, call))


def answered(snapshot: Snapshot, event: CallAnswered, session: SessionId) -> Decision | None:
    """None: there is nothing left to wait for."""
    known = session_of(snapshot, session)
    if known is None or known.bill is not Bill.WAITING or event.outcome is not CallOutcome.ACCEPTED:
        return Decision(snapshot, Noted())
    if MORE not in event.detail:
        return None
    began = known.end_received_at or event.at
    longest = timedelta(seconds=snapshot.policy.gap_wait_s * WAITS_MAX)
    prolonged = waiting(snapshot, known, event.at) if event.at - began < longest else ()
    return Decision(snapshot, Noted(), prolonged)
