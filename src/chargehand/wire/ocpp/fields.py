"""Single values as stations send them, made fit for the model: texts, tokens, whole and decimal numbers."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from chargehand.model.identity import TokenUid

INT_MAX: Final = 2**31 - 1
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{0,9})?")
_LARGEST: Final = 10**15
_ZERO: Final = Decimal(0)
_FINEST_EXPONENT: Final = -9
_FINEST: Final = Decimal("1E-9")


def clean(text: str | None, limit: int = 50) -> str:
    """`text` without what cannot be printed or stored, at most `limit` characters long; nothing becomes ''."""
    if not text:
        return ""
    if not text.isprintable():
        text = "".join(filter(str.isprintable, text[: 4 * limit]))
    return text.strip()[:limit]


def token_uid(text: str) -> TokenUid:
    """The one spelling under which a token is known: its letters' case means nothing (OCPP 1.6 §7.28, CiString20)."""
    return TokenUid(clean(text, 255).upper())


def whole(number: int) -> int:
    """`number` within 32 bits; what lies beyond becomes the nearest limit (F52)."""
    return max(-INT_MAX, min(number, INT_MAX))


def transaction_ref(number: int | None) -> str | None:
    """A transaction id of OCPP 1.6 as a reference; None for ids that can be none: 0, negative, beyond 32 bits (F39, F40)."""
    return str(number) if number is not None and 0 < number <= INT_MAX else None


def decimal(value: str | float) -> Decimal | None:
    """A plain decimal number, None for anything else: blanks, commas, exponents, NaN, words (F78)."""
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value):
            value = value.strip()
            if not _NUMBER.fullmatch(value):
                return None
        number = Decimal(value)
    elif -_LARGEST < value < _LARGEST:
        number = Decimal(repr(value))
    else:
        return None
    return number or _ZERO


def register(value: Decimal | None) -> Decimal | None:
    """A register's value in its unit; None when it is missing, negative or absurd (F70: -1 means unknown)."""
    if value is None or not value.is_finite() or not 0 <= value < _LARGEST:
        return None
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < _FINEST_EXPONENT:
        value = value.quantize(_FINEST)
    return value or _ZERO
