"""The pages of cards: the grid, one card, and the question before one is reported lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from msgspec import Struct

from chargehand.model.card import CardRequest, CardSheet, Colour, RequestState
from chargehand.views.parts.notice import Link, Notice, Tone
from chargehand.views.wording import say
from chargehand.views.words.language import Language, dated, day, moment
from chargehand.views.words.seen import Seen

TOLD_FOR: Final = timedelta(days=30)
"""So long an answer to a request stands above the cards."""


class CardTile(Struct, frozen=True, kw_only=True):
    href: str
    name: str
    tail: str
    colour: Colour
    state: str
    tone: Tone


class CardsPage(Struct, frozen=True, kw_only=True):
    title: str
    tiles: tuple[CardTile, ...]
    notices: tuple[Notice, ...]
    waiting: bool
    """A request is under way: no other can be sent."""
    entry_allowed: bool
    entry_words: str
    said: Notice | None = None


class Swatch(Struct, frozen=True, kw_only=True):
    value: Colour
    label: str
    chosen: bool


class CardPage(Struct, frozen=True, kw_only=True):
    title: str
    tile: CardTile
    name: str
    action: str
    swatches: tuple[Swatch, ...]
    facts: tuple[tuple[str, str], ...]
    sessions_href: str
    lost_href: str
    """Empty: it is lost already."""
    notices: tuple[Notice, ...]
    said: Notice | None = None


class LostPage(Struct, frozen=True, kw_only=True):
    title: str
    tile: CardTile
    action: str
    back_href: str
    running: str
    """What becomes of the session that runs on it; empty: none does."""


def card_name(name: str, lang: Language) -> str:
    return name or say("card.nameless", lang)


def card_label(card: CardSheet, lang: Language) -> str:
    """`Key fob ··4F21`."""
    return f"{card_name(card.name, lang)} ··{card.tail}"


def card_tile(card: CardSheet, seen: Seen) -> CardTile:
    active = card.active_at(seen.now)
    return CardTile(
        href=f"/cards/{card.id}",
        name=card_name(card.name, seen.lang),
        tail=card.tail,
        colour=card.colour,
        state=say("cards.active" if active else "cards.inactive", seen.lang),
        tone=Tone.LIVE if active else Tone.WARN,
    )


def cards_page(
    cards: tuple[CardSheet, ...],
    requests: tuple[CardRequest, ...],
    seen: Seen,
    *,
    entry_allowed: bool,
    said: Notice | None = None,
) -> CardsPage:
    """`requests`: the driver's, the latest first."""
    lang = seen.lang
    latest = requests[0] if requests else None
    told = None if latest is None else request_notice(latest, seen)
    return CardsPage(
        title=say("cards.title", lang),
        tiles=tuple(card_tile(card, seen) for card in cards),
        notices=() if told is None else (told,),
        waiting=latest is not None and latest.state is RequestState.WAITING,
        entry_allowed=entry_allowed,
        entry_words=say("cards.entry.on" if entry_allowed else "cards.entry.off", lang),
        said=said,
    )


def request_notice(request: CardRequest, seen: Seen) -> Notice | None:
    """What is to be said of the request; nothing of one that was answered long ago."""
    lang = seen.lang
    if request.state is RequestState.WAITING:
        title = say("cards.request.waiting", lang, day=day(request.made_at, lang, seen.zone))
        return Notice(
            key="request", tone=Tone.CALM, title=title, text=say("cards.request.waiting.text", lang)
        )
    if request.answered_at is None or seen.now - request.answered_at > TOLD_FOR:
        return None
    granted = request.state is RequestState.GRANTED
    return Notice(
        key="request",
        tone=Tone.LIVE if granted else Tone.WARN,
        title=say(f"cards.request.{request.state}", lang),
        text=request.answer,
    )


def card_page(card: CardSheet, seen: Seen, said: Notice | None = None) -> CardPage:
    lang = seen.lang
    return CardPage(
        title=card_name(card.name, lang),
        tile=card_tile(card, seen),
        name=card.name,
        action=f"/cards/{card.id}",
        swatches=tuple(
            Swatch(value=each, label=say(f"cards.colour.{each}", lang), chosen=each is card.colour)
            for each in Colour
        ),
        facts=_facts(card, seen),
        sessions_href=f"/sessions?card={card.id}" if card.sessions else "",
        lost_href="" if card.lost_at is not None else f"/cards/{card.id}/lost",
        notices=_card_notices(card, seen),
        said=said,
    )


def _facts(card: CardSheet, seen: Seen) -> tuple[tuple[str, str], ...]:
    lang, zone = seen.lang, seen.zone
    used = say("cards.unused", lang) if card.used_at is None else moment(card.used_at, seen.now, lang, zone)
    facts = [
        (say("cards.number", lang), f"··{card.tail}"),
        (say("cards.status", lang), card_tile(card, seen).state),
        (say("cards.issued", lang), day(card.issued_at, lang, zone)),
        (say("cards.used", lang), used),
    ]
    if card.expires_at is not None:
        facts.append((say("cards.expires", lang), day(card.expires_at, lang, zone)))
    return tuple(facts)


def _card_notices(card: CardSheet, seen: Seen) -> tuple[Notice, ...]:
    lang = seen.lang
    if card.lost_at is not None:
        title = say("cards.lost.done", lang, at=dated(card.lost_at, lang, seen.zone))
        text, link = say("cards.lost.done.text", lang), None
        if card.live is not None:
            text = f"{text} {say('cards.lost.stopping', lang)}"
            link = Link(say("notice.see_session", lang), f"/sessions/{card.live}")
        return (Notice(key="lost", tone=Tone.WARN, title=title, text=text, link=link),)
    if card.active_at(seen.now):
        return ()
    text = say("cards.inactive.text", lang)
    return (Notice(key="inactive", tone=Tone.WARN, title=say("cards.inactive", lang), text=text),)


def lost_page(card: CardSheet, seen: Seen) -> LostPage:
    lang = seen.lang
    return LostPage(
        title=say("cards.lost.question", lang, card=card_label(card, lang)),
        tile=card_tile(card, seen),
        action=f"/cards/{card.id}/lost",
        back_href=f"/cards/{card.id}",
        running=say("cards.lost.running", lang) if card.live is not None else "",
    )


def saved_notice(lang: Language) -> Notice:
    return Notice(key="saved", tone=Tone.LIVE, title=say("cards.saved", lang))
