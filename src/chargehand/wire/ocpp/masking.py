"""Frames made fit for eyes: no whole token, no password, no contract.

Told by the text alone, names of any version and in any case, so that broken frames and the answers to unknown calls are masked too.
"""

from __future__ import annotations

import re
from typing import Final, cast

import msgspec

CUT_AT: Final = 64 * 1024
"""Characters of a frame that are kept; a longer one ends with a mark."""
CUT_MARK: Final = "… cut"
HIDDEN: Final = "***"
_TAIL: Final = 4

# A text as a value, also one that a cut has left without its end.
_TEXT: Final = r'"((?:[^"\\]|\\.)*)(?:"|\\?\Z)'


def _named(names: str, value: str = _TEXT) -> re.Pattern[str]:
    return re.compile(rf'("(?:{names})"\s*:\s*)(?:{value})', re.IGNORECASE | re.DOTALL)


_TOKENS: Final = _named(
    "(?:parent)?idTag|[a-z]*idToken|emaid|customerIdentifier|vin", rf"{_TEXT}|(-?\d[\d.eE+-]*)"
)
_SECRETS: Final = _named("[a-z0-9_.-]*password|authorizationKey|exiRequest|exiResponse")
_VPN_KEYS: Final = _named("key")
_VALUE_NAMES: Final = ("value", "attributevalue", "actualvalue")
_VALUES: Final = _named("|".join(_VALUE_NAMES))
_CONTRACTS: Final = _named("certificate|data")
_SETTINGS: Final = re.compile(r'\{[^{}]*"key"[^{}]*(?:\}|\Z)', re.IGNORECASE)
_SECRET_WORDS: Final = re.compile(r"authorizationkey|password|exire", re.IGNORECASE)
_ACCOUNTS: Final = re.compile(r"(://|:\\/\\/)[^\s\"/@]{1,300}@")
_PERSONAL: Final = re.compile(r'"(?:Authorize|NotifyCustomerInformation)"')
_MARKS: Final = (
    'idtag"', 'idtoken"', 'emaid"', 'customeridentifier"', 'vin"', "authorizationkey", "password", "exire", "authorize",
    "notifycustomer", "@", "\\u",
)  # fmt: skip
"""In small letters: where none of these stands, nothing is to be hidden."""
_SPELLED: Final = re.compile(r"\\u00([46][1-9a-f]|[57][0-9a])", re.IGNORECASE)


def masked(text: str) -> str:
    """`text` with tokens as `*` and their last characters, secrets and contracts as `***`, at most `CUT_AT` long and the mark."""
    if len(text) > CUT_AT:
        return _masked(text[:CUT_AT]) + CUT_MARK
    return _masked(text)


def without_secrets(text: str) -> str:
    """JSON as whole as it was, but for passwords: what an operator asked for, without what nobody may keep (S07)."""
    return _without_secrets(text) if _SECRET_WORDS.search(text) else text


def _masked(text: str) -> str:
    if ":" not in text:
        return text  # nothing has a name here
    if text.isascii():  # of other letters some are taken for these
        low = text.lower()
        for mark in _MARKS:
            if mark in low:
                break
        else:
            return text
    if "\\u00" in text:
        text = _SPELLED.sub(lambda found: chr(int(found[1], 16)), text)  # a name in escapes is the same name
    text = _TOKENS.sub(_tail, text)
    if _SECRET_WORDS.search(text):
        text = _without_secrets(text)
    if "@" in text:
        text = _ACCOUNTS.sub(rf"\g<1>{HIDDEN}@", text)
    if _PERSONAL.search(text, 0, 80):
        text = _CONTRACTS.sub(_hidden, text)
    return text


def _without_secrets(text: str) -> str:
    """OCPP tells a setting's name and its value apart: 1.6 in one object, 2.x in two, of which the value may come first."""
    low = text.lower()
    if '"variableattribute"' in low or '"actualvalue"' in low:
        text = _without_reported(text)
    text = _VALUES.sub(_hidden, text) if '"attributevalue"' in low else _SETTINGS.sub(_setting, text)
    if '"vpn"' in low:
        text = _VPN_KEYS.sub(_hidden, text)
    return _SECRETS.sub(_hidden, text)


def _without_reported(text: str) -> str:
    """Reports of many variables (2.x): of those that are secret no value is left; of all, where nobody can tell them apart."""
    try:
        told: object = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return _VALUES.sub(_hidden, text)
    left, hid = [(told, False)], False
    while left:
        part, secret = left.pop()
        if isinstance(part, list):
            left += [(each, secret) for each in cast("list[object]", part)]
        elif isinstance(part, dict):
            fields = cast("dict[str, object]", part)
            secret = secret or _names_secret(fields)
            for name, each in fields.items():
                if secret and name.lower() in _VALUE_NAMES:
                    fields[name], hid = HIDDEN, True
                else:
                    left.append((each, secret))
    return msgspec.json.encode(told).decode() if hid else text


def _names_secret(fields: dict[str, object]) -> bool:
    named = next((each for name, each in fields.items() if name.lower() == "variable"), None)
    if not isinstance(named, dict):
        return False
    words = [each for name, each in cast("dict[str, object]", named).items() if name.lower() == "name"]
    return any(isinstance(each, str) and _SECRET_WORDS.search(each) for each in words)


def _tail(found: re.Match[str]) -> str:
    token = found[2] if found[2] is not None else found[3]
    return f'{found[1]}"*{token[max(len(token) - _TAIL, len(token) // 2 + len(token) % 2) :]}"'


def _hidden(found: re.Match[str]) -> str:
    return f'{found[1]}"{HIDDEN}"'


def _setting(found: re.Match[str]) -> str:
    return _VALUES.sub(_hidden, found[0]) if _SECRET_WORDS.search(found[0]) else found[0]
