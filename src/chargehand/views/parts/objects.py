"""The API's objects for what is known of a session: facts, evidence, doubt. Programs branch on the model's own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chargehand.model.evidence import Claim, Evidence, Grade, Signal, Source
from chargehand.model.session import Bill, CardHold, EnergyPhase, Session, Transaction
from chargehand.views.facts import Fact, Facts
from chargehand.views.parts.trail import evidence_words, grade_words
from chargehand.views.words.language import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class FactObject:
    """`grade` null: our own reckoning. `signal` null: the charger's readings say so, or nothing but ourselves."""

    value: Transaction | EnergyPhase | Bill | CardHold
    source: Source
    at: datetime | None
    received_at: datetime | None
    grade: Grade | None
    signal: Signal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class FactsObject:
    transaction: FactObject
    energy: FactObject
    bill: FactObject
    card_hold: FactObject


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceObject:
    signal: Signal
    claim: Claim
    grade: Grade
    trust: str
    """The grade in a word: conclusive, strong, hint, says little."""
    source: Source
    at: datetime
    received_at: datetime
    words: str
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DoubtObject:
    """Why and since when an open session is doubted, what was asked about it, and when it is taken as ended at the latest."""

    signal: str
    since: datetime
    end_signal: str
    """The best evidence of its end so far; empty: none yet."""
    probes: int
    probed_at: datetime | None
    next_probe_at: datetime | None
    closes_at: datetime | None


def facts_object(facts: Facts) -> FactsObject:
    return FactsObject(
        transaction=_fact(facts.transaction),
        energy=_fact(facts.energy),
        bill=_fact(facts.bill),
        card_hold=_fact(facts.card_hold),
    )


def _fact(
    fact: Fact[Transaction] | Fact[EnergyPhase] | Fact[Bill] | Fact[CardHold],
) -> FactObject:
    return FactObject(
        value=fact.value,
        source=fact.source,
        at=fact.at,
        received_at=fact.received_at,
        grade=fact.grade,
        signal=fact.signal,
    )


def evidence_object(row: Evidence, lang: Language) -> EvidenceObject:
    return EvidenceObject(
        signal=row.signal,
        claim=row.claim,
        grade=row.grade,
        trust=grade_words(row.grade, lang),
        source=row.source,
        at=row.at,
        received_at=row.received_at,
        words=evidence_words(row, lang),
        note=row.note,
    )


def doubt_object(session: Session) -> DoubtObject | None:
    if not session.live or session.doubted_at is None:
        return None
    return DoubtObject(
        signal=session.doubt,
        since=session.doubted_at,
        end_signal=session.end_signal,
        probes=session.probes,
        probed_at=session.probed_at,
        next_probe_at=session.probe_at,
        closes_at=session.close_at,
    )
