"""Windows for a tap: the next token that is shown is noted, lets nobody charge, and closes the window.

|                   | PairingOpened | a token is shown     | a start is asked for | a car comes       | anything, too late |
|-------------------|---------------|----------------------|----------------------|-------------------|--------------------|
| (none)            | → open        | as ever              | as ever              | as ever           | –                  |
| open              | window open   | refused, noted, → –  | taken, → (none)      | open              | → (none)           |
| open, to be alone | window open   | refused, noted, → –  | taken, → (none)      | → (none)          | → (none)           |
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from chargehand.core.keeping import keeps_its_place, with_station
from chargehand.core.needs import start_key
from chargehand.model.answers import CommandTaken, Noted
from chargehand.model.effects import KeepTap, ShowStation
from chargehand.model.events import (
    FromStation,
    PairingOpened,
    TokenPresented,
    TransactionStarted,
    TransactionUpdated,
)
from chargehand.model.identity import TokenUid
from chargehand.model.pairing import WINDOW_MAX, Pairing
from chargehand.model.refusals import Refusal
from chargehand.model.session import Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot
from chargehand.model.station import BootStatus, ConnectorStatus
from chargehand.model.token import TokenStatus

HISTORY: Final = timedelta(minutes=10)
"""What a station says to have begun so long before the window opened was queued while it was away, and is no tap."""


def opened(snapshot: Snapshot, event: PairingOpened) -> Decision:
    """The station waits for one tap from now on, or there is a reason why not."""
    refusal = _may_not_open(snapshot, event)
    if refusal is not None:
        return Decision(snapshot, refusal)
    ends_at = min(event.ends_at, event.at + WINDOW_MAX)
    window = Pairing(id=event.pairing, opened_at=event.at, ends_at=ends_at, alone=event.alone)
    after = with_station(snapshot, replace(snapshot.station, pairing=window))
    return Decision(after, Noted(), (ShowStation(event.station),))


def _may_not_open(snapshot: Snapshot, event: PairingOpened) -> Refusal | None:
    station = snapshot.station
    if not station.connected:
        return Refusal.STATION_OFFLINE
    if station.boot_policy is not BootStatus.ACCEPTED:
        return Refusal.NOT_ACCEPTED
    if not station.has_reader:
        return Refusal.NO_READER
    if station.pairing is not None and event.at < station.pairing.ends_at:
        return Refusal.WINDOW_OPEN
    taken = any(keeps_its_place(row) for row in snapshot.sessions)
    return Refusal.CHARGER_IN_USE if taken or (event.alone and somebody_is_there(snapshot)) else None


def somebody_is_there(snapshot: Snapshot) -> bool:
    """A car, as far as is known."""
    occupied = any(row.status is ConnectorStatus.OCCUPIED for row in snapshot.connectors)
    return occupied or any(row.transaction is Transaction.OPEN for row in snapshot.sessions)


def heard(
    snapshot: Snapshot, event: FromStation, decide: Callable[[Snapshot, FromStation], Decision]
) -> Decision:
    """What the station told, decided while it has a window: that may be the tap, or too late for one."""
    window = snapshot.station.pairing
    if window is None:
        return decide(snapshot, event)
    if event.at >= window.ends_at:
        return decide(_closed(snapshot), event)
    token = tapped(snapshot, window, event)
    if token is None:
        decision = decide(snapshot, event)
        if window.alone and somebody_is_there(decision.snapshot):
            return replace(decision, snapshot=_closed(decision.snapshot))
        return decision
    decision = decide(_held_back(snapshot), event)
    after = replace(_closed(decision.snapshot), token=snapshot.token)
    noted = (KeepTap(window.id, token, event.at), ShowStation(event.station))
    return Decision(after, decision.answer, (*decision.effects, *noted))


def asked_instead(decision: Decision) -> Decision:
    """Who starts from afar needs the reader: a start that is taken ends the window."""
    if decision.snapshot.station.pairing is None or not isinstance(decision.answer, CommandTaken):
        return decision
    return replace(decision, snapshot=_closed(decision.snapshot))


def tapped(snapshot: Snapshot, window: Pairing, event: FromStation) -> TokenUid | None:
    """The token that was shown just now: neither for what runs already, nor some time ago."""
    match event:
        case TokenPresented():
            return event.token
        case TransactionStarted() | TransactionUpdated() if event.token and not event.offline:
            stops = isinstance(event, TransactionUpdated) and bool(event.stopped)
            queued = event.said_at is not None and event.said_at < window.opened_at - HISTORY
            known = _known(snapshot, event)
            theirs = known is not None and (known.token is not None or not known.live)
            return None if stops or queued or theirs else event.token
        case _:
            return None


def _known(snapshot: Snapshot, event: TransactionStarted | TransactionUpdated) -> Session | None:
    key = start_key(event) if isinstance(event, TransactionStarted) else None
    for row in snapshot.sessions:
        if (event.ref is not None and row.ref == event.ref) or (key is not None and row.start_key == key):
            return row
    return None


def _held_back(snapshot: Snapshot) -> Snapshot:
    """The token may not charge with this tap; whose it is stays known."""
    token = snapshot.token
    return snapshot if token is None else replace(snapshot, token=replace(token, status=TokenStatus.INVALID))


def _closed(snapshot: Snapshot) -> Snapshot:
    return with_station(snapshot, replace(snapshot.station, pairing=None))
