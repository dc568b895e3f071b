"""German: home, the list of sessions, and what stands on top of every page."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
