"""The active-session banner that stands on top of every page while the driver charges."""

from __future__ import annotations

from msgspec import Struct

from chargehand.model.sight import SessionSight
from chargehand.views.facts import energy_known
from chargehand.views.parts.notice import Tone
from chargehand.views.session_card import energy_figure, iso, tone
from chargehand.views.status import Status, display
from chargehand.views.wording import say
from chargehand.views.words.language import clock, elapsed
from chargehand.views.words.seen import Seen


class Banner(Struct, frozen=True, kw_only=True):
    id: str
    href: str
    words: str
    """`Charging at Hall 3`, or that the start is being prepared."""
    energy: str
    """`12.4`; empty when not known."""
    since: str
    """`since 13:20`."""
    started_at: str
    elapsed: str
    tone: Tone
    breathing: bool
    unconfirmed: bool
    unconfirmed_words: str
    stale_at: str
    more: int
    """Further live sessions of this driver."""


_WORDS = {Status.PREPARING: "banner.preparing", Status.STOPPED: "banner.stopped"}


def session_banner(live: tuple[SessionSight, ...], seen: Seen) -> Banner | None:
    """The oldest of the driver's live sessions, everywhere; None when nothing is in progress."""
    if not live:
        return None
    sight, lang = live[0], seen.lang
    session, shown = sight.session, display(sight, seen.now, seen.stale_after_s)
    began = session.started_at or session.requested_at
    place = sight.station.name or sight.station.public_id
    key = _WORDS.get(shown.status, "banner.charging")
    since = shown.unconfirmed_since or shown.confirmed_until
    return Banner(
        id=session.id,
        href=f"/sessions/{session.id}",
        words=say(key, lang, charger=place),
        energy=energy_figure(session, lang) if energy_known(session) else "",
        since=say("since", lang, time=clock(began, seen.zone)) if began else "",
        started_at=iso(began),
        elapsed=elapsed(seen.now - began) if began else "",
        tone=tone(shown),
        breathing=shown.breathing,
        unconfirmed=shown.unconfirmed_since is not None,
        unconfirmed_words=say("card.unconfirmed", lang, time=clock(since, seen.zone)) if since else "",
        stale_at=iso(shown.stale_at),
        more=len(live) - 1,
    )
