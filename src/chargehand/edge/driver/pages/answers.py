"""What a form on a page is answered: the fragment it was sent from for htmx, the page again or a redirect without."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.door.news.happenings import told
from chargehand.edge.driver.pages.charger import ChargerPages
from chargehand.edge.driver.pages.front import Front, is_htmx, see_other
from chargehand.edge.driver.pages.session import SessionPages
from chargehand.edge.driver.refusals import HTTP_STATUS, Refused
from chargehand.model.faults import LaneHalted, NoRoom, WorldFault
from chargehand.model.identity import SessionId
from chargehand.model.refusals import Refusal
from chargehand.views.pages import Notice, claimed_notice, fault_notice, refusal_notice, room_notice
from chargehand.views.session_card import promised


class Answers:
    def __init__(self, front: Front, chargers: ChargerPages, sessions: SessionPages) -> None:
        self._front = front
        self._chargers = chargers
        self._sessions = sessions

    async def after(
        self, request: Request, caller: Caller, home: str, wish: Callable[[], Awaitable[Notice | None]]
    ) -> Response:
        """Do what the form wishes and show the page it came from, or `home`, with what is to be said of it."""
        said, status = await self._said(request, caller, wish)
        if is_htmx(request):
            place = _place(request.headers.get("hx-current-url", "")) or home
            return await self._fragment(request, caller, place, said)
        place = _place(request.headers.get("referer", "")) or home
        if said is None:
            return see_other(place)
        return await self._page(request, caller, place, said, status)

    async def _said(
        self, request: Request, caller: Caller, wish: Callable[[], Awaitable[Notice | None]]
    ) -> tuple[Notice | None, int]:
        lang = self._front.eyes(request).lang
        try:
            self._front.web.guard.insist_on_room()
            return await wish(), 200
        except Refused as refused:
            refusal = refused.refusal
            told(request, refusal.value)
            elsewhere = None
            if refusal is Refusal.CARD_BUSY:
                elsewhere = await self._front.web.card_session(caller)
            return refusal_notice(refusal, lang, elsewhere), HTTP_STATUS[refusal]
        except NoRoom:
            told(request, "read_only")
            return room_notice(lang), 503
        except (WorldFault, LaneHalted):
            told(request, "unavailable")
            return fault_notice(lang), 503

    async def claimed(self, request: Request, caller: Caller, session: SessionId) -> Notice:
        """What is said after "I'm not charging": the card is free, and by when the bill comes."""
        seen = self._front.seen(request)
        sight = await self._front.web.context.sights.session(caller.driver.id, session)
        if sight is None:
            raise Refused(Refusal.NOT_FOUND)
        return claimed_notice(seen.lang, promised(sight, seen), connected=sight.station.connected)

    async def _fragment(self, request: Request, caller: Caller, place: str, said: Notice | None) -> Response:
        kind, name = place.split("/")[1:3]
        if kind == "chargers":
            return await self._chargers.answer(request, caller, name, said)
        return await self._sessions.answer(request, caller, name, said)

    async def _page(
        self, request: Request, caller: Caller, place: str, said: Notice, status: int
    ) -> Response:
        kind, name = place.split("/")[1:3]
        if kind == "chargers":
            return await self._chargers.show(request, caller, name, said, status)
        return await self._sessions.show(request, caller, name, said, status)


def _place(url: str) -> str | None:
    """`/chargers/x` or `/sessions/x` of an address, if it is one of those pages."""
    parts = urlsplit(url).path.split("/")
    if len(parts) == 3 and parts[1] in {"chargers", "sessions"} and parts[2]:
        return "/".join(parts)
    return None
