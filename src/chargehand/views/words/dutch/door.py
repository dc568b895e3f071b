"""Dutch: signing in and out."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
