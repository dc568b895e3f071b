"""Ids in addresses and bodies: what cannot be one of ours is not looked up."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from chargehand.edge.driver.refusals import Refused
from chargehand.model.identity import CardId, CommandId, PairingId, PublicId, SessionId
from chargehand.model.refusals import Refusal

_ID = re.compile(r"[A-Za-z0-9_\-]{1,64}")
_ADDRESS = re.compile(r"[^@\s\x00-\x1f<>,;:\"()\[\]\\]{1,64}@[^@\s\x00-\x1f<>,;:\"()\[\]\\]{1,190}")
NAME_LENGTH = 100


def _checked(text: str) -> str:
    """Raises Refused with NOT_FOUND: it looks like an unknown one and like somebody else's (S29)."""
    if _ID.fullmatch(text) is None:
        raise Refused(Refusal.NOT_FOUND)
    return text


def session_id(text: str) -> SessionId:
    return SessionId(_checked(text))


def charger_id(text: str) -> PublicId:
    return PublicId(_checked(text))


def command_id(text: str) -> CommandId:
    return CommandId(_checked(text))


def row_id(text: str) -> str:
    """Of a notice, a device, a case."""
    return _checked(text)


def card_id(text: str | None) -> CardId | None:
    return CardId(_checked(text)) if text else None


def pairing_id(text: str) -> PairingId:
    return PairingId(_checked(text))


def request_id(text: str) -> str:
    return _checked(text)


def one_card_id(text: str) -> CardId:
    return CardId(_checked(text))


def scanned(text: str, origin: str) -> PublicId | None:
    """The charger that a sticker names, by our own address on it or by its number alone; None for anything else."""
    parts = urlsplit(text)
    if parts.scheme:
        if f"{parts.scheme}://{parts.netloc}" != origin or parts.query:
            return None
        text = parts.path
    text = text.removeprefix("/c/")
    return PublicId(text) if _ID.fullmatch(text) else None


def nonce_of(text: str | None) -> str | None:
    """The form's nonce if it is well-formed."""
    return text if text is not None and _ID.fullmatch(text) else None


def is_address(text: str) -> bool:
    """Whether a letter could be sent there; more is known only once one was answered."""
    return _ADDRESS.fullmatch(text) is not None


def one_line(text: str, length: int) -> str:
    """What somebody wrote into a field, as it is kept: one line, not longer than `length`, nothing that no database keeps."""
    return "".join(letter for letter in " ".join(text[:length].split()) if letter >= " ")


def is_name(text: str) -> bool:
    """Whether people could be called so: printable, and not a page long. Empty is no name, and fine."""
    return len(text) <= NAME_LENGTH and text.isprintable()
