"""The list of a driver's sessions: tiles, filters that live in the URL, rows newest first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

from msgspec import Struct, structs

from chargehand.model.session import EndBasis
from chargehand.model.sight import SessionPage, SessionSight, SessionTotals
from chargehand.views.charger import Choice
from chargehand.views.facts import energy_known
from chargehand.views.session_card import connector_label, energy_figure, iso
from chargehand.views.session_page import Badge, Tile, badge
from chargehand.views.status import display
from chargehand.views.usage.chart import costs, unpriced_words
from chargehand.views.usage.cost import cost_figure, cost_known
from chargehand.views.usage.period import Bucket
from chargehand.views.wording import counted, say, status_words
from chargehand.views.words.language import UNKNOWN, Language, duration, moment, number
from chargehand.views.words.seen import Seen

STATUSES = ("all", "active", "completed")


class Filters(Struct, frozen=True, kw_only=True):
    """As the URL says them. `since` and `until` are local days, YYYY-MM-DD, both inclusive (`from` and `to` in the URL)."""

    status: str = "all"
    since: str = ""
    until: str = ""
    card: str = ""
    charger: str = ""

    @property
    def any(self) -> bool:
        return self != Filters()

    def href(self, cursor: str | None = None, path: str = "/sessions") -> str:
        """The list's URL with these filters; what is at its default stays out of it."""
        named = {"status": "" if self.status == "all" else self.status, "from": self.since, "to": self.until}
        named |= {"card": self.card, "charger": self.charger, "cursor": cursor or ""}
        query = urlencode({key: value for key, value in named.items() if value})
        return f"{path}?{query}" if query else path


class FilterOptions(Struct, frozen=True, kw_only=True):
    """(id, name) of the driver's cards and of the chargers that they have used."""

    cards: tuple[tuple[str, str], ...] = ()
    chargers: tuple[tuple[str, str], ...] = ()


class ListRow(Struct, frozen=True, kw_only=True):
    id: str
    href: str
    number: int
    charger: str
    connector: str
    card: str
    started: str
    started_iso: str
    duration: str
    kwh: str
    cost: str
    badge: Badge
    live: bool


class SessionsPage(Struct, frozen=True, kw_only=True):
    title: str
    now: str
    tiles: tuple[Tile, ...]
    rows: tuple[ListRow, ...]
    filters: Filters
    statuses: tuple[Choice, ...]
    cards: tuple[Choice, ...]
    chargers: tuple[Choice, ...]
    next_href: str
    sum: str
    """Of all that the filters let through; empty without filters."""
    empty: str
    """What to say when there is no row; empty otherwise."""
    csv_href: str


def sessions_page(
    page: SessionPage,
    totals: SessionTotals,
    filters: Filters,
    options: FilterOptions,
    seen: Seen,
    whole: Bucket | None = None,
) -> SessionsPage:
    """`whole`: the sum of all that the filters let through."""
    lang = seen.lang
    rows = tuple(list_row(row, seen) for row in page.rows)
    empty = "" if rows else say("sessions.no_match" if filters.any else "sessions.none", lang)
    return SessionsPage(
        title=say("sessions.title", lang),
        now=iso(seen.now),
        tiles=_tiles(totals, lang),
        rows=rows,
        filters=filters,
        statuses=tuple(
            Choice(value=each, label=say(f"filter.{each}", lang), chosen=each == filters.status)
            for each in STATUSES
        ),
        cards=_choices(options.cards, filters.card, say("filter.any_card", lang)),
        chargers=_choices(options.chargers, filters.charger, say("filter.any_charger", lang)),
        next_href=filters.href(page.cursor) if page.cursor else "",
        sum=_sum_words(whole, lang) if whole is not None and rows else "",
        empty=empty,
        csv_href=filters.href(path="/sessions.csv"),
    )


