"""Turns statuses, refusals and command states into a language's words: one table per language, keyed by ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import tzinfo
from functools import cache

from chargehand.model.refusals import Refusal
from chargehand.views.availability import Availability
from chargehand.views.status import Display, Status
from chargehand.views.words import dutch, english, german
from chargehand.views.words.language import Language, clock, number
from chargehand.views.words.manners import LOCALES

TABLES: Mapping[Language, Mapping[str, str]] = {
    Language.EN: english.SENTENCES,
    Language.NL: dutch.SENTENCES,
    Language.DE: german.SENTENCES,
}
"""Each holds the same ids; one that should lack a sentence says it in English."""


def template(key: str, lang: Language) -> str:
    """The sentence `key` with its {places} open. An unknown key is a defect and raises KeyError."""
    return TABLES.get(lang, english.SENTENCES).get(key) or english.SENTENCES[key]


def say(key: str, lang: Language, **values: str) -> str:
    """The sentence `key` with `values` filled in."""
    return template(key, lang).format(**values)


def counted(key: str, count: int, lang: Language, **values: str) -> str:
    """The sentence for so many: `key.one`, `key.other` or what else the language's plural rule asks for; `{count}` is filled in."""
    return say(f"{key}.{_plural(lang)(count)}", lang, count=number(count, 0, lang), **values)


@cache
def _plural(lang: Language) -> Callable[[int], str]:
    return LOCALES[lang].plural_form


def known_words(key: str, lang: Language) -> str:
    """The sentence `key` if there is one; empty for a word that came from outside and has none."""
    return TABLES.get(lang, english.SENTENCES).get(key) or english.SENTENCES.get(key, "")


def status_words(shown: Display, lang: Language, zone: tzinfo) -> str:
    """One of the words of a session's life, with its time where it has one."""
    if shown.status is Status.UNCONFIRMED:
        return say("status.live_unconfirmed", lang, time=clock(shown.unconfirmed_since, zone))
    return say(f"status.{shown.status}", lang)


def availability_words(state: Availability, lang: Language) -> str:
    return say(f"charger.{state}", lang)


def refusal_words(refusal: Refusal, lang: Language) -> str:
    return say(f"refusal.{refusal}", lang)
