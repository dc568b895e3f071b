"""The door of the core: one event, one decision."""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from chargehand.core import authorization, ending, remote_control, requests, session, station
from chargehand.core.keeping import with_station
from chargehand.model.answers import Noted
from chargehand.model.events import (
    CallAnswered,
    CallSent,
    ConnectorStatusReported,
    Event,
    MeterSampled,
    NotChargingClaimed,
    RefreshRequested,
    StartRequested,
    StationBooted,
    StationConfigured,
    StationConnected,
    StationDisconnected,
    StationHeard,
    StationReported,
    StopRequested,
    TimerRang,
    TokenPresented,
    TransactionEnded,
    TransactionStarted,
)
from chargehand.model.snapshot import Decision, Snapshot

SPOKEN = (
    MeterSampled,
    ConnectorStatusReported,
    TransactionStarted,
    TransactionEnded,
    TokenPresented,
    StationBooted,
    StationHeard,
    StationReported,
    StationConnected,
)
"""Events by which the station itself is heard."""


def decide(snapshot: Snapshot, event: Event) -> Decision:
    """What `event` means for the station's lane. Total: never raises for what a peer, a driver or a clock can do."""
    if isinstance(event, SPOKEN) and snapshot.station.heard_at != event.at:
        snapshot = with_station(snapshot, replace(snapshot.station, heard_at=event.at))
    return _decided(snapshot, event)


def _decided(snapshot: Snapshot, event: Event) -> Decision:  # noqa: PLR0911, PLR0912 one line per event is the table
    match event:
        case MeterSampled():
            return session.sampled(snapshot, event)
        case ConnectorStatusReported():
            return station.status_reported(snapshot, event)
        case TransactionStarted():
            return session.started(snapshot, event)
        case TransactionEnded():
            return ending.ended(snapshot, event)
        case TokenPresented():
            return authorization.presented(snapshot, event)
        case StationConnected():
            return station.connected(snapshot, event)
        case StationDisconnected():
            return station.disconnected(snapshot, event)
        case StationBooted():
            return station.booted(snapshot, event)
        case StationConfigured():
            return station.configured(snapshot, event)
        case StartRequested():
            return requests.start(snapshot, event)
        case StopRequested():
            return requests.stop(snapshot, event)
        case RefreshRequested():
            return requests.refresh(snapshot, event)
        case NotChargingClaimed():
            return requests.claim(snapshot, event)
        case CallSent():
            return remote_control.sent(snapshot, event)
        case CallAnswered():
            return remote_control.answered(snapshot, event)
        case TimerRang():
            return remote_control.rang(snapshot, event)
        case StationHeard() | StationReported():
            return Decision(snapshot, Noted())
        case _:
            assert_never(event)
