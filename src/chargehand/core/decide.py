"""The door of the core: one event, one decision."""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from chargehand.core import (
    authorization,
    ending,
    remote_control,
    requests,
    session,
    station,
)
from chargehand.core.doubt import closing, people, watching, weighing
from chargehand.core.keeping import asked_about, names_transactions, probed, with_session, with_station
from chargehand.core.ledger import book
from chargehand.core.limits import keeping as limits
from chargehand.core.named import asking, transactions
from chargehand.core.notices import deciding as notices
from chargehand.core.operations import asked, kept, smart_charging
from chargehand.core.pairing import windows
from chargehand.core.quirks.mending import CLOCK_OFFSET
from chargehand.core.tariff import idling, telling
from chargehand.model.answers import Noted
from chargehand.model.effects import DropTimer
from chargehand.model.events import (
    CallAnswered,
    CallSent,
    CertificateAsked,
    ChargingNeedsReported,
    CloseRequested,
    CloseUndone,
    ConnectorStatusReported,
    Event,
    FromOurselves,
    FromPeople,
    FromStation,
    LeadAsked,
    MeterSampled,
    MonitorsReported,
    NotChargingClaimed,
    OperationRequested,
    PairingOpened,
    ProbeRequested,
    RefreshRequested,
    ReservationReported,
    SecurityEventReported,
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
    TransactionUpdated,
    VariablesReported,
)
from chargehand.model.snapshot import Decision, Snapshot


def decide(snapshot: Snapshot, event: Event) -> Decision:
    """What `event` means for the station's lane. Total: never raises for what a peer, a driver or a clock can do."""
    decision = weighing.weighed(snapshot, event, _decided(snapshot, event))
    return notices.noticed(snapshot, event, book.booked(snapshot, event, decision))


def _decided(snapshot: Snapshot, event: Event) -> Decision:
    match event:
        case MeterSampled() | TransactionUpdated() | TransactionStarted() | TransactionEnded() if (
            snapshot.station.pairing is None
        ):
            # first, since nearly all that comes is one of these
            return _shifted(_heard(snapshot, event), event)
        case (
            StartRequested()
            | StopRequested()
            | RefreshRequested()
            | NotChargingClaimed()
            | OperationRequested()
            | ProbeRequested()
            | CloseRequested()
            | CloseUndone()
            | PairingOpened()
        ):
            return _from_people(snapshot, event)
        case CallSent() | CallAnswered() | StationConfigured() | TimerRang():
            return _from_ourselves(snapshot, event)
        case StationDisconnected():
            return station.disconnected(snapshot, event)
        case _:
            snapshot = _heard(snapshot, event)
            if snapshot.station.pairing is not None:
                return windows.heard(snapshot, event, _from_station)
            return _from_station(snapshot, event)


def _heard(snapshot: Snapshot, event: FromStation) -> Snapshot:
    if snapshot.station.heard_at == event.at:
        return snapshot
    return with_station(snapshot, replace(snapshot.station, heard_at=event.at))


def _from_station(snapshot: Snapshot, event: FromStation) -> Decision:
    match event:
        case MeterSampled() | TransactionStarted() | TransactionUpdated() | TransactionEnded():
            return _shifted(snapshot, event)
        case ConnectorStatusReported():
            return idling.counted(snapshot, event, station.statuses_reported(snapshot, event))
        case TokenPresented():
            return authorization.presented(snapshot, event)
        case StationConnected():
            return station.connected(snapshot, event)
        case StationDisconnected():
            return station.disconnected(snapshot, event)
        case StationBooted():
            return station.booted(snapshot, event)
        case ChargingNeedsReported():
            return smart_charging.needs(snapshot, event)
        case LeadAsked():
            return smart_charging.lead(snapshot, event)
        case VariablesReported():
            return kept.variables(snapshot, event)
        case MonitorsReported():
            return kept.monitors(snapshot, event)
        case ReservationReported():
            return kept.reservation(snapshot, event)
        case SecurityEventReported():
            return kept.security(snapshot, event)
        case StationHeard() | StationReported() | CertificateAsked():
            return Decision(snapshot, Noted())
        case _:
            assert_never(event)


