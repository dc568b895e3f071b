"""What we know of a session: its four facts with their evidence, what else bears on it, and how the doubt about it stands."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from chargehand.model.command import Command
from chargehand.model.evidence import Grade, Signal, Source
from chargehand.model.session import CardHold, EndBasis, EnergyPhase, Session, Transaction
from chargehand.model.sight import SessionSight
from chargehand.views.facts import Facts, closes_at, energy_known, evidence_of, facts_of
from chargehand.views.parts.trail import TrailLine, grade_words, inside, signal_words, source_words, trail
from chargehand.views.wording import known_words, say
from chargehand.views.words.language import Language, clock, clock_seconds, moment, number
from chargehand.views.words.seen import Seen

LATE = timedelta(minutes=1)
"""When something was told so much later than it happened, both instants are shown."""


class FactLine(Struct, frozen=True, kw_only=True):
    key: str
    label: str
    words: str
    source: str
    at: str
    """When it happened, and when it was told if that was later; empty when not known."""
    grade: str = ""


class Known(Struct, frozen=True, kw_only=True):
    facts: tuple[FactLine, ...]
    trail: tuple[TrailLine, ...]
    ahead: tuple[str, ...]
    """Of a doubted session: what was asked, when we ask again, when it is closed."""


def known(sight: SessionSight, seen: Seen) -> Known:
    facts = facts_of(sight, seen.now, seen.stale_after_s)
    return Known(
        facts=_lines(sight, facts, seen),
        trail=trail(evidence_of(sight), seen),
        ahead=_ahead(sight, seen),
    )


def _lines(sight: SessionSight, facts: Facts, seen: Seen) -> tuple[FactLine, ...]:
    """Transaction, energy, bill and card on top; then doubt, charger, stop and flags."""
    told = [
        _transaction(sight.session, facts, seen),
        _energy(sight.session, facts, seen),
        _bill(facts, seen),
        _card(facts, seen),
    ]
    if facts.unconfirmed_since is not None:
        told.append(_unconfirmed(sight, facts, facts.unconfirmed_since, seen))
    told.append(_charger(sight, seen))
    if sight.stop is not None:
        told.append(_stop(sight.stop, seen))
    return (*told, *_flags(sight.session, seen))


def asking(sight: SessionSight, seen: Seen) -> tuple[str, ...]:
    """In short, for the card: the latest question with what became of it, and what comes next."""
    session = sight.session
    if not _is_doubted(session):
        return ()
    questions = [line for line in trail(evidence_of(sight), seen) if line.question]
    if not questions:
        return _coming(sight, seen)
    last = questions[-1]
    words = say("know.question", seen.lang, words=last.words, time=last.time)
    return (f"{words} · {last.outcome}" if last.outcome else words, *_coming(sight, seen))


def flag_words(flag: str, lang: Language, kind: str = "flag") -> str:
    """The sentence of a flag; one that has none is shown as it was kept."""
    return known_words(f"{kind}.{flag}", lang) or flag.replace("_", " ")


def _at(at: datetime | None, seen: Seen) -> str:
    return moment(at, seen.now, seen.lang, seen.zone) if at is not None else ""


def _when(at: datetime | None, received_at: datetime | None, seen: Seen) -> str:
    told = _at(at, seen)
    if at is None or received_at is None or received_at - at < LATE:
        return told
    return f"{told}, {say('fact.received', seen.lang, time=_at(received_at, seen))}"


def _transaction(session: Session, facts: Facts, seen: Seen) -> FactLine:
    lang, fact = seen.lang, facts.transaction
    basis = session.end_basis
    if fact.value is Transaction.ENDED and basis is not None:
        words = _end_words(session, basis, fact.signal, lang)
        source = say(f"end.{basis}.by", lang) if fact.signal is None else source_words(fact.source, lang)
    else:
        words, source = say(f"transaction.{fact.value}", lang), source_words(fact.source, lang)
    return FactLine(
        key="transaction",
        label=say("fact.transaction", lang),
        words=words,
        source=source,
        at=_when(fact.at, fact.received_at, seen),
        grade=grade_words(fact.grade, lang),
    )


def _end_words(session: Session, basis: EndBasis, signal: Signal | None, lang: Language) -> str:
    """What ended it: the charger's own word in brackets, or the evidence that it was concluded from."""
    if basis is EndBasis.INFERRED:
        told = known_words(f"end.inferred.{session.end_reason}", lang) if session.end_reason else ""
        if told or signal is None:
            return told or say("end.inferred", lang)
        return say("end.inferred.on", lang, words=inside(signal_words(signal, lang)))
    reason = f" ({session.end_reason})" if session.end_reason and basis is EndBasis.REPORTED else ""
    return say(f"end.{basis}", lang) + reason


