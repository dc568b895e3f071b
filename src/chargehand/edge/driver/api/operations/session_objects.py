"""A session as the operator is told of it. No whole card number is ever told (S15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chargehand.edge.driver.api.operations.objects import OperationObject, operation_object
from chargehand.model.command import CommandKind, CommandState
from chargehand.model.session import Bill, CardHold, EndBasis, EnergyPhase, Transaction
from chargehand.model.sight import SessionSheet
from chargehand.views.api import kilo
from chargehand.views.facts import evidence_of, facts_of
from chargehand.views.parts.objects import (
    DoubtObject,
    EvidenceObject,
    FactsObject,
    doubt_object,
    evidence_object,
    facts_object,
)
from chargehand.views.status import Phase, Status, shown
from chargehand.views.wording import status_words
from chargehand.views.words.seen import Seen

_IN_VAIN: Final = frozenset({CommandState.REJECTED, CommandState.UNANSWERED, CommandState.UNCONFIRMED})


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionSheetObject:
    """`id` of the session; `transaction_id` is the protocol's and unique per station only."""

    id: str
    number: int
    transaction_id: str | None
    station: str
    connector: int | None
    driver: str | None
    token: str | None
    """Its last characters only."""
    phase: Phase
    status: Status
    display: str
    started_at: datetime | None
    ended_at: datetime | None
    end_basis: EndBasis | None
    end_reason: str
    energy_kwh: float
    last_reading_at: datetime | None
    confirmed_until: datetime | None
    unconfirmed_since: datetime | None
    transaction: Transaction
    energy: EnergyPhase
    bill: Bill
    card_hold: CardHold
    flags: list[str]
    """What looked wrong."""
    facts: FactsObject
    doubt: DoubtObject | None
    evidence: list[EvidenceObject]
    """All of it, newest last."""
    unconfirmed_stop: bool
    """The latest stop came to nothing, and the session is open."""
    commands: list[OperationObject]
    """All that were given about it, oldest first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionSheetList:
    sessions: list[SessionSheetObject]


def sheet_object(sheet: SessionSheet, seen: Seen) -> SessionSheetObject:
    sight, session = sheet.sight, sheet.sight.session
    facts = facts_of(sight, seen.now, seen.stale_after_s)
    words = shown(facts)
    stops = [each for each in sheet.commands if each.kind is CommandKind.STOP]
    in_vain = bool(stops) and stops[-1].ended_at is not None and stops[-1].state in _IN_VAIN
    return SessionSheetObject(
        id=session.id,
        number=session.number,
        transaction_id=session.ref,
        station=session.station,
        connector=session.connector,
        driver=sheet.driver,
        token=sight.card.tail if sight.card else None,
        phase=words.phase,
        status=words.status,
        display=status_words(words, seen.lang, seen.zone),
        started_at=session.started_at,
        ended_at=session.ended_at,
        end_basis=session.end_basis,
        end_reason=session.end_reason,
        energy_kwh=kilo(session.energy_wh) or 0.0,
        last_reading_at=session.meter.read_at,
        confirmed_until=words.confirmed_until,
        unconfirmed_since=words.unconfirmed_since,
        transaction=session.transaction,
        energy=facts.energy.value,
        bill=session.bill,
        card_hold=session.card_hold,
        flags=list(session.flags),
        facts=facts_object(facts),
        doubt=doubt_object(session),
        evidence=[evidence_object(row, seen.lang) for row in evidence_of(sight)],
        unconfirmed_stop=in_vain and session.live,
        commands=[operation_object(each) for each in sheet.commands],
    )
