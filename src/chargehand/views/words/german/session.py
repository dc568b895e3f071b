"""German: a session, its card, its stop and its page."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