def _shifted(
    snapshot: Snapshot, event: MeterSampled | TransactionStarted | TransactionUpdated | TransactionEnded
) -> Decision:
    """Sessions that were dated by a clock which is another zone's say so (F65)."""
    decision = _of_a_transaction(snapshot, event)
    if not isinstance(event, MeterSampled):
        decision = idling.counted(snapshot, event, decision)
    decision = telling.told(snapshot, event, decision)
    decision = limits.kept(snapshot, event, decision)
    if not event.shifted_s:
        return decision
    after, known = decision.snapshot, set(map(id, snapshot.sessions))
    for row in after.sessions:
        if id(row) not in known:
            after = with_session(after, session.add_flag(row, CLOCK_OFFSET))
    return replace(decision, snapshot=after)


def _of_a_transaction(
    snapshot: Snapshot, event: MeterSampled | TransactionStarted | TransactionUpdated | TransactionEnded
) -> Decision:
    match event:
        case MeterSampled():
            return session.sampled(snapshot, event)
        case TransactionUpdated():
            return kept.used(event, transactions.updated(snapshot, event))
        case TransactionStarted(ref=None):
            return kept.used(event, session.started(snapshot, event))
        case TransactionStarted():
            return kept.used(event, transactions.started(snapshot, event))
        case TransactionEnded():
            if names_transactions(snapshot.station):
                return transactions.ended(snapshot, event)
            return ending.ended(snapshot, event)
        case _:
            assert_never(event)


def _from_people(snapshot: Snapshot, event: FromPeople) -> Decision:
    match event:
        case StartRequested():
            return windows.asked_instead(requests.start(snapshot, event))
        case StopRequested():
            return requests.stop(snapshot, event)
        case RefreshRequested():
            return requests.refresh(snapshot, event)
        case NotChargingClaimed():
            return requests.claim(snapshot, event)
        case OperationRequested():
            return asked.operation(snapshot, event)
        case ProbeRequested():
            return people.probe(snapshot, event)
        case CloseRequested():
            return people.close(snapshot, event)
        case CloseUndone():
            return people.undo(snapshot, event)
        case PairingOpened():
            return windows.opened(snapshot, event)
        case _:
            assert_never(event)


def _from_ourselves(snapshot: Snapshot, event: FromOurselves) -> Decision:
    match event:
        case CallSent():
            return remote_control.sent(snapshot, event)
        case CallAnswered() if (about := asked_about(event.command)) is not None:
            return telling.settled(snapshot, transactions.asked(snapshot, event, about), event.at)
        case CallAnswered() if probed(event.command) is not None:
            return Decision(snapshot, Noted())
        case CallAnswered():
            return kept.learned(event, remote_control.answered(snapshot, event))
        case StationConfigured():
            return station.configured(snapshot, event)
        case TimerRang(kind="watch"):
            return watching.rang(snapshot, event)
        case TimerRang(kind=notices.SETTLE | notices.FEE):
            return notices.rang(snapshot, event)
        case TimerRang(kind="elsewhere"):
            return Decision(snapshot, Noted(), (DropTimer(event.kind, event.subject),))
        case TimerRang(kind="gap_ask"):
            return asking.rang(snapshot, event)
        case TimerRang(kind="gap"):
            return telling.settled(snapshot, transactions.gap_over(snapshot, event), event.at)
        case TimerRang(kind="limit"):
            return limits.rang(snapshot, event)
        case TimerRang(kind="free" | "silent"):
            return closing.doubted(snapshot, event)
        case TimerRang():
            return remote_control.rang(snapshot, event)
        case _:
            assert_never(event)
