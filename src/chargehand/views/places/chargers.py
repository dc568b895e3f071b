"""The chargers as a list and on a map, and the page that reads the code on one of them."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from chargehand.model.sight import StationSight
from chargehand.model.station import Station
from chargehand.views.availability import Availability, availability
from chargehand.views.charger import ABSENT, availability_tone
from chargehand.views.parts.notice import Tone
from chargehand.views.parts.whereabouts import charger_title
from chargehand.views.session_card import connector_type, iso
from chargehand.views.wording import availability_words, say
from chargehand.views.words.language import Language, clock, max_power
from chargehand.views.words.seen import Seen


class ChargerRow(Struct, frozen=True, kw_only=True):
    id: str
    href: str
    name: str
    state: Availability
    words: str
    tone: Tone
    mark: str
    """The shape of its marker: `free`, `mine`, `used` or `away`; never the only sign."""
    at: str
    plugs: str
    """`Type 2 · 22 kW, CCS · 150 kW`."""
    address: str
    latitude: float | None
    longitude: float | None


class Background(Struct, frozen=True, kw_only=True):
    """What lies below the markers when somebody else brings it: asked for once on each browser."""

    style_url: str
    host: str
    """Who learns of whoever looks at the map."""


class ChargersPage(Struct, frozen=True, kw_only=True):
    title: str
    now: str
    rows: tuple[ChargerRow, ...]
    search: str
    only_available: bool
    empty: str
    on_map: int = 0
    """So many of the rows have a place on the map."""
    background: Background | None = None


class ScanPage(Struct, frozen=True, kw_only=True):
    title: str
    origin: str
    """Codes that lead elsewhere are not followed."""
    typed: str = ""
    error: str = ""


_OFFERED = frozenset({Availability.FREE, Availability.MINE, Availability.PLUGGED_IN, Availability.UNKNOWN})
_MARKS = {Availability.FREE: "free", Availability.MINE: "mine"}


def chargers_page(
    sights: tuple[StationSight, ...],
    seen: Seen,
    search: str = "",
    background: Background | None = None,
    *,
    only_available: bool = False,
) -> ChargersPage:
    """The list, filtered by what is searched for and by whether a start is offered; my own sessions' chargers stay in it."""
    lang = seen.lang
    chosen = chosen_chargers(sights, search, only_available=only_available)
    rows = tuple(charger_row(each, seen) for each in chosen)
    empty = say("chargers.no_match" if sights else "chargers.none", lang)
    return ChargersPage(
        title=say("chargers.title", lang),
        now=iso(seen.now),
        rows=rows,
        search=search,
        only_available=only_available,
        empty="" if rows else empty,
        on_map=sum(row.latitude is not None for row in rows),
        background=background,
    )


def chosen_chargers(
    sights: Iterable[StationSight], search: str, *, only_available: bool
) -> list[StationSight]:
    """Those whose name, address or number has what is searched for, and where a start is offered if that is wished."""
    words = search.lower().split()
    return [
        each
        for each in sights
        if all(word in _told(each.station) for word in words)
        and not (only_available and _state(each) not in _OFFERED)
    ]


def charger_row(sight: StationSight, seen: Seen) -> ChargerRow:
    station, shown, state = sight.station, availability(sight), _state(sight)
    plugs = [
        " · ".join(
            part for part in (connector_type(each.type), max_power(each.power_w_max, seen.lang)) if part
        )
        for each in sight.connectors
    ]
    return ChargerRow(
        id=station.public_id,
        href=f"/chargers/{station.public_id}",
        name=charger_title(station),
        state=state,
        words=availability_words(state, seen.lang),
        tone=availability_tone(shown.state if shown.state in ABSENT else state),
        mark="away" if shown.state in ABSENT else _MARKS.get(state, "used"),
        at=clock(shown.at, seen.zone) if shown.at else "",
        plugs=", ".join(dict.fromkeys(plug for plug in plugs if plug)),
        address=station.address,
        latitude=station.latitude,
        longitude=station.longitude,
    )


def scan_page(lang: Language, origin: str, typed: str = "", *, unknown: bool = False) -> ScanPage:
    """`unknown`: what was typed belongs to no charger of ours."""
    error = say("scan.unknown", lang) if unknown else ""
    return ScanPage(title=say("scan.title", lang), origin=origin, typed=typed, error=error)


def _state(sight: StationSight) -> Availability:
    shown = availability(sight)
    return Availability.MINE if shown.mine else shown.state


def _told(station: Station) -> str:
    return f"{charger_title(station)}\n{station.address}\n{station.public_id}".lower()
