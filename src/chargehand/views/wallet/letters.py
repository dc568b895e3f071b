"""Letters about cards and ways in: what happened, when and where, and what to do if it was somebody else."""

from __future__ import annotations

from msgspec import Struct

from chargehand.model.card import CardSheet, RequestState
from chargehand.model.token import Driver
from chargehand.model.visit import LetterDraft
from chargehand.views.inbox.letters import LetterPage, letter
from chargehand.views.wallet.cards import card_label
from chargehand.views.wording import say
from chargehand.views.words.language import Language, dated
from chargehand.views.words.seen import Seen


class House(Struct, frozen=True):
    """Who writes: the product's name, and where it is."""

    name: str
    address: str


class _Told(Struct, frozen=True, kw_only=True):
    """What a letter says, and where its button leads."""

    subject: str
    text: str
    after: str
    button: str
    path: str
    foot: str = "inbox.letter.security"


def _letter(told: _Told, house: House, lang: Language) -> LetterDraft:
    """In the layout of all letters; the subject says whose it is, the title need not."""
    title = told.subject.removeprefix(f"{house.name}: ")
    page = LetterPage(
        lang=lang,
        name=house.name,
        title=title[:1].upper() + title[1:],
        hello=say("inbox.letter.hello", lang),
        text=told.text,
        button=say(told.button, lang),
        href=f"{house.address}{told.path}",
        after=told.after,
        foot=say(told.foot, lang, name=house.name),
    )
    return letter(told.subject, page)


def _at(seen: Seen) -> str:
    return dated(seen.now, seen.lang, seen.zone)


def lost_letter(card: CardSheet, house: House, seen: Seen) -> LetterDraft:
    """To the driver, also when it was not them who reported it."""
    lang = seen.lang
    told = _Told(
        subject=say("cards.letter.card_lost.subject", lang, app=house.name, tail=card.tail),
        text=say("cards.letter.card_lost.text", lang, card=card_label(card, lang), at=_at(seen)),
        after=say("cards.letter.card_lost.not_you", lang),
        button="account.cards.link",
        path="/cards",
    )
    return _letter(told, house, lang)


def lost_letter_to_operators(card: CardSheet, driver: Driver, reason: str, house: House) -> LetterDraft:
    """In English, as all that operators read."""
    running = f"It is charging now: {house.address}/sessions/{card.live}" if card.live is not None else ""
    return LetterDraft(
        f"{house.name}: a card was reported lost (··{card.tail})",
        "\n".join(
            line
            for line in (
                f"{driver.name or driver.email} ({driver.email}) reported the card ··{card.tail} lost.",
                f"What they say: {reason}" if reason else "",
                "It is blocked. Sessions on it are being stopped, and chargers that know it by themselves are being told.",
                running,
                "All lost cards: GET /api/v1/operator/lost-cards",
            )
            if line
        )
        + "\n",
    )


def request_letter_to_operators(driver: Driver, note: str, house: House) -> LetterDraft:
    said = f"\nWhat they say: {note}" if note else ""
    return LetterDraft(
        f"{house.name}: {driver.name or driver.email} asks for a card",
        f"{driver.name or driver.email} ({driver.email}) asks for a card.{said}\n"
        "Requests: GET /api/v1/operator/card-requests\n",
    )


def answer_letter(state: RequestState, answer: str, house: House, lang: Language) -> LetterDraft:
    told = _Told(
        subject=say("cards.letter.request.subject", lang, app=house.name),
        text=f"{say(f'cards.letter.request.{state}', lang)} {answer}".strip(),
        after=say("cards.letter.request.link", lang, link=f"{house.address}/cards"),
        button="account.cards.link",
        path="/cards",
        foot="inbox.letter.why",
    )
    return _letter(told, house, lang)


def claimed_letter(tail: str, charger: str, house: House, seen: Seen) -> LetterDraft:
    lang = seen.lang
    told = _Told(
        subject=say("cards.letter.card_claimed.subject", lang, app=house.name),
        text=say("cards.letter.card_claimed.text", lang, tail=tail, charger=charger, at=_at(seen)),
        after=say("cards.letter.card_claimed.not_you", lang, link=f"{house.address}/cards"),
        button="account.cards.link",
        path="/cards",
    )
    return _letter(told, house, lang)


def entered_letter(charger: str, house: House, seen: Seen) -> LetterDraft:
    """Somebody was let in by a card at a reader."""
    lang = seen.lang
    told = _Told(
        subject=say("door.letter.card.subject", lang, app=house.name, charger=charger),
        text=say("door.letter.card.text", lang, charger=charger, at=_at(seen)),
        after=say("door.letter.card.not_you", lang, link=f"{house.address}/account"),
        button="inbox.link.account",
        path="/account",
    )
    return _letter(told, house, lang)


def key_added_letter(name: str, house: House, seen: Seen) -> LetterDraft:
    return _key_letter("added", name, house, seen)


def key_removed_letter(name: str, house: House, seen: Seen) -> LetterDraft:
    return _key_letter("removed", name, house, seen)


def _key_letter(what: str, name: str, house: House, seen: Seen) -> LetterDraft:
    lang = seen.lang
    told = _Told(
        subject=say(f"door.letter.key_{what}.subject", lang, app=house.name),
        text=say(f"door.letter.key_{what}.text", lang, name=name, at=_at(seen)),
        after=say("door.letter.key.not_you", lang, link=f"{house.address}/account/passkeys"),
        button="door.passkeys",
        path="/account/passkeys",
    )
    return _letter(told, house, lang)
