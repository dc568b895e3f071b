"""The session page: the live card or the tiles, the meter timeline, and what we know."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from msgspec import Struct

from chargehand.model.session import EndBasis, Session, Transaction
from chargehand.model.sight import SessionSight, Timeline
from chargehand.model.token import AccountStatus
from chargehand.views.facts import energy_known
from chargehand.views.parts.known import Known, flag_words, known
from chargehand.views.parts.notice import Notice, Tone, suspended_notice
from chargehand.views.parts.readings import shown_readings
from chargehand.views.parts.steps import start_failure, stop_failure
from chargehand.views.parts.trail import evidence_words
from chargehand.views.session_card import (
    SessionCard,
    connector_label,
    iso,
    session_card,
    tone,
)
from chargehand.views.status import Display, Phase, Status, display
from chargehand.views.usage.cost import CostView, corrected_by, cost_figure, cost_label, cost_view
from chargehand.views.wording import say
from chargehand.views.words.language import (
    UNKNOWN,
    Language,
    clock,
    clock_seconds,
    day,
    duration,
    number,
)
from chargehand.views.words.seen import Seen

ROWS_LIVE = 60
"""Rows of the meter timeline that every live message carries; the page shows all of them when asked to."""
ROWS_ENDED = 1000


class Badge(Struct, frozen=True, kw_only=True):
    """**In progress** or **Completed**, with more precise words and their detail after it."""

    words: str
    tone: Tone
    precise: str = ""
    detail: str = ""


class Tile(Struct, frozen=True, kw_only=True):
    key: str
    label: str
    figure: str
    unit: str = ""
    note: str = ""
    href: str = ""


class Row(Struct, frozen=True, kw_only=True):
    key: str
    time: str
    iso: str
    kwh: str
    kw: str
    soc: str
    source: str
    note: str
    """Why a late reading changed the total; empty otherwise."""
    final: bool


class SessionView(Struct, frozen=True, kw_only=True):
    id: str
    number: int
    href: str
    title: str
    now: str
    version: int
    """Of the facts: a browser lets go what is older than what it shows."""
    badge: Badge
    live: bool
    charger_name: str
    charger_href: str
    connector: str
    card: SessionCard | None
    """The live card; None after the end."""
    tiles: tuple[Tile, ...]
    cost: CostView | None
    """What the cost is made of; None while there is none to tell."""
    failure: Notice | None
    notices: tuple[Notice, ...]
    stop_missing: str
    """Why there is no Stop; empty while there is one."""
    rows: tuple[Row, ...]
    rows_hidden: int
    rows_all_href: str
    known: Known
    chart_href: str
    chart_version: str
    live_href: str
    claim_href: str
    said: Notice | None = None
    answering: bool = False


class Look(Struct, frozen=True, kw_only=True):
    """How the page was asked for."""

    account: AccountStatus = AccountStatus.ACTIVE
    all_readings: bool = False
    said: Notice | None = None
    answering: bool = False


_NOTHING_ASKED = Look()


def session_view(
    sight: SessionSight, timeline: Timeline, seen: Seen, look: Look = _NOTHING_ASKED
) -> SessionView:
    session, lang = sight.session, seen.lang
    shown = display(sight, seen.now, seen.stale_after_s)
    rows = _rows(sight, timeline, seen)
    most = len(rows) if look.all_readings else ROWS_LIVE if shown.live else ROWS_ENDED
    href = f"/sessions/{session.id}"
    asked = "?readings=all" if look.all_readings else ""
    return SessionView(
        id=session.id,
        number=session.number,
        href=href,
        title=say("session.title", lang, number=str(session.number)),
        now=iso(seen.now),
        version=sight.version,
        badge=badge(shown, seen),
        live=shown.live,
        charger_name=sight.station.name or sight.station.public_id,
        charger_href=f"/chargers/{sight.station.public_id}",
        connector=connector_label(sight.connector, session.connector, lang),
        card=session_card(sight, seen, look.account) if shown.live else None,
        tiles=() if shown.live else _tiles(session, lang),
        cost=cost_view(sight, seen) if shown.phase not in (Phase.PENDING, Phase.FAILED) else None,
        failure=stop_failure(sight, seen)
        or (start_failure(sight, seen) if shown.phase is Phase.FAILED else None),
        notices=_standing(look, seen),
        stop_missing=_stop_missing(session, shown, lang),
        rows=rows[-most:] if most else (),
        rows_hidden=max(0, len(rows) - most),
        rows_all_href=f"{href}?readings=all#timeline",
        known=known(sight, seen),
        chart_href=f"{href}/chart.json",
        chart_version=f"{iso(session.meter.received_at)}{session.bill}",
        live_href=f"{href}/live-page{asked}",
        claim_href=f"{href}/not-charging",
        said=look.said,
        answering=look.answering,
    )


def _standing(look: Look, seen: Seen) -> tuple[Notice, ...]:
    if look.account is AccountStatus.ACTIVE:
        return ()
    return (suspended_notice(seen.lang, may_stop=seen.suspended_may_stop),)


def badge(shown: Display, seen: Seen) -> Badge:
    lang = seen.lang
    if shown.phase is Phase.FAILED:
        return Badge(words=say("badge.failed", lang), tone=Tone.BAD)
    words = say("badge.in_progress" if shown.live else "badge.completed", lang)
    precise = say(f"precise.{shown.status}", lang)
    if shown.unconfirmed_since is not None:
        detail = say("card.unconfirmed", lang, time=clock(shown.unconfirmed_since, seen.zone))
        precise = precise if shown.status is not Status.UNCONFIRMED else ""
        return Badge(words=words, tone=Tone.WARN, precise=precise, detail=detail)
    detail = {
        Status.STOPPING_ASKED: say("precise.detail.asked", lang),
        Status.STOPPING_ACCEPTED: say("precise.detail.accepted", lang),
    }.get(shown.status, "")
    return Badge(words=words, tone=Tone.LIVE if shown.live else tone(shown), precise=precise, detail=detail)


def _stop_missing(session: Session, shown: Display, lang: Language) -> str:
    if session.transaction is Transaction.ENDED:
        return say("stop.missing.ended", lang)
    if shown.status is Status.STOPPED:
        return say("stop.missing.stopped", lang)
    return say("stop.missing.pending", lang) if shown.phase is Phase.PENDING else ""


def _tiles(session: Session, lang: Language) -> tuple[Tile, ...]:
    span = _span(session)
    is_known = energy_known(session) or session.end_basis is EndBasis.NEVER_STARTED
    mean = UNKNOWN
    if is_known and span is not None and span.total_seconds() > 0:
        mean = number(session.energy_wh * 36 / Decimal(str(span.total_seconds())) / 10, 2, lang)
    kwh = number(session.energy_wh / 1000, 1, lang) if is_known else UNKNOWN
    return (
        Tile(key="kwh", label=say("tile.kwh", lang), figure=kwh, unit="kWh"),
        Tile(
            key="duration",
            label=say("tile.duration", lang),
            figure=duration(span) if span is not None else UNKNOWN,
        ),
        Tile(
            key="cost",
            label=cost_label(session, lang),
            figure=cost_figure(session, lang),
            note=say("tile.no_tariff", lang) if session.tariff is None else "",
        ),
        Tile(key="mean", label=say("tile.mean", lang), figure=mean, unit="kW"),
    )


def _span(session: Session) -> timedelta | None:
    began = session.started_at or session.requested_at
    if began is None or session.ended_at is None:
        return None
    return max(session.ended_at - began, timedelta(0))


def _rows(sight: SessionSight, timeline: Timeline, seen: Seen) -> tuple[Row, ...]:
    lang = seen.lang
    shown = shown_readings(sight.session, timeline)
    corrections = corrected_by(sight)
    days = {row.reading.at.astimezone(seen.zone).date() for row in shown}
    several = len(days) > 1
    return tuple(
        Row(
            key=f"r{int(row.reading.at.timestamp() * 1000)}-{row.reading.source}",
            time=(f"{day(row.reading.at, lang, seen.zone)}, " if several else "")
            + clock_seconds(row.reading.at, seen.zone),
            iso=iso(row.reading.at),
            kwh=number(row.reading.energy_wh / 1000, 3, lang)
            if row.reading.energy_wh is not None
            else UNKNOWN,
            kw=number(row.reading.power_w / 1000, 2, lang) if row.reading.power_w is not None else UNKNOWN,
            soc=f"{number(row.reading.soc_percent, 0, lang)} %"
            if row.reading.soc_percent is not None
            else "",
            source=say(f"source.{row.reading.source}", lang),
            note=evidence_words(corrections[-1], lang)
            if row.final and corrections and not row.reading.note
            else note_words(row.reading.note, lang),
            final=row.final,
        )
        for row in shown
    )


def note_words(note: str, lang: Language) -> str:
    """The reason that a reading bears; one that has no sentence is shown as it was kept."""
    return flag_words(note, lang, "note") if note else ""
