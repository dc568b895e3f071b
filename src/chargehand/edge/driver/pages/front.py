"""What all pages share: who looks, what stands around the page, and how it is sent."""

from __future__ import annotations

import asyncio
from urllib.parse import quote, urlencode

from msgspec import Struct
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from chargehand.edge.driver.door.eyes import Eyes
from chargehand.edge.driver.door.guard import NOTHING, Caller
from chargehand.edge.driver.door.looks import preferred_theme
from chargehand.edge.driver.door.origin import SAFE_METHODS
from chargehand.edge.driver.drawing import Drawing
from chargehand.edge.driver.problems import forbidden, signed_out
from chargehand.edge.driver.web import Web
from chargehand.model.token import AccountStatus
from chargehand.model.visit import Named
from chargehand.views.pages import (
    Chrome,
    Seen,
    Tab,
    Trouble,
    Viewer,
    error_page,
    session_banner,
    suspended_notice,
)


class SignedOut(Exception):
    """A page was asked for by nobody we know: they are led to the sign-in page, and back afterwards."""


class Front:
    def __init__(self, web: Web, drawing: Drawing) -> None:
        self.web = web
        self.drawing = drawing

    def eyes(self, request: Request) -> Eyes:
        return self.web.eyes(request)

    def seen(self, request: Request) -> Seen:
        return self.web.seen(self.eyes(request))

    async def admit(self, request: Request, named: Named = NOTHING) -> Caller:
        """Raises SignedOut for nobody; a form of nobody's is refused like any other request (S33)."""
        caller = await self.web.guard.recognise(request, named)
        if caller is None:
            raise SignedOut if request.method in SAFE_METHODS else signed_out()
        if caller.scope != "driver":
            raise forbidden()
        return caller

    async def viewer(self, caller: Caller) -> Viewer:
        cards = await self.web.context.sights.cards(caller.driver.id)
        return Viewer(name=caller.driver.name, account=caller.driver.account, cards=tuple(cards))

    async def chrome(self, request: Request, caller: Caller | None, tab: Tab = Tab.NONE) -> Chrome:
        """What stands around a whole page, with the banner of the driver's live session."""
        bare = self.bare(request)
        if caller is None:
            return bare
        suspended = caller.driver.account is AccountStatus.SUSPENDED
        may_stop = self.web.context.settings.suspended_may_stop
        live, unread = await asyncio.gather(
            self.web.context.sights.live_sessions(caller.driver.id), self._unread(caller)
        )
        return replace(
            bare,
            driver=caller.driver.name or caller.driver.email,
            csrf=caller.csrf,
            nonce=self.web.context.fresh_id(),
            banner=session_banner(tuple(live), self.seen(request)),
            tab=tab,
            unread=unread,
            standing=suspended_notice(bare.lang, may_stop=may_stop) if suspended else None,
        )

    def bare(self, request: Request) -> Chrome:
        """What stands around a page that anybody may see."""
        eyes = self.eyes(request)
        return Chrome(
            lang=eyes.lang, zone=eyes.zone, assets=self.drawing.assets, theme=preferred_theme(request)
        )

    async def _unread(self, caller: Caller) -> int:
        notices = self.web.context.notices
        return 0 if notices is None else await notices.unread(caller.driver.id)

    def page(self, template: str, page: Struct | None, chrome: Chrome, status: int = 200) -> Response:
        return HTMLResponse(self.drawing.draw(template, page, chrome), status)

    def fragment(self, template: str, page: Struct | None, request: Request) -> Response:
        """Without chrome: it may be shared by all devices of a driver."""
        return HTMLResponse(self.drawing.draw(template, page, self.bare(request)))

    def trouble(self, request: Request, trouble: Trouble, status: int) -> Response:
        """A page that says what is wrong; it needs neither driver nor database."""
        chrome = self.bare(request)
        return self.page("error.html", error_page(trouble, chrome.lang), chrome, status)


def to_sign_in(request: Request) -> Response:
    """To the sign-in page, which leads back to where the request wanted to go."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return see_other("/sign-in" if wanted == "/" else f"/sign-in?next={quote(wanted, safe='/')}")


def to_prove(wanted: str) -> Response:
    """To the sign-in page, for who is signed in but must prove once more who they are; it leads back (S37)."""
    return see_other(f"/sign-in?{urlencode({'again': 'yes', 'next': wanted}, safe='/')}")


def see_other(path: str) -> Response:
    return RedirectResponse(path, 303)


def is_htmx(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"
