"""The live parts of pages, as the hub draws them: whole fragments that all devices of a driver may share."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from chargehand.edge.driver.door.eyes import Eyes
from chargehand.edge.driver.drawing import Drawing
from chargehand.edge.driver.live.subject import EVENT_BEAT, Look, Prepared, Readings
from chargehand.edge.driver.web import Web
from chargehand.model.sight import SessionSight, StationSight, Timeline
from chargehand.model.token import AccountStatus
from chargehand.views.pages import ChargerPage, Chrome, SessionView, Viewer, charger_page, session_page
from chargehand.views.pages import Look as Asked
from chargehand.views.session_card import SessionCard

CHARGER = "fragments/charger_live.html"
SESSION = "fragments/session_live.html"


class ChargerFace(Struct, frozen=True):
    web: Web
    drawing: Drawing
    eyes: Eyes
    viewer: Viewer

    @property
    def beat(self) -> bytes:
        return EVENT_BEAT

    @property
    def event(self) -> str | None:
        return None

    @property
    def readings(self) -> Readings:
        return Readings.NONE

    def prepare(self, look: Look) -> Prepared:
        if not isinstance(look.sight, StationSight):
            raise TypeError("only stations have this face")
        page = charger_page(look.sight, self.web.seen(self.eyes), self.viewer)
        cards = tuple(_still(card) for card in page.cards)
        # Newer facts are sent although they look the same: a browser may have let go an older message.
        sign: ChargerPage = replace(page, now="", cards=cards)
        return Prepared(sign, lambda: _draw(self.drawing, CHARGER, page, self.eyes))


class SessionFace(Struct, frozen=True):
    web: Web
    drawing: Drawing
    eyes: Eyes
    account: AccountStatus
    all_readings: bool = False

    @property
    def beat(self) -> bytes:
        return EVENT_BEAT

    @property
    def event(self) -> str | None:
        return None

    @property
    def readings(self) -> Readings:
        return Readings.ALL if self.all_readings else Readings.LATEST

    def prepare(self, look: Look) -> Prepared:
        if not isinstance(look.sight, SessionSight):
            raise TypeError("only sessions have this face")
        asked = Asked(account=self.account, all_readings=self.all_readings)
        timeline = look.timeline or Timeline(rows=())
        page = session_view(look.sight, timeline, look.earlier, self.web, self.eyes, asked)
        sign: SessionView = replace(page, now="", card=None if page.card is None else _still(page.card))
        return Prepared(sign, lambda: _draw(self.drawing, SESSION, page, self.eyes))


def session_view(
    sight: SessionSight, timeline: Timeline, earlier: int, web: Web, eyes: Eyes, asked: Asked
) -> SessionView:
    """The session page's context; `earlier` readings were not read."""
    page = session_page(sight, timeline, web.seen(eyes), asked)
    return replace(page, rows_hidden=page.rows_hidden + earlier) if earlier else page


def _still(card: SessionCard) -> SessionCard:
    """The card without what only the clock moves; browsers tick that themselves."""
    return replace(card, elapsed="", age="")


def _draw(drawing: Drawing, template: str, page: Struct, eyes: Eyes) -> str:
    return drawing.draw(template, page, Chrome(lang=eyes.lang, zone=eyes.zone, assets=drawing.assets))
