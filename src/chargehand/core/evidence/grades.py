"""Each signal with what it claims, how far it is trusted, who says it, and the trap in it. Data, no rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from chargehand.model.effects import KeepEvidence
from chargehand.model.evidence import Claim, Evidence, Grade, Signal, Source
from chargehand.model.identity import SessionId

NOTE_MAX: Final = 200


class Weight(NamedTuple):
    claim: Claim
    grade: Grade
    source: Source
    trap: str = ""
    """Why it may mislead."""


_STATION, _HOUSE, _PARTNER = Source.STATION, Source.HOUSE, Source.PARTNER
_OPERATOR = Source.OPERATOR

WEIGHTS: Final[Mapping[Signal, Weight]] = {
    Signal.STARTED: Weight(Claim.BEGAN, Grade.A, _STATION),
    Signal.ENDED: Weight(Claim.ENDED, Grade.A, _STATION, "wrong clock, stop before start, reset register"),
    Signal.ENDED_WITH_GAP: Weight(Claim.ENDED, Grade.A_MINUS, _STATION, "numbered messages are missing"),
    Signal.ENDED_UNNAMED: Weight(Claim.ENDED, Grade.B, _STATION, "some transaction ended: never just any"),
    Signal.TOLD_ONGOING: Weight(Claim.ALIVE, Grade.A, _STATION),
    Signal.TOLD_ENDED_QUEUED: Weight(Claim.ENDED, Grade.A_MINUS, _STATION, "its data are yet to come"),
    Signal.TOLD_NOT_ONGOING: Weight(Claim.ENDED, Grade.B, _STATION, "ended, or forgotten: the same answer"),
    Signal.TRIGGERED: Weight(Claim.ALIVE, Grade.B, _STATION, "accepted is not sent: only what came counts"),
    Signal.CONNECTOR_FREE: Weight(Claim.ENDED, Grade.B_PLUS, _STATION, "may overtake a queued end"),
    Signal.CONNECTOR_FINISHING: Weight(Claim.ENDED, Grade.B, _STATION, "some say it early"),
    Signal.CONNECTOR_BUSY: Weight(Claim.ALIVE, Grade.B, _STATION, "some say it of any plugged car"),
    Signal.CONNECTOR_AWAY: Weight(Claim.NOTHING, Grade.C, _STATION, "transactions outlive faults"),
    Signal.NEXT_START: Weight(Claim.ENDED, Grade.A_MINUS, _STATION, "repeats; a refused start is none"),
    Signal.BOOTED: Weight(Claim.NOTHING, Grade.C, _STATION, "or only a new connection; it may resume"),
    Signal.CONNECTION_LOST: Weight(Claim.NOTHING, Grade.D, _HOUSE, "it may still charge"),
    Signal.CONNECTION_BACK: Weight(Claim.NOTHING, Grade.C, _HOUSE, "says nothing of what runs"),
    Signal.ENERGY_STILL: Weight(Claim.IDLE, Grade.C, _STATION, "full, scheduled, throttled"),
    Signal.SUSPENDED_LONG: Weight(Claim.IDLE, Grade.B, _HOUSE, "it may go on"),
    Signal.READINGS_MISSING: Weight(Claim.NOTHING, Grade.C, _HOUSE, "some send none"),
    Signal.READINGS_BACK: Weight(Claim.ALIVE, Grade.B, _STATION, "some tell an old transaction for hours"),
    Signal.STOP_ACCEPTED: Weight(Claim.NOTHING, Grade.C, _STATION, "the end may never come"),
    Signal.STOP_REFUSED: Weight(Claim.ENDED, Grade.B_MINUS, _STATION, "some refuse always"),
    Signal.UNLOCK_REFUSED: Weight(Claim.ALIVE, Grade.A, _STATION, "in 1.6 unlocking ends: never asked"),
    Signal.PARTNER_CLOSED: Weight(Claim.ENDED, Grade.A, _PARTNER, "its energy may not be final"),
    Signal.PARTNER_PULLED: Weight(Claim.ALIVE, Grade.A_MINUS, _PARTNER, "not offered by all"),
    Signal.CDR: Weight(Claim.ENDED, Grade.A, _PARTNER, "doubles, late, without the session's id"),
    Signal.PARTNER_UNKNOWN: Weight(Claim.ENDED, Grade.B_PLUS, _PARTNER, "it may never have existed"),
    Signal.PARTNER_FREE: Weight(Claim.ENDED, Grade.B_MINUS, _PARTNER, "minutes late"),
    Signal.PARTNER_TIMEOUT: Weight(Claim.NOTHING, Grade.D, _PARTNER, "it may still happen"),
    Signal.TOKEN_ELSEWHERE: Weight(Claim.ENDED, Grade.C, _HOUSE, "family cards"),
    Signal.DRIVER_CLAIM: Weight(Claim.ENDED, Grade.B_MINUS, Source.DRIVER, "error, fraud"),
    Signal.OPERATOR_DOUBTS: Weight(Claim.NOTHING, Grade.C, _OPERATOR, "a guess from afar"),
    Signal.OPERATOR_CLOSED: Weight(Claim.ENDED, Grade.B, _OPERATOR, "they may look at another bay"),
    Signal.OPERATOR_UNDID: Weight(Claim.ALIVE, Grade.B, _OPERATOR),
    Signal.OLD: Weight(Claim.NOTHING, Grade.D, _HOUSE, "long parking is real"),
    Signal.SILENCE: Weight(Claim.ENDED, Grade.C, _HOUSE, "nothing was heard, so nothing is known"),
    Signal.ZERO_ENERGY: Weight(Claim.ENDED, Grade.B, _HOUSE, "a car that waits is real: only where none is"),
    Signal.TOLD_LATE: Weight(Claim.NOTHING, Grade.D, _STATION, "it may still charge; its clock may be wrong"),
    Signal.ASKED: Weight(Claim.NOTHING, Grade.D, _HOUSE),
    Signal.UNANSWERED: Weight(Claim.NOTHING, Grade.D, _HOUSE, "many stations cannot be asked"),
    Signal.CLOSED: Weight(Claim.ENDED, Grade.B, _HOUSE, "the real end may still come, and wins"),
    Signal.CORRECTED: Weight(Claim.ENDED, Grade.A, _STATION),
    Signal.HOLD_RELEASED: Weight(Claim.NOTHING, Grade.D, _HOUSE),
}

_ORDER: Final = tuple(Grade)


def as_good_as(grade: Grade, least: Grade) -> bool:
    return _ORDER.index(grade) <= _ORDER.index(least)


def is_strong(signal: str) -> bool:
    """Whether this signal alone lets a session be taken as over: an end, graded B or better."""
    if not signal:
        return False
    weight = WEIGHTS[Signal(signal)]
    return weight.claim is Claim.ENDED and as_good_as(weight.grade, Grade.B)


def better(signal: Signal, than: str) -> bool:
    """Whether `signal` says more of an end than the one that is known."""
    if WEIGHTS[signal].claim is not Claim.ENDED:
        return False
    return not than or not as_good_as(WEIGHTS[Signal(than)].grade, WEIGHTS[signal].grade)


class Sign(NamedTuple):
    """A signal that an event tells of a session. `said_at`: by the source's own clock; None: when it came.

    `claim` None: what such signals claim. `note`: for READINGS_BACK and TRIGGERED `energy`, `no_energy`, `told`, or the
    connector's word; for ASKED the question (`meter`, `status`, `transaction`), for UNANSWERED that and the outcome; for
    CLOSED the signal it rests on; for CORRECTED that signal, and the energy in Wh that had been assumed; for HOLD_RELEASED
    the signal that let it go, or `stopped`; for OPERATOR_CLOSED the operator's reason; else empty.
    """

    session: SessionId
    signal: Signal
    said_at: datetime | None = None
    note: str = ""
    claim: Claim | None = None


def kept(sign: Sign, at: datetime) -> KeepEvidence:
    """The row of a sign that came at `at`."""
    weight = WEIGHTS[sign.signal]
    said = at if sign.said_at is None or sign.said_at > at else sign.said_at
    return KeepEvidence(
        Evidence(
            session=sign.session,
            signal=sign.signal,
            claim=sign.claim or weight.claim,
            grade=weight.grade,
            source=weight.source,
            at=said,
            received_at=at,
            note=sign.note[:NOTE_MAX],
        )
    )
