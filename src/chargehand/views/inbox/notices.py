"""A notice in words: as a line of the inbox, and as a message to a device, which may stand on a lock screen."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Final

import msgspec
from msgspec import Struct

from chargehand.model.notice import SECURITY, Notice, NoticeKind, NoticePage
from chargehand.views.parts.notice import Link, Tone
from chargehand.views.wording import counted, known_words, say
from chargehand.views.words.language import Language, clock, duration, energy, moment, money
from chargehand.views.words.seen import Seen

PUSH_BYTES_MAX: Final = 800
"""Encrypted it is a little longer, and must stay below 1,000 (S46)."""
_BODY_LENGTH_MAX: Final = 200
_UNTOLD: Final = SECURITY - {NoticeKind.SIGNED_IN, NoticeKind.ACCOUNT_CHANGED}
"""What they are about is an address, a card or a name: a device shows their titles alone."""

_TONES: Final = {
    NoticeKind.SESSION_STARTED: Tone.LIVE,
    NoticeKind.CHARGING_SLOWED: Tone.WARN,
    NoticeKind.STOP_FAILED: Tone.BAD,
    NoticeKind.SESSION_UNCONFIRMED: Tone.WARN,
    NoticeKind.CARD_ELSEWHERE: Tone.WARN,
    NoticeKind.IDLE_FEE_SOON: Tone.WARN,
    **dict.fromkeys(SECURITY, Tone.WARN),
}
_ICONS: Final = {
    NoticeKind.SESSION_STARTED: "bolt",
    NoticeKind.SESSION_STOPPED: "plug",
    NoticeKind.SESSION_ENDED: "done",
    NoticeKind.SUPPORT_ANSWERED: "letter",
    NoticeKind.STOP_FAILED: "warn",
    NoticeKind.SESSION_UNCONFIRMED: "warn",
    NoticeKind.CARD_ELSEWHERE: "warn",
    NoticeKind.IDLE_FEE_SOON: "warn",
    **dict.fromkeys(SECURITY, "lock"),
}


class NoticeLine(Struct, frozen=True, kw_only=True):
    """One row of the inbox."""

    id: str
    title: str
    text: str
    place: str
    """Charger and session; empty without."""
    at: str
    at_iso: str
    href: str
    icon: str
    tone: Tone
    unread: bool


class InboxPage(Struct, frozen=True, kw_only=True):
    title: str
    rows: tuple[NoticeLine, ...]
    unread: int
    older_href: str


class PushMessage(Struct, frozen=True, kw_only=True):
    """What a device shows: no place, no name, no address, no card (S46). `tag`: a newer one of the same takes its place."""

    title: str
    body: str
    href: str
    tag: str
    at: int
    """Milliseconds since 1970."""


def inbox_page(page: NoticePage, seen: Seen) -> InboxPage:
    return InboxPage(
        title=say("inbox.title", seen.lang),
        rows=tuple(notice_line(each, seen) for each in page.rows),
        unread=page.unread,
        older_href="" if page.cursor is None else f"/inbox?cursor={page.cursor}",
    )


def notice_line(notice: Notice, seen: Seen) -> NoticeLine:
    return NoticeLine(
        id=notice.id,
        title=title_of(notice, seen.lang),
        text=text_of(notice, seen.lang, seen.zone),
        place=place_of(notice, seen.lang),
        at=moment(notice.at, seen.now, seen.lang, seen.zone),
        at_iso=notice.at.isoformat(),
        href=f"/inbox/{notice.id}",
        icon=_ICONS.get(notice.kind, "info"),
        tone=_TONES.get(notice.kind, Tone.CALM),
        unread=notice.read_at is None,
    )


def bell_words(unread: int, lang: Language) -> str:
    return counted("inbox.bell", unread, lang) if unread else say("inbox.bell", lang)


def title_of(notice: Notice, lang: Language) -> str:
    return say(_key(notice), lang)


def text_of(notice: Notice, lang: Language, zone: tzinfo) -> str:
    """What is to be said of it where others may look on."""
    facts = notice.facts
    told = {
        "energy": energy(facts.energy_wh, lang),
        "time": clock(facts.since, zone),
        "note": facts.note or say("inbox.devices.nameless", lang),
        "lasted": lasted_of(notice),
    }
    if notice.kind is not NoticeKind.SESSION_ENDED:
        return say(f"{_key(notice)}.text", lang, **told)
    cost = "" if facts.cost is None else money(facts.cost.amount, facts.cost.currency, lang)
    text = say(f"{_key(notice)}.{'cost' if cost else 'text'}", lang, **told, cost=cost)
    return say(f"{_key(notice)}.estimated", lang, text=text) if facts.estimated else text


def lasted_of(notice: Notice) -> str:
    seconds = notice.facts.lasted_s
    return "—" if seconds is None else duration(timedelta(seconds=seconds))


def place_of(notice: Notice, lang: Language) -> str:
    if notice.number is None:
        return notice.charger
    return say("inbox.place", lang, charger=notice.charger, number=str(notice.number))


def href_of(notice: Notice) -> str:
    """Where it leads, on our own site."""
    if notice.case is not None:
        return f"/support/{notice.case}"
    if notice.session is not None:
        return f"/sessions/{notice.session}"
    return "/account" if notice.kind in SECURITY else "/inbox"


def link_of(notice: Notice, lang: Language) -> Link:
    href = href_of(notice)
    which = {"sessions": "session", "support": "case", "account": "account"}.get(href.split("/")[1], "inbox")
    return Link(say(f"inbox.link.{which}", lang), href)


def push_message(notice: Notice, lang: Language, zone: tzinfo) -> str:
    """As JSON, of 800 bytes at most whatever stands in it."""
    body = "" if notice.kind in _UNTOLD else text_of(notice, lang, zone)
    length = _BODY_LENGTH_MAX
    while True:
        message = PushMessage(
            title=title_of(notice, lang),
            body=body if len(body) <= length else body[: length - 1] + "…",
            href=f"/inbox/{notice.id}",
            tag=notice.session or notice.id,
            at=_milliseconds(notice.at),
        )
        told = msgspec.json.encode(message)
        if len(told) <= PUSH_BYTES_MAX or length <= 1:
            return told.decode()
        length //= 2


def _key(notice: Notice) -> str:
    """Where who suspended makes a difference, that is part of it."""
    if notice.kind is not NoticeKind.CHARGING_SUSPENDED:
        return f"inbox.{notice.kind}"
    key = f"inbox.{notice.kind}.{notice.facts.note}"
    return key if known_words(key, Language.EN) else f"inbox.{notice.kind}.suspended_ev"


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