def _sum_words(whole: Bucket, lang: Language) -> str:
    """`12 sessions · 148.2 kWh · €72.61`."""
    told = [counted("sessions.count", whole.sessions, lang), f"{number(whole.energy_wh / 1000, 1, lang)} kWh"]
    if whole.costs:
        told.append(costs(whole, lang))
    if note := unpriced_words(whole, lang):
        told.append(note)
    return " · ".join(told)


def _choices(named: tuple[tuple[str, str], ...], chosen: str, anything: str) -> tuple[Choice, ...]:
    rest = tuple(Choice(value=value, label=label, chosen=value == chosen) for value, label in named)
    return (Choice(value="", label=anything, chosen=not chosen), *rest)


def _tiles(totals: SessionTotals, lang: Language) -> tuple[Tile, ...]:
    kwh = Decimal(totals.energy_wh_7d) / 1000
    mean = number(kwh / totals.sessions_7d, 1, lang) if totals.sessions_7d else UNKNOWN
    return (
        Tile(key="day", label=say("tile.sessions_24h", lang), figure=str(totals.sessions_24h)),
        Tile(key="week", label=say("tile.kwh_7d", lang), figure=number(kwh, 1, lang), unit="kWh"),
        Tile(
            key="active",
            label=say("tile.active", lang),
            figure=str(totals.active),
            href=structs.replace(Filters(), status="active").href(),
        ),
        Tile(key="mean", label=say("tile.mean_7d", lang), figure=mean, unit="kWh"),
    )


def list_row(sight: SessionSight, seen: Seen) -> ListRow:
    session = sight.session
    shown = display(sight, seen.now, seen.stale_after_s)
    began = session.started_at or session.requested_at
    ended = session.ended_at or shown.unconfirmed_since or seen.now
    card = sight.card
    return ListRow(
        id=session.id,
        href=f"/sessions/{session.id}",
        number=session.number,
        charger=sight.station.name or sight.station.public_id,
        connector=connector_label(sight.connector, session.connector, seen.lang),
        card=f"{card.name or say('card.nameless', seen.lang)} ··{card.tail}" if card else UNKNOWN,
        started=moment(began, seen.now, seen.lang, seen.zone),
        started_iso=iso(began),
        duration=duration(max(ended - began, timedelta(0))) if began else UNKNOWN,
        kwh=energy_figure(session, seen.lang),
        cost=cost_figure(session, seen.lang),
        badge=badge(shown, seen),
        live=shown.live,
    )


def sessions_csv(rows: Iterable[SessionSight], seen: Seen) -> str:
    """RFC 4180 with a header line: instants in UTC, kWh with three decimals and amounts with a point, whatever the language.

    A text that a spreadsheet would take for a formula is led by an apostrophe.
    """
    lines = [
        "number,session,charger,connector,card,started_at,ended_at,kwh,status,end_basis,cost,currency,bill"
    ]
    lines += [",".join(_quoted(each) for each in _csv_cells(row, seen)) for row in rows]
    return "\r\n".join(lines) + "\r\n"


def _csv_cells(sight: SessionSight, seen: Seen) -> tuple[str, ...]:
    session = sight.session
    shown = display(sight, seen.now, seen.stale_after_s)
    cost = session.cost if cost_known(session) else None
    never = session.started_at is None or session.end_basis is EndBasis.NEVER_STARTED
    is_unread = not (never or energy_known(session))
    return (
        str(session.number),
        session.id,
        sight.station.name or sight.station.public_id,
        str(session.connector or ""),
        sight.card.tail if sight.card else "",
        iso(session.started_at),
        iso(session.ended_at),
        "" if is_unread else f"{session.energy_wh / 1000:.3f}",
        status_words(shown, seen.lang, seen.zone),
        session.end_basis or "",
        f"{cost.amount:f}" if cost is not None else "",
        cost.currency if cost is not None else "",
        session.bill,
    )


def _quoted(cell: str) -> str:
    if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        cell = "'" + cell
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"\r\n') else cell
