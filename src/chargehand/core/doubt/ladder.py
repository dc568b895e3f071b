"""The probe ladder: a session in doubt is asked about, ever more seldom, and at its end no more.

TriggerMessage (a reading, then the status) → GetTransactionStatus where stations name their transactions → again, later.
A station's refusal or silence brings the next question forward, once round. UnlockConnector is never asked: in 1.6 it ends.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from chargehand.core.evidence.grades import Sign, kept
from chargehand.core.keeping import names_transactions, probing, with_session
from chargehand.core.quirks.asking import trigger
from chargehand.core.remote_control import Step
from chargehand.model.calls import AskTransaction, Call, Trigger
from chargehand.model.effects import CallStation, ShowSession
from chargehand.model.evidence import Signal
from chargehand.model.session import Session
from chargehand.model.snapshot import Policy, Snapshot
from chargehand.model.station import BootStatus, Station

METER: Final = "meter"
STATUS: Final = "status"
TRANSACTION: Final = "transaction"

ANSWER_S: Final = 20
"""So long the station has for one answer."""


def questions(station: Station) -> tuple[str, ...]:
    """The rungs, once round."""
    return (METER, TRANSACTION, STATUS) if names_transactions(station) else (METER, STATUS)


def steps_max(policy: Policy) -> int:
    return len(policy.probe_after_s) + 1


def first_at(policy: Policy, at: datetime) -> datetime:
    """When a doubt that need not be looked into at once is: the end may be on its way."""
    return at + timedelta(seconds=policy.probe_after_s[0] if policy.probe_after_s else 0)


def step(snapshot: Snapshot, session: Session, at: datetime) -> Step:
    """The next question, and when the one after it is due. Where nobody can be asked nothing is, until somebody can."""
    policy, station = snapshot.policy, snapshot.station
    if session.probes >= steps_max(policy):
        return Step(with_session(snapshot, replace(session, probe_at=None)))
    if not station.connected or station.boot_policy is not BootStatus.ACCEPTED:
        return Step(with_session(snapshot, replace(session, probe_at=None)))
    rungs = questions(station)
    question = rungs[session.probes % len(rungs)]
    call = _call(station, session, question)
    waits = policy.probe_after_s[session.probes :]
    row = replace(
        session,
        probes=session.probes + 1,
        probed_at=at,
        probe_at=at + timedelta(seconds=waits[0]) if waits else None,
    )
    name = f"{session.id}.{int(at.timestamp() * 1000)}.{question}"[-36:]
    wanted = CallStation(probing(session.id), name, call, at + timedelta(seconds=ANSWER_S))
    trace = kept(Sign(session.id, Signal.ASKED, note=question), at)
    return Step(with_session(snapshot, row), (wanted, trace, ShowSession(session.id)))


def _call(station: Station, session: Session, question: str) -> Call:
    if question == TRANSACTION and session.ref is not None:
        return AskTransaction(session.ref)
    return trigger(station, Trigger.STATUS if question == STATUS else Trigger.METER, session.connector)


def hurried(station: Station, session: Session, at: datetime) -> Session:
    """`session` whose question came to nothing: while there is another one to try, at once."""
    if session.probe_at is None or session.probes >= len(questions(station)):
        return session
    return replace(session, probe_at=at)
