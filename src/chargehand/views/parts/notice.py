"""What a driver must be told: tone, words, what to do, and where to go."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from chargehand.model.identity import SessionId
from chargehand.model.refusals import Refusal
from chargehand.views.wording import refusal_words, say
from chargehand.views.words.language import Language


class Tone(StrEnum):
    """Never the only sign: words always stand beside it."""

    LIVE = "live"
    CALM = "calm"
    WARN = "warn"
    BAD = "bad"


class Link(Struct, frozen=True):
    text: str
    href: str


class Notice(Struct, frozen=True, kw_only=True):
    """`key` is stable, so that the element keeps its identity when the page is morphed."""

    key: str
    tone: Tone
    title: str
    text: str = ""
    help: tuple[str, ...] = ()
    """What to do, in order."""
    link: Link | None = None
    deed: Link | None = None
    """A button that posts, on pages that have the form `act`."""


def refusal_notice(refusal: Refusal, lang: Language, elsewhere: SessionId | None = None) -> Notice:
    """The considered no that a form was answered with. `elsewhere`: the driver's own session that is in the way."""
    link = deed = None
    if elsewhere is not None:
        link = Link(say("notice.see_session", lang), f"/sessions/{elsewhere}")
        deed = Link(say("notice.not_charging", lang), f"/sessions/{elsewhere}/not-charging")
    return Notice(
        key=f"refusal-{refusal}",
        tone=Tone.BAD,
        title=refusal_words(refusal, lang),
        text=say(f"refusal.{refusal}.help", lang),
        link=link,
        deed=deed,
    )


def fault_notice(lang: Language) -> Notice:
    """Something broke on our side; nothing was done."""
    return Notice(
        key="fault",
        tone=Tone.BAD,
        title=say("notice.fault", lang),
        text=say("notice.fault.help", lang),
    )


def room_notice(lang: Language) -> Notice:
    """All can be read and nothing changed for the time being; nothing was done."""
    return Notice(
        key="room",
        tone=Tone.BAD,
        title=say("notice.room", lang),
        text=say("notice.room.help", lang),
    )


def claimed_notice(lang: Language, promised: str, *, connected: bool = True) -> Notice:
    """After "I'm not charging": what happens now, and by when the bill is there (`promised`, day and clock)."""
    return Notice(
        key="claimed",
        tone=Tone.CALM,
        title=say("notice.claimed" if connected else "notice.claimed.offline", lang),
        text=say("notice.claimed.help", lang, day=promised),
    )


def suspended_notice(lang: Language, *, may_stop: bool = False) -> Notice:
    """`may_stop`: as the house is set, what runs may still be stopped."""
    return Notice(
        key="suspended",
        tone=Tone.WARN,
        title=say("notice.suspended", lang),
        text=say("account.suspended.may_stop" if may_stop else "notice.suspended.help", lang),
    )
