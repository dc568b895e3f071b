"""The letters about signing in and about the account itself: plain text, in the language of who gets them."""

from __future__ import annotations

from datetime import datetime, tzinfo

from chargehand.model.visit import LetterDraft
from chargehand.views.wording import say
from chargehand.views.words.language import Language, day


def _letter(key: str, lang: Language, **values: str) -> LetterDraft:
    return LetterDraft(
        say(f"account.letter.{key}.subject", lang, **values), say(f"account.letter.{key}", lang, **values)
    )


def sign_in_letter(name: str, link: str, code: str, minutes: int, lang: Language) -> LetterDraft:
    """A link that opens a page with a button, and a code for other browsers."""
    spaced = f"{code[:3]} {code[3:]}"
    return _letter("sign_in", lang, name=name, link=link, code=spaced, minutes=str(minutes))


def invitation_letter(name: str, link: str, door: str, lang: Language) -> LetterDraft:
    """To somebody who may charge from now on; `door`: where a new link is to be had."""
    return _letter("invite", lang, name=name, link=link, door=door)


def confirm_letter(name: str, link: str, lang: Language) -> LetterDraft:
    """To an address that is to become an account's."""
    return _letter("email", lang, name=name, link=link)


def change_note(name: str, link: str, lang: Language) -> LetterDraft:
    """To the address that an account has, when another one is asked for; it does not tell which."""
    return _letter("note", lang, name=name, link=link)


def closed_letter(name: str, link: str, erase_at: datetime, zone: tzinfo, lang: Language) -> LetterDraft:
    """To who closed their account: until when it can be had back."""
    return _letter("closed", lang, name=name, link=link, day=day(erase_at, lang, zone))