def _energy(session: Session, facts: Facts, seen: Seen) -> FactLine:
    lang, fact = seen.lang, facts.energy
    words = (
        f"{number(session.energy_wh / 1000, 3, lang)} kWh"
        if energy_known(session)
        else say("energy.unread", lang)
    )
    source, at, received_at, grade = say("by.meter", lang), fact.at, fact.received_at, fact.grade
    if session.live:
        phase = say(f"energy.{fact.value}", lang)
        words = f"{words}, {inside(phase)}"
        if fact.signal is not None:
            source = source_words(fact.source, lang)
    else:
        at, received_at, grade = session.meter.read_at, session.meter.received_at, Grade.A
    if not energy_known(session):
        grade = None if fact.value is EnergyPhase.UNKNOWN else grade
    return FactLine(
        key="energy",
        label=say("fact.energy", lang),
        words=words,
        source=source,
        at=_when(at or session.meter.received_at, received_at, seen),
        grade=grade_words(grade, lang),
    )


def _bill(facts: Facts, seen: Seen) -> FactLine:
    lang, fact = seen.lang, facts.bill
    at = "" if facts.transaction.value is not Transaction.ENDED else _at(fact.received_at, seen)
    return FactLine(
        key="bill",
        label=say("fact.bill", lang),
        words=say(f"bill.{fact.value}", lang),
        source=source_words(fact.source, lang),
        at=at,
        grade=grade_words(fact.grade, lang),
    )


def _card(facts: Facts, seen: Seen) -> FactLine:
    lang, fact = seen.lang, facts.card_hold
    held = fact.value is CardHold.HELD
    return FactLine(
        key="card",
        label=say("fact.card", lang),
        words=say("hold.held" if held else "hold.released", lang),
        source=source_words(fact.source, lang),
        at="" if held else _at(fact.received_at, seen),
        grade=grade_words(fact.grade, lang),
    )


def _unconfirmed(sight: SessionSight, facts: Facts, since: datetime, seen: Seen) -> FactLine:
    """Since when, and why: the best evidence of its end so far, else what began the doubt, else that nothing comes any more."""
    lang, session = seen.lang, sight.session
    signal = session.end_signal if facts.doubt is not None and session.end_signal else facts.doubt
    row = next((each for each in reversed(sight.evidence) if each.signal == signal), None)
    known_signal = row.signal if row is not None else facts.doubt
    if known_signal is not None:
        words = signal_words(known_signal, lang)
    else:
        words = say("doubt.silent" if sight.station.connected else "evidence.connection_lost", lang)
    return FactLine(
        key="unconfirmed",
        label=say("fact.unconfirmed", lang),
        words=say("fact.since", lang, time=clock(since, seen.zone), words=inside(words)),
        source=source_words(row.source if row else Source.HOUSE, lang),
        at=_at(row.at if row else session.doubted_at, seen),
        grade=grade_words(row.grade if row else Grade.D, lang),
    )


def _charger(sight: SessionSight, seen: Seen) -> FactLine:
    station, lang = sight.station, seen.lang
    words = say("station.connected" if station.connected else "station.offline", lang)
    at = station.heard_at if station.connected else station.disconnected_at or station.heard_at
    label, by = say("fact.charger", lang), say("by.connection", lang)
    return FactLine(key="charger", label=label, words=words, source=by, at=_at(at, seen))


def _stop(stop: Command, seen: Seen) -> FactLine:
    by = say("by.driver" if stop.driver is not None else "by.operator", seen.lang)
    words = say(f"command.{stop.state}", seen.lang)
    at = stop.ended_at or stop.answered_at or stop.sent_at or stop.requested_at
    return FactLine(key="stop", label=say("fact.stop", seen.lang), words=words, source=by, at=_at(at, seen))


def _flags(session: Session, seen: Seen) -> tuple[FactLine, ...]:
    flags = [*session.flags, *(("token_refused",) if session.token_refused else ())]
    return tuple(
        FactLine(
            key=f"doubt-{place}",
            label=say("fact.doubt", seen.lang),
            words=flag_words(flag, seen.lang),
            source=say("by.us", seen.lang),
            at="",
        )
        for place, flag in enumerate(flags)
    )


def _is_doubted(session: Session) -> bool:
    return session.transaction is Transaction.OPEN and session.doubted_at is not None


def _ahead(sight: SessionSight, seen: Seen) -> tuple[str, ...]:
    """What is under way to settle a doubt."""
    session = sight.session
    if not _is_doubted(session):
        return ()
    if not session.probes or session.probed_at is None:
        return _coming(sight, seen)
    last = clock_seconds(session.probed_at, seen.zone)
    return (say("know.asked", seen.lang, count=str(session.probes), time=last), *_coming(sight, seen))


def _coming(sight: SessionSight, seen: Seen) -> tuple[str, ...]:
    """What is promised next, each with its instant."""
    session, lang = sight.session, seen.lang
    due_at = closes_at(sight, seen.close_offline_after_s)
    if not sight.station.connected:
        gone = (say("know.gone", lang, time=_at(due_at, seen)),) if due_at is not None else ()
        return (say("know.offline", lang), *gone)
    told: list[str] = []
    if session.probe_at is not None:
        told.append(say("know.next", lang, time=clock_seconds(session.probe_at, seen.zone)))
    elif session.probes:
        told.append(say("know.done", lang))
    if due_at is not None:
        told.append(say("know.close", lang, time=_at(due_at, seen)))
    return tuple(told)
