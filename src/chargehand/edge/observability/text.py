"""What strangers say, made fit for a log: one line, no secret, no whole card."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

TEXT_MAX: Final = 500
_TAIL: Final = 4
_UNPRINTABLE: Final = re.compile(
    r"[^ -~\u00a0-\U0010ffff]|[\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_SECRET: Final = re.compile(
    r"pass(word|phrase|wd)?$|secret|authorization|cookie|credential|private|\w_token$|AuthorizationKey",
    re.IGNORECASE,
)


def safe(text: str) -> str:
    """`text` in one line, without control characters, terminal escapes or hidden ones (S19), at most 500 characters."""
    if len(text) > TEXT_MAX:
        text = f"{text[:TEXT_MAX]}…"
    return text if text.isprintable() else _UNPRINTABLE.sub(_spelled, text)


def masked(uid: str) -> str:
    """A card's number as a log may show it: its end, and never more than half of it (S15)."""
    tail = min(_TAIL, len(uid) // 2)
    return f"*{safe(uid[len(uid) - tail :])}"


@lru_cache(maxsize=1024)
def is_secret(name: str) -> bool:
    """Whether a value under this name is for nobody's eyes. Names are few and come with every line."""
    return _SECRET.search(name) is not None


def _spelled(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
