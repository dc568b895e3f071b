"""The letter that signs a driver in."""

from __future__ import annotations

import hashlib

from chargehand.model.visit import LetterDraft


def six_digits(secret: str) -> str:
    """A code made from chance: as even as SHA-256."""
    return f"{int.from_bytes(hashlib.sha256(secret.encode()).digest()) % 1_000_000:06}"


def sign_in_letter(name: str, link: str, code: str, minutes: int) -> LetterDraft:
    """Plain text: a link that opens a page with a button, and a code for other browsers."""
    body = (
        f"Hello,\n\n"
        f"open this link to sign in to {name}:\n\n"
        f"  {link}\n\n"
        f"Or type this code on the page where you asked for it:\n\n"
        f"  {code[:3]} {code[3:]}\n\n"
        f"Both work once, for {minutes} minutes. If you did not ask for this, you need not do anything:\n"
        f"nobody is signed in without this letter.\n"
    )
    return LetterDraft(f"Sign in to {name}", body)
