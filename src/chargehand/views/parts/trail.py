"""The evidence of a session in words, newest last: who said what, when, and how far to trust it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from decimal import Decimal, InvalidOperation

from msgspec import Struct

from chargehand.model.evidence import Evidence, Grade, Signal, Source
from chargehand.views.wording import known_words, say
from chargehand.views.words.language import Language, clock_seconds, day, energy
from chargehand.views.words.seen import Seen

ANSWERS = frozenset(
    {
        Signal.TRIGGERED,
        Signal.TOLD_ONGOING,
        Signal.TOLD_ENDED_QUEUED,
        Signal.TOLD_NOT_ONGOING,
        Signal.UNLOCK_REFUSED,
    }
)
"""What comes because it was asked for."""

_BY = {
    Source.STATION: "by.charger",
    Source.DRIVER: "by.driver",
    Source.OPERATOR: "by.operator",
    Source.PARTNER: "by.partner",
    Source.HOUSE: "by.us",
}
_QUESTIONS = frozenset({"meter", "status", "transaction"})
_FAILURES = frozenset({"rejected", "unsupported", "unanswered", "offline", "unclear"})


class TrailLine(Struct, frozen=True, kw_only=True):
    key: str
    time: str
    iso: str
    words: str
    question: bool
    outcome: str
    """Of a question: what became of it, as far as that is known."""
    source: str
    grade: str
    """Empty for what proves nothing by itself, such as our own question."""


def trail(rows: tuple[Evidence, ...], seen: Seen) -> tuple[TrailLine, ...]:
    """A line for each piece of evidence; a question and its missing answer are one line."""
    several = len({row.received_at.astimezone(seen.zone).date() for row in rows}) > 1
    lines: list[TrailLine] = []
    keys: Counter[str] = Counter()
    for place, row in enumerate(rows):
        if row.signal is Signal.UNANSWERED and _asked_before(rows[:place], row):
            continue
        key = f"e{int(row.received_at.timestamp() * 1000)}-{row.signal}"
        keys[key] += 1
        lines.append(
            TrailLine(
                key=key if keys[key] == 1 else f"{key}-{keys[key]}",
                time=_time(row.received_at, seen, dated=several),
                iso=row.received_at.isoformat(),
                words=evidence_words(row, seen.lang),
                question=row.signal is Signal.ASKED,
                outcome=_outcome(row, rows[place + 1 :], seen.lang),
                source=source_words(row.source, seen.lang),
                grade="" if row.signal in _OURS else grade_words(row.grade, seen.lang),
            )
        )
    return tuple(lines)


_OURS = frozenset(
    {Signal.ASKED, Signal.UNANSWERED, Signal.HOLD_RELEASED, Signal.CLOSED, Signal.OPERATOR_UNDID}
)


def evidence_words(row: Evidence, lang: Language) -> str:
    """One piece of evidence as a sentence without its full stop."""
    if row.signal in (Signal.ASKED, Signal.UNANSWERED):
        step = row.note.partition(" ")[0]
        what = say(f"probe.{step if step in _QUESTIONS else 'other'}", lang)
        return say(f"evidence.{row.signal}", lang, what=what)
    if row.signal in (Signal.TRIGGERED, Signal.READINGS_BACK):
        return known_words(f"told.{row.signal}.{row.note}", lang) or signal_words(row.signal, lang)
    if row.signal is Signal.CORRECTED:
        return _corrected(row, lang)
    words = signal_words(row.signal, lang)
    if row.signal in (Signal.CLOSED, Signal.HOLD_RELEASED) and row.note in frozenset(Signal):
        because = signal_words(Signal(row.note), lang)
        return f"{words}: {inside(because)}"
    if row.note and row.signal in _TELLING:
        return f"{words} ({row.note})"
    return words


_TELLING = frozenset(
    {Signal.ENDED, Signal.ENDED_WITH_GAP, Signal.ENDED_UNNAMED, Signal.OPERATOR_CLOSED, Signal.OPERATOR_UNDID}
)
"""Whose note is somebody's own word."""


def _corrected(row: Evidence, lang: Language) -> str:
    """With the energy that had been assumed, where the note tells it."""
    assumed = row.note.rpartition(" ")[2]
    try:
        told = energy(Decimal(assumed), lang, 3)
    except InvalidOperation:
        return signal_words(row.signal, lang)
    return say("evidence.corrected.from", lang, energy=told)


def signal_words(signal: Signal, lang: Language) -> str:
    return say(f"evidence.{signal}", lang, what=say("probe.other", lang))


def inside(sentence: str) -> str:
    """`sentence` as part of another one."""
    return f"{sentence[:1].lower()}{sentence[1:]}"


def source_words(source: Source, lang: Language) -> str:
    return say(_BY[source], lang)


def grade_words(grade: Grade | None, lang: Language) -> str:
    """How far it is trusted; empty for our own reckoning."""
    return "" if grade is None else say(f"grade.{grade}", lang)


def _step(row: Evidence) -> str:
    return row.note.partition(" ")[0]


def _asked_before(rows: tuple[Evidence, ...], silence: Evidence) -> bool:
    return any(row.signal is Signal.ASKED and _step(row) == _step(silence) for row in rows)


def _outcome(row: Evidence, later: tuple[Evidence, ...], lang: Language) -> str:
    """What became of a question before the next of its kind."""
    if row.signal is not Signal.ASKED:
        return ""
    for each in later:
        if each.signal is Signal.ASKED and _step(each) == _step(row):
            break
        if each.signal is Signal.UNANSWERED and _step(each) == _step(row):
            reason = each.note.partition(" ")[2]
            return say(f"probe.{reason if reason in _FAILURES else 'unanswered'}", lang)
        if each.signal in ANSWERS:
            return say("probe.answered", lang)
    return ""


def _time(at: datetime, seen: Seen, *, dated: bool) -> str:
    shown = clock_seconds(at, seen.zone)
    return f"{day(at, seen.lang, seen.zone)}, {shown}" if dated else shown
