"""Letters about cards and ways in: what happened, when and where, and what to do if it was somebody else."""

from __future__ import annotations

from msgspec import Struct

from chargehand.model.card import CardSheet, RequestState
from chargehand.model.token import Driver
from chargehand.model.visit import LetterDraft
from chargehand.views.wallet.cards import card_label
from chargehand.views.wording import say
from chargehand.views.words.language import Language, dated
from chargehand.views.words.seen import Seen


class House(Struct, frozen=True):
    """Who writes: the product's name, and where it is."""

    name: str
    address: str


def _letter(subject: str, *paragraphs: str) -> LetterDraft:
    return LetterDraft(subject, "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n")


def _at(seen: Seen) -> str:
    return dated(seen.now, seen.lang, seen.zone)


def lost_letter(card: CardSheet, house: House, seen: Seen) -> LetterDraft:
    """To the driver, also when it was not them who reported it."""
    lang = seen.lang
    return _letter(
        say("cards.letter.card_lost.subject", lang, app=house.name, tail=card.tail),
        say("cards.letter.card_lost.text", lang, card=card_label(card, lang), at=_at(seen)),
        say("cards.letter.card_lost.not_you", lang),
    )


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
    return _letter(
        say("cards.letter.request.subject", lang, app=house.name),
        say(f"cards.letter.request.{state}", lang),
        answer,
        say("cards.letter.request.link", lang, link=f"{house.address}/cards"),
    )


def claimed_letter(tail: str, charger: str, house: House, seen: Seen) -> LetterDraft:
    lang = seen.lang
    return _letter(
        say("cards.letter.card_claimed.subject", lang, app=house.name),
        say("cards.letter.card_claimed.text", lang, tail=tail, charger=charger, at=_at(seen)),
        say("cards.letter.card_claimed.not_you", lang, link=f"{house.address}/cards"),
    )


def entered_letter(charger: str, house: House, seen: Seen) -> LetterDraft:
    """Somebody was let in by a card at a reader."""
    lang = seen.lang
    return _letter(
        say("door.letter.card.subject", lang, app=house.name, charger=charger),
        say("door.letter.card.text", lang, charger=charger, at=_at(seen)),
        say("door.letter.card.not_you", lang, link=f"{house.address}/account"),
    )


def key_added_letter(name: str, house: House, seen: Seen) -> LetterDraft:
    return _key_letter("added", name, house, seen)


def key_removed_letter(name: str, house: House, seen: Seen) -> LetterDraft:
    return _key_letter("removed", name, house, seen)


def _key_letter(what: str, name: str, house: House, seen: Seen) -> LetterDraft:
    lang = seen.lang
    return _letter(
        say(f"door.letter.key_{what}.subject", lang, app=house.name),
        say(f"door.letter.key_{what}.text", lang, name=name, at=_at(seen)),
        say("door.letter.key.not_you", lang, link=f"{house.address}/account/passkeys"),
    )
