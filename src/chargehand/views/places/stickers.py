"""Stickers for chargers: a sheet of paper with a QR code for each that leads to its page."""

from __future__ import annotations

from collections.abc import Iterable

import segno
from msgspec import Struct

from chargehand.model.station import Station
from chargehand.views.parts.whereabouts import charger_title, sticker_href
from chargehand.views.wording import say
from chargehand.views.words.language import Language

A_SHEET = 8
"""So many stickers are on one page of A4."""


class Sticker(Struct, frozen=True, kw_only=True):
    name: str
    address: str
    number: str
    """What is typed where no camera is."""
    url: str
    modules: int
    """The code's width."""
    path: str
    """The code's dark squares, as an SVG path in units of one square."""


class StickersPage(Struct, frozen=True, kw_only=True):
    title: str
    lead: str
    """What a driver does with it."""
    print: str
    sheets: tuple[tuple[Sticker, ...], ...]
    empty: str = ""
    style: str = ""
    """For a file that stands alone; on our own pages the style has an address."""


def stickers_page(
    stations: Iterable[Station], base_url: str, lang: Language, copies: int = 1, style: str = ""
) -> StickersPage:
    """`copies` of each, page by page."""
    stickers = [each for station in stations for each in [sticker(station, base_url)] * copies]
    sheets = [tuple(stickers[start : start + A_SHEET]) for start in range(0, len(stickers), A_SHEET)]
    return StickersPage(
        title=say("stickers.title", lang),
        lead=say("stickers.lead", lang),
        print=say("stickers.print", lang),
        sheets=tuple(sheets),
        empty="" if stickers else say("chargers.none", lang),
        style=style,
    )


def sticker(station: Station, base_url: str) -> Sticker:
    """Its code bears a quarter of damage: stickers live outside."""
    url = f"{base_url.rstrip('/')}{sticker_href(station)}"
    code = segno.make_qr(url, error="q", boost_error=False)
    return Sticker(
        name=charger_title(station),
        address=station.address,
        number=station.public_id,
        url=url,
        modules=len(code.matrix),
        path=_path(code),
    )


def _path(code: segno.QRCode) -> str:
    """Runs of dark squares, row by row."""
    drawn: list[str] = []
    for y, row in enumerate(code.matrix):
        x = 0
        while x < len(row):
            run = next((far for far in range(x, len(row)) if not row[far]), len(row)) - x
            if run:
                drawn.append(f"M{x} {y}h{run}v1h-{run}z")
            x += max(run, 1)
    return "".join(drawn)
