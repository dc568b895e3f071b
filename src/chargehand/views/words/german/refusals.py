"""German: considered noes, and what to do about them."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "notice.not_charging": "Ich lade dort nicht",
}
