"""How languages write figures, dates and amounts: read off CLDR once, since live cards write hundreds of figures a second."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import cast

from babel import Locale
from babel.numbers import format_currency, get_decimal_symbol, get_group_symbol
from msgspec import Struct


class Language(StrEnum):
    EN = "en"
    NL = "nl"
    DE = "de"


LOCALES: Mapping[Language, Locale] = {
    Language.EN: Locale("en", "GB"),
    Language.NL: Locale("nl"),
    Language.DE: Locale("de"),
}
"""English is written as in Europe: the day before the month."""

_FIGURE = re.compile(r"[0-9][0-9.,]*")


class Manner(Struct, frozen=True, kw_only=True):
    """How a language writes figures and dates."""

    decimal: str
    group: str
    months: tuple[str, ...]
    """Short, as they stand in a date."""
    long_months: tuple[str, ...]
    """As they stand alone."""
    date: str
    """With {day}, {month} and {year}."""


def _manner(locale: Locale) -> Manner:
    months = cast("Mapping[str, Mapping[str, Mapping[int, str]]]", locale.months)
    pattern = str(locale.datetime_skeletons["yMMMd"])
    date = re.sub("d+", "{day}", re.sub("M+", "{month}", re.sub("y+", "{year}", pattern)))
    short, alone = months["format"]["abbreviated"], months["stand-alone"]["wide"]
    return Manner(
        decimal=get_decimal_symbol(locale),
        group=get_group_symbol(locale),
        months=tuple(short[number] for number in range(1, 13)),
        long_months=tuple(alone[number] for number in range(1, 13)),
        date=date,
    )


MANNERS: Mapping[Language, Manner] = {lang: _manner(locale) for lang, locale in LOCALES.items()}


@cache
def around_amount(lang: Language, currency: str) -> tuple[str, str]:
    """What stands before and after an amount of `currency`: `€` and nothing, or nothing and ` €`."""
    written = format_currency(Decimal(1), currency, locale=LOCALES[lang])
    found = _FIGURE.search(written)
    if found is None:
        return f"{currency}\u00a0", ""
    before, after = written[: found.start()], written[found.end() :]
    return (f"{before}\u00a0" if before[-1:].isalpha() else before), after
