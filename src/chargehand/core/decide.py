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
    FromOurselves,
    FromPeople,
    FromStation,
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


def decide(snapshot: Snapshot, event: Event) -> Decision:
    """What `event` means for the station's lane. Total: never raises for what a peer, a driver or a clock can do."""
    match event:
        case StartRequested() | StopRequested() | RefreshRequested() | NotChargingClaimed():
            return _from_people(snapshot, event)
        case CallSent() | CallAnswered() | StationConfigured() | TimerRang():
            return _from_ourselves(snapshot, event)
        case StationDisconnected():
            return station.disconnected(snapshot, event)
        case _:
            if snapshot.station.heard_at != event.at:
                snapshot = with_station(snapshot, replace(snapshot.station, heard_at=event.at))
            return _from_station(snapshot, event)


def _from_station(snapshot: Snapshot, event: FromStation) -> Decision:
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
        case StationHeard() | StationReported():
            return Decision(snapshot, Noted())
        case _:
            assert_never(event)


def _from_people(snapshot: Snapshot, event: FromPeople) -> Decision:
    match event:
        case StartRequested():
            return requests.start(snapshot, event)
        case StopRequested():
            return requests.stop(snapshot, event)
        case RefreshRequested():
            return requests.refresh(snapshot, event)
        case NotChargingClaimed():
            return requests.claim(snapshot, event)
        case _:
            assert_never(event)


def _from_ourselves(snapshot: Snapshot, event: FromOurselves) -> Decision:
    match event:
        case CallSent():
            return remote_control.sent(snapshot, event)
        case CallAnswered():
            return remote_control.answered(snapshot, event)
        case StationConfigured():
            return station.configured(snapshot, event)
        case TimerRang(kind="free" | "silent"):
            return ending.doubted(snapshot, event)
        case TimerRang():
            return remote_control.rang(snapshot, event)
        case _:
            assert_never(event)
