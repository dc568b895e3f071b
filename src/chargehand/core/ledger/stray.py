"""What flows on after a transaction's end is stopped under the id that the transaction had (F55a).

Asked once, with the alarm. What the station answers proves nothing: only its register tells whether something still flows.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from chargehand.core.keeping import STRAY, connector_of
from chargehand.model.calls import StopTransaction
from chargehand.model.effects import CallStation
from chargehand.model.identity import CommandId
from chargehand.model.session import EndBasis, Session
from chargehand.model.snapshot import Snapshot
from chargehand.model.station import BootStatus

GOOD_FOR_S: Final = 20
"""The next car is not long in coming."""


def stop(before: Snapshot, after: Snapshot, number: int, at: datetime) -> tuple[CallStation, ...]:
    """The stop of what flows at a connector whose transaction is over; none where something else may be meant by it."""
    ref = last_ref(before, number)
    if ref is None or not is_left(after, number) or not hears(after):
        return ()
    name = f"{after.station.public_id[-12:]}.{number}.{int(at.timestamp() * 1000)}.stray"
    until = at + timedelta(seconds=GOOD_FOR_S)
    return (CallStation(CommandId(f"{STRAY}{number}"), name[-36:], StopTransaction(ref), until),)


def last_ref(snapshot: Snapshot, number: int) -> str | None:
    """The id of the transaction that the station said was over here, if none has begun since."""
    connector = connector_of(snapshot, number)
    return connector.ended_ref if connector is not None else None


def is_left(snapshot: Snapshot, number: int) -> bool:
    """Whether nothing runs there, nor is about to: what has no place yet may be meant for any."""
    return not any(row.live and row.connector in (number, None) for row in snapshot.sessions)


def hears(snapshot: Snapshot) -> bool:
    """Whether the station is there and may be asked."""
    station = snapshot.station
    return station.connected and station.boot_policy is BootStatus.ACCEPTED


def ref_left(session: Session) -> str | None:
    """The id that an ended session leaves at its connector: where we only concluded the end, none."""
    return session.ref if session.end_basis is EndBasis.REPORTED else None
