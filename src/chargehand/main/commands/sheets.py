"""Sheets of stickers as one file that any browser prints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from chargehand.edge.driver.api.operations.places import STICKERS, style
from chargehand.edge.driver.drawing import Drawing
from chargehand.main.talk import Refused
from chargehand.model.station import Station
from chargehand.store.administration import StationRow
from chargehand.views.pages import Chrome, stickers_page
from chargehand.views.words.language import Language


def drawn(rows: Sequence[StationRow], address: str, language: str, copies: int) -> str:
    """The file's text. Raises Refused for a language that is none of ours."""
    try:
        lang = Language(language)
    except ValueError:
        raise Refused(f"{language!r} is none of our languages: {', '.join(Language)}.") from None
    stations = [
        Station(identity=row.identity, public_id=row.public_id, name=row.name, address=row.address)
        for row in rows
    ]
    page = stickers_page(stations, address, lang, copies, style())
    return Drawing("").draw(STICKERS, page, Chrome(lang=lang, zone=UTC))
