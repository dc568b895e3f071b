"""Support for eyes: the form with what goes along, the list of cases, and one case with its answers."""

from __future__ import annotations

from msgspec import Struct

from chargehand.model.support import TEXT_LENGTH_MAX, CaseFacts, CaseMessage, CasePage, CaseState, SupportCase
from chargehand.views.parts.notice import Tone
from chargehand.views.wording import known_words, say
from chargehand.views.words.language import dated, energy, moment, percent, power
from chargehand.views.words.seen import Seen


class FactRow(Struct, frozen=True):
    label: str
    lines: tuple[str, ...]


class CaseRow(Struct, frozen=True, kw_only=True):
    id: str
    title: str
    place: str
    words: str
    tone: Tone
    changed: str


class CasesPage(Struct, frozen=True, kw_only=True):
    title: str
    rows: tuple[CaseRow, ...]
    older_href: str


class DraftPage(Struct, frozen=True, kw_only=True):
    title: str
    facts: tuple[FactRow, ...]
    session: str
    charger: str
    text: str = ""
    error: str = ""
    length_max: int = TEXT_LENGTH_MAX


class MessageRow(Struct, frozen=True, kw_only=True):
    who: str
    operator: bool
    paragraphs: tuple[str, ...]
    at: str


class CaseView(Struct, frozen=True, kw_only=True):
    title: str
    id: str
    words: str
    tone: Tone
    messages: tuple[MessageRow, ...]
    facts: tuple[FactRow, ...]
    frozen: str
    closed: bool
    session_href: str
    text: str = ""
    error: str = ""
    length_max: int = TEXT_LENGTH_MAX


_TONES = {CaseState.OPEN: Tone.CALM, CaseState.ANSWERED: Tone.LIVE, CaseState.CLOSED: Tone.CALM}


def cases_page(page: CasePage, seen: Seen) -> CasesPage:
    return CasesPage(
        title=say("support.title", seen.lang),
        rows=tuple(_row(each, seen) for each in page.rows),
        older_href="" if page.cursor is None else f"/support?cursor={page.cursor}",
    )


def draft_page(facts: CaseFacts, seen: Seen, text: str = "", error: str = "") -> DraftPage:
    return DraftPage(
        title=say("support.contact", seen.lang),
        facts=fact_rows(facts, seen),
        session=facts.session or "",
        charger="" if facts.session else facts.charger_id,
        text=text,
        error=error,
    )


def case_view(case: SupportCase, seen: Seen, text: str = "", error: str = "") -> CaseView:
    at = dated(case.facts.at, seen.lang, seen.zone)
    return CaseView(
        title=say("support.case", seen.lang, number=str(case.number)),
        id=case.id,
        words=say(f"support.{case.state}", seen.lang),
        tone=_TONES[case.state],
        messages=tuple(_message(each, seen) for each in case.messages),
        facts=fact_rows(case.facts, seen),
        frozen=say("support.lead.sent", seen.lang, time=at),
        closed=case.state is CaseState.CLOSED,
        session_href="" if case.facts.session is None else f"/sessions/{case.facts.session}",
        text=text,
        error=error,
    )


def fact_rows(facts: CaseFacts, seen: Seen) -> tuple[FactRow, ...]:
    """What support would otherwise ask for, in the order in which it would."""
    lang, zone = seen.lang, seen.zone
    place = facts.charger
    if facts.connector is not None:
        place = say("support.charger.connector", lang, charger=place, connector=str(facts.connector))
    link = say(
        f"support.charger.{'here' if facts.connected else 'gone'}",
        lang,
        time=moment(facts.heard_at, facts.at, lang, zone),
    )
    rows: list[tuple[str, tuple[str, ...]]] = [("charger", (place,)), ("charger.state", (link,))]
    if facts.session is not None:
        ended = say("support.running", lang)
        rows += [
            ("session", (f"#{facts.number}",)),
            ("card", (facts.card,) if facts.card else ()),
            ("began", (dated(facts.started_at, lang, zone),) if facts.started_at else ()),
            ("ended", (dated(facts.ended_at, lang, zone) if facts.ended_at else ended,)),
            ("energy", (energy(facts.energy_wh, lang, 3),)),
            ("readings", _readings(facts, seen)),
        ]
    rows.append(("commands", _commands(facts, seen)))
    return tuple(FactRow(say(f"support.{key}", lang), lines) for key, lines in rows if lines)


def _readings(facts: CaseFacts, seen: Seen) -> tuple[str, ...]:
    lang, zone = seen.lang, seen.zone
    lines = [
        " · ".join(
            part
            for part in (
                moment(row.at, facts.at, lang, zone),
                energy(row.energy_wh, lang, 3) if row.energy_wh is not None else "",
                power(row.power_w, lang) if row.power_w is not None else "",
                percent(row.soc_percent, lang) if row.soc_percent is not None else "",
            )
            if part
        )
        for row in facts.readings
    ]
    return tuple(lines) or (say("support.readings.none", lang),)


def _commands(facts: CaseFacts, seen: Seen) -> tuple[str, ...]:
    lang, zone = seen.lang, seen.zone
    lines: list[str] = []
    for row in facts.commands:
        at = moment(row.at, facts.at, lang, zone)
        what = known_words(f"support.command.{row.kind}", lang) or row.kind
        became = known_words(f"support.state.{row.state}", lang) or row.state
        why = known_words(f"stop.reason.{row.reason}", lang) if row.reason in ("refused", "offline") else ""
        lines.append(" · ".join(part for part in (at, what, became, why) if part))
    return tuple(lines) or (say("support.commands.none", lang),)


def _row(case: SupportCase, seen: Seen) -> CaseRow:
    place = case.facts.charger
    if case.facts.number is not None:
        number = str(case.facts.number)
        place = say("inbox.place", seen.lang, charger=place, number=number)
    return CaseRow(
        id=case.id,
        title=say("support.case", seen.lang, number=str(case.number)),
        place=place,
        words=say(f"support.{case.state}", seen.lang),
        tone=_TONES[case.state],
        changed=moment(case.changed_at, seen.now, seen.lang, seen.zone),
    )


def _message(message: CaseMessage, seen: Seen) -> MessageRow:
    return MessageRow(
        who=say("support.operator" if message.operator else "support.you", seen.lang),
        operator=message.operator,
        paragraphs=tuple(line for line in message.text.splitlines() if line.strip()),
        at=moment(message.at, seen.now, seen.lang, seen.zone),
    )
