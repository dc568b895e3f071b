"""What an operator does about a session whose end nobody told: have it asked about, close it, take that back."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from chargehand.core.doubt import closing
from chargehand.core.doubt.closing import put_away, silent_from
from chargehand.core.keeping import open_on, session_of, with_session
from chargehand.core.metering import close as closed
from chargehand.core.session import add_flag, context_of, end
from chargehand.model.answers import ClaimTaken
from chargehand.model.effects import Effect, SetTimer, ShowSession, ShowStation
from chargehand.model.events import CloseRequested, CloseUndone, ProbeRequested
from chargehand.model.evidence import Signal
from chargehand.model.refusals import Refusal
from chargehand.model.session import Bill, EndBasis, EnergyPhase, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot


def probe(snapshot: Snapshot, event: ProbeRequested) -> Decision:
    """Its questions are asked from the first one on."""
    session = session_of(snapshot, event.session)
    refusal = _not_open(session)
    if session is None or refusal is not None:
        return Decision(snapshot, refusal or Refusal.NOT_FOUND)
    if not snapshot.station.connected:
        return Decision(snapshot, Refusal.STATION_OFFLINE)
    return Decision(snapshot, ClaimTaken(session), (ShowSession(session.id),))


def _not_open(session: Session | None) -> Refusal | None:
    if session is None:
        return Refusal.NOT_FOUND
    if session.transaction is Transaction.PENDING:
        return Refusal.NOT_STARTED
    return None if session.live else Refusal.ALREADY_ENDED


def close(snapshot: Snapshot, event: CloseRequested) -> Decision:
    """The session is over by the operator's word, never later than now nor before its start. Told twice it is closed once."""
    session = session_of(snapshot, event.session)
    if session is not None and _by_an_operator(session):
        return Decision(snapshot, ClaimTaken(session))
    refusal = _not_open(session)
    if session is None or refusal is not None:
        return Decision(snapshot, refusal or Refusal.NOT_FOUND)
    said = event.ended_at or session.meter.read_at or session.started_at or event.at
    ended_at = max(min(said, event.at), session.started_at or said)
    counted = _with_register(snapshot, session, event, ended_at)
    row = end(counted, EndBasis.INFERRED, ended_at, event.at)
    looked_at = session.token_refused or event.register_wh is not None
    row = replace(
        row,
        station_register_wh=session.meter.register_wh if counted.meter != session.meter else None,
        end_signal=Signal.OPERATOR_CLOSED.value,
        end_reason=Signal.OPERATOR_CLOSED.value,
        bill=Bill.IN_REVIEW if looked_at else Bill.ESTIMATED,
    )
    step = put_away(snapshot, row, event.at)
    return Decision(step.snapshot, ClaimTaken(row), step.effects)


def _with_register(snapshot: Snapshot, session: Session, event: CloseRequested, at: datetime) -> Session:
    """The register that the operator read counts if it can follow the station's; a person looks at the bill in any case."""
    known = session.meter.register_wh
    if event.register_wh is None or known is None:
        return session if event.register_wh is None else add_flag(session, "no_meter_start")
    meter, flag = closed(session.meter, event.register_wh, at, context_of(snapshot, session, event.at))
    return add_flag(replace(session, meter=replace(meter, read_at=session.meter.read_at)), flag)


def _by_an_operator(session: Session) -> bool:
    """Whether it stands as an operator closed it: no report has come, and nobody has billed it."""
    concluded = session.end_basis is EndBasis.INFERRED and session.end_signal == Signal.OPERATOR_CLOSED
    return concluded and session.bill in (Bill.ESTIMATED, Bill.IN_REVIEW)


def undo(snapshot: Snapshot, event: CloseUndone) -> Decision:
    """The session runs again, if no report has come and nothing else has taken its connector. Its card stays free."""
    session = session_of(snapshot, event.session)
    if session is None:
        return Decision(snapshot, Refusal.NOT_FOUND)
    if session.live:
        return Decision(snapshot, ClaimTaken(session))
    if not _by_an_operator(session):
        return Decision(snapshot, Refusal.ALREADY_ENDED)
    if open_on(snapshot, session.connector) is not None:
        return Decision(snapshot, Refusal.CONNECTOR_BUSY)
    row = _running_again(session)
    shown: tuple[Effect, ...] = (ShowSession(row.id), ShowStation(event.station))
    if not snapshot.station.connected:
        shown = (SetTimer("silent", row.id, silent_from(snapshot, event.at)), *shown)
    if closing.is_free(snapshot, row):
        until = event.at + timedelta(seconds=snapshot.policy.free_after_s)
        shown = (SetTimer("free", row.id, until), *shown)
    return Decision(with_session(snapshot, row), ClaimTaken(row), shown)


def _running_again(session: Session) -> Session:
    """As it was before it was closed, by the station's own register; what goes on there has to be told anew."""
    meter = session.meter
    if session.station_register_wh is not None:
        meter = replace(meter, register_wh=session.station_register_wh)
    running = replace(
        session,
        transaction=Transaction.OPEN,
        energy_phase=EnergyPhase.UNKNOWN,
        ended_at=None,
        end_received_at=None,
        end_basis=None,
        end_reason="",
        end_signal="",
        bill=Bill.RUNNING,
        station_register_wh=None,
        meter=meter,
    )
    return add_flag(running, "closing_undone")
